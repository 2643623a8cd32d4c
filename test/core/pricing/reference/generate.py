"""Writes european.csv and implied-volatility.csv beside itself. Needs mpmath. Run: python3 generate.py

Black, Scholes and Merton with 80 digits. Inputs are doubles taken as exact numbers; every result is the exact value,
rounded once to the nearest double and written with 17 digits, infinite where it is none. The Greeks are in the units of
the formula, theta and charm per calendar year passing. The conditions say how many units a result moves, in
proportion, where each input moves by one: no computation on doubles can be asked for more.
"""
import csv
import math
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import mpmath as mp

mp.mp.dps = 80
MINUTE = 1 / 525600
HERE = Path(__file__).parent
OPTION = ['type', 'spot', 'strike', 'years_to_expiry', 'rate', 'dividend_yield']
GREEKS = ['delta', 'gamma', 'theta', 'vega', 'rho', 'charm', 'vanna', 'vomma', 'speed']


def cdf(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2


def density(z):
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def exact(*values):
    return [mp.mpf(value) for value in values]


def price(right, S, K, T, r, q, v):
    s = v * mp.sqrt(T)
    d1 = (mp.log(S / K) + (r - q) * T) / s + s / 2
    sign = 1 if right == 'call' else -1
    return sign * (S * mp.exp(-q * T) * cdf(sign * d1) - K * mp.exp(-r * T) * cdf(sign * (d1 - s)))


def bounds(right, S, K, T, r, q):
    """The discounted intrinsic value and the most the option can cost."""
    asset, cash = S * mp.exp(-q * T), K * mp.exp(-r * T)
    return (max(asset - cash, mp.mpf(0)), asset) if right == 'call' else (max(cash - asset, mp.mpf(0)), cash)


def greeks(right, S, K, T, r, q, v):
    sign = 1 if right == 'call' else -1
    s = v * mp.sqrt(T)
    d1 = (mp.log(S / K) + (r - q) * T) / s + s / 2
    d2 = d1 - s
    a = mp.exp(-q * T) * density(d1)
    held = sign * mp.exp(-q * T) * cdf(sign * d1)
    owed = sign * K * mp.exp(-r * T) * cdf(sign * d2)
    value = price(right, S, K, T, r, q, v)
    gamma = a / (S * s)
    vega = S * a * mp.sqrt(T)
    theta = q * S * held - r * owed - S * a * s / (2 * T)
    moves = [S * held, owed, v * vega, T * theta, r * T * owed, q * T * S * held]
    return {
        'price': value,
        'delta': held,
        'gamma': gamma,
        'theta': theta,
        'vega': vega,
        'rho': T * owed,
        'charm': q * held - a * ((r - q) / s - d2 / (2 * T)),
        'vanna': -a * d2 / v,
        'vomma': vega * d1 * d2 / v,
        'speed': -gamma / S * (d1 / s + 1),
        'price_condition': mp.fsum(abs(move) for move in moves) / value,
    }


def double(x):
    """Rounded to the nearest double, subnormal ones included, ties to even."""
    x = mp.mpf(x)
    if x and mp.mag(x) < -1100:
        return math.copysign(0.0, x)
    sign, mantissa, power, _ = x._mpf_
    exact_value = Fraction(int(mantissa)) * Fraction(2) ** int(power)
    return float(-exact_value if sign else exact_value)


def text(x):
    return f'{double(x):.17g}'


def condition(x):
    return f'{float(x):.3g}' if x < mp.mpf(10) ** 300 else 'inf'


def volatility(right, S, K, T, r, q, p):
    """The root, between two volatilities that enclose it, on the logarithm of the time value or of what is left to the maximum."""
    low_bound, high_bound = bounds(right, S, K, T, r, q)
    x = abs(mp.log(S / K) + (r - q) * T)
    other = 'put' if right == 'call' else 'call'
    # The time value by the option that is out of the money, without cancellation.
    out = right if low_bound == 0 else other
    time_value, most = p - low_bound, high_bound - low_bound

    def gap(s):
        v = s / mp.sqrt(T)
        if time_value < most / 2:
            return mp.log(price(out, S, K, T, r, q, v) / time_value)
        d1 = x / s + s / 2
        low = min(S * mp.exp(-q * T), K * mp.exp(-r * T))
        high = max(S * mp.exp(-q * T), K * mp.exp(-r * T))
        # what is missing: low·(1 - N(-x/s + s/2)) + high·N(-x/s - s/2)
        return mp.log((most - time_value) / (low * cdf(x / s - s / 2) + high * cdf(-d1)))

    low, high = mp.mpf(10) ** -3, mp.mpf(1)
    while gap(low) > 0:
        low /= 4
    while gap(high) < 0:
        high *= 2
    s = mp.findroot(gap, (low, high), solver='anderson', tol=mp.mpf(10) ** -60, maxsteps=2000)
    v = s / mp.sqrt(T)
    assert abs(price(right, S, K, T, r, q, v) - p) < mp.mpf(10) ** -40 * time_value
    return v


def uniform(low, high, digits=17):
    return round(random.uniform(low, high), digits)


def log_uniform(low, high, digits=17):
    return round(math.exp(random.uniform(math.log(low), math.log(high))), digits)


def forward(S, T, r, q):
    return double(mp.mpf(S) * mp.exp((mp.mpf(r) - q) * mp.mpf(T)))


def at_distance(S, T, v, log10_price):
    """A strike whose out-of-the-money option costs about 10 to that power, a call or a put."""
    return S * math.exp(random.choice([-1, 1]) * math.sqrt(-2 * log10_price * math.log(10)) * v * math.sqrt(T))


def european_cases():
    def both(category, *inputs):
        return [(category, right, *map(float, inputs)) for right in ('call', 'put')]

    cases = []
    for _ in range(22):
        S = uniform(20, 1000, 2)
        cases += both('ordinary', S, round(S * math.exp(uniform(-0.5, 0.5)), 1), round(uniform(7, 900)) / 365,
                      uniform(-0.01, 0.08, 4), uniform(0, 0.05, 4), uniform(0.05, 1.2, 4))
    for i in range(24):
        S, T = uniform(400, 700, 2), MINUTE * (1 if i < 4 else round(log_uniform(2, 390)))
        cases += both('zero_dte', S, round(S * (1 + uniform(-0.03, 0.03))), T, uniform(0, 0.06, 4), uniform(0, 0.02, 4),
                      log_uniform(0.08, 1.5, 4))
    for _ in range(4):
        S, T = uniform(400, 700, 2), MINUTE * round(log_uniform(1, 390))
        r, q, v = uniform(0, 0.06, 4), uniform(0, 0.02, 4), uniform(0.08, 1.5, 4)
        at_forward = forward(S, T, r, q)
        for K in (S, math.nextafter(S, 0), math.nextafter(S, math.inf), at_forward, math.nextafter(at_forward, math.inf)):
            cases += both('near_the_money', S, K, T, r, q, v)
    for i in range(16):
        S, v = uniform(50, 600, 2), log_uniform(0.05, 2, 4)
        T = MINUTE * round(log_uniform(1, 390)) if i % 2 == 0 else round(uniform(1, 700)) / 365
        cases += both('tail', S, at_distance(S, T, v, uniform(-302, -6)), T, uniform(0, 0.06, 4), uniform(0, 0.03, 4), v)
    for v in (0.01, 0.02, 3.0, 5.0, 0.01, 5.0, 0.015, 10.0, 0.001, 20.0, 40.0, 0.0001):
        S, T = uniform(20, 600, 2), log_uniform(MINUTE, 3)
        cases += both('extreme_vol', S, S * math.exp(uniform(-4, 4) * max(v * math.sqrt(T), 1e-5)), T, uniform(0, 0.05, 4),
                      uniform(0, 0.03, 4), v)
    for r, q in ((0, 0), (0, 0), (-0.005, 0), (-0.03, 0.01), (0.02, -0.02), (0.25, 0.1), (0.1, 0.1), (-0.04, -0.04), (0, 0.2), (0.3, 0)):
        S = uniform(50, 600, 2)
        T = random.choice([MINUTE * uniform(1, 390), uniform(1, 1500) / 365])
        cases += both('rates', S, round(S * math.exp(uniform(-0.4, 0.4)), 2), T, r, q, uniform(0.05, 0.8, 4))
    for _ in range(9):
        S = uniform(20, 600, 2)
        cases += both('long_dated', S, S * math.exp(uniform(-2, 2)), uniform(3, 30), uniform(0, 0.05, 4), uniform(0, 0.03, 4),
                      uniform(0.1, 4, 4))
    for i in range(8):
        S, T, v = uniform(400, 600, 2), MINUTE * uniform(1, 390), uniform(0.08, 0.6, 4)
        power = uniform(-316, -305) if i < 6 else uniform(-5000, -330)
        cases += both('subnormal', S, at_distance(S, T, v, power), T, 0.03, 0.01, v)
    for _ in range(5):
        scale = 10.0 ** uniform(-8, 8)
        cases += both('scale', scale, scale * math.exp(uniform(-0.3, 0.3)), uniform(0.001, 1), uniform(0, 0.05, 4),
                      uniform(0, 0.03, 4), uniform(0.05, 1, 4))
    return cases


def volatility_cases():
    def out(S, K, T, r, q):
        return 'call' if K >= forward(S, T, r, q) else 'put'

    def priced(category, right, S, K, T, r, q, v, change=lambda p: p):
        return (category, right, S, K, T, r, q, change(double(price(right, *exact(S, K, T, r, q, v)))))

    def tick(size):
        return lambda p: max(size, round(round(p / size) * size, 3))

    cases = []
    for i in range(26):
        S, T, v = uniform(20, 1000, 2), round(uniform(1, 730)) / 365, uniform(0.05, 1.2, 4)
        r, q = uniform(-0.01, 0.08, 4), uniform(0, 0.05, 4)
        K = round(S * math.exp(uniform(-2.5, 2.5) * v * math.sqrt(T)), 1)
        cases.append(priced('ordinary', out(S, K, T, r, q), S, K, T, r, q, v))
        if i % 3 == 0:
            cases.append(priced('in_the_money', 'put' if cases[-1][1] == 'call' else 'call', S, K, T, r, q, v))
    for i in range(40):
        S, v, T = uniform(400, 700, 2), log_uniform(0.08, 1.5, 4), MINUTE * (1 if i < 4 else round(log_uniform(2, 390)))
        r, q = uniform(0, 0.06, 4), uniform(0, 0.02, 4)
        K = float(round(S * math.exp(uniform(-5, 5) * v * math.sqrt(T))))
        cases.append(priced('zero_dte', out(S, K, T, r, q), S, K, T, r, q, v))
        if i % 4 == 0:
            cases.append(priced('in_the_money', 'put' if cases[-1][1] == 'call' else 'call', S, K, T, r, q, v))
    for r, q in ((0.0, 0.0), (0.04, 0.01)):
        S, T, v = uniform(400, 700, 2), MINUTE * round(log_uniform(1, 390)), uniform(0.08, 1.5, 4)
        for K in (S, math.nextafter(S, 0), math.nextafter(S, math.inf), forward(S, T, r, q), round(S + 0.01, 2)):
            cases += [priced('near_the_money', right, S, K, T, r, q, v) for right in ('call', 'put')]
    for i in range(30):
        S, T, v = uniform(20, 600, 2), log_uniform(MINUTE, 5), log_uniform(0.01, 5)
        K = S * math.exp(max(-300, min(300, math.log(at_distance(S, T, v, uniform(-300, -1)) / S))))
        cases.append(priced('tail', out(S, K, T, 0, 0), S, K, T, 0.0, 0.0, v))
    for i in range(12):
        S, T, v = uniform(20, 600, 2), uniform(1, 30), uniform(1, 3)
        cases.append(priced('near_maximum', 'call' if i % 2 == 0 else 'put', S, S * math.exp(uniform(-1, 1)), T, uniform(0, 0.05, 4),
                            uniform(0, 0.03, 4), v))
    for power in (-318, -316, -313, -311, -309, -308, -307.5, -307):
        T, v = MINUTE * uniform(1, 390), uniform(0.1, 0.5)
        K = 500 * math.exp(math.sqrt(-2 * power * math.log(10)) * v * math.sqrt(T))
        cases.append(priced('subnormal', 'call', 500.0, K, T, 0.0, 0.0, v))
    cases.append(('subnormal', 'call', 500.0, 600.0, 0.001, 0.0, 0.0, 5e-324))
    cases.append(('subnormal', 'put', 500.0, 499.0, 0.001, 0.04, 0.0, 5e-324))
    for _ in range(36):
        S, T, v = uniform(400, 700, 2), MINUTE * round(log_uniform(1, 390)), uniform(0.08, 0.6, 4)
        cases.append(priced('tick_rounded', random.choice(['call', 'put']), S, float(round(S * (1 + uniform(-0.02, 0.02)))), T, 0.043,
                            0.012, v, tick(random.choice([0.01, 0.05, 0.005]))))
    for i in range(14):
        S, T, r, q = uniform(400, 700, 2), MINUTE * uniform(1, 390), 0.04, 0.01
        right = 'call' if i % 2 == 0 else 'put'
        K = float(round(S * (1 + uniform(0.01, 0.05) * (-1 if right == 'call' else 1))))
        low, high = map(double, bounds(right, *exact(S, K, T, r, q)))
        above = low if mp.mpf(low) > bounds(right, *exact(S, K, T, r, q))[0] else math.nextafter(low, math.inf)
        cases.append(('near_intrinsic', right, S, K, T, r, q, above))
        cases.append(('near_intrinsic', right, S, K, T, r, q, math.nextafter(above, 0)))
        cases.append(('invalid', right, S, K, T, r, q, low * (1 - uniform(1e-9, 0.5))))
        cases.append(('invalid', right, S, K, T, r, q, high * (1 + uniform(0, 1))))
    for p in (100.0, math.nextafter(100.0, 0), math.nextafter(100.0, 200), 500.0, math.nextafter(500.0, 600), 0.0, -1.0):
        cases.append(('invalid', 'call', 500.0, 400.0, 0.001, 0.0, 0.0, p))
    for p in (0.0, 400.0, math.nextafter(400.0, 500), -5e-324):
        cases.append(('invalid', 'put', 500.0, 400.0, 0.001, 0.0, 0.0, p))
    cases += [('invalid', right, 500.0, 500.0, 0.001, 0.0, 0.0, p) for right in ('call', 'put') for p in (0.0, 500.0)]
    good = (500.0, 500.0, 0.001, 0.0, 0.0, 1.0)
    for i in range(6):
        cases += [('invalid', 'put', *good[:i], bad, *good[i + 1:]) for bad in (math.nan, math.inf, -math.inf)]
    for i in range(3):
        cases += [('invalid', 'call', *good[:i], bad, *good[i + 1:]) for bad in (0.0, -0.5)]
    return cases


def solved(right, S, K, T, r, q, p):
    """Volatility, status and condition."""
    if not all(map(math.isfinite, (S, K, T, r, q, p))) or min(S, K, T) <= 0:
        return '', 'bad_input', ''
    low, high = bounds(right, *exact(S, K, T, r, q))
    if p < low:
        return '', 'below_intrinsic', ''
    if p == low:
        return '', 'at_intrinsic', ''
    if p >= high:
        return '', 'at_maximum' if p == high else 'above_maximum', ''
    inputs = exact(S, K, T, r, q)
    v = volatility(right, *inputs, mp.mpf(p))
    return text(v), 'ok', condition(p / (v * greeks(right, *inputs, v)['vega']))


def write(name, columns, rows):
    with open(HERE / name, 'w', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(columns)
        writer.writerows(rows)
    print(name, len(rows), Counter(row[0] for row in rows))


def check_greeks(cases):
    """The formulas against differences of the price and of the lower derivatives."""
    h = mp.mpf(10) ** -24
    of = {'delta': ('price', 0, 1), 'gamma': ('delta', 0, 1), 'theta': ('price', 2, -1), 'vega': ('price', 5, 1), 'rho': ('price', 3, 1),
          'charm': ('delta', 2, -1), 'vanna': ('delta', 5, 1), 'vomma': ('vega', 5, 1), 'speed': ('gamma', 0, 1)}
    for _, right, *inputs in cases:
        given = exact(*inputs)
        found = greeks(right, *given)
        for name, (below, at, sign) in of.items():
            step = h * (given[at] or 1)
            sides = [greeks(right, *given[:at], given[at] + way * step, *given[at + 1:])[below] for way in (1, -1)]
            slope = sign * (sides[0] - sides[1]) / (2 * step)
            assert abs(found[name] - slope) < mp.mpf(10) ** -30 * (abs(slope) + 1), (name, right, inputs)


random.seed(20260819)
european = european_cases()
check_greeks([case for case in european if case[0] in ('ordinary', 'zero_dte', 'rates')][::5])
rows = []
for category, right, *inputs in european:
    result = greeks(right, *exact(*inputs))
    rows.append([category, right, *map(repr, inputs), text(result['price']), *(text(result[name]) for name in GREEKS),
                 condition(result['price_condition'])])
write('european.csv', ['category', *OPTION, 'vol', 'price', *GREEKS, 'price_condition'], rows)
implied = [[category, right, *map(repr, inputs), *solved(right, *inputs)] for category, right, *inputs in volatility_cases()]
write('implied-volatility.csv', ['category', *OPTION, 'price', 'vol', 'status', 'vol_condition'], implied)
print(Counter(row[-2] for row in implied))

"""Writes reference.csv beside it. Needs Python 3 and numpy. Run: python3 generate.py

The early-exercise boundary is solved from the smooth-pasting condition of Kim's integral representation by Newton's
method on all points at once (the program iterates another equation point by point), and checked against the value
matching condition, which is not used in solving. Prices are integrated over panels that shrink towards both ends.
error_estimate is the change from a coarser solution plus the residual of the value matching.

Cash dividends: the mean over the ex-date's spot of the value afterwards (the program integrates the exercise
premium instead), with calls after it from Black and Scholes and puts from the solved boundary.
"""
import csv
import math
import os
import random
import numpy as np

erfc = np.vectorize(math.erfc, otypes=[float])
N = lambda x: .5 * erfc(-np.asarray(x) / math.sqrt(2))
n = lambda x: np.exp(-.5 * np.asarray(x) ** 2) / math.sqrt(2 * math.pi)


def european_put(S, r, q, s):
    d1 = (np.log(S) + r - q) / s + s / 2
    return math.exp(-r) * N(s - d1) - S * math.exp(-q) * N(-d1)


def gauss(count, low, high):
    x, w = np.polynomial.legendre.leggauss(count)
    return (low + high) / 2 + (high - low) / 2 * x, (high - low) / 2 * w


def panels(edges, count):
    parts = [gauss(count, a, b) for a, b in zip(edges, edges[1:])]
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


class Put:
    """American put: strike 1, one unit of time, rate r > 0 (or r = 0 > q), yield q, total volatility s."""

    def __init__(self, r, q, s, points, nodes, power):
        self.r, self.q, self.s = r, q, s
        self.floor = math.log(q / r) if q > r > 0 else 0.
        self.power, self.points = power, points
        self.t = (1 + np.cos(np.arange(points + 1) * math.pi / points)) / 2
        self.bary = (-1.) ** np.arange(points + 1)
        self.bary[[0, -1]] *= .5
        self.root = self.t[:-1] ** power
        self.angle, self.weight = panels([0, .8, 1.2, 1.4, 1.5, 1.55, math.pi / 2], nodes)
        self.rows = [self.row(self.t[i] * np.cos(self.angle) ** (1 / power)) for i in range(points)]
        # distance of the logarithm below the boundary at expiry
        depth = s * self.root * (.64 if q > r else 1.) * np.ones(points)
        if q <= r:
            depth = s * self.root * np.sqrt(np.maximum(.3, -np.log(8 * math.pi * max((r - q) / s, r, 1e-4) ** 2 * self.root ** 2 + 1e-30)))
            depth = np.minimum(depth, .9 * math.log(1 + s * s / (2 * max(r - q, 1e-9)) + s))
        self.depth = depth
        self.solve()

    def row(self, t):
        d = t[:, None] - self.t[None, :]
        hit = np.abs(d) < 1e-14
        d[hit] = 1e-14
        w = self.bary / d
        return (w / w.sum(axis=1, keepdims=True))[:, :-1]

    def log_boundary(self, rows, depth):
        return -self.floor - np.sqrt(np.maximum(rows @ depth ** 2, 0))

    def residual(self, depth):
        r, q, s = self.r, self.q, self.s
        out = np.empty(self.points)
        for i in range(self.points):
            z = self.root[i]
            x = -self.floor - depth[i]
            other = self.log_boundary(self.rows[i], depth)
            sine = np.sin(self.angle)
            v = z * z * sine ** 2
            w = s * z * sine
            d2 = (x - other + (r - q) * v) / w - w / 2
            jac = self.weight * 2 * z * z * sine * np.cos(self.angle)
            d1 = (x + (r - q) * z * z) / (s * z) + s * z / 2
            # 1 + delta of the European put + delta of the premium = 0, each term on the side where it is positive:
            # the logarithm of the quotient is close to linear where the terms themselves are tiny
            terms = [N(d1), -math.expm1(-q * z * z) * N(-d1), -(jac * r * np.exp(-r * v) * n(d2) / (math.exp(x) * w)).sum()]
            if q != 0:
                terms += [(jac * q * np.exp(-q * v) * n(d2 + w) / w).sum(), -(jac * q * np.exp(-q * v) * N(-d2 - w)).sum()]
            out[i] = math.log(max(1e-300, sum(t for t in terms if t > 0))) - math.log(max(1e-300, -sum(t for t in terms if t < 0)))
        return out

    def solve(self):
        depth = self.depth
        for round in range(40):
            value = self.residual(depth)
            if round < 12 and (round < 3 or change > 1e-6):
                J = np.empty((self.points, self.points))
                for k in range(self.points):
                    e = 1e-5 * depth[k]
                    moved = depth.copy()
                    moved[k] += e
                    J[:, k] = (self.residual(moved) - value) / e
            step = np.linalg.solve(J, value)
            step = np.clip(step, -.4 * depth, .4 * depth)
            depth = depth - step
            change = np.max(np.abs(step / depth))
            if change < 1e-13:
                break
        self.depth, self.change = depth, change
        self.top = math.exp(-self.floor - depth[0])
        # for the prices: panels towards 0, where the spot may be close to the boundary, and towards expiry
        edges = [0] + [math.pi / 2 * 2. ** -k for k in range(26, 0, -1)] + [1.2, 1.45, 1.54, math.pi / 2]
        self.angles, self.weights = panels(edges, 16)
        self.price_rows = self.row(np.cos(self.angles) ** (1 / self.power))
        self.others = self.log_boundary(self.price_rows, depth)
        self.matching = abs(self.integral(self.top) - (1 - self.top))

    def integral(self, S):
        r, q, s = self.r, self.q, self.s
        sine = np.sin(self.angles)
        u = sine ** 2
        d2 = (math.log(S) - self.others + (r - q) * u) / (s * sine) - s * sine / 2
        f = r * np.exp(-r * u) * N(-d2)
        if q != 0:
            f = f - q * S * np.exp(-q * u) * N(-d2 - s * sine)
        return float(european_put(S, r, q, s)) + float((self.weights * 2 * sine * np.cos(self.angles) * f).sum())

    def price(self, S):
        return 1 - S if S <= self.top else self.integral(S)


solved = {}


def put(r, q, s, fine):
    key = (r, q, s, fine)
    if key not in solved:
        solved[key] = Put(r, q, s, *((36, 14, 1.5) if fine else (30, 12, 1.5)) if q <= r else ((44, 14, 1.) if fine else (36, 12, 1.)))
    return solved[key]


def american(kind, S, K, T, r, q, v, fine):
    s = v * math.sqrt(T)
    if kind == 'call':
        return S * put(q * T, r * T, s, fine).price(K / S)
    return K * put(r * T, q * T, s, fine).price(S / K)


def european(kind, S, K, T, r, q, v):
    p = K * float(european_put(S / K, r * T, q * T, v * math.sqrt(T)))
    return p if kind == 'put' else p + S * math.exp(-q * T) - K * math.exp(-r * T)


rows = []


def plain(kind, S, K, T, r, q, v):
    a, b = american(kind, S, K, T, r, q, v, True), american(kind, S, K, T, r, q, v, False)
    P = put(*((q * T, r * T) if kind == 'call' else (r * T, q * T)), v * math.sqrt(T), True)
    error = abs(a - b) + P.matching * (S if kind == 'call' else K)
    rows.append((kind, 'yield', S, K, T, r, q, v, 0, 0, a, european(kind, S, K, T, r, q, v), error))


def call_after(a, K, tau, r, v):
    s = v * math.sqrt(tau)
    d1 = (np.log(a / K) + r * tau) / s + s / 2
    return a * N(d1) - K * math.exp(-r * tau) * N(d1 - s)


def dividend(kind, model, S, K, T, r, v, D, td):
    """The mean over the ex-date's spot, split where the option is exercised."""
    tau = T - td
    start = S if model == 'spot' else S - D * math.exp(-r * td)
    fall = D if model == 'spot' else 0.
    sd, mu = v * math.sqrt(td), math.log(start) + (r - v * v / 2) * td
    left = lambda z: np.exp(mu + sd * z) - fall
    z_of = lambda a: (math.log(a + fall) - mu) / sd
    w = math.sqrt(tau / td)
    if kind == 'call':
        gain = lambda a: a + D - K - float(call_after(a, K, tau, r, v))
        split = 9.
        if D > K * -math.expm1(-r * tau):
            low, high = max(K - D, 1e-3 * K), 2 * K
            while gain(high) < 0:
                high *= 2
            for _ in range(200):
                middle = (low + high) / 2
                low, high = (low, middle) if gain(middle) > 0 else (middle, high)
            split = z_of(low)
    else:
        P = put(r * tau, 0., v * math.sqrt(tau), True)
        split = z_of(P.top * K)
    at_strike = z_of(K)
    values = []
    for count in (12, 20):
        edges = sorted({min(max(e, -9.), 9.) for e in
                        [-9, 9, split, -6, -4, -2, 0, 2, 4, 6] + [at_strike + k * w for k in (-4, -2, -1, -.5, 0, .5, 1, 2, 4)]
                        + [split + k * w for k in (.01, .05, .2)]})
        z, weight = panels(edges, count)
        a = left(z)
        if kind == 'call':
            value = np.where(z < split, call_after(np.maximum(a, 1e-300), K, tau, r, v), a + D - K)
            bare = call_after(np.maximum(a, 1e-300), K, tau, r, v)
        else:
            value = np.array([K * P.price(x / K) for x in a])
            bare = K * european_put(a / K, r * tau, 0., v * math.sqrt(tau))
        values.append([math.exp(-r * td) * float((weight * n(z) * f).sum()) for f in (value, bare)])
    error = abs(values[0][0] - values[1][0]) + (P.matching * K if kind == 'put' else 0)
    rows.append((kind, model, S, K, T, r, 0, v, D, td, values[1][0], values[1][1], error))


random.seed(7)
U = random.uniform
HOURS, DAYS = 1 / 8760, 1 / 365
for T in (.25 * HOURS, 2 * HOURS, 6.5 * HOURS, 1 * DAYS, 5 * DAYS, 21 * DAYS, 60 * DAYS):
    for r, q in ((.043, 0.), (.05, .013), (.045, .045)):
        S, v = round(U(400, 650), 2), round(U(.09, .45), 3)
        K = float(round(S * math.exp(U(-.5, 2.) * v * math.sqrt(T))))
        plain('put', S, K, T, r, q, v)
for r, q, T in ((.02, .03, 30 * DAYS), (.04, .05, 10 * DAYS), (.03, -.01, 20 * DAYS), (0., -.02, 30 * DAYS), (.05, .01, 1.), (.003, 0., 45 * DAYS)):
    for m in (.3, 1.3):
        S, v = round(U(90, 650), 2), round(U(.12, .6), 3)
        plain('put', S, float(round(S * math.exp(m * v * math.sqrt(T)))), T, r, q, v)
for r, q, T in ((.01, .05, 5 * DAYS), (.01, .05, 60 * DAYS), (.03, .03, 14 * DAYS), (.0, .02, 30 * DAYS), (-.01, .0, 30 * DAYS), (.02, .06, 3 * HOURS), (.05, .045, 40 * DAYS)):
    S, v = round(U(90, 650), 2), round(U(.12, .6), 3)
    plain('call', S, float(round(S * math.exp(-U(-.3, 1.6) * v * math.sqrt(T)))), T, r, q, v)
for kind in ('call', 'put'):
    for model in ('spot', 'escrowed'):
        for days, td in ((2, .5), (5, 4.5), (14, 2), (30, 20), (60, 10)):
            S, v = round(U(200, 650), 2), round(U(.1, .4), 3)
            r = random.choice([.02, .043])
            D = round(S * random.choice([.0032, .006]), 2)
            m = U(-1.5, .5) if kind == 'call' else U(-.5, 1.5)
            dividend(kind, model, S, float(round(S * math.exp(m * v * math.sqrt(days * DAYS)))), days * DAYS, r, v, D, td * DAYS)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'reference.csv'), 'w', newline='') as f:
    out = csv.writer(f, lineterminator='\n')
    out.writerow('type,dividend_model,spot,strike,years,rate,dividend_yield,volatility,dividend,dividend_years,price,european,error_estimate'.split(','))
    for row in rows:
        out.writerow([x if isinstance(x, str) else '%.15g' % x for x in row[:12]] + ['%.1e' % row[12]])
print(len(rows), max(row[12] for row in rows))

#!/usr/bin/env python3
"""Computes the figures of docs/metrics.md from trades and days, by its own code and with nothing but Python's library.

    python3 scripts/check-metrics.py TRADES.csv DAYS.csv START_EQUITY > metrics.json

TRADES.csv has a row for each trade that ended, in the order in which they did, with the columns underlying, strategy, source,
signal, tags (between semicolons), opened, closed (UTC, ISO 8601), date, quantity, realised, commission, fees, net_at_mid,
net_at_natural, risk, regime, best, worst; DAYS.csv each session day with date and net. Amounts are dollars; empty is unknown.

Writes the figures of all trades with the account's days, and those of each slice with the days its trades make. A figure that
the numbers do not give is null; whether the sample carries it is not judged here. "error", "effective" and "freedom" say what
an interval was made of.
"""

import csv
import json
import math
import statistics
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from itertools import groupby

YEAR = 252
NORMAL = statistics.NormalDist().inv_cdf(0.975)


def amount(text):
    return Fraction(text) if text else None


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def read_trades(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for name in ("realised", "commission", "fees", "net_at_mid", "net_at_natural", "risk", "best", "worst"):
                row[name] = amount(row[name])
            row["costs"] = row["commission"] + row["fees"]
            row["net"] = row["realised"] - row["costs"]
            row["opened"], row["closed"] = instant(row["opened"]), instant(row["closed"])
            yield row


def read_days(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [(row["date"], Fraction(row["net"])) for row in csv.DictReader(file)]


# --- intervals ---


def student(freedom):
    """t with 95 % of a Student variable within it, by bisection of the finite series of Abramowitz and Stegun 26.7.3 and 26.7.4."""

    def within(angle):
        sine, cosine = math.sin(angle), math.cos(angle)
        if freedom == 1:
            return 2 * angle / math.pi
        terms, term = [], cosine if freedom % 2 else 1.0
        for k in range(1 if freedom % 2 else 0, freedom - 1, 2):
            terms.append(term)
            term *= cosine * cosine * (k + 1) / (k + 2)
        series = sine * math.fsum(terms)
        return 2 / math.pi * (angle + series) if freedom % 2 else series

    low, high = 0.0, math.pi / 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle) < 0.95 else (low, middle)
    return math.sqrt(freedom) * math.tan((low + high) / 2)


def over_clusters(values, clusters):
    """Exact mean, and its variance where values of a cluster are not independent (None for one cluster)."""
    mean = Fraction(sum(values), len(values))
    sums = defaultdict(Fraction)
    for value, cluster in zip(values, clusters):
        sums[cluster] += value - mean
    count = len(sums)
    variance = None if count < 2 else Fraction(count, count - 1) * sum(each * each for each in sums.values()) / len(values) ** 2
    return mean, variance, count


def mean_with_interval(values, clusters):
    if not values:
        return {"value": None, "sample": 0}
    mean, variance, count = over_clusters(values, clusters)
    found = {"value": float(mean), "sample": len(values)}
    if variance is not None:
        error = math.sqrt(variance)
        half = student(count - 1) * error
        found.update(low=float(mean) - half, high=float(mean) + half, error=error, freedom=count - 1)
    return found


def share_with_interval(won, clusters):
    if not won:
        return {"value": None, "sample": 0}
    share, variance, count = over_clusters([Fraction(int(each)) for each in won], clusters)
    alone = share * (1 - share) / len(won)
    if alone > 0 and count > 1:
        effective = len(won) / max(Fraction(1), variance / alone)
        deviations, freedom = student(count - 1), count - 1
    else:
        effective, deviations, freedom = Fraction(count), NORMAL, None
    # Wilson's bounds are the shares p from which what was seen is so many deviations away: (share - p)^2 = z^2 p (1 - p) / n.
    p, n, z2 = float(share), float(effective), deviations**2
    a, b, c = 1 + z2 / n, -(2 * p + z2 / n), p * p
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return {
        "value": p, "sample": len(won), "effective": n, "freedom": freedom,
        "low": max(0.0, (-b - root) / (2 * a)), "high": min(1.0, (-b + root) / (2 * a)),
    }


# --- trades ---


def plain(value, sample):
    return {"value": None if value is None else float(value), "sample": sample}


def mean_of(values):
    return plain(statistics.mean(values) if values else None, len(values))


def longest(nets, sign):
    signs = [1 if net > 0 else -1 for net in nets if net != 0]
    return max((len(list(run)) for which, run in groupby(signs) if which == sign), default=0)


def trade_figures(trades):
    nets = [trade["net"] for trade in trades]
    dates = [trade["date"] for trade in trades]
    wins = [net for net in nets if net > 0]
    losses = [net for net in nets if net < 0]
    count = len(trades)
    risky = [trade for trade in trades if trade["risk"]]
    gross = sum(trade["realised"] for trade in trades if trade["realised"] > 0)
    held = [(trade["closed"] - trade["opened"]) / timedelta(milliseconds=1) for trade in trades]
    return {
        "trades": plain(count, count),
        "winners": plain(len(wins), count),
        "losers": plain(len(losses), count),
        "win_rate": share_with_interval([net > 0 for net in nets], dates),
        "average_win": mean_of(wins),
        "average_loss": mean_of(losses),
        "profit_factor": plain(sum(wins) / abs(sum(losses)) if losses else None, count),
        "expectancy": mean_with_interval(nets, dates),
        "return_on_risk": mean_with_interval([trade["net"] / trade["risk"] for trade in risky], [trade["date"] for trade in risky]),
        "longest_wins": plain(longest(nets, 1), count),
        "longest_losses": plain(longest(nets, -1), count),
        "holding_time": plain(statistics.median(held) if held else None, count),
        "slippage_mid": mean_of([trade["net_at_mid"] - trade["net"] for trade in trades if trade["net_at_mid"] is not None]),
        "slippage_natural": mean_of([trade["net_at_natural"] - trade["net"] for trade in trades if trade["net_at_natural"] is not None]),
        "fee_share": plain(sum(trade["costs"] for trade in trades) / gross if gross else None, count),
        "favourable_excursion": mean_of([trade["best"] for trade in trades if trade["best"] is not None]),
        "adverse_excursion": mean_of([trade["worst"] for trade in trades if trade["worst"] is not None]),
    }


# --- days ---


def sharpe(returns):
    if len(returns) < 2 or len(set(returns)) == 1:
        return {"value": None, "sample": len(returns)}
    mean, count = statistics.fmean(returns), len(returns)
    daily = mean / statistics.stdev(returns)
    spread = statistics.pstdev(returns)
    skew = math.fsum(((each - mean) / spread) ** 3 for each in returns) / count
    kurtosis = math.fsum(((each - mean) / spread) ** 4 for each in returns) / count
    # Mertens (2002), with the excess kurtosis written out as he has it.
    error = math.sqrt((1 + daily**2 / 2 - skew * daily + (kurtosis - 3) / 4 * daily**2) / count)
    ratio, half = daily * math.sqrt(YEAR), NORMAL * error * math.sqrt(YEAR)
    return {"value": ratio, "sample": count, "low": ratio - half, "high": ratio + half}


def deepest(equities):
    """Of each day against all days before it: depth, the last day at the peak, the day itself, the day of recovery or None."""
    found = None
    for at, equity in enumerate(equities):
        peak = max(equities[: at + 1])
        if peak > equity and (found is None or peak - equity > found[0]):
            since = max(i for i in range(at) if equities[i] == peak)
            again = next((i for i in range(at + 1, len(equities)) if equities[i] >= peak), None)
            found = (peak - equity, since, at, again)
    return found


def day_figures(days, start):
    nets = [net for _, net in days]
    count = len(nets)
    equities = [start]
    for net in nets:
        equities.append(equities[-1] + net)
    total = equities[-1] / start - 1
    returns = [float(equities[i + 1] / equities[i] - 1) for i in range(count)]
    downside = math.sqrt(math.fsum(each**2 for each in returns if each < 0) / count)
    depths = [1 - equity / max(equities[: i + 1]) for i, equity in enumerate(equities)]
    share = max(depths)
    hole = deepest(equities)
    root = math.sqrt(YEAR)
    return {
        "net_result": plain(equities[-1] - start, count),
        "total_return": plain(total, count),
        "sharpe": sharpe(returns),
        "sortino": plain(statistics.fmean(returns) / downside * root if downside else None, count),
        "calmar": plain((float(1 + total) ** (YEAR / count) - 1) / float(share) if share else None, count),
        "volatility": plain(statistics.stdev(returns) * root, count),
        "max_drawdown": plain(share, count),
        "max_drawdown_dollars": plain(hole[0] if hole else 0, count),
        "max_drawdown_duration": plain((hole[3] if hole[3] is not None else count) - hole[1] if hole else None, count),
        "max_drawdown_recovery": plain(hole[3] - hole[2] if hole and hole[3] is not None else None, count),
    }


# --- slices ---


def new_york(time):
    """Clocks there go forward on the second Sunday of March and back on the first of November, at 02:00."""

    def sunday(month, which):
        first = date(time.year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (which - 1))

    utc = time.astimezone(timezone.utc).replace(tzinfo=None)
    forward = datetime.combine(sunday(3, 2), datetime.min.time()) + timedelta(hours=7)
    back = datetime.combine(sunday(11, 1), datetime.min.time()) + timedelta(hours=6)
    return utc - timedelta(hours=4 if forward <= utc < back else 5)


def half_hour(trade):
    clock = new_york(trade["opened"])
    return f"{clock.hour:02d}:{'30' if clock.minute >= 30 else '00'}"


DIMENSIONS = {
    "strategy": lambda trade: [trade["strategy"]],
    "underlying": lambda trade: [trade["underlying"]],
    "hour": lambda trade: [half_hour(trade)],
    "weekday": lambda trade: [str(new_york(trade["opened"]).isoweekday())],
    "regime": lambda trade: [trade["regime"] or "unknown"],
    "signal": lambda trade: [trade["signal"] or "none"],
    "tag": lambda trade: trade["tags"].split(";") if trade["tags"] else ["untagged"],
    "source": lambda trade: [trade["source"]],
}


def slice_figures(trades, days, start):
    nets = dict.fromkeys((day for day, _ in days), Fraction(0))
    for trade in trades:
        nets[trade["date"]] = nets.get(trade["date"], Fraction(0)) + trade["net"]
    return {**trade_figures(trades), **day_figures(sorted(nets.items()), start)}


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: check-metrics.py TRADES.csv DAYS.csv START_EQUITY")
    trades, days, start = list(read_trades(sys.argv[1])), read_days(sys.argv[2]), Fraction(sys.argv[3])
    found = {"all": {**trade_figures(trades), **day_figures(days, start)}}
    for dimension, keys in DIMENSIONS.items():
        for key in sorted({key for trade in trades for key in keys(trade)}):
            found[f"{dimension} {key}"] = slice_figures([trade for trade in trades if key in keys(trade)], days, start)
    print("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(figures, separators=(',', ':'))}" for name, figures in found.items()) + "\n}")


main()

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDollars, MONEY_SCALE, money } from '../../../src-core/money.ts';
import { type DayNet, daysOfTrades } from '../../../src-core/performance/day-net.ts';
import { equityCurve } from '../../../src-core/performance/equity-curve.ts';
import { METRIC_NAMES, type Metric, type MetricName, metricSchema } from '../../../src-core/performance/metric.ts';
import { metricsOf } from '../../../src-core/performance/metrics-of.ts';
import { DIMENSIONS } from '../../../src-core/performance/slice.ts';
import { slicesOf } from '../../../src-core/performance/slices-of.ts';
import type { TradeResult } from '../../../src-core/performance/trade-result.ts';
import { madeTrades } from './made-trades.ts';

const MADE = madeTrades();
const DATES = MADE.days.map(({ date }) => date);
const [EXAMPLE] = MADE.results as [TradeResult, ...TradeResult[]];

/** Trades with these net results, one a day. */
function netting(...dollars: readonly number[]): TradeResult[] {
  return dollars.map((net, i) => ({ ...EXAMPLE, date: DATES[i % DATES.length] ?? EXAMPLE.date, net: fromDollars(net), realised: fromDollars(net), commission: money(0), fees: money(0) }));
}

function days(...dollars: readonly number[]): DayNet[] {
  return dollars.map((net, i) => ({ date: DATES[i] ?? EXAMPLE.date, net }));
}

function named(metrics: readonly Metric[]): Readonly<Record<MetricName, Metric>> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, metric])) as Record<MetricName, Metric>;
}

const of = (results: readonly TradeResult[], nets: readonly DayNet[] = daysOfTrades(results, DATES), equity = 10_000) => named(metricsOf(results, nets, equity));

describe('metricsOf', () => {
  it('gives every figure once, in order, with a value or the reason why there is none', () => {
    const samples = [0, 1, 2, 9, 10, 400].map((count) => MADE.results.slice(0, count));
    for (const results of samples) {
      for (const equity of [-5, 0, 25_000]) {
        for (const nets of [[], MADE.days.slice(0, 1), MADE.days]) {
          const metrics = metricsOf(results, nets, equity);
          expect(metrics.map(({ name }) => name)).toEqual(METRIC_NAMES);
          for (const metric of metrics) {
            expect(metricSchema.safeParse(metric).success, JSON.stringify(metric)).toBe(true);
            expect(metric.because === null).toBe(metric.value !== null);
            if (metric.value === null) expect([metric.low, metric.high]).toEqual([null, null]);
          }
        }
      }
    }
  });

  it('waits for the sample that carries a figure', () => {
    const nine = of(MADE.results.slice(0, 9));
    expect(nine.win_rate).toMatchObject({ value: null, sample: 9, because: 'It takes 10 trades; there are 9.' });
    expect(nine.average_win.value).toBeGreaterThan(0);
    expect(of([], days(1, 2)).average_loss.because).toBe('There are no trades that lost.');
    expect(of([], MADE.days.slice(0, 19)).sharpe.because).toBe('It takes 20 session days; there are 19.');
    expect(of([], MADE.days.slice(0, 20)).sharpe.value).not.toBeNull();
    expect(of([], MADE.days.slice(0, 62)).calmar.because).toBe('It takes 63 session days; there are 62.');
  });

  it('says why a ratio has no bottom', () => {
    const winners = of(netting(...Array.from({ length: 90 }, (_, i) => 1 + i)));
    expect(winners.profit_factor.because).toBe('No trade lost.');
    expect(winners.sortino.because).toBe('No day lost.');
    expect(winners.calmar.because).toBe('The equity was never below its peak.');
    expect(winners.max_drawdown).toMatchObject({ value: 0, because: null });
    expect(winners.max_drawdown_duration.because).toBe('The equity was never below its peak.');
    expect(of(netting(-3, -4)).fee_share.because).toBe('No trade gained before costs.');
    expect(of([], days(...DATES.map(() => 0))).sharpe.because).toBe('The days’ returns do not differ.');
    const unknown = MADE.results.map((result) => ({ ...result, risk: null, netAtMid: null, best: null }));
    expect(of(unknown).return_on_risk.because).toBe('There are no trades with a bounded risk above 0.');
    expect(of(unknown).slippage_mid.because).toBe('There are no trades with a quote kept for every fill.');
    expect(of(unknown).favourable_excursion.because).toBe('There are no trades that were followed while they were held.');
  });

  it('gives no return on an equity that is not there, and still the dollars', () => {
    const none = of(MADE.results, MADE.days, 0);
    for (const name of ['total_return', 'sharpe', 'sortino', 'calmar', 'volatility', 'max_drawdown'] as const) {
      expect(none[name], name).toMatchObject({ value: null, because: 'The equity at the period’s start is not above 0.' });
    }
    expect(none.max_drawdown_dollars.value).toBe(of(MADE.results, MADE.days).max_drawdown_dollars.value);
    const ruined = of([], days(-20, ...DATES.slice(1).map(() => 1)), 10);
    expect(ruined.sharpe.because).toBe('The equity was not above 0 at the start of a day.');
    expect(ruined.max_drawdown.value).toBe(2);
    expect(of([], days(-20, ...DATES.slice(1).map(() => 0)), 10).calmar.because).toBe('All of the equity was lost: there is no annual return.');
  });

  it('counts a trade that nets 0 among the trades, and in no streak', () => {
    const { trades, winners, losers, win_rate, longest_wins, longest_losses } = of(netting(5, 0, 5, -1, 0, -1, 0, -1, 5, 0));
    expect([trades, winners, losers, win_rate, longest_wins, longest_losses].map(({ value }) => value)).toEqual([10, 3, 3, 0.3, 2, 3]);
  });

  it('widens the interval of an expectancy when the trades of a day go together', () => {
    const mixed = netting(...Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 10 : -10)));
    const together = mixed.map((result, i) => ({ ...result, date: DATES[(i % 2) + 2 * Math.floor(i / 20)] ?? EXAMPLE.date }));
    const width = ({ low, high }: Metric) => (high ?? Number.NaN) - (low ?? Number.NaN);
    expect(width(of(together).expectancy)).toBeGreaterThan(3 * width(of(mixed).expectancy));
  });

  it('holds a Sharpe ratio of skewed results for less sure than Lo’s interval does', () => {
    const nets = DATES.map((_, i) => (i % 30 === 7 ? -300 : 14));
    const { value, low, high } = of([], days(...nets), 100_000).sharpe;
    const daily = (value ?? Number.NaN) / Math.sqrt(252);
    const lo = 2 * 1.96 * Math.sqrt(((1 + (daily * daily) / 2) / nets.length) * 252);
    expect((high ?? Number.NaN) - (low ?? Number.NaN)).toBeGreaterThan(lo);
  });
});

describe('identities', () => {
  const nets = fc.array(fc.integer({ min: -500_000, max: 500_000 }), { minLength: 10, maxLength: 60 });

  it('an expectancy is what is won and lost, each as often as it is', () => {
    fc.assert(
      fc.property(nets, (units) => {
        const { expectancy, winners, losers, average_win, average_loss } = of(netting(...units.map((unit) => unit / MONEY_SCALE)));
        const won = ((winners.value ?? 0) / units.length) * (average_win.value ?? 0);
        const lost = ((losers.value ?? 0) / units.length) * (average_loss.value ?? 0);
        expect(expectancy.value).toBeCloseTo(won + lost, 9);
      }),
    );
  });

  it('the equity ends where it began and all days since, to the ten-thousandth, and returns multiply to the total', () => {
    fc.assert(
      fc.property(nets, fc.integer({ min: 100_000_000, max: 1_000_000_000 }), (units, start) => {
        const list = days(...units.map((unit) => unit / MONEY_SCALE));
        const curve = equityCurve(list, start / MONEY_SCALE);
        const end = curve.at(-1)?.equity ?? Number.NaN;
        expect(Math.round(end * MONEY_SCALE)).toBe(start + units.reduce((sum, unit) => sum + unit, 0));
        const { net_result, total_return } = of([], list, start / MONEY_SCALE);
        expect(net_result.value).toBeCloseTo(end - start / MONEY_SCALE, 4);
        const grown = curve.reduce((product, { net, equity }) => product * (1 + net / (equity - net)), 1);
        expect(total_return.value).toBeCloseTo(grown - 1, 9);
      }),
    );
  });

  it('the slices of a dimension add up to the whole, but for tags', () => {
    const whole = of(MADE.results);
    for (const dimension of DIMENSIONS) {
      const slices = slicesOf(MADE.results, dimension).map(({ results }) => of(results));
      const sum = (name: MetricName) => slices.reduce((total, each) => total + (each[name].value ?? 0), 0);
      if (dimension === 'tag') expect(sum('trades')).toBeGreaterThan(MADE.results.length);
      else for (const name of ['trades', 'winners', 'losers', 'net_result', 'total_return'] as const) expect(sum(name), `${name} by ${dimension}`).toBeCloseTo(whole[name].value ?? Number.NaN, 8);
    }
  });

  it('days made of trades add up to them, also those of a day that is not listed', () => {
    const made = daysOfTrades(MADE.results, DATES.slice(5));
    expect(made.map(({ date }) => date)).toEqual(made.map(({ date }) => date).toSorted());
    const units = made.reduce((sum, { net }) => sum + Math.round(net * MONEY_SCALE), 0);
    expect(units).toBe(MADE.results.reduce((sum, { net }) => sum + net, 0));
  });
});

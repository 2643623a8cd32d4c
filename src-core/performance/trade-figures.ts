import { MONEY_SCALE } from '../money.ts';
import { clusteredMean } from '../statistics/clustered-mean.ts';
import { winRate } from '../statistics/win-rate.ts';
import type { IsoDate } from '../time.ts';
import { figure, type Figure, noFigure } from './figure.ts';
import type { MetricName } from './metric.ts';
import { longestStreaks } from './streaks.ts';
import type { TradeResult } from './trade-result.ts';

const TRADES = 'trades';
const QUOTED = 'trades with a quote kept for every fill';
const FOLLOWED = 'trades that were followed while they were held';

type TradeMetric = Extract<
  MetricName,
  | 'trades' | 'winners' | 'losers' | 'win_rate' | 'average_win' | 'average_loss' | 'profit_factor' | 'expectancy' | 'return_on_risk'
  | 'longest_wins' | 'longest_losses' | 'holding_time' | 'slippage_mid' | 'slippage_natural' | 'fee_share'
  | 'favourable_excursion' | 'adverse_excursion'
>;

/** The figures that trades, oldest first, are the sample of. */
export function tradeFigures(results: readonly TradeResult[]): Readonly<Record<TradeMetric, Figure>> {
  const count = results.length;
  const nets: number[] = [];
  const dates: IsoDate[] = [];
  const won: boolean[] = [];
  const held = new Float64Array(count);
  const [wins, losses, atMid, atNatural, best, worst] = [new Sum(), new Sum(), new Sum(), new Sum(), new Sum(), new Sum()];
  let costs = 0;
  let gross = 0;
  for (const result of results) {
    const { net } = result;
    held[nets.length] = result.closedAt - result.openedAt;
    nets.push(net / MONEY_SCALE);
    dates.push(result.date);
    won.push(net > 0);
    if (net > 0) wins.add(net);
    else if (net < 0) losses.add(net);
    costs += result.commission + result.fees;
    if (result.realised > 0) gross += result.realised;
    if (result.netAtMid !== null) atMid.add(result.netAtMid - net);
    if (result.netAtNatural !== null) atNatural.add(result.netAtNatural - net);
    if (result.best !== null) best.add(result.best);
    if (result.worst !== null) worst.add(result.worst);
  }
  const rate = winRate(won, dates);
  const expectancy = clusteredMean(nets, dates);
  const streaks = longestStreaks(nets);
  return {
    trades: figure(count, count, TRADES),
    winners: figure(wins.count, count, TRADES),
    losers: figure(losses.count, count, TRADES),
    win_rate: figure(rate.rate ?? Number.NaN, count, TRADES, rate.interval),
    average_win: wins.mean('trades that won'),
    average_loss: losses.mean('trades that lost'),
    profit_factor: losses.count === 0 ? noFigure('No trade lost.', count, TRADES) : figure(wins.units / -losses.units, count, TRADES),
    expectancy: figure(expectancy.mean ?? Number.NaN, count, TRADES, expectancy.interval),
    return_on_risk: returnOnRisk(results),
    longest_wins: figure(streaks.wins, count, TRADES),
    longest_losses: figure(streaks.losses, count, TRADES),
    holding_time: figure(median(held), count, TRADES),
    slippage_mid: atMid.mean(QUOTED),
    slippage_natural: atNatural.mean(QUOTED),
    fee_share: gross > 0 ? figure(costs / gross, count, TRADES) : noFigure('No trade gained before costs.', count, TRADES),
    favourable_excursion: best.mean(FOLLOWED),
    adverse_excursion: worst.mean(FOLLOWED),
  };
}

/** A sum of money, exact, of those trades that have the amount. */
class Sum {
  units = 0;
  count = 0;

  add(units: number): void {
    this.units += units;
    this.count += 1;
  }

  /** In dollars. */
  mean(counts: string): Figure {
    return figure(this.units / MONEY_SCALE / this.count, this.count, counts);
  }
}

function returnOnRisk(results: readonly TradeResult[]): Figure {
  const ratios: number[] = [];
  const dates: IsoDate[] = [];
  for (const { net, risk, date } of results) {
    if (risk === null || risk <= 0) continue;
    ratios.push(net / risk);
    dates.push(date);
  }
  const { mean, interval } = clusteredMean(ratios, dates);
  return figure(mean ?? Number.NaN, ratios.length, 'trades with a bounded risk above 0', interval);
}

/** Sorts `values`; the mean of the two in the middle where they are even, NaN for none. */
function median(values: Float64Array): number {
  values.sort();
  const middle = values.length / 2;
  return ((values[Math.ceil(middle) - 1] ?? Number.NaN) + (values[Math.floor(middle)] ?? Number.NaN)) / 2;
}

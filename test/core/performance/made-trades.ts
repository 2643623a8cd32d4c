import { type ExchangeSession, nextSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { VOLATILITY_REGIMES } from '../../../src-core/market/volatility-regime.ts';
import { formatMoney, fromDollars, type Money, MONEY_SCALE, money, toDollars } from '../../../src-core/money.ts';
import type { TradeId } from '../../../src-core/orders/order.ts';
import type { DayNet } from '../../../src-core/performance/day-net.ts';
import type { TradeResult } from '../../../src-core/performance/trade-result.ts';
import { type IsoDate, MINUTE, parseIsoDate } from '../../../src-core/time.ts';

export interface MadeTrades {
  /** In the order in which they ended. */
  readonly results: readonly TradeResult[];
  /** What the account brought each day: its trades, and marks of shares that a few nights were held over. */
  readonly days: readonly DayNet[];
  readonly startEquity: number;
}

const STRATEGIES = ['iron condor', 'bull put spread', 'bear call spread', 'long straddle', 'short strangle'];
const SIGNALS = [null, null, 'momentum', 'opening_range', 'pin'];
const TAGS = [[], [], ['plan'], ['late', 'plan'], ['revenge']];

/**
 * Trades of a made-up account over 90 sessions, across a change of the clocks: several a day or none, with results that go
 * together on a day; some net exactly 0, have no bounded risk or a risk of 0, no quotes, no marks, or are held overnight.
 */
export function madeTrades(count = 400, sessions = 90): MadeTrades {
  const random = draws(20_261);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const days = sessionsAfter(parseIsoDate('2026-01-16'), sessions);
  const mood = days.map(() => (random() - 0.5) * 100);
  const results: TradeResult[] = [];
  for (let i = 0; i < count; i += 1) {
    // Nothing is opened on each seventh day.
    const drawn = Math.floor(random() * sessions);
    const at = drawn % 7 === 6 ? drawn - 1 : drawn;
    const session = days[at] as ExchangeSession;
    const openedAt = session.open + Math.floor(random() * (session.lastTrade - session.open));
    const overnight = i % 50 === 7 ? days[at + 1] : undefined;
    const closedAt = Math.min(overnight?.open ?? session.lastTrade, openedAt + Math.floor(random() * random() * 400 * MINUTE) + (overnight === undefined ? 0 : 2_000 * MINUTE));
    const quantity = 1 + Math.floor(random() * 3);
    const commission = fromDollars(quantity * 2.6);
    const fees = fromDollars(quantity * 0.1375);
    const costs = commission + fees;
    const won = random() < 0.66;
    const swing = (mood[at] as number) + (won ? 20 + random() * 90 : -20 - random() * 190);
    const realised = i % 29 === 3 ? money(costs) : fromDollars(Math.round(swing * quantity));
    const net = money(realised - costs);
    const quoted = random() < 0.8;
    const followed = random() < 0.9;
    results.push({
      id: `trade-${i}` as TradeId,
      underlying: pick(UNDERLYINGS),
      strategy: pick(STRATEGIES),
      source: random() < 0.7 ? 'manual' : 'automated',
      signalType: pick(SIGNALS),
      tags: pick(TAGS),
      openedAt,
      closedAt,
      date: overnight?.date ?? session.date,
      quantity,
      realised,
      commission,
      fees,
      net,
      netAtMid: quoted ? money(net + Math.round(random() * 8) * 10_000 * quantity) : null,
      netAtNatural: quoted ? money(net - Math.round(random() * 5) * 10_000 * quantity) : null,
      risk: i % 11 === 5 ? null : i % 97 === 13 ? money(0) : fromDollars(quantity * pick([100, 200, 345.5])),
      vix: 17.5,
      regime: at % 13 === 4 ? null : (VOLATILITY_REGIMES[Math.floor(at / 25)] as TradeResult['regime']),
      best: followed ? money(Math.max(net, -costs) + Math.round(random() * 40) * 10_000) : null,
      worst: followed ? money(Math.min(net, -costs) - Math.round(random() * 60) * 10_000) : null,
    });
  }
  results.sort((left, right) => left.closedAt - right.closedAt);
  return { results, days: accountDays(results, days), startEquity: 25_000 };
}

/** Each eleventh night something is held, at a mark that the day after takes back. */
function accountDays(results: readonly TradeResult[], sessions: readonly ExchangeSession[]): DayNet[] {
  const units = new Map(sessions.map(({ date }) => [date, 0]));
  for (const { date, net } of results) units.set(date, (units.get(date) ?? 0) + net);
  return [...units].map(([date, sum], i) => {
    const mark = i % 11 === 2 ? 1_234_500 : i % 11 === 3 ? -1_234_500 : 0;
    return { date, net: toDollars(money(sum + mark)) };
  });
}

function sessionsAfter(date: IsoDate, count: number): ExchangeSession[] {
  const found: ExchangeSession[] = [];
  for (let last = date; found.length < count; last = (found.at(-1) as ExchangeSession).date) found.push(nextSession(last));
  return found;
}

/** D. H. Lehmer's generator as S. Park and K. Miller set it: whole numbers that a float holds exactly. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** As check-metrics.py reads them. */
export function tradesCsv(results: readonly TradeResult[]): string {
  const amount = (value: Money | null): string => (value === null ? '' : formatMoney(value, 4));
  const rows = results.map((result) =>
    [
      result.underlying, result.strategy, result.source, result.signalType ?? '', result.tags.join(';'),
      new Date(result.openedAt).toISOString(), new Date(result.closedAt).toISOString(), result.date, result.quantity,
      amount(result.realised), amount(result.commission), amount(result.fees), amount(result.netAtMid), amount(result.netAtNatural),
      amount(result.risk), result.regime ?? '', amount(result.best), amount(result.worst),
    ].join(','),
  );
  const head = 'underlying,strategy,source,signal,tags,opened,closed,date,quantity,realised,commission,fees,net_at_mid,net_at_natural,risk,regime,best,worst';
  return [head, ...rows, ''].join('\n');
}

export function daysCsv(days: readonly DayNet[]): string {
  return ['date,net', ...days.map(({ date, net }) => `${date},${formatMoney(money(Math.round(net * MONEY_SCALE)), 4)}`), ''].join('\n');
}

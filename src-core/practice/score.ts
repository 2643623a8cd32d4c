import type { Underlying } from '../instruments/instrument.ts';
import { parseSymbol } from '../instruments/instrument.ts';
import type { PracticeScore, PracticeTrade } from '../contract/practice.ts';
import { add, type Money, money, subtract, ZERO } from '../money.ts';
import { signOf } from '../orders/net-price.ts';
import type { OrderLeg } from '../orders/order.ts';
import type { Metric } from '../performance/metric.ts';
import { payoff } from '../strategies/payoff.ts';
import type { EpochMs } from '../time.ts';

/** A trade of a run as its books have it when the run ends. Amounts in dollars. */
export interface PractisedTrade {
  readonly tradeId: string;
  readonly underlying: Underlying;
  readonly strategy: string;
  readonly legs: readonly OrderLeg[];
  readonly openedAt: EpochMs;
  /** null while it holds something. */
  readonly closedAt: EpochMs | null;
  /** Packages opened, what was paid for them (negative: received), and the commission and fees of opening them. */
  readonly quantity: number;
  readonly openCost: Money;
  readonly openingCosts: Money;
  readonly realised: Money;
  readonly commission: Money;
  readonly fees: Money;
  /** What is held at mids less its cost, 0 where nothing is; null while a mark is not known. */
  readonly unrealised: Money | null;
  /** `realised` and costs had each fill been at its mid, and at its natural price; null where no quotes were kept. */
  readonly netAtMid: Money | null;
  readonly netAtNatural: Money | null;
  readonly risk: Money | null;
  readonly best: Money | null;
  readonly worst: Money | null;
}

export interface PractisedOrder {
  readonly state: string;
  readonly time: EpochMs;
  readonly strategy: string;
  readonly filledQuantity: number;
  readonly reason: string | null;
}

export interface PracticeRunOutcome {
  readonly capital: Money;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly trades: readonly PractisedTrade[];
  readonly orders: readonly PractisedOrder[];
  readonly events: PracticeScore['events'];
  /** Dollars per share at the reference time, also where the run ended before it; null where the recording has none. */
  readonly referenceOf: (underlying: Underlying) => Money | null;
  readonly metrics: readonly Metric[];
}

/** What a run came to: sums and quotients of its trades, and no grade. */
export function practiceScore({ capital, from, to, trades, orders, events, referenceOf, metrics }: PracticeRunOutcome): PracticeScore {
  const opened = trades.filter(({ quantity }) => quantity > 0);
  const scored = opened.map((trade): PracticeTrade & Pick<PractisedTrade, 'netAtMid' | 'netAtNatural'> => scoredTrade(trade, referenceOf));
  const nets = scored.map(({ net }) => net);
  const net = nets.some((amount) => amount === null) ? null : sum(nets);
  const bounded = scored.filter(({ net: amount, risk }) => amount !== null && risk !== null && risk > 0);
  const risk = sum(bounded.map((trade) => trade.risk));
  const measured = opened.filter(({ netAtMid, netAtNatural }) => netAtMid !== null && netAtNatural !== null);
  const left = scored.filter((trade) => trade.left !== null);
  const held = scored.filter((trade) => trade.held !== null && trade.net !== null);
  return {
    capital,
    from,
    to,
    net,
    commission: sum(opened.map(({ commission }) => commission)),
    fees: sum(opened.map(({ fees }) => fees)),
    risk,
    riskTrades: bounded.length,
    perRisk: bounded.length === 0 ? null : sum(bounded.map((trade) => trade.net)) / risk,
    slippage: {
      mid: sum(measured.map((trade) => subtract(trade.netAtMid ?? ZERO, bookedNet(trade)))),
      natural: sum(measured.map((trade) => subtract(bookedNet(trade), trade.netAtNatural ?? ZERO))),
      trades: measured.length,
    },
    left: { amount: sum(left.map((trade) => trade.left)), trades: left.length },
    largestLoss: largestLossOf(scored),
    held: { amount: sum(held.map((trade) => trade.held)), madeOfThem: sum(held.map((trade) => trade.net)), trades: held.length },
    orders: {
      placed: orders.length,
      filled: orders.filter(({ filledQuantity }) => filledQuantity > 0).length,
      cancelled: orders.filter(({ state, filledQuantity }) => state === 'CANCELED' && filledQuantity === 0).length,
      denied: orders.filter(({ state }) => state === 'DENIED').length,
    },
    denials: orders.filter(({ state }) => state === 'DENIED').map(({ time, strategy, reason }) => ({ time, strategy, reason: reason ?? 'no reason was kept' })),
    events: [...events],
    trades: scored.map(({ netAtMid: _mid, netAtNatural: _natural, ...trade }) => trade),
    metrics: [...metrics],
  };
}

function scoredTrade(trade: PractisedTrade, referenceOf: PracticeRunOutcome['referenceOf']): PracticeTrade & Pick<PractisedTrade, 'netAtMid' | 'netAtNatural'> {
  const { tradeId, underlying, strategy, openedAt, closedAt, quantity, risk, worst, netAtMid, netAtNatural } = trade;
  const net = trade.unrealised === null ? null : add(bookedNet(trade), trade.unrealised);
  // What it stands at when the run ends counts as much as what it stood at before.
  const best = trade.best === null ? null : money(Math.max(trade.best, net ?? trade.best));
  return {
    tradeId,
    underlying,
    strategy,
    openedAt,
    closedAt,
    quantity,
    net,
    risk,
    best,
    worst: worst === null ? null : money(Math.min(worst, net ?? worst)),
    left: best === null || net === null ? null : subtract(best, net),
    held: heldToReference(trade, referenceOf(underlying)),
    netAtMid,
    netAtNatural,
  };
}

/** Without what is still held. */
function bookedNet({ realised, commission, fees }: PractisedTrade): Money {
  return subtract(realised, add(commission, fees));
}

/** What was opened, worth its intrinsic value at the reference price, less what opening it cost. */
function heldToReference({ legs, quantity, openCost, openingCosts }: PractisedTrade, reference: Money | null): Money | null {
  if (reference === null) return null;
  const holdings = legs.map(({ symbol, side, ratio }) => ({ instrument: parseSymbol(symbol), quantity: signOf(side) * ratio * quantity }));
  return subtract(payoff(holdings, reference), add(openCost, openingCosts));
}

function largestLossOf(trades: readonly PracticeTrade[]): PracticeScore['largestLoss'] {
  let largest: PracticeScore['largestLoss'] = null;
  for (const { tradeId, strategy, net, risk } of trades) {
    if (net === null || net >= (largest?.net ?? 0)) continue;
    largest = { tradeId, strategy, net, risk, shareOfRisk: risk === null || risk <= 0 ? null : -net / risk };
  }
  return largest;
}

function sum(amounts: readonly (Money | null)[]): Money {
  return amounts.reduce<Money>((total, amount) => add(total, amount ?? ZERO), ZERO);
}

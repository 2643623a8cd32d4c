import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { PracticeScore } from '../../src-core/contract/practice.ts';
import type { PositionsView } from '../../src-core/contract/schemas.ts';
import { TICKERS, type Underlying } from '../../src-core/instruments/instrument.ts';
import { add, fromDollars, type Money, subtract, toDollars, ZERO } from '../../src-core/money.ts';
import type { Order } from '../../src-core/orders/order.ts';
import { metricsOf } from '../../src-core/performance/metrics-of.ts';
import { type PractisedTrade, practiceScore } from '../../src-core/practice/score.ts';
import type { RiskEvent } from '../../src-core/risk/risk-event.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Recording } from '../market-data/recording.ts';
import type { KeptTrade } from '../performance/performance-journal.ts';
import { riskOf, tradeResultOf } from '../performance/trade-results.ts';
import { createPerformanceJournal } from '../stores/relational/performance/performance-journal.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';

interface PractisedBooks {
  readonly store: RelationalStore;
  readonly accountId: string;
  readonly recording: Recording;
  readonly session: ExchangeSession;
  readonly orders: readonly Order[];
  /** As the run ended. */
  readonly standing: PositionsView;
  readonly events: readonly RiskEvent[];
  readonly capital: Money;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Reads a run's books, which nothing is written to any more, and scores it. */
export async function scoreOf({ store, accountId, recording, session, orders, standing, events, capital, from, to }: PractisedBooks): Promise<PracticeScore> {
  const ids = [...new Set(orders.map(({ tradeId }) => tradeId))];
  const kept = await createPerformanceJournal(store, { accountId }).trades(accountId, ids);
  const results = kept.map(tradeResultOf).filter((result) => result !== null).toSorted((left, right) => left.closedAt - right.closedAt);
  const net = results.reduce<Money>((sum, result) => add(sum, result.net), ZERO);
  return practiceScore({
    capital,
    from,
    to,
    trades: kept.map((trade) => practisedTrade(trade, standing)),
    orders: orders.map(({ state, updatedAt, legs, underlying, filledQuantity, reason, tradeId }) => ({
      state,
      time: updatedAt,
      strategy: kept.find(({ trade }) => trade.id === tradeId)?.trade.strategy ?? `${underlying}, ${legs.length} ${legs.length === 1 ? 'leg' : 'legs'}`,
      filledQuantity,
      reason: reason ?? null,
    })),
    events: events.map(({ time, severity, description }) => ({ time, severity, text: description })).toSorted((left, right) => left.time - right.time),
    referenceOf: (underlying) => referenceOf(recording, session, underlying),
    metrics: metricsOf(results, [{ date: session.date, net: toDollars(net) }], toDollars(capital)),
  });
}

function practisedTrade(kept: KeptTrade, { packages }: PositionsView): PractisedTrade {
  const { trade, openingCosts, circumstances } = kept;
  const view = packages.find(({ tradeId }) => tradeId === trade.id);
  const net = subtract(trade.realised, add(trade.commission, trade.fees));
  const booked = add(trade.openCost, trade.closeCost);
  const over = tradeResultOf(kept);
  return {
    tradeId: trade.id,
    underlying: trade.underlying,
    strategy: trade.strategy,
    legs: trade.legs,
    openedAt: trade.openedAt,
    closedAt: over?.closedAt ?? null,
    quantity: trade.openedQuantity,
    openCost: trade.openCost,
    openingCosts,
    realised: trade.realised,
    commission: trade.commission,
    fees: trade.fees,
    unrealised: view === undefined || view.legs.length === 0 ? ZERO : view.unrealised.optimistic,
    netAtMid: add(net, subtract(booked, trade.optimisticCost)),
    netAtNatural: add(net, subtract(booked, trade.pessimisticCost)),
    risk: trade.openedQuantity > 0 ? riskOf(trade, openingCosts) : null,
    best: circumstances?.best ?? null,
    worst: circumstances?.worst ?? null,
  };
}

/** The newest price at the reference time: the recording has it however far the run went. */
function referenceOf({ ticks }: Recording, { reference }: ExchangeSession, underlying: Underlying): Money | null {
  const ticker = TICKERS.indexOf(underlying);
  let price = Number.NaN;
  let newest: EpochMs | null = null;
  for (let at = 0; at < ticks.time.length && (ticks.time[at] as number) <= reference; at += 1) {
    if (ticks.ticker[at] !== ticker || !((ticks.last[at] as number) > 0)) continue;
    price = ticks.last[at] as number;
    newest = ticks.time[at] as number;
  }
  // A recording that ends in the morning says nothing of the close.
  return newest === null || reference - newest > LATE_MS ? null : fromDollars(price);
}

const LATE_MS = 5 * 60_000;

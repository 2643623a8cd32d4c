import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { SECOND } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import type { Milestone, SessionClock } from '../market-data/session-pump.ts';
import type { Notices } from '../operations/notices.ts';
import type { PerformanceEngine } from '../performance/performance-engine.ts';
import type { SessionRecord } from '../session-record.ts';
import type { SignalEngine } from '../signals/signal-engine.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import type { ReferencePrices } from '../trading/reference-prices.ts';

/** From the last trade to the settlement. */
export const SETTLE_AFTER_MS = SECOND;

interface MilestoneParts {
  readonly market: Market;
  readonly reference: ReferencePrices;
  readonly record: SessionRecord;
  readonly orders: OrderManager;
  readonly expiresAt: 'here' | 'broker';
  readonly signals: Pick<SignalEngine, 'settle'>;
  readonly performance: Pick<PerformanceEngine, 'settled'>;
  readonly clock: SessionClock;
  readonly notices: Notices;
}

/** The reference price at the regular close, by which signals are settled, and the settlement after the last trade. */
export function milestonesOf(session: ExchangeSession, parts: MilestoneParts): readonly Milestone[] {
  const { market, reference, record, orders, expiresAt, signals, performance, clock, notices } = parts;
  if (record.isSettled) return [];
  return [
    {
      time: session.reference,
      run: async () => {
        for (const problem of reference.set(market)) notices.tell('warning', problem);
        notices.tell('info', `reference prices are set: ${reference.text()}`);
        await signals.settle((underlying) => reference.known()[underlying] ?? null, clock.now());
        await record.save();
      },
    },
    {
      time: session.lastTrade + SETTLE_AFTER_MS,
      run: async () => {
        const summary = await orders.settle(session.date, (underlying) => reference.of(underlying), clock.now());
        await record.settled();
        await performance.settled();
        const { exercised, assigned, lapsed } = summary;
        const became = expiresAt === 'here' ? `${exercised} contracts exercised, ${assigned} assigned, ${lapsed} lapsed` : 'what became of its options the broker’s records will say';
        notices.tell('info', `${session.date} is settled: ${became}`);
      },
    },
  ];
}

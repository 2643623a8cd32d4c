import { performance } from 'node:perf_hooks';
import type { EventTime } from '../../src-core/calendar/event-times.ts';
import { type ExchangeSession, previousSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { dayStartEquity } from '../../src-core/ledger/day-start-equity.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import type { Money } from '../../src-core/money.ts';
import { DAY_TRADE_RULE } from '../../src-core/risk/day-trade-rule.ts';
import type { LimitEffect } from '../../src-core/risk/limit-changes.ts';
import { LIMITS } from '../../src-core/risk/limits.ts';
import type { MarketState } from '../../src-core/signals/market-state.ts';
import { type Clock, type EpochMs, type IsoDate, MINUTE } from '../../src-core/time.ts';
import { AlertBook } from '../alerts/alert-book.ts';
import type { FeedDescription } from '../market-data/feed.ts';
import type { FormerDays } from '../market-data/former-days.ts';
import type { MarketMeasures } from '../market-data/market-measures.ts';
import type { Market } from '../market-data/market.ts';
import type { MeasuredRisk } from '../market-data/portfolio-series.ts';
import { AccountExposure } from '../risk/account-exposure.ts';
import { BreakerReader } from '../risk/breaker-readings.ts';
import { type Denial, denialText } from '../risk/denial.ts';
import { FlatteningRun } from '../risk/flattening.ts';
import { KillSwitch } from '../risk/kill-switch.ts';
import { LimitBook } from '../risk/limit-book.ts';
import { PositionExits } from '../risk/position-exits.ts';
import type { PreTrade } from '../risk/pre-trade.ts';
import type { RiskContext, SignalConfidence } from '../risk/risk-context.ts';
import { RiskEngine } from '../risk/risk-engine.ts';
import { type NewRiskEvent, RiskEvents } from '../risk/risk-events.ts';
import { collarInForce, RiskGate } from '../risk/risk-gate.ts';
import { RiskMeasuresDesk } from '../risk/risk-measures.ts';
import { TradingStateDesk } from '../risk/trading-state-desk.ts';
import { createAlertJournal } from '../stores/relational/risk/alert-journal.ts';
import { createRiskJournal } from '../stores/relational/risk/risk-journal.ts';
import { realtimeDayLock } from '../stores/realtime/realtime-day-lock.ts';
import type { Order } from '../../src-core/orders/order.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import { alertReadings } from './alert-readings.ts';
import type { Foundation } from './foundation.ts';

export interface RiskParts {
  readonly foundation: Foundation;
  readonly session: ExchangeSession;
  readonly sessionId: string;
  readonly clock: Clock;
  readonly feed: Pick<FeedDescription, 'staleAfterMs'>;
  readonly market: Market;
  readonly measures: MarketMeasures;
  readonly fees: FeeSchedule;
  /** Of the session's date. */
  readonly events: readonly EventTime[];
  readonly spotOf: (underlying: Underlying) => Money | null;
  readonly referenceOf: (underlying: Underlying) => Money | null;
  /** There once the books are recovered; nothing asks before. */
  readonly orders: () => OrderManager;
  /** As of the last bar's close. */
  readonly state: () => MarketState | null;
  readonly confidenceOf: (signalId: string) => SignalConfidence | null;
  /** What else speaks against an order: the signal it acts on. */
  readonly extra: (order: Order) => readonly Denial[];
}

/** The gate that the order manager is recovered with, and what stands behind it. */
export interface PreparedRisk {
  readonly gate: PreTrade;
  readonly context: () => RiskContext;
  /** Once the books are recovered and before the session goes on. */
  complete(): Promise<ComposedRisk>;
}

export interface ComposedRisk {
  readonly engine: RiskEngine;
  readonly alerts: AlertBook;
  /** Writes an event into the book of them. */
  tell(event: NewRiskEvent): void;
  /** After each moment of the session. */
  step(now: EpochMs): void;
  pending(): Promise<void> | null;
  /** On a beat of real time: what could not be written is tried again while session time stands, too. */
  retry(): void;
  learn(former: FormerDays): void;
  measured(): MeasuredRisk | null;
  close(): Promise<void>;
}

/** Minutes between recorded values at risk. */
const SIMULATED_EVERY = 5;

/** The risk engine on the program's stores. */
export async function prepareRisk(parts: RiskParts): Promise<PreparedRisk> {
  const { clock, events: eventTimes, extra, fees, foundation, market, measures, orders, session, sessionId, spotOf, state: marketState } = parts;
  const { accountKey, machineClock, notices, profile, realtime, store } = foundation;
  const notice = (text: string): void => notices.tell('error', text);
  const owner = { userId: profile.userId, accountId: profile.accountId };
  const journal = createRiskJournal(store, owner);
  // Another account that takes over the session has events of its own.
  const events = await RiskEvents.recover({ journal, clock, notice, sessionId: `${sessionId}/${profile.accountId}` });
  const limitsChanged = (effects: readonly LimitEffect[]): void => {
    for (const { name, from, to, when } of effects) {
      const description = `${LIMITS[name].title} from ${from} to ${to}${when === 'now' ? '' : `, from the session of ${when} on`}`;
      events.tell({ type: 'limits_changed', severity: 'low', description, value: to, threshold: from, action: when === 'now' ? 'in force' : 'waits for the next session' });
      foundation.access.audit
        .append({ userId: profile.userId, action: 'limits.changed', resourceType: 'risk_parameter', resourceId: name, oldValues: { value: from }, newValues: { value: to, when }, ipAddress: null, userAgent: null })
        .catch((error: unknown) => notice(`a change of ${LIMITS[name].title} is not in the audit: ${error instanceof Error ? error.message : String(error)}`));
    }
  };
  const equity = (): Money => dayStartEquity(orders().book.totals, orders().today);
  const limits = await LimitBook.load({ journal, date: session.date, clock, initial: foundation.limits, equity, changed: limitsChanged });
  const witness = realtime.kind === 'memory' ? null : realtimeDayLock({ store: realtime, account: accountKey, now: () => machineClock.now() });
  const state = await TradingStateDesk.recover({ journal, witness, date: session.date, clock, limits: () => limits.current(), equity, events, notice });
  const since = sessionsBack(session.date, DAY_TRADE_RULE.sessions - 1);
  let dayTrades = await journal.dayTradesSince(since);
  const account = () => ({ book: orders().book, working: orders().working() });
  const exposureParts = {
    quotes: market,
    spotOf,
    fees,
    tailMove: () => (limits.current().allow_undefined_risk === 1 ? limits.current().tail_move / 100 : null),
    collarOf: collarInForce({ collarOf: (order) => gate.collarOf(order) }),
  };
  const gate: RiskGate = new RiskGate({
    session,
    quotes: market,
    spotOf,
    fees,
    stateOf: (underlying) => state.stateOf(underlying),
    exposure: new AccountExposure(exposureParts),
    confidenceOf: parts.confidenceOf,
    events: eventTimes,
    clock,
    limits: () => limits.current(),
    account,
    equity,
    today: () => orders().today,
    recent: () => orders().traffic,
    regime: () => measures.regime()?.type ?? null,
    dayTrades: () => dayTrades,
    extra,
  });
  const told: PreTrade = {
    check(order, books) {
      const denials = gate.check(order, books);
      const [first] = denials;
      if (first === undefined) return denials;
      // What a program sent and may not send is worth a look; a person sees it at once.
      const severity = order.source === 'automated' ? 'medium' : 'low';
      events.tell({ type: `denied_${first.code}`, severity, description: `an order in ${order.underlying} was denied: ${denialText(first)}`, action: 'denied' });
      return denials;
    },
    lastCheck: (order) => gate.lastCheck(order),
    collarOf: (order) => gate.collarOf(order),
  };

  async function complete(): Promise<ComposedRisk> {
    const manager = orders();
    // What a kill before the end of the program did not reach must not go on working after it.
    if (state.stateOf(null).state === 'HALTED') manager.emergencyCancel();
    const desk = new RiskMeasuresDesk({
      session,
      market,
      account,
      booked: (underlying) => (underlying === null ? manager.today : manager.todayOf(underlying)),
      // Its own: what is asked of a tick must not undo what the gate has worked out.
      exposure: new AccountExposure(exposureParts),
      spotOf,
      referenceOf: parts.referenceOf,
      equity,
      best: () => state.best(),
      state: marketState,
    });
    const reader = new BreakerReader({
      session,
      feed: parts.feed,
      market,
      state: marketState,
      booked: (underlying) => (underlying === null ? manager.today : manager.todayOf(underlying)),
      result: (underlying) => desk.dayResult(underlying),
      working: manager.working(),
      isRefusedHere: (order) => state.stateOf(order.underlying).state !== 'ACTIVE',
    });
    const closing = { orders: manager, quotes: market, fees, limits: () => limits.current(), clock, notice };
    const flattening = await FlatteningRun.recover({ ...closing, journal, changed: () => engine.changed() });
    const exits = await PositionExits.recover({
      ...closing,
      session,
      journal,
      isHalted: (underlying) => state.stateOf(underlying).state === 'HALTED',
      isFlattened: (tradeId) => flattening.works(tradeId),
      tell: (event) => events.tell(event),
    });
    const kill = new KillSwitch({
      halt: () => state.kill(),
      stopExits: () => exits.stop(),
      stopFlattening: () => flattening.stop(),
      cancelAll: () => manager.emergencyCancel(),
      plan: () => flattening.plan(null),
      flatten: () => flattening.start(null),
      flattens: () => limits.current().kill_flattens === 1,
      realNow: () => performance.now(),
      notice,
    });
    const engine: RiskEngine = new RiskEngine({ clock, orders: manager, limits, state, reader, measures: desk, flattening, kill, exits, events });
    const alerts = await AlertBook.recover({
      journal: createAlertJournal(store, owner),
      clock,
      notice,
      events: events.all(),
      readings: alertReadings({ market, session, clock, spotOf, orders: manager, dayResult: () => desk.dayResult(null) }),
    });
    const unsubscribe = [
      events.subscribe((event) => alerts.raise(event)),
      manager.subscribe(({ trades }) => {
        if (!trades.some(({ status }) => status === 'closed')) return;
        journal.dayTradesSince(since).then(
          (count) => {
            dayTrades = count;
          },
          (error: unknown) => notice(`day trades could not be counted: ${error instanceof Error ? error.message : String(error)}`),
        );
      }),
    ];
    return {
      engine,
      alerts,
      tell: (event) => void events.tell(event),
      step(now) {
        engine.step(now);
        alerts.step(now);
      },
      pending: () => engine.pending(),
      retry() {
        events.retry();
        state.retry();
        alerts.retry();
      },
      learn: (former) => reader.learn(former),
      measured() {
        // What is simulated takes longest: it is recorded as often as the chains are.
        const tick = desk.tick();
        const measured = Math.floor(clock.now() / MINUTE) % SIMULATED_EVERY === 0 ? desk.measures() : tick === null ? null : { ...tick, valueAtRisk: [] };
        return measured === null ? null : { measures: measured, limits: limits.current(), expiry: desk.expiry() };
      },
      async close() {
        for (const end of unsubscribe) end();
        await engine.close();
        await alerts.close();
      },
    };
  }
  return { gate: told, context: () => gate.context(), complete };
}

function sessionsBack(date: IsoDate, count: number): IsoDate {
  let back = date;
  for (let session = 0; session < count; session += 1) back = previousSession(back).date;
  return back;
}

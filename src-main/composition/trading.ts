import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { eventsOn } from '../../src-core/calendar/event-times.ts';
import { flatClock } from '../../src-core/calendar/expiry-clock.ts';
import type { AccountView, PositionsView } from '../../src-core/contract/schemas.ts';
import type { InstrumentSymbol, Underlying } from '../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../src-core/money.ts';
import { SECOND } from '../../src-core/time.ts';
import type { AccountBalances } from '../ibkr/reconciliation/account-values.ts';
import { DeskPublisher } from '../desk/publisher.ts';
import { MarketMeasures } from '../market-data/market-measures.ts';
import { Market } from '../market-data/market.ts';
import { QuoteRate } from '../market-data/quote-rate.ts';
import { SecondBeat } from '../market-data/second-beat.ts';
import { SessionClock, SessionPump } from '../market-data/session-pump.ts';
import { createAuditedReaders } from '../operations/audited-readers.ts';
import { auditedState } from '../operations/audited-state.ts';
import { correlationHistory } from '../operations/correlation-history.ts';
import type { Engines } from '../operations/engines.ts';
import { createHandlers } from '../operations/handlers.ts';
import { marketHistory } from '../operations/history.ts';
import { createStreamOpeners } from '../operations/stream-openers.ts';
import { Signal } from '../operations/stream-taps.ts';
import { accountState } from '../operations/views/account-state.ts';
import { orderView } from '../operations/views/order-view.ts';
import { positionsView } from '../operations/views/positions-view.ts';
import { sessionView } from '../operations/views/session-view.ts';
import { programFiles } from '../program-files.ts';
import { SessionRecord } from '../session-record.ts';
import { createSessionRepository } from '../stores/relational/session-repository.ts';
import { createSettingsRepository } from '../stores/relational/settings-repository.ts';
import { createTradingJournal } from '../stores/relational/trading/trading-journal.ts';
import { OrderManager } from '../trading/order-manager.ts';
import { ReferencePrices } from '../trading/reference-prices.ts';
import { expiryClockOf, readVarianceTables } from '../variance-tables.ts';
import { FRAME_MS, READING_MS } from './beats.ts';
import type { Composition, Foundation } from './foundation.ts';
import { composeDayRecording, RECORDINGS_FOLDER } from './day-recording.ts';
import { openGateway } from './gateway.ts';
import { settleLeftOver } from './left-over.ts';
import { beginNextSession } from './next-session.ts';
import { composeBroker } from './session-broker.ts';
import { booksState, feesOn, openMarket } from './session-market.ts';
import { milestonesOf, SETTLE_AFTER_MS } from './session-milestones.ts';
import { openDoor } from './open-door.ts';
import { composePerformance } from './performance.ts';
import { PumpHolds } from './pump-holds.ts';
import { realPacer } from './real-pacer.ts';
import { answerHalts } from './remote-halts.ts';
import { type ComposedRisk, prepareRisk } from './risk.ts';
import { composeRecording } from './recording.ts';
import { type ComposedSignals, composeSignals } from './signals.ts';
import { composeVolatility } from './volatility.ts';


/**
 * The program that trades: recovers the books, chooses the session and starts its clock. There is no other start.
 * Throws StartFailure where the flags contradict the books.
 */
export async function composeTrading(foundation: Foundation): Promise<Composition> {
  const { machineClock, notices, profile, settings, store } = foundation;
  const journal = createTradingJournal(store, { userId: profile.userId, accountId: profile.accountId });
  const sessions = createSessionRepository(store);
  const newest = await sessions.newest();
  const books = booksState(await journal.load());
  // Sessions are every account's: time runs backwards for none once another has traded.
  const hasTraded = books.hasTraded || (await sessions.haveTraded());
  const gateway = await openGateway(foundation);
  // Nothing is held before the books are read.
  let held: () => Iterable<InstrumentSymbol> = () => [];
  const opened = await openMarket(foundation, { newest, ...books, hasTraded }, gateway, () => held());
  const { plan, feed, wall } = opened;
  const { session, previousCloses } = plan;
  const fees = feesOn(session);
  const { description } = feed;

  const clock = new SessionClock(plan.from ?? description.from);
  const tables = readVarianceTables(programFiles().resources);
  const expiry = settings.clock === 'flat' ? { clock: flatClock(session), notices: [] } : expiryClockOf(tables, session);
  for (const problem of expiry.notices) notices.tell('warning', problem);
  const { staleAfterMs, quoting } = description;
  const market = new Market({ session, clock: expiry.clock, rate: settings.rate, staleAfterMs, quoting });
  const reference = new ReferencePrices(session, plan.resumed?.referencePrices ?? {});
  if (clock.now() > session.reference && description.from <= session.reference) {
    // A start past the reference time must not move its prices.
    feed.seek(session.reference, market);
    market.price(session.reference);
    for (const problem of reference.set(market)) notices.tell('warning', problem);
  }
  if (clock.now() > description.from) feed.seek(clock.now(), market);
  market.price(clock.now());
  const sessionId = plan.resumed?.id ?? randomUUID();
  const record = new SessionRecord(sessions, {
    id: sessionId,
    date: session.date,
    feed: { kind: description.kind, detail: description.detail },
    seed: plan.seed,
    settledAt: plan.resumed?.settledAt ?? null,
    previousCloses,
    market,
    clock,
    reference,
  });
  // Before the books are read: they are those of the newest session.
  await record.save();

  const spotOf = (underlying: Underlying): Money | null => {
    const today = market.underlyingPrice(underlying);
    // Shares that expiry left are held before their first price of the day.
    return today === null ? (previousCloses[underlying] ?? null) : fromDollars(today.price);
  };
  const measures = new MarketMeasures({ session, market });
  const events = tables.kind === 'variance' && tables.events !== null ? eventsOn(tables.events, session.date) : [];
  const risk = await prepareRisk({
    foundation,
    session,
    sessionId,
    clock,
    feed: description,
    market,
    measures,
    fees,
    events,
    spotOf,
    referenceOf: (underlying) => reference.known()[underlying] ?? null,
    orders: () => orders,
    state: () => signals.tracker.state(),
    confidenceOf: (signalId) => {
      const confidence = signals.engine.record(signalId)?.signal.confidence;
      return confidence === undefined ? null : { probability: confidence.probability, calibrated: confidence.state === 'calibrated' };
    },
    extra: (order) => signals.engine.orderDenials(order),
  });
  const referenceOf = (underlying: Underlying): Money | null => reference.known()[underlying] ?? null;
  const traded = await composeBroker({ foundation, opened, session, clock, market, orders: () => orders, referenceOf });
  const orders: OrderManager = await OrderManager.recover({
    broker: traded.broker,
    journal,
    clock,
    session,
    accountCapital: traded.capital,
    expiresAt: traded.expiresAt,
    tradingBan: () => foundation.tradingBan() ?? traded.ban(),
    notice: (text) => notices.tell('error', text),
    risk: risk.gate,
  });
  held = () => traded.held();
  await traded.start();
  if (wall !== null && profile.broker === 'paper') await settleLeftOver({ orders, newest, date: session.date, tell: (level, text) => notices.tell(level, text) });
  const signals: ComposedSignals = await composeSignals({ foundation, session, sessionId, clock, feed, market, measures, events, fees, orders, learned: (former) => guard.learn(former) });
  const guard: ComposedRisk = await risk.complete();
  const volatility = await composeVolatility({ foundation, session, sessionId, clock, market, feed, recordings: [join(settings.dataDir, RECORDINGS_FOLDER), ...(settings.feed?.kind === 'replay' ? [settings.feed.path] : [])] });
  const positions = (): PositionsView => positionsView(accountState(engines), clock.now(), market.clock.label);
  const results = await composePerformance({
    foundation,
    clock,
    live: {
      session,
      isSettled: () => record.isSettled,
      orders,
      quotes: market,
      spotOf,
      vix: () => known(market.tickerState('VIX').last),
      regime: () => measures.regime()?.type ?? null,
      balances: () => balancesOf(positions().account, traded.balances()),
    },
  });
  const beat = new SecondBeat(clock.now());
  const stopped = (error: unknown): void => {
    void pump.pause();
    notices.tell('error', `the session has stopped: ${error instanceof Error ? error.message : String(error)}`);
  };
  const pump: SessionPump = new SessionPump(
    {
      clock,
      pacer: realPacer,
      timed: [
        {
          nextTime: () => feed.nextTime(),
          advance: (now) => {
            if ((feed.nextTime() ?? Number.POSITIVE_INFINITY) <= now) beat.heard();
            feed.advance(now, market);
            market.price(now);
          },
        },
        signals.tracker,
        ...traded.timed,
        beat,
      ],
      milestones: milestonesOf(session, { market, reference, record, orders, expiresAt: traded.expiresAt, signals: signals.engine, performance: results.engine, clock, notices }),
      onStep: (now) => {
        if (beat.take()) {
          guard.step(now);
          results.engine.step(now);
        }
        volatility.step(now);
        signals.engine.step(now);
        // A signal is waited for; what is recorded of the same moment is not, and session time stands meanwhile.
        const writing = signals.engine.pending();
        if (writing === null) recording.step(now);
        else writing.then(() => recording.step(now)).catch(stopped);
        day?.step(now);
      },
      pending: () => all([orders.pending(), signals.pending(), guard.pending(), day?.pending() ?? null]),
      ...(wall !== null && { wall }),
      onFailure: stopped,
      end: session.lastTrade + SETTLE_AFTER_MS,
    },
    settings.speed === 'max' ? null : (settings.speed ?? 1),
  );

  const rate = new QuoteRate(() => market.quotesSeen);
  const engines: Engines = {
    run: foundation.run,
    clock,
    session,
    feed,
    market,
    orders,
    broker: traded.desk,
    signals: signals.engine,
    pump,
    notices,
    ...foundation.access,
    ...foundation.program,
    settings: foundation.windows ?? createSettingsRepository(foundation.own),
    account: { number: profile.accountNumber, kind: profile.kind },
    connections: foundation.connections,
    servers: foundation.servers,
    desk: foundation.desk,
    practice: foundation.practice,
    practised: foundation.practised,
    tradingBan: foundation.tradingBan,
    takeOver: foundation.takeOver,
    history: marketHistory(foundation.timeSeries, foundation.recordedBars, { date: session.date, clock }),
    correlations: correlationHistory(foundation.timeSeries, { date: session.date, clock }),
    storeStatus: () => ({ kind: store.kind, ...store.status() }),
    referencePrices: () => reference.dollars(),
    isSettled: () => record.isSettled,
    spotOf,
    risk: guard.engine,
    alerts: guard.alerts,
    performance: results.engine,
    journal: results.journal,
    volatility: volatility.desk,
    riskContext: () => risk.context(),
    frameBeat: new Signal(),
    readingBeat: new Signal(),
    quotesPerSecond: () => rate.perSecond,
  };
  const recording = composeRecording({
    foundation,
    market,
    measures,
    positions,
    spotOf,
    risk: () => guard.measured(),
  });
  const day = composeDayRecording({
    foundation,
    session,
    sessionId,
    feed: description,
    market,
    end: session.lastTrade + SETTLE_AFTER_MS,
    ended: () => ({ settled: record.isSettled, referencePrices: reference.dollars() }),
  });
  const publisher = new DeskPublisher({
    store: foundation.realtime,
    account: foundation.accountKey,
    user: foundation.accountOwner,
    workstation: foundation.workstation,
    epoch: () => foundation.desk()?.epoch ?? 0,
    machineClock,
    clock,
    market,
    openedAt: session.open,
    feed: description,
    orders,
    signals: engines.signals,
    risk: engines.risk,
    alerts: engines.alerts,
    viewOf: (order) => orderView(order, orders.history(order.id), orders.trade(order.tradeId)),
    session: () => sessionView(engines),
    positions,
    regime: () => {
      const regime = measures.regime();
      return regime === null ? null : { type: regime.type, adaptation_factor: regime.factor };
    },
    correlations: () => new Map([...measures.correlations()].map(([pair, { correlation }]) => [pair, correlation])),
  });
  const halts = answerHalts(foundation, guard);
  const door = openDoor(foundation, createHandlers(engines), createStreamOpeners(engines), auditedState(createAuditedReaders(engines)));
  const timers = [
    setInterval(() => engines.frameBeat.fire(), FRAME_MS),
    setInterval(() => {
      rate.measure(performance.now());
      engines.readingBeat.fire();
      publisher.beat();
      guard.retry();
      results.engine.retry();
    }, READING_MS),
    setInterval(() => record.saveInBackground(), SECOND),
  ];
  const endNextSession = wall === null ? () => undefined : beginNextSession(session, { clock: machineClock, pacer: realPacer, restart: foundation.access.restart });
  const holds = new PumpHolds(pump, foundation.autoplay, foundation.tradingBan() === null ? [] : ['ban']);
  return {
    kind: 'trading',
    door,
    clock,
    engines,
    gateway,
    stand: (isStanding) => (isStanding ? holds.hold('ban') : holds.release('ban')),
    sleeps: () => holds.hold('sleep'),
    async woke() {
      holds.hold('sleep');
      await pump.pause();
      try {
        return await traded.woke();
      } finally {
        holds.release('sleep');
      }
    },
    async close(how) {
      for (const timer of timers) clearInterval(timer);
      endNextSession();
      halts.close();
      publisher.close(how);
      await pump.stop();
      signals.close();
      await orders.pending()?.catch(() => undefined);
      await signals.engine.pending();
      await guard.close();
      await results.engine.close(how);
      await volatility.close();
      try {
        await recording.close();
        await day?.close();
        if (how === 'saved') await record.save();
      } finally {
        await traded.close();
        feed.close();
        opened.contracts?.close();
        await gateway?.close();
      }
    },
  };
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** As the broker has them, where it says so. */
function balancesOf({ buyingPower, cash, netLiquidationMid }: AccountView, atBroker: AccountBalances | null) {
  return { buyingPower: atBroker?.buyingPower ?? buyingPower, netLiquidation: atBroker?.netLiquidation ?? netLiquidationMid, totalCash: atBroker?.totalCash ?? cash };
}

function all(parts: readonly (Promise<void> | null)[]): Promise<void> | null {
  const waiting = parts.filter((part) => part !== null);
  return waiting.length === 0 ? null : Promise.all(waiting).then(() => undefined);
}

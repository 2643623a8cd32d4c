import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { dateInNewYork, type ExchangeSession, nextSession, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { flatClock } from '../../src-core/calendar/expiry-clock.ts';
import type { EpochMs } from '../../src-core/time.ts';
import { parseIsoDate } from '../../src-core/time.ts';
import { DeskFollower } from '../desk/follower.ts';
import { HaltAsking } from '../desk/halt-asking.ts';
import { Market } from '../market-data/market.ts';
import { QuoteRate } from '../market-data/quote-rate.ts';
import { SessionClock } from '../market-data/session-pump.ts';
import { createWatchedAuditedReaders } from '../operations/audited-readers.ts';
import { auditedState } from '../operations/audited-state.ts';
import { correlationHistory } from '../operations/correlation-history.ts';
import { marketHistory } from '../operations/history.ts';
import { KeyedSource, Signal } from '../operations/stream-taps.ts';
import { watchedSessionView } from '../operations/views/watched-session-view.ts';
import { createWatchingHandlers, createWatchingStreams, type WatchingEngines } from '../operations/watching-operations.ts';
import { programFiles } from '../program-files.ts';
import { createSettingsRepository } from '../stores/relational/settings-repository.ts';
import { createAlertJournal } from '../stores/relational/risk/alert-journal.ts';
import { createRiskJournal } from '../stores/relational/risk/risk-journal.ts';
import { createSignalJournal } from '../stores/relational/signals/signal-journal.ts';
import { expiryClockOf, readVarianceTables } from '../variance-tables.ts';
import { FRAME_MS, READING_MS } from './beats.ts';
import type { Composition, Foundation } from './foundation.ts';
import { openDoor } from './open-door.ts';
import { composePerformance } from './performance.ts';
import { realPacer } from './real-pacer.ts';
import { composeWatchedVolatility } from './volatility.ts';

/**
 * The program that watches: the market of the workstation that trades, priced here, and its orders and positions.
 * `changed` is called when that one has gone on to another session, which needs another composition.
 */
export async function composeWatching(foundation: Foundation, changed: () => void): Promise<Composition> {
  const { accountKey, machineClock, notices, realtime, settings, store } = foundation;
  const follower = new DeskFollower({ store: realtime, account: accountKey, user: foundation.accountOwner, machineClock, pacer: realPacer });
  await follower.start();
  const state = follower.state();
  const session = sessionWatched(state?.date ?? null, machineClock.now());
  const clock = new SessionClock(state?.now ?? machineClock.now());
  const expiry = settings.clock === 'flat' ? { clock: flatClock(session) } : expiryClockOf(readVarianceTables(programFiles().resources), session);
  const market = new Market({
    session,
    clock: expiry.clock,
    rate: state?.rate ?? settings.rate,
    staleAfterMs: state?.feed.staleAfterMs ?? 0,
    quoting: state?.feed.quoting ?? 'changes',
  });
  const rate = new QuoteRate(() => market.quotesSeen);
  const orders = new KeyedSource(
    () => follower.orders().map(({ id }) => id),
    (id) => follower.order(id),
  );
  const signals = new KeyedSource(
    () => follower.signals.views().map(({ id }) => id),
    (id) => follower.signals.view(id),
  );
  const exits = new KeyedSource(
    () => follower.risk.exits().map(({ tradeId }) => tradeId),
    (tradeId) => follower.risk.exit(tradeId),
  );
  const alerts = new KeyedSource(
    () => follower.risk.alerts().map(({ id }) => id),
    (id) => follower.risk.alert(id),
  );
  const [marketStates, calibrations, riskViews, expiries, alertRules] = [new Signal(), new Signal(), new Signal(), new Signal(), new Signal()];
  // A market is of one feed and one date; before anything was heard it is of none.
  const isOther = (): boolean => {
    const told = follower.state();
    return told !== null && (state === null || told.date !== state.date || told.feed.kind !== state.feed.kind || told.feed.staleAfterMs !== state.feed.staleAfterMs);
  };
  let isChanged = false;
  follower.onChange((change) => {
    const told = follower.state();
    if (told !== null && told.now > clock.now()) clock.set(told.now);
    for (const id of change.orders) orders.mark(id);
    for (const id of change.signals) signals.mark(id);
    if (change.marketState) marketStates.fire();
    if (change.calibration) calibrations.fire();
    for (const tradeId of change.exits) exits.mark(tradeId);
    for (const id of change.alerts) alerts.mark(id);
    if (change.risk) riskViews.fire();
    if (change.expiry) expiries.fire();
    if (change.alertRules) alertRules.fire();
    if (isChanged || !isOther()) return;
    isChanged = true;
    changed();
  });
  follower.deliverTo(market);
  const halts = new HaltAsking({ store: realtime, account: accountKey, workstation: foundation.workstation, watched: follower, pacer: realPacer, newId: randomUUID });
  const owner = { userId: foundation.profile.userId, accountId: foundation.profile.accountId };
  const results = await composePerformance({ foundation, clock, live: null });
  const volatility = composeWatchedVolatility({ foundation, session, clock, market, isSimulated: () => follower.state()?.feed.kind === 'simulated' });
  const engines: WatchingEngines = {
    clock,
    session,
    market,
    watched: follower,
    orders,
    signals: { signals, marketStates, calibrations, journal: createSignalJournal(store, { accountId: foundation.profile.accountId }, foundation.profile.tickerIds) },
    risk: {
      views: riskViews,
      expiries,
      exits,
      alerts,
      rules: alertRules,
      halts,
      journal: createRiskJournal(store, owner),
      alertJournal: createAlertJournal(store, owner),
    },
    notices,
    ...foundation.access,
    ...foundation.program,
    settings: createSettingsRepository(foundation.own),
    practice: foundation.practice,
    connections: foundation.connections,
    sessionView: () =>
      watchedSessionView({
        run: foundation.run,
        session,
        watched: follower,
        now: clock.now(),
        quotes: market.quotesSeen,
        quotesPerSecond: rate.perSecond,
        store: { kind: store.kind, ...store.status() },
        servers: foundation.servers(),
        desk: foundation.desk(),
      }),
    performance: results.engine,
    journal: results.journal,
    volatility: volatility.desk,
    tradingBan: foundation.tradingBan,
    takeOver: foundation.takeOver,
    history: marketHistory(foundation.timeSeries, foundation.recordedBars, { date: session.date, clock }),
    correlations: correlationHistory(foundation.timeSeries, { date: session.date, clock }),
    frameBeat: new Signal(),
    readingBeat: new Signal(),
  };
  const door = openDoor(foundation, createWatchingHandlers(engines), createWatchingStreams(engines), auditedState(createWatchedAuditedReaders(engines)));
  const timers = [
    setInterval(() => engines.frameBeat.fire(), FRAME_MS),
    setInterval(() => {
      rate.measure(performance.now());
      engines.readingBeat.fire();
      volatility.step(clock.now());
    }, READING_MS),
  ];
  return {
    kind: 'watching',
    gateway: null,
    door,
    clock,
    engines: null,
    stand() {
      // Its time is the other's.
    },
    sleeps() {
      // What it shows is as old as it says.
    },
    woke: async () => 'This terminal watches another; what it shows is read again.',
    async close() {
      for (const timer of timers) clearInterval(timer);
      halts.close();
      await results.engine.close();
      follower.close();
    },
  };
}

/** The session that is watched; before it is known, the one of today or the next. */
function sessionWatched(date: string | null, now: EpochMs): ExchangeSession {
  const today = dateInNewYork(now);
  return (date === null ? null : sessionOn(parseIsoDate(date))) ?? sessionOn(today) ?? nextSession(today);
}

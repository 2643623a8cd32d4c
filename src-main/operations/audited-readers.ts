import type { AccountEntry } from '../../src-core/contract/access.ts';
import type { JsonValue } from '../../src-core/contract/schemas.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { Order } from '../../src-core/orders/order.ts';
import type { Caller } from '../access/caller.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { StateReaders } from './audited-state.ts';
import type { CommonEngines } from './common-handlers.ts';
import type { Engines } from './engines.ts';
import type { WatchingEngines } from './watching-operations.ts';

/** Letters of a window's setting that are kept; a layout is longer. */
const MOST_LETTERS = 2_000;
/** Orders, alerts or sessions that are named one by one. */
const MOST_NAMED = 100;

/** What each audited operation acts on, where this terminal trades. */
export function createAuditedReaders(engines: Engines): StateReaders {
  const { alerts, orders, pump, risk, signals } = engines;
  const order = ({ id }: { readonly id: string }) => orderOf(orders.order(id));
  const trade = (id: string) => tradeOf(orders.trade(id));
  const session = () => ({ paused: pump.paused, speed: pump.speed });
  const signal = ({ id }: { readonly id: string }) => {
    // One of an earlier session can no longer be acted on.
    const record = signals.record(id);
    if (record === undefined) return null;
    const { signal: made, status, fate, approvedAt, endedAt, reason, orderId } = record;
    return { underlying: made.underlying, type: made.type, detector: made.detector, status, fate, approvedAt, endedAt, reason, orderId };
  };
  const standing = () => standingOf(risk.standing());
  const limits = (names: readonly string[]) =>
    Object.fromEntries(risk.limits().limits.flatMap(({ name, value, pending }) => (names.includes(name) ? [[name, { value, pending }]] : [])));
  const rule = (id: string) => alerts.rules().find((each) => each.id === id) ?? null;
  return {
    ...commonReaders(engines),
    'session.pause': session,
    'session.resume': session,
    'session.speed': session,
    'orders.place': order,
    'orders.placeBracket': ({ entry, target, stop }) => [entry, target, stop].flatMap((each) => (each === undefined ? [] : [{ id: each.id, order: order(each) }])),
    'orders.change': order,
    'orders.cancel': order,
    'orders.cancelAll': () => namedOf(orders.working().map(({ id, state }) => ({ id, state }))),
    // What it found is in its answer.
    'broker.reconcile': null,
    'broker.settle': ({ id }) => engines.broker.view().reconciliation?.differences.find((difference) => difference.id === id) ?? null,
    'broker.cancelAccount': () => namedOf(engines.broker.view().orders.resting.map(({ brokerOrderId, text }) => ({ brokerOrderId, text }))),
    'broker.retry': null,
    'positions.close': ({ id, tradeId }) => ({ order: order({ id }), trade: trade(tradeId) }),
    'signals.approve': signal,
    'signals.dismiss': signal,
    'signals.restore': signal,
    'signals.configure': () => signals.settings().settings,
    'risk.kill': standing,
    'risk.reduce': standing,
    'risk.resume': standing,
    'risk.flatten': standing,
    'risk.stopFlattening': standing,
    'limits.set': ({ changes }) => limits(changes.map(({ name }) => name)),
    'limits.withdraw': ({ name }) => limits([name]),
    'exits.set': ({ tradeId }) => {
      const exit = risk.exit(tradeId);
      return exit === null ? null : { plan: exit.plan, state: exit.state };
    },
    'alerts.acknowledge': ({ ids }) => Object.fromEntries(ids.slice(0, MOST_NAMED).map((id) => [id, alertOf(alerts.alert(id))])),
    'alerts.snooze': ({ id }) => alertOf(alerts.alert(id)),
    'alerts.setRule': ({ rule: { id } }) => rule(id),
    'alerts.removeRule': ({ id }) => rule(id),
    'performance.correct': ({ correction }) => trade(correction.tradeId),
  };
}

/** The same where it watches another: what that one alone can do is refused here, and nothing is before or after it. */
export function createWatchedAuditedReaders(engines: WatchingEngines): StateReaders {
  const standing = () => {
    const view = engines.watched.risk.view();
    return view === null ? null : standingOf(view);
  };
  return {
    ...commonReaders(engines),
    'session.pause': null,
    'session.resume': null,
    'session.speed': null,
    'orders.place': null,
    'orders.placeBracket': null,
    'orders.change': null,
    'orders.cancel': null,
    'broker.reconcile': null,
    'broker.settle': null,
    'broker.cancelAccount': null,
    'broker.retry': null,
    'orders.cancelAll': null,
    'positions.close': null,
    'signals.approve': null,
    'signals.dismiss': null,
    'signals.restore': null,
    'signals.configure': null,
    'risk.kill': standing,
    'risk.reduce': standing,
    'risk.resume': null,
    'risk.flatten': null,
    'risk.stopFlattening': null,
    'limits.set': null,
    'limits.withdraw': null,
    'exits.set': null,
    'alerts.acknowledge': null,
    'alerts.snooze': null,
    'alerts.setRule': null,
    'alerts.removeRule': null,
    'performance.correct': null,
  };
}

function commonReaders({ access, accounts, app, backups, config, connections, journal, practice, settings }: CommonEngines) {
  const phase = (_input: unknown, caller: Caller) => {
    const { phase, user, hasPassword, sessionId } = access.view(caller);
    return { phase, user, hasPassword, sessionId };
  };
  const user = (found: (user: { readonly id: string; readonly username: string }) => boolean) => access.users().find(found) ?? null;
  const account = async (caller: Caller, id: string) => {
    const entry = (await accounts.list(caller)).find((each) => each.id === id);
    return entry === undefined ? null : accountOf(entry);
  };
  const sessions = (caller: Caller) => access.sessions(caller).map(({ id, userId, username, place, address, device }) => ({ id, userId, username, place, address, device }));
  const imports = async (found: (record: { readonly id: string; readonly fileName: string }) => boolean) => (await journal.imports()).find(found) ?? null;
  const practised = () => {
    const state = practice.state();
    return state.state === 'running' ? { state: state.state, id: state.id, recording: state.recording, date: state.date, now: state.now, traded: state.traded, ended: state.ended } : state;
  };
  const updates = () => app.view().update;
  return {
    'access.setUp': phase,
    'access.signIn': phase,
    'access.unlock': phase,
    'access.lock': phase,
    'access.signOut': phase,
    'access.setPassword': phase,
    'access.revoke': ({ id }, caller) => sessions(caller).find((each) => each.id === id) ?? null,
    'access.revokeOthers': (_input, caller) => namedOf(sessions(caller).filter(({ userId }) => userId === caller.userId)),
    'users.create': ({ username }) => user((each) => each.username === username),
    'users.change': ({ id }) => user((each) => each.id === id),
    'users.setPassword': ({ id }) => user((each) => each.id === id),
    'accounts.open': async ({ number }, caller) => {
      const entry = (await accounts.list(caller)).find((each) => each.number === number);
      return entry === undefined ? null : accountOf(entry);
    },
    'accounts.choose': async (_input, caller) => {
      const entry = (await accounts.list(caller)).find(({ isCurrent }) => isCurrent);
      return entry === undefined ? null : accountOf(entry);
    },
    'accounts.share': ({ id }, caller) => account(caller, id),
    'accounts.goLive': ({ id }, caller) => account(caller, id),
    'accounts.confirmLive': (_input, caller) => {
      const { number, kind, needsConfirmation } = access.view(caller).account;
      return { number, kind, needsConfirmation };
    },
    // It reads.
    'audit.export': null,
    'config.set': ({ key }) => {
      const entry = config.list().find((each) => each.key === key);
      // The value of a sensitive one is never told; that it was set is.
      return entry === undefined ? null : { value: entry.sensitive ? null : entry.value, isSet: entry.isSet };
    },
    'backups.make': async () => namedOf((await backups.view()).backups.map(({ name }) => name)),
    // The database that would say what was before is the one that is put away; its name is in the input.
    'backups.restore': null,
    // A file outside of the program.
    'backups.export': null,
    'terminal.restart': null,
    'app.quit': null,
    'updates.download': updates,
    'updates.install': updates,
    'updates.discard': updates,
    // Files outside of the books.
    'crashes.export': null,
    'crashes.remove': null,
    'recordings.export': null,
    'recordings.import': null,
    'settings.set': async ({ name }) => cut(await settings.get(name)),
    'journal.annotate': async ({ tradeId }) => {
      const { row } = await journal.get(tradeId);
      return { notes: row.notes, tags: row.tags };
    },
    // It reads.
    'journal.export': null,
    'performance.report': null,
    'journal.import': ({ fileName }) => imports((record) => record.fileName === fileName),
    'journal.removeImport': ({ id }) => imports((record) => record.id === id),
    // Studies what was recorded: nothing is replaced.
    'gamma.study': null,
    'gamma.stopStudy': null,
    // Which folders there are is found by reading all of them.
    'practice.addFolder': null,
    'practice.removeFolder': null,
    'practice.start': practised,
    'practice.step': practised,
    'practice.jump': practised,
    'practice.stop': practised,
    'practice.end': practised,
    'practice.removeRun': async ({ id }) => (await practice.runs()).find((run) => run.id === id) ?? null,
    'connections.save': () => {
      const { settings: set, credentials } = connections.view();
      return { settings: set, kept: credentials };
    },
    'desk.takeOver': () => {
      const { desk } = connections.view();
      return desk === null ? null : { role: desk.role, holder: desk.holder, epoch: desk.epoch };
    },
  } satisfies StateReaders;
}

function orderOf(order: Order | undefined) {
  if (order === undefined) return null;
  const { tradeId, underlying, legs, quantity, terms, timeInForce, source, closing, state, filledQuantity, pendingChange = null, reason = null, signalId = null } = order;
  return { tradeId, underlying, legs: legs.map(({ symbol, side, ratio }) => ({ symbol, side, ratio })), quantity, terms, timeInForce, source, closing, state, filledQuantity, pendingChange, reason, signalId };
}

function tradeOf(trade: Trade | undefined) {
  if (trade === undefined) return null;
  const { underlying, strategy, status, openedQuantity, closedQuantity, realised, commission, fees } = trade;
  return { underlying, strategy, status, openedQuantity, closedQuantity, realised, commission, fees };
}

function standingOf({ state, underlyings, locked, trips, flattening }: ReturnType<RiskDesk['standing']>) {
  return { state, underlyings, locked, trips: trips.map(({ breaker, underlying, state: holds, time }) => ({ breaker, underlying, state: holds, time })), flattening: flattening === null ? null : flattening.state };
}

function alertOf(alert: { readonly title: string; readonly state: string; readonly until: number | null } | null) {
  return alert === null ? null : { title: alert.title, state: alert.state, until: alert.until };
}

function accountOf({ id, number, kind, owner, isActive, isCurrent, sharedWith }: AccountEntry) {
  return { id, number, kind, owner, isActive, isCurrent, sharedWith };
}

/** As many as an entry is read for, and how many there were. */
function namedOf<Named>(all: readonly Named[]): { readonly count: number; readonly named: readonly Named[] } {
  return { count: all.length, named: all.slice(0, MOST_NAMED) };
}

/** A window's setting as far as an entry keeps it. */
function cut(value: JsonValue | null): JsonValue | null {
  const text = JSON.stringify(value);
  return text.length <= MOST_LETTERS ? value : `${text.slice(0, MOST_LETTERS)}… (the first ${MOST_LETTERS} of ${text.length} letters)`;
}

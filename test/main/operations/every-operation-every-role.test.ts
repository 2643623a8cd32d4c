import { describe, expect, test } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { type OperationName, operations } from '../../../src-core/contract/operations.ts';
import { type StreamName, streams } from '../../../src-core/contract/streams.ts';
import type { Caller } from '../../../src-main/access/caller.ts';
import { type AuditEntry, Door, type Handlers, type StreamOpeners } from '../../../src-main/operations/door.ts';
import { callerOf, fixedIdentity } from '../../support/callers.ts';
import { INPUTS } from '../../support/operation-inputs.ts';

// Written down once more, apart from the declarations: whoever changes who may do what says it twice.

/** Before anybody is signed in. */
const NOBODY: readonly OperationName[] = ['access.setUp', 'access.signIn', 'access.unlock', 'access.signOut'];
/** What changes nothing but the caller's own sign-in, or its window. */
const OWN_SESSION: readonly OperationName[] = ['access.lock', 'access.active', 'access.setPassword', 'access.revoke', 'access.revokeOthers', 'app.openWindow', 'crashes.report'];
/** Looking. */
const VIEWER: readonly OperationName[] = [
  'access.sessions', 'accounts.list', 'session.get', 'orders.preview', 'settings.get', 'market.history', 'market.correlations', 'signals.list', 'signals.get', 'signals.settings',
  'risk.flattenPlan', 'risk.scenarios', 'risk.events', 'limits.get', 'alerts.list', 'performance.accounts', 'performance.definitions', 'performance.get', 'performance.slices',
  'performance.days', 'performance.report', 'journal.list', 'journal.get', 'journal.tags', 'journal.chain', 'journal.export', 'journal.imports', 'gamma.levels', 'practice.recordings',
  'practice.runs', 'practice.run',
];
/** What acts on the account, by whoever owns or shares it. */
const ACCOUNT: readonly OperationName[] = [
  'session.pause', 'session.resume', 'session.speed', 'orders.place', 'orders.placeBracket', 'orders.change', 'orders.cancel', 'orders.cancelAll', 'orders.whatIf', 'broker.reconcile', 'broker.settle', 'broker.cancelAccount', 'positions.close', 'signals.approve', 'signals.dismiss',
  'signals.restore', 'signals.configure', 'risk.kill', 'risk.reduce', 'risk.resume', 'risk.flatten', 'risk.stopFlattening', 'limits.set', 'limits.withdraw', 'exits.set',
  'alerts.acknowledge', 'alerts.snooze', 'alerts.setRule', 'alerts.removeRule', 'performance.correct', 'journal.annotate', 'journal.import', 'journal.removeImport', 'desk.takeOver',
];
/** A trader's, on any account. */
const TRADER: readonly OperationName[] = [
  'settings.set', 'journal.previewImport', 'gamma.study', 'gamma.stopStudy', 'practice.addFolder', 'practice.removeFolder', 'practice.start', 'practice.step', 'practice.jump',
  'practice.stop', 'practice.end', 'practice.removeRun', 'users.names', 'accounts.open', 'accounts.choose', 'accounts.share', 'accounts.liveChecks', 'accounts.goLive', 'accounts.confirmLive',
  'audit.list', 'audit.export', 'audit.verify', 'config.list', 'backups.list', 'backups.make', 'backups.verify', 'terminal.restart',
  'app.quit', 'app.closeOpenRequest', 'updates.check', 'updates.download', 'updates.install', 'updates.discard', 'crashes.list', 'crashes.export', 'crashes.remove', 'recordings.export',
  'recordings.import', 'broker.retry',
];
const ADMIN: readonly OperationName[] = [
  'users.list', 'users.create', 'users.change', 'users.setPassword', 'config.set', 'connections.test', 'connections.testGateway', 'connections.save', 'backups.restore', 'backups.export',
];
/** What may bring a live account more risk. */
const RISKY: readonly OperationName[] = ['orders.place', 'orders.placeBracket', 'orders.change', 'signals.approve', 'signals.configure', 'risk.resume', 'limits.set', 'desk.takeOver'];

const NAMES = Object.keys(operations) as OperationName[];

/** Everybody who can stand before the door, and what they may ask for. */
const CALLERS: readonly { readonly who: string; readonly caller: Partial<Caller>; readonly may: readonly OperationName[] }[] = [
  { who: 'nobody', caller: { role: 'nobody', userId: null, ownsAccount: false }, may: NOBODY },
  { who: 'a locked session', caller: { role: 'nobody', isLocked: true }, may: NOBODY },
  { who: 'a viewer', caller: { role: 'viewer', ownsAccount: false }, may: [...NOBODY, ...OWN_SESSION, ...VIEWER] },
  { who: 'a viewer whose account it is', caller: { role: 'viewer' }, may: [...NOBODY, ...OWN_SESSION, ...VIEWER] },
  { who: 'a trader of another account', caller: { role: 'trader', ownsAccount: false }, may: [...NOBODY, ...OWN_SESSION, ...VIEWER, ...TRADER] },
  { who: 'a trader', caller: { role: 'trader' }, may: [...NOBODY, ...OWN_SESSION, ...VIEWER, ...TRADER, ...ACCOUNT] },
  { who: 'a trader before a live account that is not confirmed', caller: { role: 'trader', isUnconfirmedLive: true }, may: [...NOBODY, ...OWN_SESSION, ...VIEWER, ...TRADER, ...ACCOUNT].filter((name) => !RISKY.includes(name)) },
  { who: 'an admin', caller: { role: 'admin', ownsAccount: false }, may: NAMES },
  { who: 'an admin before a live account that is not confirmed', caller: { role: 'admin', isUnconfirmedLive: true }, may: NAMES.filter((name) => !RISKY.includes(name)) },
];

function world(caller: Partial<Caller>) {
  const handled: { readonly name: string; readonly input: unknown }[] = [];
  const audited: AuditEntry[] = [];
  const handlers = Object.fromEntries(
    NAMES.map((name) => [
      name,
      (input: unknown) => {
        handled.push({ name, input });
        return `answer of ${name}`;
      },
    ]),
  ) as unknown as Handlers;
  const openers = Object.fromEntries(Object.keys(streams).map((name) => [name, () => ({ take: () => ({ kind: 'value', value: name }), close: () => undefined })])) as unknown as StreamOpeners;
  const door = new Door({ handlers, streams: openers, audit: async (entry) => void audited.push(entry), audited: { read: async () => null }, realNow: () => 0 });
  const asked = callerOf(caller);
  return { asked, audited, handled, host: door.host(fixedIdentity(asked)) };
}

test('every operation is in one list, and none that is not there', () => {
  expect([...NOBODY, ...OWN_SESSION, ...VIEWER, ...ACCOUNT, ...TRADER, ...ADMIN].sort()).toEqual([...NAMES].sort());
});

describe.each(CALLERS)('$who', ({ caller, may }) => {
  test.each(NAMES)('%s', async (name) => {
    const { asked, audited, handled, host } = world(caller);
    const answer = await host.call(name, INPUTS[name], new AbortController().signal).catch((error: unknown) => error);
    if (may.includes(name)) {
      expect(answer).toBe(`answer of ${name}`);
      expect(handled).toEqual([{ name, input: operations[name].input.parse(INPUTS[name]) }]);
    } else {
      expect(answer).toBeInstanceOf(ContractFailure);
      expect(answer).toMatchObject({ code: 'forbidden' });
      expect(handled).toEqual([]);
    }
    // A refused attempt is in the record as well.
    expect(audited.map(({ action, outcome, caller: who }) => [action, outcome, who])).toEqual(
      operations[name].audited ? [[name, may.includes(name) ? 'done' : 'forbidden', asked]] : [],
    );
  });
});

test('no viewer can cause an order, an export of secrets or a change of a setting', () => {
  const viewers: readonly OperationName[] = [...NOBODY, ...OWN_SESSION, ...VIEWER];
  const changing = viewers.filter((name) => operations[name].mutates);
  expect(changing.sort()).toEqual([...NOBODY, ...OWN_SESSION].sort());
  expect(viewers.filter((name) => /^(config|connections|backups|users|audit|settings\.set)/.test(name))).toEqual([]);
});

/** What acts on the program's windows and what stands around it, never on books, settings or files. */
const AROUND: readonly OperationName[] = ['app.openWindow', 'app.closeOpenRequest', 'updates.check', 'crashes.report'];

test('all that changes something is audited, but that a person is there and what is around the program; and so is all that leaves it', () => {
  expect(NAMES.filter((name) => operations[name].mutates && !operations[name].audited)).toEqual(['access.active', ...AROUND]);
  expect(NAMES.filter((name) => !operations[name].mutates && operations[name].audited).sort()).toEqual(['audit.export', 'journal.export', 'performance.report']);
});

describe('streams', () => {
  const open: readonly StreamName[] = ['access'];
  test.each(Object.keys(streams) as StreamName[])('%s', (name) => {
    const ofUnderlying: readonly StreamName[] = ['chain', 'smile', 'analysis', 'volatility', 'gamma', 'vendorGreeks'];
    const input = ofUnderlying.includes(name) ? { underlying: 'QQQ' } : name === 'candles' ? { ticker: 'VIX' } : name === 'calibration' ? { detector: null } : {};
    const attempt = (caller: Partial<Caller>) => () => world(caller).host.open(name, input, 1, () => undefined).take();
    expect(attempt({ role: 'viewer', ownsAccount: false })()).toEqual({ kind: 'value', value: name });
    for (const caller of [{ role: 'nobody', userId: null }, { role: 'nobody', isLocked: true }] as const) {
      if (open.includes(name)) expect(attempt(caller)()).toEqual({ kind: 'value', value: name });
      else expect(attempt(caller)).toThrow(caller.userId === null ? /sign in first/ : /locked/);
    }
  });

  test('what may no longer be seen ends at once', () => {
    const openers = Object.fromEntries(Object.keys(streams).map((name) => [name, () => ({ take: () => ({ kind: 'value', value: name }), close: () => undefined })])) as unknown as StreamOpeners;
    const handlers = Object.fromEntries(NAMES.map((name) => [name, () => ({})])) as unknown as Handlers;
    const door = new Door({ handlers, streams: openers, audit: async () => undefined, audited: { read: async () => null }, realNow: () => 0 });
    let caller = callerOf();
    let changed = (): void => undefined;
    const identity = {
      get caller() {
        return caller;
      },
      onChange: (listener: () => void) => {
        changed = listener;
        return () => undefined;
      },
      closed: () => undefined,
    };
    let told = 0;
    const tap = door.host(identity).open('orders', {}, 1, () => (told += 1));
    expect(tap.take()).toEqual({ kind: 'value', value: 'orders' });
    caller = callerOf({ role: 'nobody', userId: null });
    changed();
    expect(told).toBe(1);
    expect(() => tap.take()).toThrow(/sign in first/);
  });
});

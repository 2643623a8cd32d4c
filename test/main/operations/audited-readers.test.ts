import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { operations } from '../../../src-core/contract/operations.ts';
import { streams } from '../../../src-core/contract/streams.ts';
import { isConfigKey } from '../../../src-core/access/config-keys.ts';
import { auditing } from '../../../src-main/composition/auditing.ts';
import { createAuditedReaders, createWatchedAuditedReaders } from '../../../src-main/operations/audited-readers.ts';
import { auditedState, type StateReaders } from '../../../src-main/operations/audited-state.ts';
import { Door, type Handlers, type StreamOpeners } from '../../../src-main/operations/door.ts';
import type { Engines } from '../../../src-main/operations/engines.ts';
import type { WatchingEngines } from '../../../src-main/operations/watching-operations.ts';
import { callerOf, fixedIdentity } from '../../support/callers.ts';
import { ID, INPUTS } from '../../support/operation-inputs.ts';
import { AuditDirectory } from '../audit/audit-directory.ts';

const nothing = (): null => null;
/** Engines of which nothing is there; a reader that asks for more throws, and reads nothing. */
const engines = (parts: object): Engines => ({ access: {}, accounts: {}, alerts: {}, backups: {}, config: {}, connections: {}, journal: {}, orders: {}, practice: {}, pump: {}, risk: {}, settings: {}, signals: {}, ...parts }) as unknown as Engines;

const AUDITED = Object.entries(operations).flatMap(([name, { audited }]) => (audited ? [name] : []));

test.each([
  ['that trades', createAuditedReaders(engines({}))],
  ['that watches', createWatchedAuditedReaders(engines({}) as unknown as WatchingEngines)],
] satisfies [string, StateReaders][])('each audited operation of a terminal %s says what it acts on, or that there is nothing, and no other does', (_kind, readers) => {
  expect(Object.keys(readers).sort()).toEqual([...AUDITED].sort());
});

test('what an operation acts on is read as it is', async () => {
  const order = { id: ID, tradeId: 't', underlying: 'SPY', legs: [{ symbol: 'A', side: 'buy', ratio: 1 }], quantity: 2, terms: { type: 'limit', limit: 12_000 }, timeInForce: 'DAY', source: 'manual', closing: false, state: 'ACCEPTED', filledQuantity: 1 };
  const standing = { state: 'REDUCING', underlyings: [], locked: false, trips: [{ breaker: 'by_hand', underlying: null, state: 'REDUCING', time: 7, text: 'long' }], flattening: null };
  const state = auditedState(
    createAuditedReaders(
      engines({
        orders: { order: (id: string) => (id === ID ? order : undefined), trade: () => undefined, working: () => Array.from({ length: 250 }, (_, index) => ({ id: String(index), state: 'ACCEPTED' })) },
        risk: { standing: () => standing, limits: () => ({ limits: [{ name: 'max_positions', value: 4, pending: null }, { name: 'max_delta', value: 1, pending: 2 }] }) },
        pump: { paused: true, speed: 4 },
        settings: { get: async (name: string) => (name === 'layout' ? 'x'.repeat(5_000) : null) },
        config: { list: () => [{ key: 'backup.keep', sensitive: false, value: '14', isSet: false }, { key: 'backup.export_passphrase', sensitive: true, value: 'hunter-9', isSet: true }] },
        access: { view: () => ({ phase: 'locked', user: null, hasPassword: true, sessionId: null, notice: 'long' }), users: () => [{ id: ID, username: 'bob', role: 'trader' }], sessions: nothing },
        connections: { view: () => ({ settings: { profile: 'desk', servers: { postgresql: { url: 'postgres://desk:hunter-9@db/books' } } }, credentials: { postgresql: true, redis: false, influxdb: false }, desk: null }) },
      }),
    ),
  );
  const read = (name: keyof typeof operations, input: unknown = INPUTS[name]) => state.read(name, input, callerOf());
  expect(await read('orders.cancel')).toMatchObject({ tradeId: 't', quantity: 2, terms: { limit: 12_000 }, state: 'ACCEPTED', reason: null });
  expect(await read('orders.cancel', { id: ID.replace('1', '2') })).toBeNull();
  const all = await read('orders.cancelAll');
  expect(all).toMatchObject({ count: 250 });
  expect(JSON.stringify(all).match(/"id"/g)).toHaveLength(100);
  expect(await read('risk.kill')).toEqual({ state: 'REDUCING', underlyings: [], locked: false, trips: [{ breaker: 'by_hand', underlying: null, state: 'REDUCING', time: 7 }], flattening: null });
  expect(await read('limits.set')).toEqual({ max_positions: { value: 4, pending: null } });
  expect(await read('session.speed')).toEqual({ paused: true, speed: 4 });
  expect(await read('settings.set')).toMatch(/^"x{1999}… \(the first 2000 of 5002 letters\)$/);
  expect(await read('config.set')).toEqual({ value: '14', isSet: false });
  expect(await read('config.set', { key: 'backup.export_passphrase', value: 'a new one' })).toEqual({ value: null, isSet: true });
  expect(await read('access.unlock')).toEqual({ phase: 'locked', user: null, hasPassword: true, sessionId: null });
  expect(await read('users.create')).toEqual({ id: ID, username: 'bob', role: 'trader' });
  expect(await read('connections.save')).toMatchObject({ settings: { servers: { postgresql: { url: 'postgres://desk:…@db/books' } } }, kept: { postgresql: true } });
  // A reader that fails, or an input that is none, is no reason to refuse anything.
  expect(await read('journal.annotate')).toBeNull();
  expect(await read('orders.cancel', 'nonsense')).toBeNull();
});

test('reading costs an order next to nothing', async () => {
  const state = auditedState(createAuditedReaders(engines({ orders: { order: nothing } })));
  const began = performance.now();
  for (let count = 0; count < 200; count += 1) await state.read('orders.place', INPUTS['orders.place'], callerOf());
  expect((performance.now() - began) / 200).toBeLessThan(2);
});

let directory: AuditDirectory;
beforeEach(() => {
  directory = new AuditDirectory();
});
afterEach(() => directory.remove());

const SECRET = 'hunter-2-that-nobody-may-read';

/** The input with the secret wherever one may stand. */
function withSecrets(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((part) => withSecrets(part, field));
  if (typeof value === 'object' && value !== null) {
    const key: unknown = Reflect.get(value, 'key');
    const isSetting = typeof key === 'string' && isConfigKey(key);
    return Object.fromEntries(Object.entries(isSetting ? { ...value, key: 'backup.export_passphrase', value: SECRET } : value).map(([name, part]) => [name, withSecrets(part, name)]));
  }
  if (typeof value !== 'string') return field === 'credentials' ? SECRET : value;
  if (value.startsWith('postgres://')) return value.replace('://desk', `://desk:${SECRET}`);
  return /pass|credential|secret|token|phrase|^current$|^next$/i.test(field) ? SECRET : value;
}

test('no secret is in the database, whatever is asked at the door, done or refused', async () => {
  const log = await directory.open();
  const stub = (answer: () => unknown) => Object.fromEntries(Object.keys(operations).map((name) => [name, answer])) as unknown as Handlers;
  const taps = Object.fromEntries(Object.keys(streams).map((name) => [name, nothing])) as unknown as StreamOpeners;
  let inputs = 0;
  for (const answer of [() => ({}), () => Promise.reject(new Error('refused'))]) {
    const audited = auditedState({ 'connections.save': () => ({ settings: { url: `redis://:${SECRET}@cache` } }), 'users.change': () => ({ password: SECRET }) });
    const door = new Door({ handlers: stub(answer), streams: taps, audit: auditing(log, 'left'), audited, realNow: () => performance.now() });
    const host = door.host(fixedIdentity(callerOf({ userId: null, role: 'admin' })));
    for (const name of AUDITED) {
      const input = withSecrets(INPUTS[name as keyof typeof INPUTS]);
      if (JSON.stringify(input).includes(SECRET)) inputs += 1;
      await Promise.resolve(host.call(name, input, new AbortController().signal)).catch(nothing);
    }
    const connections = { settings: INPUTS['connections.save'], credentials: { postgresql: SECRET, redis: SECRET, influxdb: null } };
    await Promise.resolve(host.call('connections.save', connections, new AbortController().signal)).catch(nothing);
  }
  expect(inputs).toBeGreaterThan(10);
  const page = await log.list({ offset: 0, limit: 500 }, null);
  expect(page.rows.filter((row) => JSON.stringify(row).includes(SECRET)).map(({ action }) => action)).toEqual([]);
  expect(page.total).toBe(2 * (AUDITED.length + 1));
  await log.close();
  const files = readdirSync(dirname(directory.file)).filter((name) => !name.endsWith('.lock'));
  expect(files.length).toBeGreaterThan(2);
  for (const name of files) {
    const path = join(dirname(directory.file), name);
    if (name !== 'backups') expect(readFileSync(path).includes(SECRET), name).toBe(false);
  }
});

import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import pg from 'pg';
import type { DirectoryChange, User, UserSession } from '../../../src-main/access/access-directory.ts';
import { type DeskAccess, openDeskAccess } from '../../../src-main/access/desk-access.ts';
import type { DeskDirectory } from '../../../src-main/access/desk-directory.ts';
import { realPacer } from '../../../src-main/composition/real-pacer.ts';
import { deskAccountId, deskUserId } from '../../../src-main/stores/relational/desk/desk-profile.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { type TestDatabase, usePostgres } from '../stores/store-adapters.ts';
import { TestDirectory } from '../stores/test-store.ts';

const postgres = usePostgres();
const clock = { now: () => Date.UTC(2026, 10, 20, 14, 30) };

/** One workstation of the desk: its copy, what it follows, and whether it reaches the database. */
class TestWorkstation {
  readonly #name: string;
  readonly #files = new TestDirectory();
  readonly #server: RelationalStore;
  #replica: RelationalStore | null = null;
  #access: DeskAccess | null = null;
  isCutOff = false;

  constructor(name: string, server: RelationalStore) {
    this.#name = name;
    this.#server = server;
  }

  async start(): Promise<this> {
    this.#replica = await this.#files.open();
    this.#access = await openDeskAccess({ server: () => (this.isCutOff ? null : this.#server), replica: this.#replica, clock, pacer: realPacer, workstation: this.#name });
    return this;
  }

  async stop(): Promise<void> {
    await this.#access?.directory.close();
    await this.#replica?.close();
    this.#access = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    await this.#files.remove();
  }

  get access(): DeskAccess {
    if (this.#access === null) throw new Error('the workstation is not started');
    return this.#access;
  }

  get directory(): DeskDirectory {
    return this.access.directory;
  }

  session(userId: string): UserSession {
    const now = clock.now();
    return { id: randomUUID(), userId, tokenHash: randomUUID(), createdAt: now, lastSeen: now, expiresAt: now + 60_000, address: null, agent: 'a test', place: this.#name };
  }
}

const ada: User = { id: deskUserId('ada'), username: 'ada', email: 'ada@example.com', firstName: null, lastName: null, role: 'admin', isActive: true, passwordHash: '$argon2id$ada', createdAt: 1_000, lastLogin: null };
const ben: User = { ...ada, id: deskUserId('ben'), username: 'ben', email: 'ben@example.com', role: 'trader', passwordHash: '$argon2id$ben' };

let database: TestDatabase;
let server: RelationalStore;
let left: TestWorkstation;
let right: TestWorkstation;
const workstations: TestWorkstation[] = [];

async function started(name: string): Promise<TestWorkstation> {
  const workstation = await new TestWorkstation(name, server).start();
  workstations.push(workstation);
  return workstation;
}

/** Resolves with the milliseconds until it is so. */
async function until(directory: DeskDirectory, isSo: () => boolean): Promise<number> {
  const began = performance.now();
  if (!isSo()) {
    await new Promise<void>((resolve) => {
      const stop = directory.onChange(() => {
        if (!isSo()) return;
        stop();
        resolve();
      });
    });
  }
  return performance.now() - began;
}

const seen = ({ id, lastSeen, expiresAt }: UserSession): DirectoryChange => ({ kind: 'session_seen', id, lastSeen, expiresAt: expiresAt + 1 });
const reached = ({ directory }: TestWorkstation): Promise<number> => until(directory, () => directory.state().readOnly === null);
const away = ({ directory }: TestWorkstation): Promise<number> => until(directory, () => directory.state().readOnly !== null);
const sessionsAtServer = async (): Promise<string[]> => (await server.db.selectFrom('user_sessions').select('id').execute()).map(({ id }) => id).sort();

beforeEach(async () => {
  database = await postgres.emptied();
  server = await database.open();
  left = await started('left');
  right = await started('right');
  await Promise.all([reached(left), reached(right)]);
  await left.directory.change([{ kind: 'user', user: ada }, { kind: 'user', user: ben }]);
  await until(right.directory, () => right.directory.state().users.has(ben.id));
});
afterEach(async () => {
  await Promise.all(workstations.splice(0).map((workstation) => workstation.remove()));
  await database.remove();
});

const delays: number[] = [];
afterAll(() => {
  const sorted = [...delays].sort((one, other) => one - other);
  console.info(`revocations ${sorted.length}: p50 ${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)} ms, max ${sorted.at(-1)?.toFixed(0)} ms`);
});

test('a session that is revoked at one workstation is gone at the other within a second', async () => {
  const sessions = Array.from({ length: 8 }, () => right.session(ben.id));
  for (const session of sessions) await right.directory.change([{ kind: 'session', session }]);
  await until(left.directory, () => sessions.every(({ id }) => left.directory.state().sessions.has(id)));
  for (const [index, { id }] of sessions.entries()) {
    // Not always at the same moment between two looks.
    await new Promise((resolve) => setTimeout(resolve, (index * 97) % 400));
    const began = performance.now();
    await left.directory.change([{ kind: 'session_ended', id }]);
    await until(right.directory, () => !right.directory.state().sessions.has(id));
    delays.push(performance.now() - began);
  }
  expect(Math.max(...delays)).toBeLessThan(1_000);
  expect(await sessionsAtServer()).toEqual([]);
});

test('a role and a right that are given at one workstation hold at the other within a second, and take nothing else back', async () => {
  await server.commit([server.db.insertInto('trading_accounts').values({ id: deskAccountId('ada/P-1'), user_id: ada.id, account_number: 'P-1', account_type: 'paper', broker: 'paper' }).compile()]);
  // At the same time the other workstation writes another part of the same person.
  await Promise.all([
    left.directory.change([{ kind: 'user', user: { ...ben, role: 'viewer' } }, { kind: 'grant', grant: { accountId: deskAccountId('ada/P-1'), userId: ben.id }, by: ada.id }]),
    right.directory.change([{ kind: 'user', user: { ...ben, firstName: 'Ben' } }]),
  ]);
  const whole = { role: 'viewer', firstName: 'Ben', passwordHash: ben.passwordHash };
  for (const { directory } of [left, right]) expect(await until(directory, () => directory.state().users.get(ben.id)?.role === 'viewer' && directory.state().users.get(ben.id)?.firstName === 'Ben')).toBeLessThan(1_000);
  expect(right.directory.state().users.get(ben.id)).toMatchObject(whole);
  await until(right.directory, () => right.directory.state().grants.length === 1);
  await left.directory.change([{ kind: 'grant_ended', grant: { accountId: deskAccountId('ada/P-1'), userId: ben.id } }]);
  expect(await until(right.directory, () => right.directory.state().grants.length === 0)).toBeLessThan(1_000);
});

test('what is another’s is refused by the database itself, and nothing of the change is made', async () => {
  // Not known here yet.
  const eve: User = { ...ben, id: deskUserId('eve'), username: 'eve', email: 'eve@example.com' };
  await right.directory.change([{ kind: 'user', user: eve }]);
  const taken = left.directory.change([{ kind: 'user', user: { ...ben, role: 'admin' } }, { kind: 'user', user: { ...ada, email: 'eve@example.com' } }]);
  await expect(taken).rejects.toMatchObject({ code: 'conflict', field: 'email' });
  await expect(left.directory.change([{ kind: 'user', user: { ...eve, email: 'e@example.com', passwordHash: 'mine' } }])).rejects.toMatchObject({ code: 'conflict', field: 'username' });
  await until(left.directory, () => left.directory.state().users.has(eve.id));
  expect(left.directory.state().users.get(ben.id)?.role).toBe('trader');
  expect(left.directory.state().users.get(eve.id)?.passwordHash).toBe(eve.passwordHash);
  // An address may go from one to another.
  await left.directory.change([{ kind: 'user', user: { ...ada, email: 'new@example.com' } }, { kind: 'user', user: { ...ben, email: ada.email } }]);
  await until(right.directory, () => right.directory.state().users.get(ben.id)?.email === ada.email);
});

describe('while the database is away', () => {
  test('people sign in and out by the copy, users stay as they are, and the database hears of it afterwards', async () => {
    const stays = left.session(ben.id);
    const leaves = left.session(ben.id);
    const revoked = left.session(ben.id);
    await left.directory.change([stays, leaves, revoked].map((session) => ({ kind: 'session', session })));
    await until(right.directory, () => right.directory.state().sessions.size === 3);
    left.isCutOff = true;
    await away(left);
    expect(left.directory.state().users.get(ben.id)).toEqual(ben);
    await expect(left.directory.change([{ kind: 'user', user: { ...ben, role: 'admin' } }, { kind: 'session_ended', id: stays.id }])).rejects.toMatchObject({ code: 'unavailable' });
    expect(left.directory.state().sessions.has(stays.id)).toBe(true);
    const comes = left.session(ada.id);
    await left.directory.change([{ kind: 'session', session: comes }, { kind: 'signed_in', userId: ada.id, time: 7_000, rehashed: { from: '$argon2id$ada', to: '$argon2id$again' } }]);
    await left.directory.change([{ kind: 'session_ended', id: leaves.id }]);
    // Used after it was ended: it stays ended.
    await left.directory.change([seen(leaves)]);
    await left.directory.change([seen(revoked), seen(stays)]);
    await right.directory.change([{ kind: 'session_ended', id: revoked.id }]);
    await until(right.directory, () => !right.directory.state().sessions.has(revoked.id));
    expect([...left.directory.state().sessions.keys()].sort()).toEqual([stays.id, revoked.id, comes.id].sort());

    // A program that ends meanwhile knows all of it at its next start.
    await left.stop();
    await left.start();
    expect([...left.directory.state().sessions.keys()].sort()).toEqual([stays.id, revoked.id, comes.id].sort());
    expect(left.directory.state().users.get(ada.id)).toMatchObject({ passwordHash: '$argon2id$again', lastLogin: 7_000 });
    expect(left.directory.state().readOnly).toContain('not reached');

    left.isCutOff = false;
    await until(right.directory, () => right.directory.state().sessions.has(comes.id) && !right.directory.state().sessions.has(leaves.id));
    await until(left.directory, () => !left.directory.state().sessions.has(revoked.id));
    for (const { directory } of [left, right]) expect([...directory.state().sessions.keys()].sort()).toEqual([stays.id, comes.id].sort());
    expect(await sessionsAtServer()).toEqual([stays.id, comes.id].sort());
    expect(right.directory.state().sessions.get(stays.id)?.expiresAt).toBe(stays.expiresAt + 1);
    await until(right.directory, () => right.directory.state().users.get(ada.id)?.passwordHash === '$argon2id$again');
  });

  test('nothing waits for a database that is silent', async () => {
    const session = left.session(ben.id);
    const blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE access_version IN ACCESS EXCLUSIVE MODE');
    const began = performance.now();
    await left.directory.change([{ kind: 'session', session }]);
    await left.directory.change([{ kind: 'session_ended', id: session.id }]);
    const kept = left.session(ben.id);
    await left.directory.change([{ kind: 'session', session: kept }]);
    const taken = performance.now() - began;
    await expect(left.directory.change([{ kind: 'user', user: { ...ben, role: 'admin' } }])).rejects.toMatchObject({ code: 'unavailable' });
    // The server's own limit is ten seconds.
    expect(performance.now() - began - taken).toBeLessThan(1_500);
    expect(taken).toBeLessThan(1_500);
    expect(left.directory.state().readOnly).not.toBeNull();
    await blocker.query('ROLLBACK');
    await blocker.end();
    await until(right.directory, () => right.directory.state().sessions.has(kept.id));
    expect(await sessionsAtServer()).toEqual([kept.id]);
  });

  test('a database that comes back empty takes nobody’s password away, and gets this workstation’s sessions again', async () => {
    const here = left.session(ben.id);
    const there = right.session(ada.id);
    await left.directory.change([{ kind: 'session', session: here }]);
    await right.directory.change([{ kind: 'session', session: there }]);
    await until(left.directory, () => left.directory.state().sessions.has(there.id));
    const users = left.directory.state().users;
    left.isCutOff = true;
    right.isCutOff = true;
    await Promise.all([away(left), away(right)]);
    const kept = await server.db.selectFrom('users').selectAll().execute();
    await postgres.server().run(database.url, 'DELETE FROM user_sessions; DELETE FROM users; UPDATE access_version SET version = 0');
    left.isCutOff = false;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(left.directory.state()).toMatchObject({ users, readOnly: expect.stringContaining('not reached') });
    // As the relay of either workstation gives them back.
    await server.commit(kept.map((user) => server.db.insertInto('users').values({ ...user, is_active: Boolean(user.is_active) }).compile()));
    await reached(left);
    await until(left.directory, () => !left.directory.state().sessions.has(there.id));
    expect(left.directory.state().users).toEqual(users);
    expect([...left.directory.state().sessions.keys()]).toEqual([here.id]);
    right.isCutOff = false;
    await until(right.directory, () => right.directory.state().sessions.has(here.id) && right.directory.state().sessions.has(there.id));
    await until(left.directory, () => left.directory.state().sessions.has(there.id));
  });
});

test('what is set for the whole desk holds at each workstation, and leaves a workstation’s own alone', async () => {
  const row = { key: 'access.session_hours', value: '8', type: 'integer', isSensitive: false, description: 'Hours.', updatedAt: 5_000 } as const;
  await left.access.config.write(row.key, row);
  expect(left.access.config.rows()).toEqual([row]);
  const began = performance.now();
  if (right.access.config.rows().length === 0) await new Promise<void>((resolve) => void right.access.config.onChange(resolve));
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(right.access.config.rows()).toEqual([row]);
  right.isCutOff = true;
  await away(right);
  await expect(right.access.config.write(row.key, null)).rejects.toMatchObject({ code: 'unavailable' });
  await right.stop();
  await right.start();
  expect(right.access.config.rows()).toEqual([row]);
  right.isCutOff = false;
  await reached(right);
  await right.access.config.write(row.key, null);
  if (left.access.config.rows().length === 1) await new Promise<void>((resolve) => void left.access.config.onChange(resolve));
  expect(left.access.config.rows()).toEqual([]);
});

describe('a first admin who was named while the database was never reached', () => {
  const eve: User = { ...ada, id: deskUserId('eve'), username: 'eve', email: 'eve@example.com', passwordHash: '$argon2id$eve' };
  const named = async (): Promise<{ readonly session: UserSession }> => {
    await left.remove();
    left = new TestWorkstation('LEFT', server);
    left.isCutOff = true;
    await left.start();
    await left.directory.change([{ kind: 'user', user: eve }]);
    const session = left.session(eve.id);
    await left.directory.change([{ kind: 'session', session }]);
    // A second one is no first one.
    await expect(left.directory.change([{ kind: 'user', user: { ...eve, id: deskUserId('mal'), username: 'mal', email: 'mal@example.com' } }])).rejects.toMatchObject({ code: 'unavailable' });
    await left.stop();
    await left.start();
    expect([...left.directory.state().users.keys()]).toEqual([eve.id]);
    expect([...left.directory.state().sessions.keys()]).toEqual([session.id]);
    return { session };
  };

  test('stands where the database has nobody who could sign in', async () => {
    await right.stop();
    await postgres.server().run(database.url, 'DELETE FROM user_sessions; DELETE FROM users; UPDATE access_version SET version = 0');
    const { session } = await named();
    left.isCutOff = false;
    await until(left.directory, () => left.directory.state().readOnly === null);
    await expect.poll(() => sessionsAtServer(), { timeout: 5_000 }).toEqual([session.id]);
    expect(await server.db.selectFrom('users').select(['username', 'password_hash', 'role']).execute()).toEqual([{ username: 'eve', password_hash: '$argon2id$eve', role: 'admin' }]);
  });

  test('is nobody where it has somebody, and what was begun under that name ends', async () => {
    await named();
    left.isCutOff = false;
    await until(left.directory, () => left.directory.state().readOnly === null);
    expect(left.directory.state().users.has(eve.id)).toBe(false);
    await expect.poll(() => [...left.directory.state().sessions.keys()]).toEqual([]);
    expect(await sessionsAtServer()).toEqual([]);
  });
});

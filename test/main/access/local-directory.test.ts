import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../../src-core/time.ts';
import type { UserSession } from '../../../src-main/access/access-directory.ts';
import { openLocalDirectory } from '../../../src-main/access/local-directory.ts';
import { ensureLocalProfile, type LocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { TestDirectory } from '../stores/test-store.ts';
import { refusalOf, userNamed } from './access-world.ts';

describe('the local directory', () => {
  const clock = { time: Date.UTC(2026, 10, 20), now: () => clock.time };
  let files: TestDirectory;
  let store: RelationalStore;
  let profile: LocalProfile;
  beforeEach(async () => {
    files = new TestDirectory();
    store = await files.open();
    profile = await ensureLocalProfile(store, 'ada', randomUUID);
  });
  afterEach(() => files.remove());

  const sessionOf = (overrides: Partial<UserSession> = {}): UserSession => ({
    id: randomUUID(),
    userId: profile.userId,
    tokenHash: 'a'.repeat(64),
    createdAt: clock.time,
    lastSeen: clock.time,
    expiresAt: clock.time + 12 * HOUR,
    address: null,
    agent: 'the desktop app',
    place: 'alpha',
    ...overrides,
  });

  test('what is changed is there after the next opening, the same to the letter', async () => {
    const directory = await openLocalDirectory(store, clock);
    const ada = directory.state().users.get(profile.userId);
    expect(ada).toMatchObject({ username: 'ada', role: 'trader', isActive: true, passwordHash: null, lastLogin: null });
    if (ada === undefined) throw new Error('ada is there');
    const bob = userNamed('bob', { firstName: 'Bob', passwordHash: '$argon2id$1', createdAt: 5 });
    const session = sessionOf({ address: '10.0.0.1' });
    const other = sessionOf();
    let told = 0;
    directory.onChange(() => {
      told += 1;
    });
    await directory.change([
      { kind: 'user', user: { ...ada, passwordHash: '$argon2id$2', email: 'ada@example.com' } },
      { kind: 'user', user: bob },
      { kind: 'session', session },
      { kind: 'session', session: other },
      { kind: 'grant', grant: { accountId: profile.accountId, userId: bob.id }, by: profile.userId },
    ]);
    await directory.change([
      { kind: 'session_ended', id: other.id },
      { kind: 'session_seen', id: session.id, lastSeen: clock.time + 1, expiresAt: clock.time + DAY },
      { kind: 'signed_in', userId: profile.userId, time: 7, rehashed: { from: '$argon2id$2', to: '$argon2id$3' } },
      { kind: 'signed_in', userId: bob.id, time: 8, rehashed: { from: '$argon2id$other', to: '$argon2id$4' } },
    ]);
    expect(told).toBe(2);
    const again = await openLocalDirectory(store, clock);
    expect(again.state()).toEqual(directory.state());
    expect(again.state().users.get(profile.userId)).toMatchObject({ passwordHash: '$argon2id$3', lastLogin: 7, email: 'ada@example.com' });
    // Another password was set meanwhile: it stays.
    expect(again.state().users.get(bob.id)).toEqual({ ...bob, lastLogin: 8 });
    expect([...again.state().sessions.values()]).toEqual([{ ...session, lastSeen: clock.time + 1, expiresAt: clock.time + DAY }]);
    expect(again.state().grants).toEqual([{ accountId: profile.accountId, userId: bob.id }]);
    await again.change([{ kind: 'grant_ended', grant: { accountId: profile.accountId, userId: bob.id } }]);
    expect((await openLocalDirectory(store, clock)).state().grants).toEqual([]);
  });

  test('a name that is another’s changes nothing', async () => {
    const directory = await openLocalDirectory(store, clock);
    const session = sessionOf();
    const before = directory.state();
    expect(await refusalOf(directory.change([{ kind: 'session', session }, { kind: 'user', user: userNamed('ada', { email: 'x@y.zz' }) }]))).toMatch(/^conflict: .*"ada"/);
    expect(await refusalOf(directory.change([{ kind: 'user', user: userNamed('bob', { email: 'ada@localhost' }) }]))).toMatch(/^conflict: .*ada@localhost/);
    expect(directory.state()).toBe(before);
    expect((await openLocalDirectory(store, clock)).state()).toEqual(before);
  });

  test('a word of a session that has ended does not bring it back', async () => {
    const directory = await openLocalDirectory(store, clock);
    const session = sessionOf();
    await directory.change([{ kind: 'session', session }]);
    const seen = { kind: 'session_seen', id: session.id, lastSeen: clock.time, expiresAt: clock.time + DAY } as const;
    await Promise.all([directory.change([{ kind: 'session_ended', id: session.id }]), directory.change([seen])]);
    expect(directory.state().sessions.size).toBe(0);
    expect((await openLocalDirectory(store, clock)).state().sessions.size).toBe(0);
  });

  test('expired sessions go as it opens, and once a day', async () => {
    const directory = await openLocalDirectory(store, clock);
    const short = sessionOf({ expiresAt: clock.time + HOUR });
    const long = sessionOf({ expiresAt: clock.time + 3 * DAY });
    const middle = sessionOf({ expiresAt: clock.time + 2 * HOUR });
    await directory.change([short, long, middle].map((session) => ({ kind: 'session', session })));
    clock.time += HOUR;
    const reopened = await openLocalDirectory(store, clock);
    expect([...reopened.state().sessions.keys()].sort()).toEqual([long.id, middle.id].sort());
    clock.time += DAY;
    await reopened.change([{ kind: 'signed_in', userId: profile.userId, time: clock.time, rehashed: null }]);
    expect([...reopened.state().sessions.keys()]).toEqual([long.id]);
    expect(await store.db.selectFrom('user_sessions').select('id').execute()).toEqual([{ id: long.id }]);
  });
});

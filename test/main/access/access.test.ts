import { hash } from '@node-rs/argon2';
import { describe, expect, test, vi } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src-core/time.ts';
import type { Access } from '../../../src-main/access/access.ts';
import type { Identity } from '../../../src-main/access/caller.ts';
import { deskUserId } from '../../../src-main/stores/relational/desk/desk-profile.ts';
import { AccessWorld, changesOf, CHEAP, deviceOf, FakeDirectory, PASSWORD, refusalOf, settled, userNamed } from './access-world.ts';

const HASH = await hash(PASSWORD, CHEAP);
const WRONG = 'not the one at all';
const ADA = deskUserId('ada');

/** A desk with an admin, a trader whose account it is, and a viewer; all have the same password. */
function desk(): { world: AccessWorld<FakeDirectory>; access: Access } {
  const world = new AccessWorld(
    new FakeDirectory([
      userNamed('root', { role: 'admin', passwordHash: HASH }),
      userNamed('ada', { passwordHash: HASH }),
      userNamed('vera', { role: 'viewer', passwordHash: HASH }),
      userNamed('gone', { isActive: false, passwordHash: HASH }),
    ]),
  );
  return { world, access: world.open('desk') };
}

function windowOf(access: Access, device: string): Identity {
  return access.connect({ origin: 'window', device: deviceOf(device) });
}

async function signedIn(access: Access, device: string, username: string): Promise<Identity> {
  const window = windowOf(access, device);
  await access.signIn(window.caller, username, PASSWORD);
  return window;
}

const viewOf = (access: Access, identity: Identity) => access.view(identity.caller);

describe('signing in at a desk', () => {
  test('a connection is nobody until a right password, and then that person in all windows of the device', async () => {
    const { world, access } = desk();
    const first = windowOf(access, 'laptop');
    const second = windowOf(access, 'laptop');
    const elsewhere = windowOf(access, 'phone');
    const changes = changesOf(second);
    expect(first.caller).toMatchObject({ userId: null, role: 'nobody', isLocked: false, ownsAccount: false });
    expect(viewOf(access, first)).toMatchObject({ profile: 'desk', phase: 'signed_out', user: null, suggested: 'operator', sessionId: null });
    await access.signIn(first.caller, 'ada', PASSWORD);
    for (const each of [first, second]) expect(each.caller).toMatchObject({ userId: ADA, role: 'trader', ownsAccount: true, isUnconfirmedLive: false });
    expect(changes.count).toBe(1);
    expect(elsewhere.caller.role).toBe('nobody');
    expect(viewOf(access, second)).toMatchObject({ phase: 'open', hasPassword: true, idleMinutes: 15, user: { username: 'ada', role: 'trader' }, account: { mayTrade: true, needsConfirmation: false } });
    expect(world.directory.state().users.get(ADA)?.lastLogin).toBe(world.now);
    await access.signOut(second.caller);
    expect([first.caller.role, second.caller.role]).toEqual(['nobody', 'nobody']);
    expect(world.told).toEqual(['in laptop trader', 'out laptop']);
  });

  test('a wrong name, a wrong password, one who may not come any more: the same words and as many verifications', async () => {
    const { world, access } = desk();
    const window = windowOf(access, 'laptop');
    const answers = new Set<string>();
    for (const [name, password] of [['ada', WRONG], ['nobody', PASSWORD], ['gone', PASSWORD], ['operator', PASSWORD]] as const) {
      const before = world.passwords.verifications;
      answers.add(await refusalOf(access.signIn(window.caller, name, password)));
      expect(world.passwords.verifications - before).toBe(1);
    }
    expect([...answers]).toEqual(['forbidden: wrong name or password']);
    expect(window.caller.role).toBe('nobody');
  });

  test('each sign-in is a new session, and the device’s old one ends, whoever’s it was', async () => {
    const { world, access } = desk();
    const window = await signedIn(access, 'laptop', 'vera');
    const before = viewOf(access, window).sessionId;
    await access.signIn(window.caller, 'ada', PASSWORD);
    expect(window.caller.userId).toBe(ADA);
    expect(viewOf(access, window).sessionId).not.toBe(before);
    // Two at once, both of them looked at before either is written.
    const gate = Promise.withResolvers<void>();
    world.directory.gate = gate.promise;
    world.passwords.verified = 0;
    const both = [access.signIn(window.caller, 'ada', PASSWORD), access.signIn(window.caller, 'ada', PASSWORD)];
    await vi.waitFor(() => expect(world.passwords.verified).toBe(2));
    await settled();
    gate.resolve();
    await Promise.all(both);
    expect(world.directory.state().sessions.size).toBe(1);
  });

  test('a password that is changed, and a person who is sent away, while it is looked at lets nobody in', async () => {
    const { world, access } = desk();
    const before = world.directory.state();
    for (const now of [userNamed('ada', { passwordHash: 'another' }), userNamed('ada', { passwordHash: HASH, isActive: false })]) {
      world.directory.put(before);
      const window = windowOf(access, 'laptop');
      const signingIn = refusalOf(access.signIn(window.caller, 'ada', PASSWORD));
      world.directory.put({ ...before, users: new Map([[ADA, now]]) });
      expect(await signingIn).toBe('forbidden: wrong name or password');
    }
  });

  test('a session that was being written as the password was changed does not stay', async () => {
    const { world, access } = desk();
    const gate = Promise.withResolvers<void>();
    const window = windowOf(access, 'laptop');
    world.directory.gate = gate.promise;
    // Whichever is written first.
    const signingIn = refusalOf(access.signIn(window.caller, 'ada', PASSWORD));
    await vi.waitFor(() => expect(world.passwords.verified).toBe(1));
    const setting = access.setUserPassword(ADA, 'set by the admin');
    const second = windowOf(access, 'phone');
    const late = refusalOf(access.signIn(second.caller, 'ada', PASSWORD));
    await vi.waitFor(() => expect(world.passwords.verified).toBe(2));
    await settled();
    gate.resolve();
    await setting;
    await Promise.all([signingIn, late]);
    expect([window.caller.role, second.caller.role]).toEqual(['nobody', 'nobody']);
    expect(world.directory.state().sessions.size).toBe(0);
  });

  test('a script that is gone before it is signed in leaves nothing', async () => {
    const { world, access } = desk();
    const script = access.connect({ origin: 'script' });
    const signingIn = access.signIn(script.caller, 'ada', PASSWORD);
    script.closed();
    await signingIn;
    expect(world.directory.state().sessions.size).toBe(0);
    expect(await refusalOf(access.signIn(script.caller, 'ada', PASSWORD))).toMatch(/^forbidden: this connection has ended/);
  });

  test('after wrong passwords the window is told how long to wait; the owner’s other device is not', async () => {
    const { world, access } = desk();
    const owner = await signedIn(access, 'laptop', 'ada');
    await access.lock(owner.caller);
    const attacker = windowOf(access, 'attacker');
    for (let wrong = 0; wrong < 5; wrong += 1) expect(await refusalOf(access.signIn(attacker.caller, 'ada', WRONG))).toMatch(/^forbidden/);
    expect(viewOf(access, attacker).waitUntil).toBe(world.now + SECOND);
    const before = world.passwords.verifications;
    // Not even the right one is looked at.
    expect(await refusalOf(access.signIn(attacker.caller, 'ada', PASSWORD))).toMatch(/^rate_limited: .* in 1 s/);
    expect(world.passwords.verifications).toBe(before);
    expect(viewOf(access, owner).waitUntil).toBeNull();
    await access.unlock(owner.caller, PASSWORD);
    expect(owner.caller.role).toBe('trader');
    world.now += SECOND;
    await access.signIn(attacker.caller, 'ada', PASSWORD);
    expect(viewOf(access, attacker).waitUntil).toBeNull();
  });

  test('a script that connects anew goes on waiting', async () => {
    const { access } = desk();
    for (let wrong = 0; wrong < 5; wrong += 1) {
      const script = access.connect({ origin: 'script' });
      await refusalOf(access.signIn(script.caller, 'ada', WRONG));
      script.closed();
    }
    expect(await refusalOf(access.signIn(access.connect({ origin: 'script' }).caller, 'ada', PASSWORD))).toMatch(/^rate_limited/);
    await access.signIn(windowOf(access, 'laptop').caller, 'ada', PASSWORD);
  });

  test('a hash that is weaker than today’s is made anew as its person comes', async () => {
    const world = new AccessWorld(new FakeDirectory([userNamed('ada', { passwordHash: HASH })]), { ...CHEAP, memoryCost: 16 });
    const access = world.open('desk');
    await signedIn(access, 'laptop', 'ada');
    const kept = world.directory.state().users.get(ADA)?.passwordHash;
    expect(kept).toMatch(/m=16,/);
    await signedIn(access, 'phone', 'ada');
    expect(world.directory.state().users.get(ADA)?.passwordHash).toBe(kept);
  });

  test('while the desk is away people sign in by the copy, and nothing else is changed', async () => {
    const { world, access } = desk();
    world.directory.put({ ...world.directory.state(), readOnly: 'the desk’s database is not reached' });
    const window = await signedIn(access, 'laptop', 'root');
    expect(viewOf(access, window)).toMatchObject({ phase: 'open', readOnly: 'the desk’s database is not reached' });
    expect(world.directory.state().users.get(deskUserId('root'))?.lastLogin).toBeNull();
    expect(await refusalOf(access.setPassword(window.caller, PASSWORD, 'another long one'))).toMatch(/^unavailable/);
    expect(await refusalOf(access.changeUser(ADA, { role: 'viewer' }))).toMatch(/^unavailable/);
    await access.signOut(window.caller);
    expect(window.caller.role).toBe('nobody');
  });
});

describe('setting a desk up', () => {
  test('whoever is there names the first admin, out of who has that name; nobody can do it again', async () => {
    const world = new AccessWorld(new FakeDirectory([userNamed('ada')]));
    const access = world.open('desk');
    const window = windowOf(access, 'laptop');
    expect(viewOf(access, window)).toMatchObject({ phase: 'set_up', hasPassword: false });
    expect(await refusalOf(access.signIn(window.caller, 'ada', PASSWORD))).toMatch(/^forbidden/);
    expect(await refusalOf(access.setUp(window.caller, 'ada', 'short'))).toMatch(/^bad_input: password: .*10 letters/);
    const other = windowOf(access, 'phone');
    const asked = [
      { name: 'ada', at: window },
      { name: 'mallory', at: other },
    ];
    const answers = await Promise.all(asked.map(({ name, at }) => refusalOf(access.setUp(at.caller, name, PASSWORD))));
    // Whose hash is ready first is not ours to say.
    const first = answers.indexOf('done');
    expect(answers[1 - first]).toMatch(/^conflict/);
    const [named, late] = first === 0 ? [asked[0], asked[1]] : [asked[1], asked[0]];
    if (named === undefined || late === undefined) throw new Error('two asked');
    expect(named.at.caller).toMatchObject({ userId: deskUserId(named.name), role: 'admin' });
    expect(viewOf(access, late.at).phase).toBe('signed_out');
    expect(access.users().filter(({ hasPassword }) => hasPassword)).toMatchObject([{ username: named.name, role: 'admin' }]);
  });
});

describe('sessions', () => {
  test('one that is revoked at another workstation makes its connection nobody at once', async () => {
    const { world, access } = desk();
    const beta = world.open('desk', 'beta');
    const window = await signedIn(access, 'laptop', 'ada');
    const admin = await signedIn(beta, 'phone', 'root');
    const entry = beta.sessions(admin.caller).find(({ username }) => username === 'ada');
    expect(entry).toMatchObject({ place: 'alpha', device: 'laptop’s browser', isThis: false, isConnected: false, isLocked: false });
    const changes = changesOf(window);
    await beta.revoke(admin.caller, entry?.id ?? '');
    expect(window.caller).toMatchObject({ userId: null, role: 'nobody' });
    expect(changes.count).toBe(1);
    expect(beta.sessions(admin.caller)).toMatchObject([{ username: 'root', isThis: true, isConnected: true }]);
    expect(world.told.slice(-1)).toEqual(['out laptop']);
  });

  test('no older session of a device comes to light under one that ends', async () => {
    const { world, access } = desk();
    const window = await signedIn(access, 'laptop', 'ada');
    const [session] = [...world.directory.state().sessions.values()];
    if (session === undefined) throw new Error('somebody is signed in');
    await world.directory.change([{ kind: 'session', session: { ...session, id: 'older', createdAt: session.createdAt - 1 } }]);
    await access.signOut(window.caller);
    expect(window.caller.role).toBe('nobody');
    expect(world.directory.state().sessions.size).toBe(0);
  });

  test('its key goes even where the workstation that it was of is off', async () => {
    const { world, access } = desk();
    await signedIn(access, 'laptop', 'ada');
    await access.close();
    const beta = world.open('desk', 'beta');
    const admin = await signedIn(beta, 'phone', 'root');
    world.told.length = 0;
    await beta.changeUser(ADA, { isActive: false });
    expect(world.told).toEqual(['out laptop']);
    expect(admin.caller.role).toBe('admin');
  });

  test('a person sees and ends their own; another’s is as if it were not there', async () => {
    const { access } = desk();
    const laptop = await signedIn(access, 'laptop', 'ada');
    const phone = await signedIn(access, 'phone', 'ada');
    const admin = await signedIn(access, 'desktop', 'root');
    expect(access.sessions(laptop.caller).map(({ device }) => device)).toEqual(['laptop’s browser', 'phone’s browser']);
    expect(access.sessions(admin.caller)).toHaveLength(3);
    expect(await refusalOf(access.revoke(laptop.caller, viewOf(access, admin).sessionId ?? ''))).toMatch(/^not_found/);
    await access.revokeOthers(laptop.caller);
    expect([laptop.caller.role, phone.caller.role, admin.caller.role]).toEqual(['trader', 'nobody', 'admin']);
  });

  test('one expires when it is not used for its hours, and goes on while it is; the disk hears of that each five minutes', async () => {
    const { world, access } = desk();
    world.set('access.session_hours', 1);
    world.set('access.idle_lock_minutes', 0);
    const used = await signedIn(access, 'laptop', 'ada');
    const left = await signedIn(access, 'phone', 'ada');
    world.directory.written.length = 0;
    for (let minute = 0; minute < 70; minute += 1) {
      access.active(used.caller);
      await world.pass(MINUTE);
    }
    expect(world.directory.written.filter(({ kind }) => kind === 'session_seen')).toHaveLength(13);
    expect([used.caller.role, left.caller.role]).toEqual(['trader', 'nobody']);
    world.sleep(HOUR);
    // Nothing has looked yet, and it is over all the same.
    expect(used.caller.role).toBe('nobody');
    expect(access.sessions(used.caller)).toEqual([]);
  });

  test('a device without a session, or with one that is another’s token by a letter, is nobody', async () => {
    const { access } = desk();
    await signedIn(access, 'laptop', 'ada');
    const { tokenHash, agent } = deviceOf('laptop');
    expect(access.connect({ origin: 'window', device: { tokenHash: `${tokenHash.slice(0, -1)}1`, agent } }).caller.role).toBe('nobody');
    expect(access.connect({ origin: 'window', device: { tokenHash: '', agent } }).caller.role).toBe('nobody');
  });

  test('a script’s lasts as long as its connection, idle or not, and what a killed program leaves is gone in an hour', async () => {
    const { world, access } = desk();
    const script = access.connect({ origin: 'script' });
    await access.signIn(script.caller, 'ada', PASSWORD);
    await world.pass(20 * HOUR);
    expect(script.caller.role).toBe('trader');
    const [session] = [...world.directory.state().sessions.values()];
    expect((session?.expiresAt ?? 0) - world.now).toBeGreaterThan(50 * MINUTE);
    expect((session?.expiresAt ?? 0) - world.now).toBeLessThanOrEqual(HOUR);
    script.closed();
    await settled();
    expect(world.directory.state().sessions.size).toBe(0);
    const last = access.connect({ origin: 'script' });
    await access.signIn(last.caller, 'ada', PASSWORD);
    await access.close();
    expect(world.directory.state().sessions.size).toBe(0);
  });

  test('what a person may do changes where they sit, at once', async () => {
    const { world, access } = desk();
    const window = await signedIn(access, 'laptop', 'ada');
    await access.changeUser(ADA, { role: 'viewer' });
    expect(window.caller.role).toBe('viewer');
    expect(world.told.slice(-1)).toEqual(['in laptop viewer']);
    await access.changeUser(ADA, { isActive: false });
    expect(window.caller).toMatchObject({ userId: null, role: 'nobody' });
    await access.changeUser(ADA, { isActive: true });
    expect(window.caller.role).toBe('nobody');
  });

  test('an account is one’s own, or shared with one', async () => {
    const { world, access } = desk();
    world.account = { ...world.account, ownerId: deskUserId('root') };
    const window = await signedIn(access, 'laptop', 'ada');
    expect(window.caller.ownsAccount).toBe(false);
    expect(viewOf(access, window).account.mayTrade).toBe(false);
    await world.directory.change([{ kind: 'grant', grant: { accountId: world.account.id, userId: ADA }, by: deskUserId('root') }]);
    expect(window.caller.ownsAccount).toBe(true);
    expect(viewOf(access, window).account.mayTrade).toBe(true);
  });
});

describe('locking', () => {
  test('a window that is left alone is locked by the clock here, and opened by its person’s password alone', async () => {
    const { world, access } = desk();
    const window = await signedIn(access, 'laptop', 'ada');
    const session = viewOf(access, window).sessionId;
    await world.pass(14 * MINUTE);
    access.active(window.caller);
    await world.pass(14 * MINUTE);
    expect(window.caller.isLocked).toBe(false);
    const changes = changesOf(window);
    await world.pass(MINUTE);
    expect(changes.count).toBe(1);
    expect(window.caller).toMatchObject({ userId: ADA, role: 'nobody', isLocked: true });
    expect(viewOf(access, window)).toMatchObject({ phase: 'locked', user: { username: 'ada' }, sessionId: session });
    // Nobody is there whom a call would keep awake.
    access.active(window.caller);
    expect(await refusalOf(access.unlock(window.caller, WRONG))).toBe('forbidden: wrong password');
    expect(window.caller.isLocked).toBe(true);
    await access.unlock(window.caller, PASSWORD);
    expect(window.caller).toMatchObject({ role: 'trader', isLocked: false });
    expect(viewOf(access, window).sessionId).toBe(session);
  });

  test('sleep counts as being left alone, and a call that comes first finds it locked', async () => {
    const { world, access } = desk();
    const window = await signedIn(access, 'laptop', 'ada');
    world.sleep(16 * MINUTE);
    expect(window.caller.isLocked).toBe(true);
  });

  test('a clock that is set back does not keep a window open', async () => {
    const { world, access } = desk();
    const window = await signedIn(access, 'laptop', 'ada');
    world.sleep(-HOUR);
    await world.pass(15 * MINUTE);
    expect(window.caller.isLocked).toBe(true);
  });

  test('a start asks every window for the password again, and 0 minutes never while it runs', async () => {
    const { world, access } = desk();
    await signedIn(access, 'laptop', 'ada');
    await access.close();
    const next = world.open('desk');
    const window = windowOf(next, 'laptop');
    expect(window.caller).toMatchObject({ userId: ADA, role: 'nobody', isLocked: true });
    world.set('access.idle_lock_minutes', 0);
    await next.unlock(window.caller, PASSWORD);
    await world.pass(2 * HOUR);
    expect(window.caller.isLocked).toBe(false);
    expect(viewOf(next, window).idleMinutes).toBeNull();
  });

  test('one that was revoked while its password was looked at stays shut', async () => {
    const { access } = desk();
    const window = await signedIn(access, 'laptop', 'ada');
    await access.lock(window.caller);
    const unlocking = refusalOf(access.unlock(window.caller, PASSWORD));
    await access.signOut(window.caller);
    expect(await unlocking).toMatch(/^forbidden/);
    expect(window.caller.role).toBe('nobody');
  });
});

describe('passwords and users', () => {
  test('a new password wants the old one, and ends the person’s other sessions', async () => {
    const { access } = desk();
    const laptop = await signedIn(access, 'laptop', 'ada');
    const phone = await signedIn(access, 'phone', 'ada');
    const next = 'a longer one than that';
    expect(await refusalOf(access.setPassword(laptop.caller, null, next))).toMatch(/^bad_input: current/);
    expect(await refusalOf(access.setPassword(laptop.caller, WRONG, next))).toMatch(/^forbidden: current/);
    expect(await refusalOf(access.setPassword(laptop.caller, PASSWORD, 'qwertyuiop'))).toMatch(/^bad_input: next: .*first/);
    expect(await refusalOf(access.setPassword(laptop.caller, PASSWORD, null))).toMatch(/^bad_input: next/);
    await access.setPassword(laptop.caller, PASSWORD, next);
    expect([laptop.caller.role, phone.caller.role]).toEqual(['trader', 'nobody']);
    expect(await refusalOf(access.signIn(phone.caller, 'ada', PASSWORD))).toMatch(/^forbidden/);
    await access.signIn(phone.caller, 'ada', next);
  });

  test('one that an admin sets ends all of them', async () => {
    const { access } = desk();
    const window = await signedIn(access, 'laptop', 'ada');
    await access.setUserPassword(ADA, 'set by the admin');
    expect(window.caller.role).toBe('nobody');
    expect(await refusalOf(access.setUserPassword('nobody', 'set by the admin'))).toMatch(/^not_found/);
  });

  test('the last admin who can sign in stays one', async () => {
    const { access } = desk();
    const root = deskUserId('root');
    for (const change of [{ role: 'trader' }, { isActive: false }] as const) expect(await refusalOf(access.changeUser(root, change))).toMatch(/^conflict: root is the last/);
    await access.changeUser(root, { firstName: 'Ro', email: 'Root@Example.com' });
    await access.changeUser(ADA, { role: 'admin' });
    // Two who ask at once do not take each other's place.
    const answers = await Promise.all([refusalOf(access.changeUser(root, { role: 'viewer' })), refusalOf(access.changeUser(ADA, { role: 'viewer' }))]);
    expect(answers).toEqual(['done', expect.stringMatching(/^conflict: ada/)]);
    expect(access.users().find(({ id }) => id === root)).toMatchObject({ email: 'root@example.com', firstName: 'Ro', role: 'viewer' });
  });

  test('a user is made under the id that every workstation gives the name, once', async () => {
    const { access } = desk();
    const bob = { username: 'bob', email: 'bob@example.com', firstName: null, lastName: null, role: 'trader', password: 'bobs long password' } as const;
    expect(await access.createUser(bob)).toMatchObject({ id: deskUserId('bob'), username: 'bob', hasPassword: true });
    expect(await refusalOf(access.createUser({ ...bob, username: 'Bob', email: 'b@example.com' }))).toMatch(/^conflict: .*"bob"/);
    expect(await refusalOf(access.createUser({ ...bob, username: 'eve' }))).toMatch(/^conflict: .*bob@example.com/);
    expect(await refusalOf(access.createUser({ ...bob, username: 'eve', password: 'eve' }))).toMatch(/^bad_input: password/);
    expect(JSON.stringify(access.users())).not.toContain('argon2');
  });
});

describe('a live account', () => {
  test('is confirmed by its words once a session, in all its windows', async () => {
    const { world, access } = desk();
    world.account = { ...world.account, number: 'U123', kind: 'live' };
    const window = await signedIn(access, 'laptop', 'ada');
    const second = windowOf(access, 'laptop');
    expect(second.caller.isUnconfirmedLive).toBe(true);
    expect(viewOf(access, window).account).toMatchObject({ needsConfirmation: true, confirmation: 'LIVE U123' });
    expect(() => access.confirmLive(window.caller, 'live u123')).toThrow(/"LIVE U123"/);
    access.confirmLive(window.caller, ' LIVE U123 ');
    expect([window.caller.isUnconfirmedLive, second.caller.isUnconfirmedLive]).toEqual([false, false]);
    await access.signIn(window.caller, 'ada', PASSWORD);
    expect(window.caller.isUnconfirmedLive).toBe(true);
    world.account = { ...world.account, kind: 'paper' };
    expect(() => access.confirmLive(window.caller, 'LIVE U123')).toThrow(/paper/);
  });
});

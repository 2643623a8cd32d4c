import { hash } from '@node-rs/argon2';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../src-core/time.ts';
import type { Access } from '../../../src-main/access/access.ts';
import { deskUserId } from '../../../src-main/stores/relational/desk/desk-profile.ts';
import { AccessWorld, CHEAP, deviceOf, FakeDirectory, PASSWORD, refusalOf, settled, userNamed } from './access-world.ts';

const ADA = deskUserId('ada');
const HASH = await hash(PASSWORD, CHEAP);

function local(passwordHash: string | null = null): { world: AccessWorld<FakeDirectory>; access: Access } {
  const world = new AccessWorld(new FakeDirectory([userNamed('ada', { passwordHash })]));
  return { world, access: world.open('local') };
}

describe('a local profile without a password', () => {
  test('signs every connection in as it comes, as its only person, who is its admin', async () => {
    const { world, access } = local();
    const window = access.connect({ origin: 'window', device: deviceOf('laptop') });
    expect(window.caller).toMatchObject({ userId: ADA, role: 'admin', ownsAccount: true, isLocked: false });
    const second = access.connect({ origin: 'window', device: deviceOf('laptop') });
    const script = access.connect({ origin: 'script', remote: '127.0.0.1' });
    expect([second.caller.role, script.caller.role]).toEqual(['admin', 'admin']);
    await settled();
    // One row for a device; a script's ends with it and is nobody else's business.
    expect([...world.directory.state().sessions.values()].map(({ agent }) => agent)).toEqual(['laptop’s browser']);
    expect(access.view(window.caller)).toMatchObject({ profile: 'local', phase: 'open', hasPassword: false, idleMinutes: null, user: { username: 'ada', role: 'admin' } });
    expect(access.sessions(window.caller)).toMatchObject([{ isThis: true, isConnected: true, isLocked: false }, { device: 'a script', address: '127.0.0.1' }]);
    expect(world.told).toEqual(['in laptop admin']);
    script.closed();
    await settled();
    expect(access.sessions(window.caller)).toHaveLength(1);
  });

  test('never locks, nor lets anybody out who could not come in again, and goes on past the end of a session', async () => {
    const { world, access } = local();
    const window = access.connect({ origin: 'window', device: deviceOf('laptop') });
    await settled();
    expect(await refusalOf(access.lock(window.caller))).toMatch(/^conflict/);
    expect(await refusalOf(access.signOut(window.caller))).toMatch(/^conflict/);
    expect(await refusalOf(access.signIn(window.caller, 'ada', PASSWORD))).toMatch(/^conflict/);
    const before = access.view(window.caller).sessionId;
    await world.pass(13 * HOUR);
    expect(window.caller).toMatchObject({ role: 'admin', isLocked: false });
    expect(access.view(window.caller).sessionId).not.toBe(before);
    expect(world.directory.state().sessions.size).toBe(1);
  });

  test('a device that is revoked is nobody, and its shell is told to forget it; a script too', async () => {
    const { access } = local();
    const window = access.connect({ origin: 'window', device: deviceOf('laptop') });
    const phone = access.connect({ origin: 'window', device: deviceOf('phone') });
    const script = access.connect({ origin: 'script' });
    await settled();
    const revoked: string[] = [];
    access.onRevoked((tokenHash) => revoked.push(tokenHash));
    await access.revokeOthers(window.caller);
    expect([window.caller.role, phone.caller.role, script.caller.role]).toEqual(['admin', 'nobody', 'nobody']);
    expect(revoked).toEqual([deviceOf('phone').tokenHash]);
    expect(access.view(phone.caller)).toMatchObject({ phase: 'signed_out', hasPassword: false, user: null });
    // Its window comes anew before the shell has forgotten it.
    expect(access.connect({ origin: 'window', device: deviceOf('phone') }).caller.role).toBe('nobody');
    // Revoked before it was written.
    const late = access.connect({ origin: 'window', device: deviceOf('tablet') });
    await access.revoke(window.caller, access.view(late.caller).sessionId ?? '');
    await settled();
    expect(late.caller.role).toBe('nobody');
  });

  test('keeps no users but its own, and needs no setting up', async () => {
    const { access } = local();
    const { caller } = access.connect({ origin: 'window', device: deviceOf('laptop') });
    expect(() => access.users()).toThrow(/one user/);
    expect(await refusalOf(access.changeUser(ADA, { role: 'viewer' }))).toMatch(/^unavailable/);
    expect(await refusalOf(access.setUp(caller, 'ada', PASSWORD))).toMatch(/^conflict/);
  });
});

describe('a local profile with a password', () => {
  test('asks every window and script for it; the right one and the right name let them in', async () => {
    const { world, access } = local(HASH);
    const window = access.connect({ origin: 'window', device: deviceOf('laptop') });
    const script = access.connect({ origin: 'script' });
    expect([window.caller.role, script.caller.role]).toEqual(['nobody', 'nobody']);
    expect(access.view(window.caller)).toMatchObject({ phase: 'signed_out', hasPassword: true, suggested: 'ada', user: null });
    expect(await refusalOf(access.signIn(window.caller, 'root', PASSWORD))).toBe('forbidden: wrong name or password');
    await access.signIn(window.caller, 'ada', PASSWORD);
    await access.signIn(script.caller, 'ada', PASSWORD);
    expect([window.caller.role, script.caller.role]).toEqual(['admin', 'admin']);
    await world.pass(15 * MINUTE);
    // Nobody types at a script.
    expect([window.caller.isLocked, script.caller.isLocked]).toEqual([true, false]);
    await access.unlock(window.caller, PASSWORD);
    await access.signOut(window.caller);
    expect(window.caller.role).toBe('nobody');
  });

  test('is made by setting one, and unmade by taking it away', async () => {
    const { world, access } = local();
    const window = access.connect({ origin: 'window', device: deviceOf('laptop') });
    const phone = access.connect({ origin: 'window', device: deviceOf('phone') });
    const script = access.connect({ origin: 'script' });
    await settled();
    const revoked: string[] = [];
    access.onRevoked((tokenHash) => revoked.push(tokenHash));
    await access.setPassword(window.caller, null, PASSWORD);
    expect([window.caller.role, phone.caller.role, script.caller.role]).toEqual(['admin', 'nobody', 'nobody']);
    // They may come in again by the password: their links are still good.
    expect(revoked).toEqual([]);
    await access.close();
    const next = world.open('local');
    const again = next.connect({ origin: 'window', device: deviceOf('laptop') });
    const other = next.connect({ origin: 'window', device: deviceOf('phone') });
    expect([again.caller.isLocked, other.caller.isLocked, other.caller.role]).toEqual([true, false, 'nobody']);
    await next.unlock(again.caller, PASSWORD);
    await next.setPassword(again.caller, PASSWORD, null);
    expect([again.caller.role, other.caller.role]).toEqual(['admin', 'admin']);
    expect(world.directory.state().users.get(ADA)?.passwordHash).toBeNull();
  });
});

test('the program itself is the operating system’s user on either profile, whatever the password', () => {
  const { access } = local(HASH);
  const headless = access.connect({ origin: 'headless' });
  expect(headless.caller).toMatchObject({ userId: ADA, role: 'trader', ownsAccount: true, isLocked: false });
  expect(access.view(headless.caller)).toMatchObject({ phase: 'open', sessionId: null });
});

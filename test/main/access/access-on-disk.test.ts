import { createHash, randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLocalDirectory } from '../../../src-main/access/local-directory.ts';
import { ensureLocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { TestDirectory } from '../stores/test-store.ts';
import { AccessWorld, deviceOf, PASSWORD, refusalOf, START } from './access-world.ts';

let files: TestDirectory;
beforeEach(() => {
  files = new TestDirectory();
});
afterEach(() => files.remove());

/** The program from one start to the next, on one database. */
async function started() {
  const store = await files.open();
  const { userId } = await ensureLocalProfile(store, 'ada', randomUUID);
  const directory = await openLocalDirectory(store, { now: () => START });
  const world = new AccessWorld(directory);
  world.account = { ...world.account, ownerId: userId };
  const access = world.open('local', 'alpha', { id: userId, username: 'ada' });
  return {
    world,
    access,
    store,
    stop: async () => {
      await access.close();
      await directory.close();
      await store.close();
    },
  };
}

/** Somebody writes into the file while the program does not run. */
function tamper(sql: string, ...values: readonly unknown[]): void {
  const file = new Database(files.file);
  file.prepare(sql).run(...values);
  file.close();
}

test('a session outlives the program, locked; one whose row was tampered with lets nobody in', async () => {
  const laptop = { origin: 'window', device: deviceOf('laptop') } as const;
  const first = await started();
  const window = first.access.connect(laptop);
  await first.access.setPassword(window.caller, null, PASSWORD);
  const session = first.access.view(window.caller).sessionId;
  await first.stop();

  const second = await started();
  const again = second.access.connect(laptop);
  expect(again.caller).toMatchObject({ role: 'nobody', isLocked: true });
  await second.access.unlock(again.caller, PASSWORD);
  expect(second.access.view(again.caller).sessionId).toBe(session);
  const [row] = await second.store.db.selectFrom('users').select(['password_hash', 'last_login']).where('username', '=', 'ada').execute();
  expect(row?.password_hash).toMatch(/^\$argon2id\$/);
  expect(row?.last_login).toBe(second.world.now);
  await second.stop();

  tamper('UPDATE user_sessions SET token_hash = ?', createHash('sha256').update('mallory').digest('hex'));
  const third = await started();
  const other = third.access.connect(laptop);
  expect(third.access.view(other.caller).phase).toBe('signed_out');
  await third.access.signIn(other.caller, 'ada', PASSWORD);
  await third.stop();

  tamper('UPDATE user_sessions SET expires_at = 1');
  const fourth = await started();
  expect(fourth.access.connect(laptop).caller.role).toBe('nobody');
  expect(await fourth.store.db.selectFrom('user_sessions').selectAll().execute()).toEqual([]);
  await fourth.stop();

  tamper('UPDATE users SET password_hash = substr(password_hash, 1, 40)');
  const fifth = await started();
  const last = fifth.access.connect(laptop);
  expect(await refusalOf(fifth.access.signIn(last.caller, 'ada', PASSWORD))).toBe('forbidden: wrong name or password');
  await fifth.stop();
});

test('a first start writes a session for a device, and one revoked stays so after the next', async () => {
  const first = await started();
  const window = first.access.connect({ origin: 'window', device: deviceOf('laptop') });
  const phone = first.access.connect({ origin: 'window', device: deviceOf('phone') });
  expect([window.caller.role, phone.caller.role]).toEqual(['admin', 'admin']);
  await first.access.revokeOthers(window.caller);
  expect(phone.caller.role).toBe('nobody');
  const kept = first.access.view(window.caller).sessionId;
  await first.stop();
  const second = await started();
  expect(second.access.sessions(second.access.connect({ origin: 'window', device: deviceOf('laptop') }).caller).map(({ id }) => id)).toEqual([kept]);
  await second.stop();
});

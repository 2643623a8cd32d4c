import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { auditKey } from '../../../src-main/audit/audit-key.ts';
import { AUDIT_HEAD_FILE, fileAuditHead } from '../../../src-main/audit/audit-head.ts';
import { type ChainedAuditLog, openAuditLog } from '../../../src-main/audit/chained-audit-log.ts';
import { createFileVault } from '../../../src-main/connections/file-vault.ts';
import { ensureLocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { LOCAL_DATABASE, openLocalStore } from '../../../src-main/stores/relational/sqlite/local-store.ts';
import { MIGRATIONS, WORKER } from '../stores/test-store.ts';
import { recordOf } from './audit-directory.ts';

const directory = mkdtempSync(join(tmpdir(), 'audit-verify-'));
const file = join(directory, LOCAL_DATABASE);
let store: RelationalStore;
let log: ChainedAuditLog;
beforeAll(async () => {
  const clock = { now: () => Date.now() };
  store = await openLocalStore({ directory, migrations: MIGRATIONS, sqliteWorker: WORKER, clock, restoreBackup: false });
  const { userId } = await ensureLocalProfile(store, 'ada', randomUUID);
  const key = await auditKey(createFileVault(directory));
  log = await openAuditLog({ store, file, sqliteWorker: WORKER, server: () => null, chain: userId, key, head: fileAuditHead(join(directory, AUDIT_HEAD_FILE)), clock, newId: randomUUID });
  for (let entry = 0; entry < 3; entry += 1) await log.append(recordOf({ userId }));
  await log.close();
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

function run(...flags: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const program = join(import.meta.dirname, '../../../src-main/audit-verify.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...flags], { env: { PATH: process.env['PATH'] ?? '' } }, (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }));
  });
}

test('beside a running terminal it says that a record is whole, that it is not, or why it cannot be read', async () => {
  const whole = await run('--data-dir', directory);
  expect(whole).toMatchObject({ code: 0, err: '' });
  expect(whole.out).toMatch(/^chain [\da-f-]{36}: 3 entries, 1 to 3; seals checked\n3 entries in [\d.]+ s: whole\n$/);

  const database = new Database(file);
  database.exec("DROP TRIGGER audit_logs_are_not_changed; UPDATE audit_logs SET action = 'orders.cancel' WHERE sequence = 2");
  database.close();
  const broken = await run('--data-dir', directory, '--json');
  expect(broken.code).toBe(1);
  expect(JSON.parse(broken.out)).toMatchObject({ entries: 3, problems: [{ kind: 'changed', sequence: 2 }] });

  const none = await run('--data-dir', join(directory, 'nowhere'));
  expect(none).toMatchObject({ code: 2, out: '' });
  expect(none.err).toMatch(/^smart-0dte: there is no smart-0dte\.sqlite in .*nowhere/);
  expect(await run('--data-dir', directory, '--server')).toMatchObject({ code: 2, err: expect.stringContaining('is of the local profile') });
  expect(await run('--quick')).toMatchObject({ code: 2, err: expect.stringContaining('expected --data-dir, --server') });
}, 60_000);

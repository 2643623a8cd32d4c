import { createHash } from 'node:crypto';
import { rmSync, writeFileSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { hashOf } from '../../../src-main/audit/audit-entry.ts';
import { fileReads } from '../../../src-main/audit/audit-reads.ts';
import { entryOf } from '../../../src-main/audit/audit-rows.ts';
import { verifyAudit } from '../../../src-main/audit/verify-audit.ts';
import { WORKER } from '../stores/test-store.ts';
import { AuditDirectory, KEY, recordOf } from './audit-directory.ts';

const untouched = new AuditDirectory();
let directory: AuditDirectory;
beforeAll(async () => {
  await untouched.filled(12);
  await untouched.close();
});
beforeEach(() => {
  directory = untouched.copy();
});
afterEach(() => directory.remove());
afterAll(() => untouched.remove());

/** As the command line does it: beside the program, without opening the log. */
async function problems(key: Buffer | null = KEY) {
  const found = await verifyAudit({ embedded: () => fileReads(directory.file, WORKER), server: null, own: 'alpha', key, heads: directory.head.read() });
  return found.problems.map(({ kind, sequence, text }) => `${kind} ${sequence}: ${text}`);
}

test('a record that nobody touched is whole', async () => {
  const found = await directory.verify();
  expect(found).toMatchObject({ entries: 12, unchained: 0, problems: [], chains: [{ chain: 'alpha', entries: 12, first: 1, last: 12, seals: 'checked' }] });
});

test('no statement changes an entry while the database guards it', async () => {
  const store = await directory.store();
  await expect(store.commit([store.db.updateTable('audit_logs').set({ action: 'orders.cancel' }).where('sequence', '=', 5).compile()])).rejects.toThrow('never changed');
});

const EVERY_COLUMN: Readonly<Record<string, string>> = {
  id: "'another'", user_id: "'u'", action: "'orders.cancel'", resource_type: "'order'", resource_id: "'7'", old_values: `'{"quantity":1}'`, new_values: `'{"outcome":"forbidden"}'`,
  ip_address: "'10.0.0.1'", user_agent: "'a browser'", created_at: 'created_at + 1', previous_hash: "'00'", hash: "'00'",
};

test('another value in any column is found', async () => {
  directory.tamper("INSERT INTO users (id, username, email, password_hash) VALUES ('u', 'eve', 'eve@localhost', '')");
  // One column of one entry each.
  const columns = Object.entries(EVERY_COLUMN);
  directory.tamper(...columns.map(([column, value], entry) => `UPDATE audit_logs SET ${column} = ${value} WHERE sequence = ${entry + 1}`));
  const found = await problems();
  for (const [entry, [column]] of columns.entries()) expect(found, column).toContainEqual(expect.stringMatching(new RegExp(`^changed ${entry + 1}: entry ${entry + 1} of alpha, orders\\.`)));
});

test('an entry that was taken away is named by its neighbours', async () => {
  directory.tamper('DELETE FROM audit_logs WHERE sequence IN (4, 8, 9)');
  expect(await problems()).toEqual([
    expect.stringMatching(/^missing 4: entry 4 of alpha is missing before entry 5 of alpha, orders\.place at 2026-/),
    expect.stringMatching(/^missing 8: entries 8 to 9 of alpha are missing before entry 10/),
  ]);
});

test('entries that changed places are found, with the places they had', async () => {
  directory.tamper('UPDATE audit_logs SET sequence = 100 WHERE sequence = 5', 'UPDATE audit_logs SET sequence = 5 WHERE sequence = 6', 'UPDATE audit_logs SET sequence = 6 WHERE sequence = 100');
  expect(await problems()).toEqual([expect.stringMatching(/^reordered 5: .* was written as entry 6/), expect.stringMatching(/^reordered 6: .* was written as entry 5/), expect.stringMatching(/^reordered 7: .* does not follow/)]);
});

test('an end that was cut off is found by the head, before the next start and after it', async () => {
  directory.tamper('DELETE FROM audit_logs WHERE sequence > 9');
  expect(await problems()).toEqual([expect.stringContaining('cut_off 10: entries 10 to 12 of alpha were written and are not there')]);
  await directory.filled(2);
  expect(await problems()).toEqual([
    expect.stringContaining('missing 10: entries 10 to 12 of alpha are missing before entry 13 of alpha, audit.irregular'),
    expect.stringMatching(/^cut_off 13: .*entries 10 to 12 had been written/),
  ]);
});

test('all entries taken away are a cut end', async () => {
  directory.tamper('DELETE FROM audit_logs');
  expect(await problems()).toEqual([expect.stringContaining('cut_off 1: entries 1 to 12')]);
});

test('a head that was taken away, changed, or written by hand is found, and the next start puts it on record', async () => {
  const head = readFileSync(directory.headFile, 'utf8');
  rmSync(directory.headFile);
  directory.tamper('DELETE FROM audit_logs WHERE sequence > 9');
  expect(await problems()).toEqual([expect.stringContaining('there is no head of alpha')]);
  await directory.filled(1);
  expect(await problems()).toEqual([expect.stringMatching(/^cut_off 10: .*audit.irregular.*there was no head/)]);

  writeFileSync(directory.headFile, head.replace('"sequence":12', '"sequence":11'));
  expect(await problems()).toContainEqual(expect.stringContaining('forged null: the head of alpha in audit-head.json is not sealed'));
  writeFileSync(directory.headFile, 'nothing');
  expect(await problems()).toContainEqual(expect.stringContaining('cannot be read'));
});

test('an entry’s own seal is no head’s', async () => {
  const database = new Database(directory.file, { readonly: true });
  const entry = database.prepare<[], { hash: string; seal: string }>('SELECT hash, seal FROM audit_logs WHERE sequence = 9').get();
  database.close();
  directory.tamper('DELETE FROM audit_logs WHERE sequence > 9');
  writeFileSync(directory.headFile, JSON.stringify({ heads: [{ chain: 'alpha', sequence: 9, ...entry }] }));
  expect(await problems()).toEqual([expect.stringContaining('forged null')]);
});

/** Changes an entry and makes every hash after it fit. */
function forge(file: string, sequence: number): void {
  const database = new Database(file);
  database.exec('DROP TRIGGER IF EXISTS audit_logs_are_not_changed');
  database.prepare("UPDATE audit_logs SET resource_id = 'forged' WHERE sequence = ?").run(sequence);
  let previous: string | null = null;
  // The rows are the log's own, read as it reads them.
  for (const row of database.prepare('SELECT * FROM audit_logs WHERE sequence >= ? ORDER BY sequence').all(sequence) as Parameters<typeof entryOf>[0][]) {
    const entry = entryOf({ ...row, previous_hash: previous ?? row.previous_hash });
    if (entry === null) throw new Error('an entry is in no chain');
    previous = hashOf(entry);
    database.prepare('UPDATE audit_logs SET previous_hash = ?, hash = ?, seal = ? WHERE sequence = ?').run(entry.previousHash, previous, createHash('sha256').update(previous).digest('hex'), entry.sequence);
  }
  database.close();
}

test('entries forged with hashes that fit are found by their seals', async () => {
  forge(directory.file, 8);
  expect(await problems()).toEqual([expect.stringMatching(/^forged 8: 5 entries, from entry 8 of alpha.* to entry 12 of alpha.* are not sealed/), expect.stringMatching(/^forged 12: entry 12 of alpha is another than the one that was written/)]);
  // Without the key the head alone tells.
  expect(await problems(null)).toEqual([expect.stringMatching(/^forged 12/)]);
});

test('an entry that is put between has no seal, and one at the end is behind no head', async () => {
  directory.tamper("INSERT INTO audit_logs (id, action, resource_type, created_at, chain, sequence, previous_hash, hash, seal) SELECT 'x', action, resource_type, created_at, chain, 13, hash, 'h', 's' FROM audit_logs WHERE sequence = 12");
  expect(await problems()).toEqual([expect.stringContaining('changed 13')]);
});

test('a beginning that was cut off is found, whatever record of it is put there', async () => {
  directory.tamper('DELETE FROM audit_logs WHERE sequence < 4');
  expect(await problems()).toEqual([expect.stringContaining('cut_off 4: alpha begins with entry 4, and that older ones were let go is not on record')]);
  directory.tamper("INSERT INTO audit_beginnings (chain, sequence, hash, seal, created_at) SELECT chain, 3, previous_hash, seal, created_at FROM audit_logs WHERE sequence = 4");
  expect(await problems()).toEqual([expect.stringContaining('is not sealed under this workstation’s key')]);
});

test('an entry that was taken out of its chain is found twice', async () => {
  directory.tamper('UPDATE audit_logs SET chain = NULL WHERE sequence = 5', 'UPDATE audit_logs SET chain = NULL, sequence = NULL, previous_hash = NULL, hash = NULL, seal = NULL WHERE sequence = 8');
  expect((await problems()).map((text) => text.split(':')[0])).toEqual(['missing 5', 'missing 8', 'unchained null', 'unchained null']);
});

test('a directory opened under another key has another chain, and each is whole under its own', async () => {
  const other = Buffer.alloc(32, 9);
  await directory.filled(2, { key: other });
  const log = await directory.open({ key: other });
  await log.append(recordOf());
  const found = await log.verify();
  await log.close();
  expect(found.problems).toEqual([]);
  expect(found.chains.map(({ chain, entries, seals }) => [chain, entries, seals])).toEqual([['alpha', 12, 'no_key'], ['alpha/2', 4, 'checked']]);
  // And back.
  await directory.filled(1);
  expect(await directory.verify()).toMatchObject({ problems: [], chains: [{ chain: 'alpha', entries: 13, seals: 'checked' }, { chain: 'alpha/2', entries: 4, seals: 'no_key' }] });
  // Whose end somebody changed is still ours.
  directory.tamper("UPDATE audit_logs SET hash = 'x', seal = 'y' WHERE chain = 'alpha' AND sequence = 13");
  rmSync(directory.headFile);
  const after = await directory.verify();
  expect(after.problems.map(({ chain, kind }) => [chain, kind])).toContainEqual(['alpha', 'changed']);
});

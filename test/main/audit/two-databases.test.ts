import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { AuditVerification } from '../../../src-core/contract/access.ts';
import { jsonSchema } from '../../../src-core/contract/schemas.ts';
import { DAY } from '../../../src-core/time.ts';
import { AUDIT_HEAD_FILE, fileAuditHead } from '../../../src-main/audit/audit-head.ts';
import { hashOf } from '../../../src-main/audit/audit-entry.ts';
import { entryOf } from '../../../src-main/audit/audit-rows.ts';
import { type AuditParts, type ChainedAuditLog, openAuditLog } from '../../../src-main/audit/chained-audit-log.ts';
import { verifyWorkstation } from '../../../src-main/audit/verify-workstation.ts';
import { createFileVault } from '../../../src-main/connections/file-vault.ts';
import type { DeskStore } from '../../../src-main/stores/relational/desk/desk-store.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { RecordedDays } from '../../../src-main/stores/retention/recorded-days.ts';
import { serverTasks } from '../../../src-main/stores/retention/server-partitions.ts';
import { auditLogIn } from '../../support/audit-log.ts';
import { DeskDirectory } from '../stores/desk/desk-directory.ts';
import { FakeTimeSeries } from '../stores/retention/fake-time-series.ts';
import { usePostgres } from '../stores/store-adapters.ts';
import { TestDirectory, WORKER } from '../stores/test-store.ts';
import { KEY, recordOf, START } from './audit-directory.ts';

const postgres = usePostgres();
const open: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.remove();
});

test('an entry has one hash, whichever database it is read back from', async () => {
  const directory = new TestDirectory();
  const database = await postgres.database();
  open.push(directory, database);
  const letters = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', '\udc00x', '\\u0000', '\\\\u0000', 'é', 'e\u0301', '\u2028', '{"a":1}', '"', '__proto__'));
  const figures = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324, 1.797e308, 123456789012345680000, 0.1 + 0.2), fc.integer());
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof({ maxDepth: 4 }, letters, figures, fc.boolean(), fc.constant(null), fc.array(tie('json'), { maxLength: 4 }), fc.dictionary(letters, tie('json'), { maxKeys: 5 })),
  }));
  const addresses = fc.oneof(fc.constantFrom(null, '127.0.0.1', '::1', '::ffff:10.0.0.1', 'fe80::1%eth0', '0:0:0:0:0:0:0:1', '2001:DB8::A:0:0:1', 'nowhere'), fc.ipV6(), fc.ipV4());
  const records = fc.sample(
    fc.record({ old: json, new: json, address: addresses, agent: fc.option(letters), resource: fc.option(letters) }).map((made) =>
      recordOf({ oldValues: jsonSchema.parse(made.old), newValues: jsonSchema.parse(made.new), ipAddress: made.address, userAgent: made.agent, resourceId: made.resource }),
    ),
    400,
  );
  const ids = records.map(() => randomUUID());
  const read = async (store: RelationalStore) => {
    const waiting = [...ids];
    let now = START;
    const log = await auditLogIn(store, { clock: { now: () => (now += 37) }, newId: () => waiting.shift() ?? '' });
    await Promise.all(records.map((record) => log.append(record)));
    const rows = await store.db.selectFrom('audit_logs').selectAll().orderBy('sequence').execute();
    return rows.map((row) => {
      const entry = entryOf(row);
      return { hash: row.hash, seal: row.seal, again: entry === null ? null : hashOf(entry) };
    });
  };
  const [here, there] = [await read(await directory.open()), await read(await database.open())];
  expect(here).toHaveLength(400);
  for (const [index, each] of here.entries()) expect(each, JSON.stringify(records[index])).toMatchObject({ again: each.hash });
  expect(there).toEqual(here);
});

class Workstation {
  readonly directory: DeskDirectory;
  readonly #server: RelationalStore;
  readonly key: Buffer;
  store: DeskStore | null = null;
  log: ChainedAuditLog | null = null;

  constructor(url: string, server: RelationalStore, key: Buffer) {
    this.directory = new DeskDirectory(url);
    this.#server = server;
    this.key = key;
  }

  async open(parts: Partial<AuditParts> = {}): Promise<ChainedAuditLog> {
    this.store = await this.directory.open();
    let now = START;
    this.log = await openAuditLog({
      store: this.store, file: this.directory.file, sqliteWorker: WORKER, server: () => this.#server, chain: this.store.origin, key: this.key,
      head: fileAuditHead(join(this.directory.path, AUDIT_HEAD_FILE)), clock: { now: () => (now += 1_000) }, newId: randomUUID, ...parts,
    });
    return this.log;
  }

  async close(): Promise<void> {
    await this.log?.close();
    await this.directory.closeAll();
  }

  async remove(): Promise<void> {
    await this.log?.close();
    await this.directory.remove();
  }
}

const told = ({ problems }: AuditVerification) => problems.map(({ kind, sequence, text }) => `${kind} ${sequence}: ${text}`);

test('two workstations write one desk’s record: each has the other’s chain, and neither can cut what both databases hold', async () => {
  const database = await postgres.database();
  const server = await database.open();
  const [left, right] = [new Workstation(database.url, server, KEY), new Workstation(database.url, server, Buffer.alloc(32, 9))];
  open.push(left, right, database);
  const logs = [await left.open(), await right.open()] as const;
  for (let entry = 0; entry < 6; entry += 1) await Promise.all(logs.map((log) => log.append(recordOf({ resourceId: String(entry), newValues: { b: 1, a: ['\0', { z: 1e21, y: -0 }], outcome: 'done' }, ipAddress: '::FFFF:1.2.3.4' }))));
  await Promise.all([left.store?.relay.idle(), right.store?.relay.idle()]);
  const whole = await logs[0].verify();
  expect(told(whole)).toEqual([]);
  expect(whole.entries).toBe(12);
  const seals = new Map(whole.chains.map(({ chain, seals: checked }) => [chain, checked]));
  expect([seals.get(left.store?.origin ?? ''), seals.get(right.store?.origin ?? '')]).toEqual(['checked', 'no_key']);
  expect((await logs[0].list({ offset: 0, limit: 3 }, null)).total).toBe(12);
  expect((await logs[0].list({ offset: 0, limit: 3, text: 'Z', outcome: 'done', action: 'orders' }, null)).total).toBe(12);
  expect(Buffer.from((await logs[1].export({ offset: 0, limit: 1 }, null, 'jsonl')).base64, 'base64').toString().trimEnd().split('\n')).toHaveLength(12);

  // Somebody who has the server: an end, a chain's entry, one that is put there twice.
  const own = `chain = '${left.store?.origin ?? ''}'`;
  const others = `chain = '${right.store?.origin ?? ''}'`;
  await postgres.server().run(database.url, `DROP TRIGGER audit_logs_are_not_changed ON audit_logs; DELETE FROM audit_logs WHERE ${own} AND sequence > 4; UPDATE audit_logs SET new_values = '{"outcome":"done"}' WHERE ${others} AND sequence = 2`);
  await postgres.server().run(database.url, `INSERT INTO audit_logs SELECT (gen_random_uuid()), user_id, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, created_at, chain, sequence, previous_hash, hash, seal FROM audit_logs WHERE ${others} AND sequence = 5`);
  // What was sent is told from what waits once the outbox has let it go.
  const found = await vi.waitFor(async () => {
    const problems = told(await logs[0].verify());
    expect(problems).toContainEqual(expect.stringMatching(/^cut_off 5: on the desk’s server: entries 5 to 6 of .* were sent and are not there/));
    return problems;
  }, { timeout: 20_000, interval: 200 });
  expect(found).toContainEqual(expect.stringMatching(/^changed 2: on the desk’s server: entry 2/));
  expect(found).toContainEqual(expect.stringMatching(/^reordered 5: on the desk’s server: .* at a place where another entry is/));

  // Somebody who has the workstation, with its head: the server still knows.
  await right.close();
  rmSync(join(right.directory.path, AUDIT_HEAD_FILE));
  const replica = new Database(right.directory.file);
  replica.exec('DROP TRIGGER audit_logs_are_not_changed; DELETE FROM audit_logs WHERE sequence > 3');
  replica.close();
  const cut = told(await (await right.open()).verify());
  expect(cut).toContainEqual(expect.stringMatching(/^cut_off \d: .*are on the desk’s server and not here/));
}, 60_000);

test('weeks that the server lets go leave what each chain begins after, and the command line reads both databases', async () => {
  const database = await postgres.database();
  const server = await database.open();
  const workstation = new Workstation(database.url, server, KEY);
  open.push(workstation, database);
  await createFileVault(workstation.directory.path).set('audit_key', KEY.toString('base64'));
  let now = START - 2_600 * DAY;
  const log = await workstation.open({ clock: { now: () => now } });
  for (let entry = 0; entry < 5; entry += 1) {
    await log.append(recordOf({ resourceId: String(entry) }));
    now += entry === 2 ? 2_590 * DAY : DAY;
  }
  await workstation.store?.relay.idle();
  const connected = { store: server, days: new RecordedDays(server, new FakeTimeSeries('influxdb')) };
  const task = serverTasks({ server: () => connected, maintainsServer: () => true, clock: { now: () => START } }).find(({ rule }) => rule === 'audit_logs');
  const pieces = task?.remove(START - 2_557 * DAY);
  while ((await pieces?.next())?.done === false);
  const beginnings = await server.db.selectFrom('audit_beginnings').select(['chain', 'sequence']).execute();
  expect(beginnings).toEqual([{ chain: workstation.store?.origin, sequence: 3 }]);
  expect(told(await log.verify())).toEqual([]);
  await workstation.close();

  const parts = { dataDir: workstation.directory.path, database: 'desk.sqlite', sqliteWorker: WORKER, vault: createFileVault(workstation.directory.path), server: { url: database.url, password: null } };
  const read = await verifyWorkstation(parts);
  expect(read).toMatchObject({ notes: [], found: { entries: 5, problems: [], chains: [{ seals: 'checked' }] } });
  // A beginning on the server that only says so.
  await postgres.server().run(database.url, 'DELETE FROM audit_logs WHERE sequence < 5; INSERT INTO audit_beginnings SELECT chain, 4, previous_hash, seal, created_at FROM audit_logs');
  expect(told((await verifyWorkstation(parts)).found)[0]).toMatch(/^cut_off 5: on the desk’s server: .* begins with entry 5, and the record of what was let go/);
  // Without its key the hashes and the head are looked at, and it says so.
  const bare = await verifyWorkstation({ ...parts, vault: { kind: 'file', get: async () => null, set: async () => undefined }, server: null });
  expect(bare).toMatchObject({ notes: [expect.stringContaining('seals were not looked at')], found: { problems: [], chains: [{ seals: 'no_key' }] } });
}, 60_000);

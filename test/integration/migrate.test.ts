import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseIsoDate } from '../../src-core/time.ts';
import { storeReads } from '../../src-main/audit/audit-reads.ts';
import { verifyAudit } from '../../src-main/audit/verify-audit.ts';
import { deskAccountId, deskUserId } from '../../src-main/stores/relational/desk/desk-profile.ts';
import { ensureLocalProfile } from '../../src-main/stores/relational/local-profile.ts';
import { openPostgresStore } from '../../src-main/stores/relational/postgres/postgres-store.ts';
import type { RelationalStore } from '../../src-main/stores/relational/relational-store.ts';
import { riskParameterId } from '../../src-main/stores/relational/risk/limit-rows.ts';
import { createRiskJournal } from '../../src-main/stores/relational/risk/risk-journal.ts';
import { createSessionRepository } from '../../src-main/stores/relational/session-repository.ts';
import { openLocalStore } from '../../src-main/stores/relational/sqlite/local-store.ts';
import { createTradingJournal } from '../../src-main/stores/relational/trading/trading-journal.ts';
import { trade } from '../main/stores/desk/filled-orders.ts';
import { POSTGRES_MIGRATIONS } from '../main/stores/store-adapters.ts';
import { MIGRATIONS, WORKER } from '../main/stores/test-store.ts';
import { auditLogIn } from '../support/audit-log.ts';
import { PostgresServer } from '../support/postgres-server.ts';

let server: PostgresServer;
let directory: string;
let url: string;

const openLocal = (): Promise<RelationalStore> =>
  openLocalStore({ directory, migrations: MIGRATIONS, sqliteWorker: WORKER, clock: { now: () => Date.UTC(2026, 10, 21) }, restoreBackup: false });

beforeAll(async () => {
  server = await PostgresServer.start();
  url = await server.createDatabase();
  directory = mkdtempSync(join(tmpdir(), 'migrate-'));
  const store = await openLocal();
  const profile = await ensureLocalProfile(store, 'ada', randomUUID);
  await store.commit([store.db.updateTable('users').set({ password_hash: '$argon2id$ada' }).where('id', '=', profile.userId).compile()]);
  await createSessionRepository(store).save({
    id: 'session', date: parseIsoDate('2026-11-20'), feed: { kind: 'simulated', detail: 'seed 1' }, seed: 1, now: 1, previousCloses: {}, closes: {}, referencePrices: {}, settledAt: null,
  });
  await trade(createTradingJournal(store, profile), 1, 40);
  await createRiskJournal(store, profile).setLimits([{ name: 'max_delta', value: 700, pending: null }], 1);
  const audit = await auditLogIn(store, { clock: { now: () => Date.UTC(2026, 2, 1) } });
  for (let entry = 0; entry < 5; entry += 1) await audit.append({ userId: profile.userId, action: 'orders.place', resourceType: 'order', resourceId: String(entry), oldValues: null, newValues: { entry }, ipAddress: null, userAgent: null });
  const times = Float64Array.from({ length: 25_000 }, (_, row) => Date.UTC(2026, 8, 1) + row * 60_000);
  await store.append('market_data_snapshots', { count: times.length, columns: { ticker_id: new Float64Array(times.length).fill(profile.tickerIds.QQQ), timestamp: times, price: times.map((_, row) => 6_000_000 + row) } });
  await store.close();
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function migrate(...flags: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src-main/migrate.ts'), ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = await once(child, 'close');
  return { code: Number(code), out, err };
}

/** Every row of every table with where it lies: a row that is written again lies elsewhere. */
async function everything(): Promise<string> {
  const tables = await server.run(url, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN ('outbox_positions') ORDER BY relname");
  const sums = [];
  for (const { relname } of tables) sums.push(await server.run(url, `SELECT '${String(relname)}' AS name, count(*), md5(string_agg(ctid::text || xmin::text || t::text, ',' ORDER BY ctid)) FROM ${String(relname)} t`));
  return JSON.stringify(sums);
}

test('a local history moves into a desk under the desk’s ids, and a second run changes nothing', async () => {
  const first = await migrate('--from', directory, '--to', url, '--owner', 'floor', '--account', 'P-7');
  expect(first.err).not.toContain('smart-0dte:');
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/ledger_entries +80 +80 +80/);
  expect(first.out).toMatch(/market_data_snapshots +25000 +25000 +25000/);
  expect(first.out).toMatch(/ledger_entries: cash +-?[\d,.]+ +-?[\d,.]+/);
  expect(first.out).toContain('both hold the same');
  const [account] = await server.run(url, 'SELECT t.id, u.username, t.account_number FROM trading_accounts t JOIN users u ON u.id = t.user_id');
  expect(account).toEqual({ id: deskAccountId('floor/P-7'), username: 'floor', account_number: 'P-7' });
  const [actors] = await server.run(url, 'SELECT array_agg(DISTINCT user_id::text) AS users FROM trades');
  expect(actors).toEqual({ users: [deskUserId('ada')] });
  // Who was alone with a password is the desk's first admin: nobody else could name one.
  expect(await server.run(url, "SELECT username, role, password_hash FROM users ORDER BY username")).toEqual([
    { username: 'ada', role: 'admin', password_hash: '$argon2id$ada' },
    { username: 'floor', role: 'trader', password_hash: '!' },
  ]);
  const parameters = await server.run(url, 'SELECT id::text, account_id::text FROM risk_parameters');
  expect(parameters).toEqual([{ id: riskParameterId(deskAccountId('floor/P-7'), 'max_delta'), account_id: deskAccountId('floor/P-7') }]);
  const [recorded] = await server.run(url, 'SELECT count(DISTINCT id) AS ids, min(ticker_id), max(ticker_id), sum(price)::text AS sum FROM market_data_snapshots');
  expect(recorded).toEqual({ ids: '25000', min: 2, max: 2, sum: String((6_000_000 * 25_000 + (25_000 * 24_999) / 2) / 10_000).replace(/(\.\d+)?$/, (decimals) => decimals.padEnd(5, '0')) });

  // The chain is whole under the other users' ids.
  const desk = await openPostgresStore({ url, migrationsDir: POSTGRES_MIGRATIONS, clock: { now: () => Date.now() } });
  const audited = await verifyAudit({ embedded: null, server: storeReads(desk), own: null, key: null, heads: [] });
  await desk.close();
  expect(audited).toMatchObject({ entries: 5, problems: [], chains: [{ chain: 'moved/alpha', first: 1, last: 5 }] });

  const before = await everything();
  const second = await migrate('--from', directory, '--to', url, '--owner', 'floor', '--account', 'P-7');
  expect(second.code).toBe(0);
  expect(second.out).toContain('0 rows added; both hold the same');
  expect(await everything()).toBe(before);

  const json = await migrate('--from', directory, '--to', url, '--owner', 'floor', '--account', 'P-7', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ account: 'floor/P-7', isComplete: true });
}, 120_000);

test('a history that has changed since is caught up with; one of another account is refused', async () => {
  const store = await openLocal();
  const profile = await ensureLocalProfile(store, 'ada', randomUUID);
  await trade(createTradingJournal(store, profile), 41, 42);
  await store.close();
  const third = await migrate('--from', directory, '--to', url, '--owner', 'floor', '--account', 'P-7');
  expect(third.out).toMatch(/order_packages +42 +42 +2/);
  expect(third.code).toBe(0);
  await server.run(url, `INSERT INTO order_packages SELECT 'foreign', account_id, 1000, trade_id, ticker_id, legs, quantity, order_type, limit_price, stop_price, time_in_force, source, closing, state, resume_state, pending_change, triggered, filled_quantity, filled_net_total, reason, created_at, updated_at, session_id FROM order_packages LIMIT 1`);
  const refused = await migrate('--from', directory, '--to', url, '--owner', 'floor', '--account', 'P-7');
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('has 1 orders of its own');
}, 120_000);

test('what cannot be done is said in one line, with code 2', async () => {
  const elsewhere = url.replace(/:[^:]*@/, ':wrong@');
  const store = await openLocal();
  const inUse = await migrate('--from', directory, '--to', url);
  await store.close();
  expect(inUse).toMatchObject({ code: 2, err: expect.stringContaining('is in use by process') });
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['--form', 'local', '--to', url], "Unknown option '--form'"],
    [['--from', directory], '--to is missing'],
    [['--from', tmpdir(), '--to', url], 'there is no smart-0dte.sqlite in'],
    [['--from', directory, '--to', 'mysql://x'], 'expected postgres://'],
    [['--from', directory, '--to', elsewhere], 'does not accept the password'],
    [['--from', directory, '--to', 'postgres://postgres@127.0.0.1:1/books'], 'cannot be reached'],
    [['--from', directory, '--to', url, '--owner', 'a/b'], '--owner "a/b"'],
  ];
  for (const [flags, words] of cases) {
    const { code, err, out } = await migrate(...flags);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringContaining(words) });
    expect(err).not.toContain('wrong');
  }
}, 120_000);

import { writeFileSync } from 'node:fs';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signalQuerySchema } from '../../../../src-core/contract/signals.ts';
import { money } from '../../../../src-core/money.ts';
import { deskUserId, ensureDeskProfile } from '../../../../src-main/stores/relational/desk/desk-profile.ts';
import { UNCONFIRMED_EPOCH } from '../../../../src-main/desk/lease-rules.ts';
import { nameUuid } from '../../../../src-main/stores/relational/name-uuid.ts';
import { createSettingsRepository } from '../../../../src-main/stores/relational/settings-repository.ts';
import { createSignalJournal } from '../../../../src-main/stores/relational/signals/signal-journal.ts';
import { auditLogIn } from '../../../support/audit-log.ts';
import { compareBooks } from '../../../support/compare-books.ts';
import { settlement, signal, signalRecord } from '../../../support/signal-records.ts';
import { usePostgres } from '../store-adapters.ts';
import { ACCOUNT, DeskDirectory, NUMBER, OWNER } from './desk-directory.ts';
import { deskJournal, filledOrder, trade } from './filled-orders.ts';

const postgres = usePostgres();
let directory: DeskDirectory;
let url: string;
beforeEach(async () => {
  url = (await postgres.database()).url;
  directory = new DeskDirectory(url);
});
afterEach(() => directory.remove());

const run = (sql: string, parameters?: readonly unknown[]) => postgres.server().run(url, sql, parameters);
const count = async (table: string) => Number((await run(`SELECT count(*) FROM ${table}`))[0]?.['count']);
const lease = (epoch: number, holder = 'other') =>
  run(
    `INSERT INTO trading_leases (account, holder, holder_name, epoch, shared, renewed_at) VALUES ($1, $2, $2, $3, true, now())
     ON CONFLICT (account) DO UPDATE SET epoch = $3, holder = $2`,
    [ACCOUNT, holder, epoch],
  );

/** 1,000 records of a chain, by appends of 100. */
async function record(store: Awaited<ReturnType<DeskDirectory['open']>>, from: number): Promise<void> {
  for (let part = 0; part < 10; part += 1) {
    const numbers = Float64Array.from({ length: 100 }, (_, index) => from + 100 * part + index);
    await store.append('options_chains', {
      count: 100,
      columns: {
        underlying_ticker_id: new Float64Array(100).fill(1), expiration_date: Array.from(numbers, () => '2026-11-20'), strike_price: numbers.map((each) => each * 10_000),
        option_type: Array.from(numbers, () => 'put'), symbol: Array.from(numbers, (each) => `record ${each}`), bid: numbers.map(() => Number.NaN), timestamp: numbers.map((each) => 1_795_185_000_000 + each),
      },
    });
  }
}

test('everything that is committed or appended is in PostgreSQL as it is in the replica', async () => {
  const store = await directory.open();
  expect(store.isNew).toBe(true);
  const journal = await deskJournal(store);
  await trade(journal, 1, 20);
  await record(store, 1);
  const audit = await auditLogIn(store, { clock: { now: () => Date.UTC(2026, 7, 3) }, newId: () => nameUuid('an entry') });
  await audit.append({ userId: deskUserId('ada'), action: 'orders.place', resourceType: 'order', resourceId: null, oldValues: null, newValues: { text: 'a\ud800 and \0 \\u0000' }, ipAddress: '127.0.0.1', userAgent: null });
  await store.relay.idle();
  expect(store.relay.status()).toMatchObject({ server: 'postgresql', state: 'connected', backlog: 0, unit: 'changes', detail: expect.stringContaining('PostgreSQL 127.0.0.1') });
  // Letters that PostgreSQL has no place for are replaced in both.
  expect(await compareBooks(directory.file, url, true)).toEqual([]);
  expect((await run('SELECT new_values FROM audit_logs'))[0]?.['new_values']).toEqual({ text: 'a\ufffd and \ufffd \\u0000' });
  expect([await count('fills'), await count('options_chains')]).toEqual([20, 1_000]);
});

test('what is this workstation’s own is not relayed', async () => {
  const store = await directory.open();
  await createSettingsRepository(store.local).set('workspace.layout', { theme: 'dark' });
  await store.relay.idle();
  expect(await count('system_config')).toBe(0);
});

test('a query that is one server’s own is refused before anything is written', async () => {
  const store = await directory.open();
  await expect(store.commit([CompiledQuery.raw('DELETE FROM users WHERE id = ?', ['x'])])).rejects.toThrow('cannot be relayed');
  const nan = store.db.insertInto('tickers').values({ id: 1, symbol: 'SPY', name: 'x', exchange: 'x', created_at: Number.NaN });
  await expect(store.commit([nan.compile()])).rejects.toThrow('NaN');
  expect(store.relay.status().backlog).toBe(0);
});

test('changes that were not relayed outlive the process, and are applied once', async () => {
  const unreachable = 'postgres://postgres@127.0.0.1:1/books';
  const store = await directory.open({ access: { url: unreachable, password: null } });
  const journal = await deskJournal(store);
  await trade(journal, 1, 10);
  expect(store.relay.status()).toMatchObject({ backlog: 22 });
  await vi.waitFor(() => expect(store.relay.status()).toMatchObject({ state: 'down', detail: expect.stringContaining('cannot be reached') }));
  await store.close();
  const again = await directory.open();
  expect(again.origin).toBe(store.origin);
  expect(again.isNew).toBe(false);
  expect(again.relay.status().backlog).toBe(22);
  await again.relay.idle();
  await again.close();
  // The server has what the replica does not know that it has: as after a crash before the answer.
  const third = await directory.open();
  await third.local.commit([
    third.db.updateTable('replica_state').set({ value: '3' }).where('name', '=', 'acknowledged').compile(),
    ...[4, 5, 6].map((sequence) => third.db.insertInto('outbox').values({ sequence, epoch: 0, statements: '[{"text":"SELECT 1 / 0","values":[]}]', created_at: 0, appended_table: null, first_id: null, last_id: null, refused: null }).compile()),
  ]);
  await third.close();
  const fourth = await directory.open();
  expect(fourth.relay.status().backlog).toBe(3);
  await fourth.relay.idle();
  expect(await compareBooks(directory.file, url, true)).toEqual([]);
});

test('what was written under an older lease is refused, kept and told; what belongs to nobody’s books is not', async () => {
  const store = await directory.open();
  store.setEpoch(1);
  const journal = await deskJournal(store);
  await trade(journal, 1, 3);
  await store.relay.idle();
  await lease(2);
  await trade(journal, 4, 5);
  const audit = await auditLogIn(store, { clock: { now: () => Date.UTC(2026, 10, 20) } });
  await audit.append({ userId: null, action: 'a', resourceType: 'b', resourceId: null, oldValues: null, newValues: null, ipAddress: null, userAgent: null });
  await store.relay.idle();
  expect(directory.refusals.reduce((sum, each) => sum + each.count, 0)).toBe(4);
  expect(directory.refusals[0]?.reason).toContain('older trading lease than 2');
  expect(store.relay.refused).toBe(4);
  expect([await count('order_packages'), await count('audit_logs')]).toEqual([3, 1]);
  // They are kept over a start, and the books go on once they are the server's again.
  await store.close();
  const again = await directory.open();
  again.setEpoch(3);
  await lease(3, again.origin);
  expect(await again.pull()).toBe('pulled');
  expect(again.relay.refused).toBe(4);
  expect(await compareBooks(directory.file, url)).toEqual([]);
  await trade(await deskJournal(again), 4, 6);
  await again.relay.idle();
  expect(await count('order_packages')).toBe(6);
  expect(await compareBooks(directory.file, url)).toEqual([]);
});

test('what was written before the desk was reached waits for its lease', async () => {
  const store = await directory.open();
  store.setEpoch(UNCONFIRMED_EPOCH);
  await trade(await deskJournal(store), 1, 1);
  await vi.waitFor(() => expect(store.relay.status()).toMatchObject({ state: 'connected', backlog: 3 }));
  expect(await count('market_sessions')).toBe(0);
  await lease(1, store.origin);
  store.setEpoch(1);
  await store.confirm(1);
  await store.relay.idle();
  expect(await compareBooks(directory.file, url)).toEqual([]);
});

test('what was written before the desk was reached is kept and never sent, where another workstation trades', async () => {
  const store = await directory.open();
  store.setEpoch(UNCONFIRMED_EPOCH);
  await trade(await deskJournal(store), 1, 1);
  await store.giveUpUnconfirmed();
  await store.relay.idle();
  expect(directory.refusals).toEqual([{ count: 3, reason: expect.stringContaining('another workstation trades the account') }]);
  expect(await store.local.db.selectFrom('outbox').select('refused').where('refused', 'is not', null).execute()).toHaveLength(3);
  expect(await count('order_packages')).toBe(0);
  expect(await store.pull()).toBe('pulled');
});

test('an entry that the server refuses is not skipped: the whole replica goes instead, or the relay says why not', async () => {
  const store = await directory.open();
  const journal = await deskJournal(store);
  await trade(journal, 1, 2);
  await store.relay.idle();
  // Somebody took a row away, to which the next orders refer.
  await run(`DELETE FROM order_history; DELETE FROM fill_legs; DELETE FROM fills; DELETE FROM orders; DELETE FROM order_packages; DELETE FROM ledger_entries; DELETE FROM ledger_transactions; DELETE FROM trade_legs; DELETE FROM trades; DELETE FROM market_sessions`);
  await trade(journal, 3, 4);
  await journal.write([{ kind: 'history', entry: { orderId: nameUuid('order 1'), step: 3, time: 1, state: 'FILLED', event: { type: 'accepted' } } }]);
  await store.relay.idle();
  expect(await compareBooks(directory.file, url)).toEqual([]);

  // A price that PostgreSQL has no room for.
  const [sent] = filledOrder(5);
  const tooLarge = sent?.map((each) => (each.kind === 'trade' ? { ...each, trade: { ...each.trade, realised: money(9_000_000_000_000_000) } } : each));
  await journal.write(tooLarge ?? []);
  await vi.waitFor(() => expect(store.relay.status()).toMatchObject({ state: 'failed', backlog: 1, detail: expect.stringMatching(/numeric field overflow/) }), { timeout: 10_000 });
  await store.local.commit([store.db.updateTable('outbox').set({ statements: '[]' }).compile()]);
  await store.relay.idle();
  expect(store.relay.status().state).toBe('connected');
});

const lost = {
  'tables emptied': "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition LOOP EXECUTE format('TRUNCATE %s CASCADE', t); END LOOP; END $$",
  'schema dropped': 'DROP SCHEMA public CASCADE; CREATE SCHEMA public',
} as const;
test.each(Object.entries(lost))('a server with its %s gets everything back, while trading goes on', async (_, sql) => {
  const store = await directory.open();
  store.setEpoch(1);
  await lease(1, store.origin).catch(() => undefined);
  const journal = await deskJournal(store);
  await trade(journal, 1, 30);
  await record(store, 1);
  await store.relay.idle();
  await run(sql);
  await trade(journal, 31, 40);
  await record(store, 1_001);
  await store.relay.idle();
  expect(await compareBooks(directory.file, url, true)).toEqual([]);
  // Also where nothing is written.
  await run(sql);
  await vi.waitFor(() => count('fills').then((fills) => expect(fills).toBe(40)), { timeout: 10_000, interval: 100 });
  await store.relay.idle();
  expect(await compareBooks(directory.file, url, true)).toEqual([]);
  await trade(journal, 41, 42);
  await store.relay.idle();
  expect(await compareBooks(directory.file, url, true)).toEqual([]);
}, 60_000);

test('who holds no lease does not give an emptied server older books', async () => {
  const store = await directory.open();
  store.setEpoch(1);
  await deskJournal(store).then((journal) => trade(journal, 1, 3));
  await store.relay.idle();
  await lease(2);
  store.setEpoch(0);
  // Seen while idle.
  await vi.waitFor(async () => expect((await store.db.selectFrom('replica_state').selectAll().where('name', '=', 'lease_epoch').executeTakeFirst())?.value).toBe('2'), { timeout: 5_000 });
  await run(lost['tables emptied']);
  await vi.waitFor(() => count('users').then((users) => expect(users).toBe(2)), { timeout: 10_000, interval: 100 });
  await store.relay.idle();
  expect(await count('order_packages')).toBe(0);
  // It takes over: nobody else had them, so they are the desk's.
  await lease(3, store.origin);
  store.setEpoch(3);
  expect(await store.pull()).toBe('pulled');
  expect(await count('order_packages')).toBe(3);
  expect(await compareBooks(directory.file, url)).toEqual([]);
}, 30_000);

test('a start that finds the server empty gives it the books once it knows that it still holds the lease', async () => {
  const store = await directory.open();
  store.setEpoch(4);
  await lease(4, store.origin);
  await trade(await deskJournal(store), 1, 3);
  await store.relay.idle();
  await store.close();
  await run(lost['tables emptied']);
  const again = await directory.open();
  await again.relay.idle();
  expect([await count('users'), await count('order_packages')]).toEqual([2, 0]);
  // The lease went with the rest, and is taken anew.
  await lease(5, again.origin);
  again.setEpoch(5);
  await vi.waitFor(() => count('order_packages').then((orders) => expect(orders).toBe(3)), { timeout: 5_000, interval: 50 });
  await again.relay.idle();
  expect(await compareBooks(directory.file, url, true)).toEqual([]);
});

test('a take-over has the books of the other workstation, and goes on from them', async () => {
  const first = await directory.open();
  await trade(await deskJournal(first), 1, 5);
  await first.relay.idle();
  await first.close();
  const second = new DeskDirectory(url);
  try {
    const store = await second.open();
    expect(store.isNew).toBe(true);
    expect(await store.pull()).toBe('pulled');
    expect(await compareBooks(second.file, url)).toEqual([]);
    const journal = await deskJournal(store, 'grace');
    expect((await journal.load()).lastSequence).toBe(5);
    await trade(journal, 6, 8);
    await store.relay.idle();
    expect(await compareBooks(second.file, url)).toEqual([]);
    await store.close();
    const back = await directory.open();
    expect(await back.pull()).toBe('pulled');
    expect((await (await deskJournal(back)).load()).lastSequence).toBe(8);
  } finally {
    await second.remove();
  }
});

test('a pull where the server is not there says so, and one that would lose changes is refused', async () => {
  const far = await directory.open({ access: { url: 'postgres://postgres@127.0.0.1:1/books', password: null } });
  expect(await far.pull()).toBe('unreachable');
  await trade(await deskJournal(far), 1, 1);
  expect(await far.pull()).toBe('unreachable');
  await far.close();
  const store = await directory.open();
  store.setEpoch(UNCONFIRMED_EPOCH);
  await store.commit([store.db.updateTable('trades').set({ notes: 'x' }).compile()]);
  await expect(store.pull()).rejects.toThrow('1 changes of this workstation are not with');
});

test('after a restored backup new changes are not taken for old ones', async () => {
  const store = await directory.open();
  const journal = await deskJournal(store);
  await trade(journal, 1, 2);
  await store.relay.idle();
  await store.backup();
  await trade(journal, 3, 6);
  await store.relay.idle();
  await store.close();
  writeFileSync(directory.file, 'not a database any more');
  const restored = await directory.open({ restoreBackup: true });
  expect(restored.isNew).toBe(true);
  await restored.relay.idle();
  expect(await restored.pull()).toBe('pulled');
  await trade(await deskJournal(restored), 7, 9);
  await restored.relay.idle();
  expect(await count('order_packages')).toBe(9);
  expect(await compareBooks(directory.file, url)).toEqual([]);
});

test('a data directory holds one account', async () => {
  await (await directory.open()).close();
  await expect(directory.open({ account: 'desk/OTHER' })).rejects.toThrow(`holds the books of ${ACCOUNT}`);
});

test('a workstation that reads the desk’s books has the signals of the one before, whole', async () => {
  const store = await directory.open();
  await deskJournal(store);
  const profile = await ensureDeskProfile(store, { owner: OWNER, accountNumber: NUMBER, username: 'ada' });
  const made = signal(1, { regime: null });
  const records = [signalRecord(signal(2)), signalRecord(made, { status: 'expired', fate: 'left', endedAt: made.expiresAt, settlement: settlement(made) })];
  await createSignalJournal(store, profile, profile.tickerIds).write(records, { id: 'session', date: made.date });
  await store.relay.idle();
  const other = new DeskDirectory(url);
  try {
    const taking = await other.open();
    expect(await taking.pull()).toBe('pulled');
    const there = createSignalJournal(taking, profile, profile.tickerIds);
    expect((await there.list(signalQuerySchema.parse({}))).records).toEqual(records);
    expect(await there.settled()).toEqual(await createSignalJournal(store, profile, profile.tickerIds).settled());
    // Once more, in the place of those that are there.
    expect(await taking.pull()).toBe('pulled');
    expect(await there.find(made.id)).toEqual(records[1]);
  } finally {
    await other.remove();
  }
});

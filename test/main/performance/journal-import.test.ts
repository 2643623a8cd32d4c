import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { correctionOf } from '../../../src-core/ledger/corrections.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { money } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { createJournalRecords } from '../../../src-main/stores/relational/journal/journal-records.ts';
import { nameUuid } from '../../../src-main/stores/relational/name-uuid.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import type { JournalRecord } from '../../../src-main/trading/journal.ts';
import { packagePlan, tradeDays } from '../../support/traded-packages.ts';
import { describeDatabases, type TestStores } from '../stores/store-adapters.ts';
import { TestDirectory } from '../stores/test-store.ts';
import { journalWorld, query, textOf } from './journal-world.ts';
import { ledgerOf, statementFile } from './statement-fixtures.ts';

const FIRST = parseIsoDate('2026-11-20');
const FLEX = { fileName: 'flex.csv', content: statementFile('ibkr-flex.csv'), format: null } as const;

describeDatabases('importing a statement', (newStores) => {
  let stores: TestStores;
  let store: RelationalStore;

  beforeEach(async () => {
    stores = await newStores();
    store = await stores.open();
  });
  afterEach(() => stores.remove());

  test('does what its preview says, into an account of its own, and can be taken back whole', async () => {
    const plans = fc.sample(packagePlan, { numRuns: 4, seed: 7 });
    const traded = tradeDays(plans, FIRST, 2);
    const { journal, profile, changed, again } = await journalWorld(store, traded.records);
    const records = createJournalRecords(store, profile.tickerIds, { now: () => 1 });
    const own = await records.books(profile.accountId);
    const before = await rowCounts(store);

    const preview = await journal.previewImport(FLEX);
    expect(preview).toMatchObject({ format: 'ibkr-flex', accountNumber: 'U7654321', accountKnown: false, from: '2026-11-20', to: '2026-11-23', fatal: false, duplicates: 0, problems: [] });
    expect(await rowCounts(store)).toEqual(before);
    await expect(journal.import({ ...FLEX, digest: 'another' })).rejects.toMatchObject({ code: 'conflict', field: 'digest' });
    expect(await rowCounts(store)).toEqual(before);

    const record = await journal.import({ ...FLEX, digest: preview.digest });
    expect(record).toMatchObject({ accountNumber: 'U7654321', broker: 'ibkr', fileName: 'flex.csv', packages: 2, fills: preview.fills });
    expect(changed).toEqual([record.accountId]);
    const books = await records.books(record.accountId);
    const ledger = ledgerOf(books);
    expect([ledger.realised, ledger.commission, ledger.fees, ledger.realised - ledger.commission - ledger.fees]).toEqual([preview.realised, preview.commission, preview.fees, preview.net]);
    const page = await journal.list(query({ accountId: record.accountId }));
    expect([page.total, page.net]).toEqual([2, preview.net]);
    expect(page.rows.map(({ strategy, importId, source }) => [strategy, importId, source])).toEqual([['long call', record.id, 'manual'], ['iron condor', record.id, 'manual']]);
    const entry = await again().get(page.rows[1]?.tradeId ?? '');
    expect(entry.orders.map(({ legs, state, closing }) => [legs.length, state, closing])).toEqual([[4, 'FILLED', false], [2, 'FILLED', true], [1, 'FILLED', true]]);
    expect(entry.settlements.map(({ cause }) => cause)).toEqual(['assignment', 'lapse', 'lapse', 'lapse']);
    expect(entry.fills[0]).toMatchObject({ packages: 2, mid: null, natural: null, net: -11_200 });
    const legs = await store.db.selectFrom('orders').innerJoin('order_packages', 'order_packages.id', 'orders.package_id').where('order_packages.account_id', '=', record.accountId).select(['orders.broker_order_id', 'orders.avg_fill_price']).execute();
    expect(legs).toHaveLength(9);
    expect(await records.books(profile.accountId)).toEqual(own);

    const twice = await journal.previewImport(FLEX);
    expect([twice.accountKnown, twice.fills, twice.duplicates, twice.packages]).toEqual([true, 0, preview.fills, []]);
    await expect(journal.import({ ...FLEX, digest: twice.digest })).rejects.toMatchObject({ code: 'conflict' });

    await expect(journal.removeImport(profile.accountId)).rejects.toMatchObject({ code: 'not_found' });
    expect(await journal.removeImport(record.id)).toEqual([]);
    expect(await rowCounts(store)).toEqual(before);
    expect(await records.books(profile.accountId)).toEqual(own);
  });

  test('never goes into a live account that is traded, though it has the statement’s number', async () => {
    const { journal, profile } = await journalWorld(store, []);
    const { accountNumber, broker } = await journal.previewImport(FLEX);
    await store.commit([
      store.db.insertInto('trading_accounts').values({ id: randomUUID(), user_id: profile.userId, account_number: accountNumber, account_type: 'live', broker }).compile(),
    ]);
    expect(await journal.previewImport(FLEX)).toMatchObject({ accountKnown: false, accountNumber: `${accountNumber} imported` });
  });

  test('of two statements the later goes on with the packages of the first, and leaves them as they were when it is taken back', async () => {
    const { journal, profile, changed } = await journalWorld(store, []);
    const records = createJournalRecords(store, profile.tickerIds, { now: () => 1 });
    const lines = FLEX.content.split('\n');
    const cut = lines.findIndex((line) => line.includes('140210'));
    const first = { ...FLEX, content: lines.slice(0, cut).join('\n') };
    const one = await journal.import({ ...first, digest: (await journal.previewImport(first)).digest });
    const books = await records.books(one.accountId);
    const two = await journal.import({ ...FLEX, digest: (await journal.previewImport(FLEX)).digest });
    expect(two.accountId).toBe(one.accountId);
    expect((await records.books(one.accountId)).trades.map(({ status }) => status)).toEqual(['settled', 'closed']);
    await expect(journal.removeImport(one.id)).rejects.toMatchObject({ code: 'conflict' });
    expect((await journal.removeImport(two.id)).map(({ id }) => id)).toEqual([one.id]);
    expect(await records.books(one.accountId)).toEqual(books);
    await journal.removeImport(one.id);
    expect(changed).toHaveLength(4);
    expect(await store.db.selectFrom('trading_accounts').where('account_type', '=', 'live').selectAll().execute()).toEqual([]);
  });
});

test('what was exported as fills gives the same trades, books and results when it is imported', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(packagePlan, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (plans, perDay) => {
      const directory = new TestDirectory();
      try {
        const store = await directory.open();
        const traded = tradeDays(plans, FIRST, perDay);
        const { journal, profile } = await journalWorld(store, traded.records);
        const records = createJournalRecords(store, profile.tickerIds, { now: () => 1 });
        const content = textOf(await journal.export({ query: query(), what: 'fills', format: 'csv' }));
        const statement = { fileName: 'fills.csv', content, format: 'smart-0dte' as const };
        const preview = await journal.previewImport(statement);
        expect([preview.problems, preview.accountNumber]).toEqual([[], 'PAPER-1 imported']);
        const { accountId } = await journal.import({ ...statement, digest: preview.digest });
        const books = await records.books(accountId);
        expect(books.trades.map(comparable)).toEqual(traded.trades.map(comparable));
        const [now, then] = [ledgerOf(books), ledgerOf({ trades: [], transactions: traded.transactions, lastSequence: 0 })];
        expect({ ...now, cash: now.cash + 1_000_000_000 }).toEqual(then);
        const fills = textOf(await journal.export({ query: query({ accountId }), what: 'fills', format: 'csv' }));
        expect(sums(fills)).toEqual(sums(content));
      } finally {
        await directory.remove();
      }
    }),
    { numRuns: 5 },
  );
}, 60_000);

test('what was booked late goes out and comes in with its reason', async () => {
  const directory = new TestDirectory();
  const store = await directory.open();
  const plan = { underlying: 'SPY', shape: 'iron condor', quantity: 2, parts: 1, closed: 0, cents: [120, 60, 95, 40, 1, 1, 1, 1], source: 'manual' } as const;
  const traded = tradeDays([plan], FIRST, 1);
  const [trade] = traded.trades;
  const sold = trade?.legs.find(({ side, symbol }) => side === 'sell' && symbol.includes('P'))?.symbol;
  if (trade === undefined || sold === undefined) throw new Error('a condor sells a put');
  const { id: tradeId } = trade;
  const assigned = correctionOf({ kind: 'assignment', id: nameUuid('late'), tradeId, symbol: sold, contracts: 1 }, { trade, transactions: traded.transactions }, (symbol) => traded.book.holding(tradeId, symbol));
  if (assigned === null) throw new Error('it is new');
  const charged = correctionOf({ kind: 'charges', id: nameUuid('charge'), tradeId, commission: money(123), fees: money(-45), reason: 'billed, later' }, { trade: assigned.trade, transactions: traded.transactions }, () => undefined);
  if (charged === null) throw new Error('it is new');
  const late = [assigned, charged].flatMap(({ transaction, trade: after }): JournalRecord[] => [{ kind: 'trade', trade: after }, { kind: 'transaction', transaction }]);
  const { journal, profile } = await journalWorld(store, [...traded.records, late]);
  const entry = await journal.get(tradeId);
  expect(entry.settlements.filter(({ cause }) => cause === 'correction').map(({ symbol, quantity, reason }) => [symbol, quantity, reason])).toEqual([
    ['SPY', 100, expect.stringMatching(/^late: 1 of SPY 261120P00597000/)],
    [null, 0, 'billed, later'],
  ]);
  const statement = { fileName: 'fills.csv', content: textOf(await journal.export({ query: query(), what: 'fills', format: 'csv' })), format: null };
  const preview = await journal.previewImport(statement);
  expect(preview.problems).toEqual([]);
  const { accountId } = await journal.import({ ...statement, digest: preview.digest });
  const books = await createJournalRecords(store, profile.tickerIds, { now: () => 1 }).books(accountId);
  expect(books.trades.map(comparable)).toEqual([comparable(charged.trade)]);
  expect(books.transactions.flatMap(({ reason }) => reason ?? []).toSorted()).toEqual(['billed, later', assigned.transaction.reason]);
  expect(ledgerOf(books).held).toEqual(['100 SPY']);
  await directory.remove();
});

describe('a terminal that may not', () => {
  test('says why it imports nothing', async () => {
    const directory = new TestDirectory();
    const { journal } = await journalWorld(await directory.open(), [], { importRefusal: 'statements are imported elsewhere' });
    const refused = { code: 'unavailable', message: 'statements are imported elsewhere' };
    await expect(journal.previewImport(FLEX)).rejects.toMatchObject(refused);
    await expect(journal.import({ ...FLEX, digest: '' })).rejects.toMatchObject(refused);
    await directory.remove();
  });
});

/** Its id is another account's, and which books closed it. */
function comparable({ id: _id, ...trade }: Trade): unknown {
  return trade;
}

/** The columns of a CSV of fills that add up, in ten-thousandths. */
function sums(csv: string): readonly number[] {
  const [header = '', ...rows] = csv.trimEnd().split('\r\n');
  const names = header.split(',');
  return ['cash', 'commission', 'fees', 'quantity'].map((name) => rows.reduce((sum, row) => sum + Math.round(Number(row.split(',')[names.indexOf(name)]) * 10_000), 0));
}

async function rowCounts(store: RelationalStore): Promise<Readonly<Record<string, number>>> {
  const tables = ['trading_accounts', 'statement_imports', 'trades', 'trade_legs', 'order_packages', 'orders', 'order_history', 'fills', 'fill_legs', 'ledger_transactions', 'ledger_entries', 'trade_tags', 'daily_pnl'] as const;
  const counts = await Promise.all(tables.map((table) => store.db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()));
  return Object.fromEntries(tables.map((table, place) => [table, Number(counts[place]?.count)]));
}

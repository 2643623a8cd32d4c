import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalQuery } from '../../../src-core/contract/journal.ts';
import { CHAIN_FIELDS, type ChainField } from '../../../src-core/market/chain.ts';
import { add, money, subtract } from '../../../src-core/money.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { createMarketArchive } from '../../../src-main/stores/relational/market-archive.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createTradingJournal } from '../../../src-main/stores/relational/trading/trading-journal.ts';
import { type PackagePlan, packagePlan, tradeDays } from '../../support/traded-packages.ts';
import { describeStores, type TestStores } from '../stores/store-adapters.ts';
import { journalWorld, query } from './journal-world.ts';

const FIRST = parseIsoDate('2026-11-20');
const plan = (underlying: PackagePlan['underlying'], shape: PackagePlan['shape'], closed: number, cents: readonly number[], source: PackagePlan['source'] = 'manual'): PackagePlan => ({
  underlying, shape, quantity: 2, parts: 2, closed, cents: [...cents, ...Array<number>(8 - cents.length).fill(10)], source,
});
const PLANS = [
  plan('SPY', 'iron condor', 2, [120, 60, 95, 40]),
  plan('SPY', 'bull put spread', 1, [150, 80]),
  plan('QQQ', 'long call', 2, [5, 1], 'automated'),
  plan('IWM', 'long call', 1, [300]),
];
const traded = tradeDays(PLANS, FIRST, 2);
const [CONDOR = '', SPREAD = '', CALL = '', LEFT = ''] = traded.trades.map(({ id }) => id);
const netOf = (id: string) => {
  const trade = traded.trades.find((one) => one.id === id);
  return trade === undefined ? Number.NaN : subtract(trade.realised, add(trade.commission, trade.fees));
};

describeStores('the journal', (newStores) => {
  let stores: TestStores;
  let store: RelationalStore;

  beforeEach(async () => {
    stores = await newStores();
    store = await stores.open();
  });
  afterEach(() => stores.remove());

  test('finds packages by their words, days, slices and results, and adds up all that match', async () => {
    const { journal } = await journalWorld(store, traded.records);
    await journal.annotate({ tradeId: SPREAD, notes: 'Chased the open', tags: ['fomo'] });
    const found = async (more: Partial<JournalQuery>): Promise<readonly string[]> => (await journal.list(query({ descending: false, ...more }))).rows.map(({ tradeId }) => tradeId);
    expect(await found({})).toEqual([CONDOR, SPREAD, CALL, LEFT]);
    expect(await found({ text: 'SPY condor' })).toEqual([CONDOR]);
    expect(await found({ text: '598' })).toEqual([SPREAD]);
    expect(await found({ text: 'QQQ261123C00510000' })).toEqual([CALL]);
    expect(await found({ text: 'CHASED fomo spread' })).toEqual([SPREAD]);
    expect(await found({ text: 'condor fomo' })).toEqual([]);
    expect(await found({ from: parseIsoDate('2026-11-23') })).toEqual([CALL, LEFT]);
    expect(await found({ to: parseIsoDate('2026-11-22') })).toEqual([CONDOR, SPREAD]);
    expect(await found({ slice: { tag: ['fomo', 'fear'], underlying: ['SPY'] } })).toEqual([SPREAD]);
    expect(await found({ slice: { source: ['automated'] } })).toEqual([CALL]);
    expect(await found({ slice: { hour: ['09:30'], weekday: ['1'] } })).toEqual([CALL, LEFT]);
    // Shares of what was settled in the money are held still.
    expect(await found({ status: 'over' })).toEqual([CONDOR, SPREAD, CALL]);
    expect(await found({ status: 'open' })).toEqual([LEFT]);
    const over = [CONDOR, SPREAD, CALL];
    expect(await found({ result: 'losers', sort: 'net' })).toEqual(over.filter((id) => netOf(id) < 0).toSorted((left, right) => netOf(left) - netOf(right)));
    const page = await journal.list(query({ sort: 'net', limit: 1, offset: 1 }));
    expect([page.total, page.net, page.rows.length]).toEqual([4, money([CONDOR, SPREAD, CALL, LEFT].reduce((sum, id) => sum + netOf(id), 0)), 1]);
    await expect(journal.list(query({ accountId: 'none' }))).rejects.toMatchObject({ code: 'not_found', field: 'accountId' });
  });

  test('shows a package with every order, fill and settlement inside', async () => {
    const { journal } = await journalWorld(store, traded.records);
    const { row, orders, fills, settlements, signal } = await journal.get(SPREAD);
    const trade = traded.trades.find(({ id }) => id === SPREAD);
    expect(row).toMatchObject({ strategy: 'bull put spread', status: 'settled', quantity: 2, realised: trade?.realised, commission: trade?.commission, fees: trade?.fees, net: netOf(SPREAD), signalId: null, importId: null });
    expect(row.entry).toBeCloseTo(-0.7, 10);
    expect(row.netAtMid).toBe(money(netOf(SPREAD) + 3 * 100 * 100));
    // 3 dollars wide, sold for 0.70: the rest at risk, and what opening it cost.
    expect(Number(row.risk) / 10_000).toBeCloseTo(2 * 230 + 2.7, 0);
    expect(orders.map(({ closing, state, quantity }) => [closing, state, quantity])).toEqual([[false, 'FILLED', 2], [true, 'FILLED', 1]]);
    expect(fills.map(({ packages, net, mid, natural }) => [packages, net, mid, natural])).toEqual([[1, -7_000, -7_100, -6_900], [1, -7_000, -7_100, -6_900], [1, 0, -100, 100]]);
    expect(add(...fills.map(({ commission }) => commission))).toBe(trade?.commission);
    expect(settlements.map(({ cause, quantity, cash }) => [cause, quantity, cash])).toEqual([['lapse', 1, 0], ['lapse', -1, 0]]);
    expect(signal).toBeNull();
    await expect(journal.get('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ code: 'not_found', field: 'tradeId' });
  });

  test('keeps a person’s words whatever is traded on, and tells who must know', async () => {
    const { journal, profile, changed, again } = await journalWorld(store, traded.records);
    const row = await journal.annotate({ tradeId: CONDOR, notes: 'waited', tags: ['Plan', 'calm', 'plan'] });
    expect([row.notes, row.tags]).toEqual(['waited', ['Plan', 'calm']]);
    expect((await journal.annotate({ tradeId: CONDOR, tags: ['calm'] })).notes).toBe('waited');
    await journal.annotate({ tradeId: CALL, tags: ['calm'] });
    expect(changed).toEqual(Array<string>(3).fill(profile.accountId));
    expect(await journal.tags()).toEqual([{ tag: 'calm', trades: 2 }]);
    // The trading journal writes the trade whole once more.
    const trade = traded.trades.find(({ id }) => id === CONDOR);
    if (trade === undefined) throw new Error('it was traded');
    await createTradingJournal(store, profile).write([{ kind: 'trade', trade: { ...trade, commission: add(trade.commission, money(100)) } }]);
    for (const one of [journal, again()]) {
      const [read] = (await one.list(query({ text: 'waited' }))).rows;
      expect(read).toMatchObject({ tradeId: CONDOR, notes: 'waited', tags: ['calm'], commission: trade.commission + 100 });
    }
    expect(await journal.annotate({ tradeId: CONDOR, notes: '', tags: [] })).toMatchObject({ notes: '', tags: [] });
    expect((await again().list(query({ text: 'waited' }))).total).toBe(0);
    await expect(journal.annotate({ tradeId: '00000000-0000-4000-8000-000000000000', notes: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('follows what is traded while it is looked at', async () => {
    const { journal, profile } = await journalWorld(store, []);
    expect((await journal.list(query())).total).toBe(0);
    const trading = createTradingJournal(store, profile);
    const seen: string[] = [];
    for (const records of traded.records) {
      await trading.write(records);
      const { rows } = await journal.list(query({ descending: false }));
      seen.push(rows.map(({ status }) => status).join(' '));
    }
    expect(seen).toEqual(['', 'open', 'open open', 'closed open', 'closed open', 'closed settled', 'closed settled open', 'closed settled open open', 'closed settled closed open', 'closed settled closed open', 'closed settled closed settled']);
  });

  test('draws the chain at the entry and the exit from what was recorded', async () => {
    const { journal, profile } = await journalWorld(store, traded.records);
    await expect(journal.chain(CONDOR, 'entry')).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('no chain of SPY is recorded') });
    const archive = createMarketArchive(store, profile.tickerIds);
    const strikes = Array.from({ length: 61 }, (_, place) => 570 + place);
    const contracts = strikes.flatMap((strike) => [{ strike, isCall: 1 }, { strike, isCall: 0 }]);
    const count = contracts.length;
    const column = (value: number): Float64Array => new Float64Array(count).fill(value);
    const columns = Object.fromEntries(CHAIN_FIELDS.map((field) => [field, column(field === 'bid' ? 1.25 : field === 'iv' ? 0.2 : Number.NaN)])) as Record<ChainField, Float64Array>;
    const opened = traded.trades[0]?.openedAt ?? 0;
    const none = Number.NaN;
    for (const time of [opened - 4 * MINUTE, opened + MINUTE]) {
      await archive.saveTickers([{ ticker: 'SPY', time, last: time < opened ? 600.4 : 588, bid: none, ask: none, volume: none, open: none, high: none, low: none, previousClose: none }]);
      await archive.saveChain({ underlying: 'SPY', expiry: FIRST, time, count, columns, isCall: Uint8Array.from(contracts, ({ isCall }) => isCall), strike: Float64Array.from(contracts, ({ strike }) => strike) });
    }
    const picture = await journal.chain(CONDOR, 'entry');
    expect(picture).toMatchObject({ underlying: 'SPY', recordedAt: opened - 4 * MINUTE, source: 'recorded session', spot: 600.4 });
    expect(picture.rows.map(({ strike }) => strike)).toEqual(Array.from({ length: 27 }, (_, place) => 587 + place));
    expect(picture.rows.flatMap(({ strike, callLeg, putLeg }) => (callLeg === 0 && putLeg === 0 ? [] : [[strike, callLeg, putLeg]]))).toEqual([[595, 0, 1], [597, 0, -1], [603, -1, 0], [605, 1, 0]]);
    expect(picture.rows[0]?.call).toEqual({ bid: 1.25, ask: null, iv: 0.2, delta: null });
    await expect(journal.chain(CONDOR, 'exit')).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('the trades of a generator are the ledger’s', () => {
  const { book, trades } = tradeDays(fc.sample(packagePlan, { numRuns: 30, seed: 3 }), FIRST, 3);
  expect(add(...trades.map(({ realised }) => realised))).toBe(book.totals.realised);
});

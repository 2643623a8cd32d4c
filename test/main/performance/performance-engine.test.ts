import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromDollars, money, subtract, toDollars } from '../../../src-core/money.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import { MINUTE, parseIsoDate, SECOND } from '../../../src-core/time.ts';
import { PerformanceEngine } from '../../../src-main/performance/performance-engine.ts';
import { createPerformanceJournal } from '../../../src-main/stores/relational/performance/performance-journal.ts';
import { TestDirectory } from '../stores/test-store.ts';
import { leg } from '../trading/trading-fixture.ts';
import { CAPITAL, openWorld, option, type PerformanceWorld } from './performance-world.ts';

const FIRST = parseIsoDate('2026-11-19');
const SECOND_DAY = parseIsoDate('2026-11-20');

let directory: TestDirectory;
beforeEach(() => {
  directory = new TestDirectory();
});
afterEach(() => directory.remove());

function whole(rows: readonly DailyResult[]): readonly DailyResult[] {
  return rows.filter(({ underlying }) => underlying === null);
}

/** Cash and shares at the spot, less what was paid in. */
function gained(world: PerformanceWorld): number {
  const shares = world.manager.book.holdings().reduce((sum, { quantity }) => sum + quantity, 0);
  return world.manager.book.cash + shares * world.spot - CAPITAL;
}

const stored = (world: PerformanceWorld): Promise<readonly DailyResult[]> => createPerformanceJournal(world.store, world.profile).days(world.profile.accountId);

describe('the performance engine', () => {
  it('tells today as it stands, and keeps it as it settled', async () => {
    const world = await openWorld({ directory, date: FIRST });
    const { engine, session } = world;
    const put = option(FIRST, 'put', 598);
    expect(engine.state()).toMatchObject({ today: [], problems: ['results are being read'] });
    await engine.idle();
    world.quote(put, 1.5);
    await world.trade([leg(put, 'sell')]);
    world.quote(put, 1.2);
    await world.at(session.open + 5 * MINUTE);
    const [today] = engine.state().today;
    expect(engine.state().problems).toEqual([]);
    // Sold at 1.49, worth 1.20.
    expect(today).toMatchObject({ date: FIRST, underlying: null, realised: 0, unrealised: fromDollars(29), trades: 0, state: 'open' });
    expect(today?.net).toBe(subtract(fromDollars(29), money((today?.commission ?? 0) + (today?.fees ?? 0))));
    await engine.idle();
    expect(await stored(world)).toEqual(engine.state().today);
    const trade = await world.store.db.selectFrom('trades').select(['unrealized_pnl']).executeTakeFirst();
    expect(trade).toEqual({ unrealized_pnl: fromDollars(29) });

    await world.settle(600);
    const rows = await stored(world);
    expect(rows).toEqual(engine.state().today);
    expect(rows[0]).toMatchObject({ realised: fromDollars(149), unrealised: 0, unrealisedAtEnd: 0, trades: 1, winners: 1, losers: 0, state: 'closed' });
    expect(rows[0]?.net).toBe(gained(world));
    expect(await world.store.db.selectFrom('trades').select(['unrealized_pnl']).executeTakeFirst()).toEqual({ unrealized_pnl: 0 });
    expect(await world.store.db.selectFrom('trading_accounts').select('total_cash').executeTakeFirst()).toEqual({ total_cash: world.manager.book.cash });
    const figures = await world.store.db.selectFrom('performance_metrics').select(['period_start', 'period_end', 'total_trades', 'winning_trades']).orderBy('period_start').execute();
    expect(figures).toEqual([
      { period_start: '2026-01-01', period_end: '2026-12-31', total_trades: 1, winning_trades: 1 },
      { period_start: '2026-11-01', period_end: '2026-11-30', total_trades: 1, winning_trades: 1 },
      { period_start: FIRST, period_end: '2026-12-31', total_trades: 1, winning_trades: 1 },
    ]);
    await engine.close();
  });

  it('marks shares that expiry left from day to day, and ends their trade when they are sold', async () => {
    const world = await openWorld({ directory, date: FIRST });
    const put = option(FIRST, 'put', 602);
    world.quote(put, 3);
    await world.trade([leg(put, 'sell')]);
    await world.settle(600, 599);
    const first = whole(await world.engine.days({}));
    // Assigned: 100 shares at 602 held at the reference price of 600, worth 599.
    expect(first.map(({ unrealisedAtEnd, trades }) => [unrealisedAtEnd, trades])).toEqual([[fromDollars(-100), 0]]);
    expect(first[0]?.net).toBe(gained(world));
    await world.engine.close();
    await world.store.close();

    const next = await openWorld({ directory, date: SECOND_DAY });
    next.spot = fromDollars(603);
    next.quotes.set(option(SECOND_DAY, 'call', 600), next.session.open, { bid: 1, ask: 1.1 });
    await next.at(next.session.open + MINUTE);
    await next.engine.get({ slice: {} });
    expect(next.engine.state().today[0]).toMatchObject({ date: SECOND_DAY, unrealised: fromDollars(400), unrealisedAtEnd: fromDollars(300), trades: 0 });
    const [tradeId] = next.manager.book.holdings().map((held) => held.tradeId);
    const shares = next.manager.book.holdings()[0]?.symbol;
    if (shares === undefined || tradeId === undefined) throw new Error('shares are held');
    next.quotes.set(shares, next.session.open, { bid: 602.5, ask: 602.6, bidSize: 1_000, askSize: 1_000 });
    await next.trade([{ symbol: shares, side: 'sell', ratio: 1 }], 100, tradeId);
    await next.engine.idle();
    const days = whole(await next.engine.days({}));
    expect(days.map(({ trades }) => trades)).toEqual([0, 1]);
    expect(days.reduce((sum, { net }) => sum + (net ?? Number.NaN), 0)).toBe(gained(next));
    const view = await next.engine.get({ slice: {} });
    expect(view.scatter.points.map(({ date }) => date)).toEqual([SECOND_DAY]);
    await next.engine.close();
  });

  it('goes on after a crash with the excursions and the entry it had kept', async () => {
    const world = await openWorld({ directory, date: FIRST });
    const put = option(FIRST, 'put', 598);
    world.quote(put, 1.5);
    const order = await world.trade([leg(put, 'sell')]);
    world.quote(put, 0.9);
    await world.at(world.session.open + MINUTE);
    world.quote(put, 1.9);
    await world.at(world.session.open + 2 * MINUTE);
    await world.engine.idle();
    await world.crash();

    const again = await openWorld({ directory, date: FIRST, sessionId: world.sessionId, from: world.session.open + 3 * MINUTE });
    again.quote(put, 1.4);
    await again.at(world.session.open + 4 * MINUTE);
    await again.settle(600);
    const [kept] = await createPerformanceJournal(again.store, again.profile).trades(again.profile.accountId, [order.tradeId]);
    const costs = money((kept?.trade.commission ?? 0) + (kept?.trade.fees ?? 0));
    // Sold at 1.49: seen at 0.90 and at 1.90 before the crash, and worthless at the end after it.
    expect(kept?.circumstances).toEqual({
      tradeId: order.tradeId,
      spot: fromDollars(600),
      vix: 17.5,
      regime: 'normal',
      best: subtract(fromDollars(149), costs),
      bestAt: again.session.lastTrade + SECOND,
      worst: subtract(fromDollars(-41), costs),
      worstAt: world.session.open + 2 * MINUTE,
    });
    expect(whole(await again.engine.days({})).map(({ net }) => net)).toEqual([gained(again)]);
    await again.engine.close();
  });

  it('restates a day for a late assignment and a charge, once each', async () => {
    const world = await openWorld({ directory, date: FIRST });
    const put = option(FIRST, 'put', 598);
    world.quote(put, 1.5);
    const { tradeId } = await world.trade([leg(put, 'sell')], 2);
    await world.settle(600, 596);
    const before = whole(await world.engine.days({}))[0]?.net ?? Number.NaN;
    await world.engine.close();
    await world.store.close();

    const next = await openWorld({ directory, date: SECOND_DAY });
    next.spot = fromDollars(597);
    const heard: number[] = [];
    next.engine.subscribe(() => heard.push(next.engine.state().revision));
    const correction = { kind: 'assignment', id: randomUUID(), tradeId, symbol: put, contracts: 1 } as const;
    const changed = await next.engine.correct(correction);
    // 100 shares at 598 closed the day at 596.
    expect(changed.map(({ date, underlying, state, unrealised, trades }) => [date, underlying, state, unrealised, trades])).toEqual([
      [FIRST, null, 'restated', fromDollars(-200), 0],
      [FIRST, 'SPY', 'restated', fromDollars(-200), 0],
    ]);
    expect(changed[0]?.net).toBe(before - 2_000_000);
    expect(await next.engine.correct(correction)).toEqual([]);
    expect(next.manager.book.holdings()).toMatchObject([{ tradeId, symbol: 'SPY', quantity: 100 }]);
    // Nothing of it is booked today; the shares have gained since.
    expect(next.manager.today).toEqual({ realised: 0, commission: 0, fees: 0 });
    expect(next.engine.state().today[0]).toMatchObject({ date: SECOND_DAY, realised: 0, unrealised: fromDollars(100) });
    expect(heard.length).toBeGreaterThan(0);
    const charged = await next.engine.correct({ kind: 'charges', id: randomUUID(), tradeId, commission: fromDollars(0.35), fees: fromDollars(-0.01), reason: 'as the statement says' });
    expect(charged[0]?.net).toBe(before - 2_000_000 - 3_400);
    await next.engine.idle();
    expect((await stored(next)).filter(({ date }) => date === FIRST)).toEqual(charged);
    const days = whole(await next.engine.days({}));
    expect(days.reduce((sum, { net }) => sum + (net ?? Number.NaN), 0)).toBe(gained(next));
    await expect(next.engine.correct({ ...correction, id: randomUUID(), contracts: 2 })).rejects.toMatchObject({ code: 'conflict', field: 'contracts' });
    await expect(next.engine.correct({ ...correction, id: randomUUID(), tradeId: randomUUID() })).rejects.toMatchObject({ code: 'not_found', field: 'tradeId' });
    await next.engine.close();
    await next.store.close();

    // The trade holds shares, so that the next start still has it.
    const last = await openWorld({ directory, date: SECOND_DAY, sessionId: next.sessionId });
    last.spot = fromDollars(597);
    expect(last.manager.book.holdings()).toHaveLength(1);
    expect(whole(await last.engine.days({})).map(({ net, state }) => [net, state])).toEqual(days.map(({ net, state }) => [net, state]));
    await last.engine.close();
  });

  it('measures a slice by its trades on every session day of the period', async () => {
    const world = await openWorld({ directory, date: FIRST });
    const [put, call] = [option(FIRST, 'put', 598), option(FIRST, 'call', 602)];
    world.quote(put, 1.5);
    world.quote(call, 1);
    const short = await world.trade([leg(put, 'sell')]);
    await world.trade([leg(call, 'buy')], 2);
    await world.settle(600);
    await world.store.commit([world.store.db.insertInto('trade_tags').values({ trade_id: short.tradeId, account_id: world.profile.accountId, tag: 'news' }).compile()]);
    world.engine.invalidate(world.profile.accountId, [short.tradeId]);
    await world.engine.idle();
    const all = await world.engine.get({ slice: {} });
    expect(all).toMatchObject({ basis: 'account', startEquity: 25_000, from: FIRST, to: FIRST, account: { own: true, trades: 2, from: FIRST } });
    expect(all.days.at(-1)?.equity).toBe(25_000 + toDollars(money(gained(world))));
    const sliced = await world.engine.get({ slice: { tag: ['news'] } });
    expect(sliced).toMatchObject({ basis: 'trades', scatter: { total: 1, points: [{ id: short.tradeId }] } });
    expect(sliced.days).toHaveLength(1);
    const { rows } = await world.engine.slices({ slice: {}, by: 'tag' });
    expect(rows.map(({ key, metrics }) => [key, metrics.find(({ name }) => name === 'trades')?.value])).toEqual([['news', 1], ['untagged', 1]]);
    expect(await world.engine.get({ slice: {}, from: SECOND_DAY })).toMatchObject({ from: null, to: null, days: [] });
    await expect(world.engine.get({ accountId: randomUUID(), slice: {} })).rejects.toMatchObject({ code: 'not_found', field: 'accountId' });
    await world.engine.close();
  });

  it('shows a terminal that watches what the other one keeps', async () => {
    const world = await openWorld({ directory, date: FIRST });
    const put = option(FIRST, 'put', 598);
    world.quote(put, 1.5);
    await world.trade([leg(put, 'sell')]);
    await world.at(world.session.open + 5 * MINUTE);
    await world.engine.idle();
    let now = 0;
    const watching = await PerformanceEngine.start({
      journal: createPerformanceJournal(world.store, world.profile),
      accountId: world.profile.accountId,
      clock: { now: () => now },
      live: null,
      report: () => Promise.reject(new Error('no reports here')),
      breathe: () => Promise.resolve(),
      notice: () => undefined,
    });
    expect(await watching.days({})).toEqual(await stored(world));
    expect(watching.state().today).toEqual(await stored(world));
    await world.settle(600);
    expect((await watching.days({}))[0]).toMatchObject({ state: 'open' });
    now += 6_000;
    expect(await watching.days({})).toEqual(await stored(world));
    expect(await watching.get({ slice: {} })).toMatchObject({ startEquity: 25_000, account: { trades: 1 } });
    await expect(watching.correct({ kind: 'charges', id: randomUUID(), tradeId: randomUUID(), commission: money(1), fees: money(0), reason: 'x' })).rejects.toMatchObject({ code: 'unavailable' });
    await watching.close();
    await world.engine.close();
  });

  it('reads an imported account apart, and lets none that is gone hold up what is kept', async () => {
    const world = await openWorld({ directory, date: FIRST });
    const { engine, profile, store } = world;
    await engine.idle();
    const other = randomUUID();
    const at = world.session.open - MINUTE;
    await store.commit([
      store.db.insertInto('trading_accounts').values({ id: other, user_id: profile.userId, account_number: 'U-1', account_type: 'live', broker: 'ibkr' }).compile(),
      store.db.insertInto('ledger_transactions').values({ account_id: other, id: 'fee', time: at, cause: 'fill' }).compile(),
      store.db
        .insertInto('ledger_entries')
        .values([
          { account_id: other, transaction_id: 'fee', line: 1, ledger_account: 'cash', amount: money(-10_000) },
          { account_id: other, transaction_id: 'fee', line: 2, ledger_account: 'fees', amount: money(10_000) },
        ])
        .compile(),
    ]);
    engine.invalidate(other);
    await engine.idle();
    expect((await engine.accounts()).map(({ id, kind, own, from }) => [id, kind, own, from])).toEqual([[profile.accountId, 'paper', true, null], [other, 'live', false, FIRST]]);
    expect(await engine.days({ accountId: other })).toMatchObject([{ date: FIRST, fees: 10_000, net: -10_000, state: 'closed' }]);
    expect(await createPerformanceJournal(store, profile).days(other)).toHaveLength(1);
    expect(engine.state().today).toEqual([]);

    // Taken back: first what was booked, then the account.
    await store.commit([
      store.db.deleteFrom('daily_pnl').where('account_id', '=', other).compile(),
      store.db.deleteFrom('ledger_entries').where('account_id', '=', other).compile(),
      store.db.updateTable('ledger_transactions').set({ reason: 'late' }).where('account_id', '=', other).compile(),
    ]);
    engine.invalidate(other);
    await engine.idle();
    await store.commit([
      store.db.deleteFrom('daily_pnl').where('account_id', '=', other).compile(),
      store.db.deleteFrom('ledger_transactions').where('account_id', '=', other).compile(),
      store.db.deleteFrom('trading_accounts').where('id', '=', other).compile(),
    ]);
    engine.invalidate(other);
    await engine.idle();
    const put = option(FIRST, 'put', 598);
    world.quote(put, 1.5);
    await world.trade([leg(put, 'sell')]);
    await world.settle(600);
    expect(whole(await stored(world))).toHaveLength(1);
    expect(engine.state().problems).toEqual([]);
    await expect(engine.get({ accountId: other, slice: {} })).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });
});

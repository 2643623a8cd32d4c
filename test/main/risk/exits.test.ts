import { beforeEach, describe, expect, test } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { fromDollars, toDollars } from '../../../src-core/money.ts';
import { MINUTE, SECOND } from '../../../src-core/time.ts';
import { PASS_ALL, realChecks } from '../trading/trading-desk.ts';
import { DATE, leg, limit, request, SESSION, SHARES, TEN } from '../trading/trading-fixture.ts';
import { CALL_645, CALL_648, CONDOR, ExitsWorld, percent, PUT_630, PUT_633 } from './exits-world.ts';

/** Shows quotes on which nothing is filled: no size. */
const NO_SIZE = { bidSize: 0, askSize: 0 };

let world: ExitsWorld;

beforeEach(async () => {
  world = await ExitsWorld.start();
});

const price = (order: { readonly terms: object } | undefined): number | null => (order !== undefined && 'limit' in order.terms && typeof order.terms.limit === 'number' ? order.terms.limit / 10_000 : null);
const sent = () => world.sent().map((order) => [order.state, price(order), order.quantity, order.filledQuantity]);

describe('a target', () => {
  test('rests as a limit for all that is held, at the price that brings it with what was paid', async () => {
    const trade = await world.open(CONDOR, 2);
    const { openCost = 0, commission = 0, fees = 0 } = world.orders.trade(trade) ?? {};
    await world.plan(trade, { target: percent(50) });
    await world.pass(1_000, () => world.quoteAll());
    expect(world.sent()).toMatchObject([{ state: 'ACCEPTED', quantity: 2, closing: true, purpose: 'exit', source: 'automated', timeInForce: 'DAY', tradeId: trade }]);
    const net = price(world.sent()[0]) ?? 0;
    const kept = (-openCost - commission - fees) / 10_000 - net * 200;
    expect(kept).toBeGreaterThanOrEqual(-openCost / 20_000);
    expect(kept).toBeLessThan(-openCost / 20_000 + 2);
    expect(world.view(trade)).toMatchObject({ state: 'watching', targetAt: -openCost / 2, text: null });
  });

  test('that fills ends the exits, and says what came of it', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(20), stop: percent(90) });
    await world.pass(1_000);
    world.quote(CALL_645, 0.3, 0.32);
    await world.pass(1_000);
    expect(world.held(trade)).toEqual({});
    expect(world.view(trade)).toMatchObject({ state: 'done', reason: 'target' });
    expect(world.kinds()).toEqual(['exit_target']);
    const [event] = world.events;
    expect(event?.value).toBeCloseTo(toDollars(world.view(trade).result ?? fromDollars(0)), 4);
    expect(sent()).toHaveLength(1);
  });

  test('grows with an order that opens bit by bit, and keeps its price when it is filled in part', async () => {
    world.quoteAll({ bidSize: 2, askSize: 2 });
    const opening = request(50, CONDOR, limit(-0.55), { quantity: 5 });
    await world.orders.place(opening);
    await world.pass(200);
    const trade = world.orders.order(opening.id)?.tradeId ?? '';
    await world.plan(trade, { target: percent(30) });
    await world.pass(1_000);
    expect(world.sent()).toMatchObject([{ quantity: 2 }]);
    world.quoteAll({ bidSize: 2, askSize: 2 });
    await world.pass(3_000);
    expect(world.sent()).toMatchObject([{ quantity: 4, state: 'ACCEPTED' }]);
    const before = price(world.sent()[0]);
    world.quote(CALL_645, 0.3, 0.32, { bidSize: 1, askSize: 1 });
    await world.pass(3_000, () => world.quote(CALL_645, 0.6, 0.64));
    expect(world.sent()).toHaveLength(1);
    expect(world.sent()[0]).toMatchObject({ state: 'PARTIALLY_FILLED', filledQuantity: 1 });
    expect(price(world.sent()[0])).toBe(before);
  });

  test('makes room for the trader’s own closing order, and comes back when that is over', async () => {
    const trade = await world.open(CONDOR, 2);
    await world.plan(trade, { target: percent(50) });
    await world.pass(1_000);
    const own = request(60, CONDOR.map(({ symbol, side }) => leg(symbol, side === 'buy' ? 'sell' : 'buy')), limit(0.3), { tradeId: trade, quantity: 2 });
    await expect(world.orders.place(own)).rejects.toThrow(/holds 2|more than|held/i);
    let isGone = false;
    void world.exits.makeRoom(trade).then(() => (isGone = true));
    await world.pass(300);
    expect(isGone).toBe(true);
    expect(world.exits.restingTarget(trade)).toBeNull();
    await world.orders.place({ ...own, id: request(61, CONDOR, limit(1)).id });
    await world.pass(20_000);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED']);
    await world.orders.cancel(request(61, CONDOR, limit(1)).id);
    await world.pass(1_000);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED', 'ACCEPTED']);
  });

  test('comes back when the trader’s order did not come after all', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(50) });
    await world.pass(1_000);
    await Promise.all([world.exits.makeRoom(trade), world.pass(4_000)]);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED']);
    await world.pass(3_000);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED', 'ACCEPTED']);
  });

  test('cancelled by hand stays away until the exits are set again', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(50) });
    await world.pass(1_000);
    await world.orders.cancelAll();
    await world.pass(60_000, undefined, 500);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED']);
    expect(world.view(trade).text).toMatch(/was cancelled; set the exits again/);
    await world.plan(trade, { target: percent(40) });
    await world.pass(1_000);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED', 'ACCEPTED']);
    expect(world.view(trade).text).toBeNull();
  });

  test('that is refused is tried again after a while, and says why', async () => {
    let refuses = true;
    world = await ExitsWorld.start({ risk: () => ({ ...PASS_ALL, check: (order) => (refuses && order.purpose === 'exit' ? [{ code: 'not_listed', symbol: CALL_645 }] : []) }) });
    const trade = await world.open();
    await world.plan(trade, { target: percent(50) });
    await world.pass(29_000, undefined, 500);
    expect(sent()).toHaveLength(1);
    expect(world.view(trade).text).toMatch(/its target does not rest: .*645.* is not listed today/);
    refuses = false;
    await world.pass(3_000);
    expect(sent().map(([state]) => state)).toEqual(['DENIED', 'ACCEPTED']);
  });

  test('leaves out a wing that nobody bids for, and is reached without it', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(50) });
    await world.pass(1_000);
    world.quote(CALL_648, null, 0.01);
    await world.pass(20_000, undefined, 500);
    expect(world.sent()).toHaveLength(1);
    await world.pass(15_000, undefined, 500);
    expect(world.sent().map(({ state, legs }) => [state, legs.length])).toEqual([['CANCELED', 4], ['ACCEPTED', 3]]);
    world.quote(CALL_645, 0.01, 0.02);
    world.quote(PUT_633, 0.2, 0.22);
    await world.pass(2_000);
    expect(world.held(trade)).toEqual({ [CALL_648]: 1 });
    expect(world.kinds()).toEqual(['exit_target']);
    expect(world.view(trade)).toMatchObject({ reason: 'target' });
  });
});

describe('a stop', () => {
  test('acts once it has held for five seconds: the target goes first, and the close only when that is confirmed', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(50), stop: { unit: 'dollars', value: fromDollars(50) } });
    await world.pass(1_000);
    await world.pass(4_900, () => world.quoteDearer(0.5, NO_SIZE));
    expect(world.view(trade)).toMatchObject({ state: 'confirming', reason: 'stop' });
    expect(sent()).toHaveLength(1);
    while (world.view(trade).state !== 'closing') await world.pass(50, () => world.quoteDearer(0.5, NO_SIZE), 50);
    expect(sent().map(([state]) => state)).toEqual(['PENDING_CANCEL']);
    expect(world.view(trade)).toMatchObject({ state: 'closing', text: 'its target is cancelled first' });
    await world.pass(400, () => world.quoteDearer(0.5, NO_SIZE), 50);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED', expect.stringMatching(/SUBMITTED|ACCEPTED/)]);
    expect(world.view(trade)).toMatchObject({ state: 'closing', text: 'closing at 1.17 debit' });
    expect(world.events).toMatchObject([{ type: 'exit_stop', severity: 'medium', threshold: -50, action: 'closing it' }]);
    await world.pass(16_000, () => world.quoteDearer(0.5));
    expect(world.held(trade)).toEqual({});
    expect(world.view(trade)).toMatchObject({ state: 'done', reason: 'stop' });
    expect(world.kinds()).toEqual(['exit_stop', 'exit_closed']);
    expect(sent()).toHaveLength(2);
  });

  test.each([
    ['a spike that goes back', () => world.quoteDearer(1), () => world.quoteAll()],
    ['a stale quote', () => world.quoteDearer(1, { status: 'stale' }), () => undefined],
    ['a crossed quote', () => world.quote(CALL_645, 2.1, 2, { status: 'crossed' }), () => undefined],
    ['an offer without a bid', () => world.quote(CALL_645, null, 3), () => undefined],
    ['a long without a bid that is still offered for much', () => world.quote(CALL_648, null, 0.27), () => undefined],
  ])('is not set off by %s', async (_name, quote, back) => {
    const trade = await world.open();
    await world.plan(trade, { stop: { unit: 'dollars', value: fromDollars(20) } });
    quote();
    await world.pass(4_000);
    back();
    await world.pass(20_000);
    expect(world.sent()).toEqual([]);
    expect(world.view(trade).state).toBe('watching');
  });

  test('adds up the time on usable quotes, across a moment without them', async () => {
    const trade = await world.open();
    await world.plan(trade, { stop: { unit: 'dollars', value: fromDollars(20) } });
    await world.pass(3_000, () => world.quoteDearer(1, NO_SIZE));
    await world.pass(10_000, () => world.quoteDearer(1, { status: 'stale' }));
    expect(world.view(trade)).toMatchObject({ state: 'confirming', result: null });
    await world.pass(1_500, () => world.quoteDearer(1, NO_SIZE));
    expect(world.sent()).toEqual([]);
    await world.pass(1_500, () => world.quoteDearer(1, NO_SIZE));
    expect(world.sent()).toHaveLength(1);
  });

  test('waits longer for one quote that nobody renews than for several that are', async () => {
    const trade = await world.open();
    await world.plan(trade, { stop: { unit: 'dollars', value: fromDollars(20) } });
    await world.pass(500);
    world.quoteDearer(1, NO_SIZE);
    await world.pass(14_000);
    expect(world.view(trade)).toMatchObject({ state: 'confirming' });
    expect(world.sent()).toEqual([]);
    await world.pass(2_000);
    expect(world.sent()).toHaveLength(1);
  });

  test('is not held up by a wing whose quote stays as it is', async () => {
    const trade = await world.open();
    await world.plan(trade, { stop: { unit: 'dollars', value: fromDollars(20) } });
    await world.pass(500);
    world.quote(PUT_630, 0.19, 0.21, NO_SIZE);
    await world.pass(6_000, () => world.quote(CALL_645, 1.6, 1.64, NO_SIZE));
    expect(world.sent()).toHaveLength(1);
  });

  test('sends nothing where the target fills while it is cancelled', async () => {
    world = await ExitsWorld.start({ latency: { least: 400, most: 400 } });
    const id = await world.place(CONDOR);
    await world.desk.at(world.clock.now() + 500);
    const trade = world.orders.order(id)?.tradeId ?? '';
    await world.plan(trade, { target: percent(20), at: world.clock.now() + 2 * SECOND });
    await world.pass(2_000);
    expect(sent().map(([state]) => state)).toEqual(['PENDING_CANCEL']);
    world.quote(CALL_645, 0.3, 0.32);
    await world.pass(20_000);
    expect(sent().map(([state]) => state)).toEqual(['FILLED']);
    expect(world.view(trade)).toMatchObject({ state: 'done', reason: 'target' });
    expect(world.kinds()).toEqual(['exit_time', 'exit_target']);
  });

  test('cancels the trader’s resting close and the rest of what opens', async () => {
    world.quoteAll({ bidSize: 2, askSize: 2 });
    const opening = request(50, CONDOR, limit(-0.55), { quantity: 5 });
    await world.orders.place(opening);
    await world.pass(200);
    const trade = world.orders.order(opening.id)?.tradeId ?? '';
    const own = request(51, CONDOR.map(({ symbol, side }) => leg(symbol, side === 'buy' ? 'sell' : 'buy')), limit(0.1), { tradeId: trade });
    await world.orders.place(own);
    await world.plan(trade, { stop: { unit: 'dollars', value: fromDollars(20) } });
    await world.pass(8_000, () => world.quoteDearer(1, NO_SIZE));
    expect([opening.id, own.id].map((id) => world.orders.order(id)?.state)).toEqual(['CANCELED', 'CANCELED']);
    expect(world.sent()).toMatchObject([{ state: 'ACCEPTED', quantity: 2 }]);
    await world.pass(20_000, () => world.quoteDearer(1));
    expect(world.held(trade)).toEqual({});
  });

  test('given up after refusals is tried again each minute, told once, and lets a person close', async () => {
    let refuses = true;
    world = await ExitsWorld.start({ risk: () => ({ ...PASS_ALL, check: (order) => (refuses && order.purpose === 'exit' ? [{ code: 'not_listed', symbol: CALL_645 }] : []) }) });
    const trade = await world.open();
    await world.plan(trade, { at: world.clock.now() + SECOND });
    await world.pass(30_000, undefined, 500);
    expect(world.view(trade)).toMatchObject({ state: 'stuck', reason: 'time', text: expect.stringMatching(/given up after 5 attempts/) });
    const own = request(51, CONDOR.map(({ symbol, side }) => leg(symbol, side === 'buy' ? 'sell' : 'buy')), limit(0.1), { tradeId: trade });
    await world.orders.place(own);
    await world.pass(90_000, undefined, 500);
    expect(world.orders.order(own.id)?.state).toBe('ACCEPTED');
    expect(world.sent()).toHaveLength(5);
    await world.orders.cancel(own.id);
    refuses = false;
    await world.pass(90_000, undefined, 500);
    expect(world.held(trade)).toEqual({});
    expect(world.kinds()).toEqual(['exit_time', 'exit_stuck', 'exit_closed']);
  });
});

describe('a trailing stop', () => {
  test('follows the best that has held, not a peak of a moment', async () => {
    const trade = await world.open();
    await world.plan(trade, { trailing: { unit: 'dollars', value: fromDollars(30) } });
    await world.pass(6_000, () => world.quoteAll(NO_SIZE));
    const first = world.view(trade);
    expect(first.trailingAt).toBe((first.best ?? 0) - 300_000);
    await world.pass(3_000, () => world.quoteDearer(-0.4, NO_SIZE));
    await world.pass(6_000, () => world.quoteAll(NO_SIZE));
    expect(world.view(trade)).toMatchObject({ best: first.best, state: 'watching' });
    await world.pass(6_000, () => world.quoteDearer(-0.4, NO_SIZE));
    expect(world.view(trade).best).toBe((first.best ?? 0) + 400_000);
    await world.pass(4_000, () => world.quoteAll(NO_SIZE));
    expect(world.sent()).toEqual([]);
    await world.pass(2_000, () => world.quoteAll(NO_SIZE));
    expect(world.events).toMatchObject([{ type: 'exit_trailing', description: expect.stringContaining('after a best of') }]);
    expect(world.sent()).toHaveLength(1);
  });

  test('is not raised by one quote that nobody renews, and trails from when it is set', async () => {
    const trade = await world.open();
    await world.plan(trade, { trailing: percent(5) });
    await world.pass(6_000, () => world.quoteAll(NO_SIZE));
    const { best } = world.view(trade);
    world.quote(CALL_645, 0.1, 0.12, NO_SIZE);
    await world.pass(30_000);
    expect(world.view(trade).best).toBe(best);
    await world.plan(trade, { trailing: percent(6) });
    expect(world.view(trade)).toMatchObject({ best: null, trailingAt: null });
  });
});

describe('exits by the time', () => {
  test('act on quotes that cannot be used too: they wait and say for what', async () => {
    const trade = await world.open();
    await world.plan(trade, { at: world.clock.now() + 2 * SECOND });
    world.quoteAll({ status: 'stale' });
    await world.pass(10_000);
    expect(world.sent()).toEqual([]);
    expect(world.view(trade)).toMatchObject({ state: 'closing', reason: 'time', text: expect.stringContaining('is stale') });
    world.quoteAll();
    await world.pass(20_000);
    expect(world.held(trade)).toEqual({});
  });

  test('close what nobody bids for as soon as somebody does', async () => {
    const trade = await world.open([leg(CALL_648, 'buy')]);
    await world.plan(trade, { at: world.clock.now() + 2 * SECOND });
    world.quote(CALL_648, null, 0.27);
    await world.pass(10_000);
    expect(world.view(trade)).toMatchObject({ state: 'closing', text: expect.stringContaining('nobody bids') });
    world.quote(CALL_648, 0.25, 0.27);
    await world.pass(30_000);
    expect(world.held(trade)).toEqual({});
  });

  test('by the account close every position, but those with an end of their own', async () => {
    world = await ExitsWorld.start({ limits: { auto_close_minutes: 30 } });
    const [plain, later, lapsing] = [await world.open(), await world.open(CONDOR, 2), await world.open(CONDOR, 3)];
    await world.plan(later, { minutesBeforeEnd: 10 });
    await world.plan(lapsing, { minutesBeforeEnd: 0 });
    expect([plain, later, lapsing].map((trade) => world.view(trade).closesAt)).toEqual([SESSION.lastTrade - 30 * MINUTE, SESSION.lastTrade - 10 * MINUTE, null]);
    world.clock.set(SESSION.lastTrade - 30 * MINUTE - SECOND);
    await world.pass(30_000, () => world.quoteAll(), 500);
    expect([plain, later, lapsing].map((trade) => Object.keys(world.held(trade)).length)).toEqual([0, 4, 4]);
    world.clock.set(SESSION.lastTrade - 10 * MINUTE - SECOND);
    await world.pass(30_000, () => world.quoteAll(), 500);
    expect([later, lapsing].map((trade) => Object.keys(world.held(trade)).length)).toEqual([0, 4]);
    expect(world.kinds()).toEqual(['exit_end', 'exit_closed', 'exit_end', 'exit_closed']);
  });

  test('end with the settlement, also where shares are left', async () => {
    const trade = await world.open([leg(CALL_645, 'buy')]);
    await world.plan(trade, { stop: percent(50), minutesBeforeEnd: 5 });
    world.clock.set(SESSION.lastTrade - 5 * MINUTE);
    world.quote(CALL_645, 5, null);
    await world.pass(2_000);
    await world.orders.settle(DATE, () => fromDollars(650), SESSION.lastTrade);
    world.clock.set(SESSION.lastTrade + SECOND);
    await world.pass(1_000);
    expect(world.held(trade)).toEqual({ [SHARES]: 100 });
    expect(world.view(trade)).toMatchObject({ state: 'done' });
    expect(world.kinds()).toEqual(['exit_end', 'exit_unfinished']);
    await expect(world.plan(trade, { stop: percent(10) })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a halt', () => {
  test('keeps exits from sending, and they act when it is over', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(50), stop: { unit: 'dollars', value: fromDollars(20) } });
    world.halted = 'SPY';
    await world.pass(20_000, () => world.quoteDearer(1, NO_SIZE));
    expect(world.sent()).toEqual([]);
    expect(world.view(trade)).toMatchObject({ state: 'confirming', reason: 'stop', text: 'trading is halted: it waits' });
    world.halted = null;
    await world.pass(1_000, () => world.quoteDearer(1, NO_SIZE));
    expect(world.sent()).toHaveLength(1);
  });

  test('by the kill switch gives up what is being closed; the plan holds, and acts again after the resume', async () => {
    const [trade, other] = [await world.open(), await world.open(CONDOR, 2)];
    await world.plan(trade, { stop: { unit: 'dollars', value: fromDollars(20) } });
    await world.plan(other, { target: percent(50) });
    await world.pass(7_000, () => world.quoteDearer(1, NO_SIZE));
    world.halted = 'all';
    world.exits.stop();
    world.orders.emergencyCancel();
    await world.pass(10_000, () => world.quoteDearer(1, NO_SIZE));
    expect(sent().map(([state]) => state)).toEqual(['CANCELED', 'CANCELED']);
    expect(world.view(trade)).toMatchObject({ state: 'confirming' });
    world.halted = null;
    await world.pass(1_000, () => world.quoteDearer(1, NO_SIZE));
    expect(sent().map(([state]) => state)).toEqual(['CANCELED', 'CANCELED', 'ACCEPTED', 'ACCEPTED']);
  });

  test('or a flattening keeps the target away for as long as it runs', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(50) });
    await world.pass(1_000);
    world.flattened.add(trade);
    await world.pass(500);
    await world.orders.cancelAll();
    await world.pass(5_000);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED']);
    expect(world.view(trade).text).toBe('a flattening closes it');
    world.flattened.delete(trade);
    await world.pass(1_000);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED', 'ACCEPTED']);
  });

  test('of opening lets an exit through that reduces', async () => {
    world = await ExitsWorld.start({ risk: (quotes, clock) => realChecks(quotes, clock, undefined, {}) });
    const trade = await world.open();
    await world.plan(trade, { at: world.clock.now() + SECOND });
    await world.pass(20_000, () => world.quoteAll());
    expect(world.held(trade)).toEqual({});
  });
});

describe('the account’s bracket', () => {
  test('is set on each trade that opens, in so far as it can act', async () => {
    world = await ExitsWorld.start({ limits: { exits_on_open: 1, profit_target: 50, stop_loss: 60 } });
    const [condor, strangle] = [await world.open(), await world.open([leg(PUT_633, 'sell'), leg(CALL_645, 'sell')])];
    await world.pass(1_000);
    expect(world.view(condor).plan).toMatchObject({ target: percent(50), stop: percent(60), trailing: null });
    expect(world.view(strangle).plan).toMatchObject({ target: percent(50), stop: null });
    expect(sent().map(([state]) => state)).toEqual(['ACCEPTED', 'ACCEPTED']);
  });

  test('comes to trades that are open when it is switched on, and not to one whose exits were taken away', async () => {
    const [trade, bare] = [await world.open(), await world.open()];
    await world.plan(bare, {});
    world.limits = { ...world.limits, exits_on_open: 1 };
    await world.pass(1_000);
    expect([trade, bare].map((id) => world.view(id).plan.target)).toEqual([percent(50), null]);
  });
});

describe('setting exits', () => {
  test('is refused where a part could never act, and for what holds nothing', async () => {
    const trade = await world.open([leg(PUT_633, 'sell'), leg(CALL_645, 'sell')]);
    await expect(world.plan(trade, { stop: percent(50) })).rejects.toMatchObject({ code: 'bad_input', field: 'plan.stop' });
    await expect(world.plan(trade, { at: TEN - SECOND })).rejects.toMatchObject({ code: 'bad_input', field: 'plan.at' });
    await expect(world.plan('nobody', {})).rejects.toBeInstanceOf(ContractFailure);
    expect(world.view(trade).plan).toMatchObject({ stop: null, at: null });
  });

  test('while an exit closes gives that up: its order is cancelled, and only then the target rests', async () => {
    const trade = await world.open();
    await world.plan(trade, { at: world.clock.now() + SECOND });
    await world.pass(2_000, () => world.quoteAll(NO_SIZE));
    await expect(world.exits.makeRoom(trade)).rejects.toMatchObject({ code: 'conflict' });
    await world.plan(trade, { target: percent(50) });
    await world.pass(1_000, () => world.quoteAll(NO_SIZE), 50);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED', 'ACCEPTED']);
    expect(world.view(trade)).toMatchObject({ state: 'watching', reason: null });
    expect(world.held(trade)).toEqual(Object.fromEntries(CONDOR.map(({ symbol, side }) => [symbol, side === 'buy' ? 1 : -1])));
  });

  test('anew moves the price of the target that rests', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(50) });
    await world.pass(1_000);
    const before = price(world.sent()[0]) ?? 0;
    await world.plan(trade, { target: percent(80) });
    await world.pass(1_000);
    expect(sent()).toEqual([['ACCEPTED', expect.any(Number), 1, 0]]);
    expect(price(world.sent()[0])).toBeLessThan(before - 0.1);
    await world.plan(trade, {});
    await world.pass(1_000);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED']);
  });
});

describe('a restart', () => {
  test('goes on with the target that rests, what is confirmed anew, and the best', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(50), trailing: percent(20) });
    await world.pass(7_000, () => world.quoteAll(NO_SIZE));
    const before = world.view(trade);
    await world.restart();
    expect(world.view(trade)).toMatchObject({ plan: before.plan, best: before.best, trailingAt: before.trailingAt });
    await world.pass(7_000, () => world.quoteAll(NO_SIZE));
    expect(sent()).toHaveLength(1);
  });

  test('while the target is cancelled for a stop still closes once', async () => {
    const trade = await world.open();
    await world.plan(trade, { target: percent(50), at: world.clock.now() + SECOND });
    while (world.view(trade).state !== 'closing') await world.pass(50, () => world.quoteAll(NO_SIZE), 50);
    expect(sent().map(([state]) => state)).toEqual(['PENDING_CANCEL']);
    await world.restart();
    await world.pass(1_000, () => world.quoteAll(NO_SIZE), 50);
    expect(sent().map(([state]) => state)).toEqual(['CANCELED', 'ACCEPTED']);
    await world.restart();
    await world.pass(30_000, () => world.quoteAll());
    expect(world.held(trade)).toEqual({});
    expect(sent()).toHaveLength(2);
    expect(world.view(trade)).toMatchObject({ state: 'done', reason: 'time' });
  });

  test('that lost what the exits knew takes back the orders they had', async () => {
    const trade = await world.open();
    await world.plan(trade, { at: world.clock.now() + SECOND });
    await world.pass(2_000, () => world.quoteAll(NO_SIZE));
    world.journal.kept.clear();
    await world.restart();
    await world.pass(1_000, () => world.quoteAll(NO_SIZE));
    expect(sent().map(([state]) => state)).toEqual(['CANCELED']);
    expect(Object.keys(world.held(trade))).toHaveLength(4);
  });
});

test('exits work on while they cannot be kept, and say so once', async () => {
  const trade = await world.open();
  world.journal.failure = new Error('the disk is full');
  await world.plan(trade, { at: world.clock.now() + SECOND });
  await world.pass(30_000, () => world.quoteAll());
  expect(world.held(trade)).toEqual({});
  expect(world.notices).toEqual([expect.stringMatching(/^exits can not be kept for now .*: the disk is full$/)]);
  world.journal.failure = null;
  await world.pass(6_000);
  expect(JSON.parse(world.journal.kept.get(trade) ?? '{}')).toMatchObject({ progress: { done: true } });
});

test('closing by hand ends the exits without a word', async () => {
  const trade = await world.open();
  await world.plan(trade, { stop: percent(50) });
  await world.place(CONDOR.map(({ symbol, side }) => leg(symbol, side === 'buy' ? 'sell' : 'buy')), { tradeId: trade });
  await world.pass(1_000);
  expect(world.view(trade)).toMatchObject({ state: 'done', reason: null });
  expect(world.events).toEqual([]);
});

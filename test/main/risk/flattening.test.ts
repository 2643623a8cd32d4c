import { beforeEach, describe, expect, test } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { leg, limit, option, request, SESSION, SHARES, DATE } from '../trading/trading-fixture.ts';
import { FlatteningWorld } from './flattening-world.ts';
import { PASS_ALL } from '../trading/trading-desk.ts';

const PUT_630 = option('put', 630);
const PUT_633 = option('put', 633);
const CALL_645 = option('call', 645);
const CALL_648 = option('call', 648);
const CONDOR = [leg(PUT_630, 'buy'), leg(PUT_633, 'sell'), leg(CALL_645, 'sell'), leg(CALL_648, 'buy')];
/** Shows quotes on which nothing is filled but at the natural price: no size until then. */
const NO_SIZE = { bidSize: 0, askSize: 0 };

let world: FlatteningWorld;

beforeEach(async () => {
  world = await FlatteningWorld.start();
  quoteAll();
});

function quoteAll(rest = {}): void {
  world.quote(PUT_630, 0.2, 0.22, rest);
  world.quote(PUT_633, 0.5, 0.54, rest);
  world.quote(CALL_645, 0.6, 0.64, rest);
  world.quote(CALL_648, 0.25, 0.27, rest);
  world.quote(SHARES, 640, 640.02, rest);
}

function closingOrders() {
  return world.desk.manager.orders().filter(({ purpose }) => purpose === 'flatten');
}

describe('a flattening', () => {
  test('closes a condor in one order down its ladder, a price each five seconds, and is done', async () => {
    const trade = await world.open(CONDOR, 2);
    quoteAll(NO_SIZE);
    world.run.start(null);
    await world.pass(21_000);
    expect(world.prices()).toEqual([[0.67, 0.71, 0.73, 1.23]]);
    expect(world.run.view()).toMatchObject({ state: 'running', plan: { steps: [{ state: 'working', price: fromDollars(1.23), filled: 0, quantity: 2 }] } });
    quoteAll();
    await world.pass(500);
    expect(world.held(trade)).toEqual({});
    expect(world.run.view()).toMatchObject({ state: 'done', plan: { steps: [{ kind: 'package', state: 'done', filled: 2 }] } });
    expect(closingOrders()).toMatchObject([{ timeInForce: 'DAY', source: 'automated', state: 'FILLED' }]);
  });

  test('follows a market that runs away from the end of its ladder, and never goes back', async () => {
    await world.open([leg(CALL_645, 'sell')]);
    world.quote(CALL_645, 0.6, 0.64, NO_SIZE);
    world.run.start(null);
    await world.pass(15_500);
    expect(world.prices()).toEqual([[0.62, 0.64, 1.14]]);
    world.quote(CALL_645, 2, 2.04, NO_SIZE);
    await world.pass(5_000);
    world.quote(CALL_645, 1, 1.04, NO_SIZE);
    await world.pass(10_000);
    expect(world.prices()).toEqual([[0.62, 0.64, 1.14, 2.55]]);
  });

  test('reckons the next price on the quotes of its time, and goes on after quotes were stale', async () => {
    await world.open([leg(CALL_645, 'sell')]);
    world.quote(CALL_645, 0.6, 0.64, NO_SIZE);
    world.run.start(null);
    await world.pass(1_000);
    world.quote(CALL_645, 0.6, 0.64, { status: 'stale' });
    await world.pass(5_000);
    expect(world.run.view()?.plan.steps[0]).toMatchObject({ state: 'working', text: 'the quote of the SPY 645 call is stale' });
    world.quote(CALL_645, 0.8, 0.84, NO_SIZE);
    await world.pass(5_000);
    expect(world.prices()).toEqual([[0.62, 0.84]]);
    expect(world.run.view()?.plan.steps[0]?.text).toBeNull();
  });

  test('takes partial fills, and writes what it did', async () => {
    const trade = await world.open(CONDOR, 5);
    quoteAll(NO_SIZE);
    world.run.start([trade]);
    await world.pass(16_000);
    quoteAll({ bidSize: 2, askSize: 2 });
    await world.pass(300);
    expect(world.run.view()?.plan.steps).toMatchObject([{ state: 'working', quantity: 5, filled: 2 }]);
    expect(world.held(trade)).toEqual({ [PUT_630]: 3, [PUT_633]: -3, [CALL_645]: -3, [CALL_648]: 3 });
    quoteAll();
    await world.pass(300);
    expect(world.held(trade)).toEqual({});
    const states = world.flattenings.written.map((row) => JSON.parse(row).flattening).map(({ state, plan }) => [state, plan.steps[0]?.state, plan.steps[0]?.filled]);
    expect(states).toEqual(expect.arrayContaining([['running', 'working', 2]]));
    expect(states.at(-1)).toEqual(['done', 'done', 5]);
  });

  test('closes a strangle, and leaves an unbid wing to lapse', async () => {
    const strangle = await world.open([leg(PUT_633, 'sell'), leg(CALL_645, 'sell')], 2);
    const condor = await world.open(CONDOR);
    world.quote(CALL_648, null, 0.01);
    world.run.start(null);
    await world.pass(20_000);
    expect(world.held(strangle)).toEqual({});
    expect(world.held(condor)).toEqual({ [CALL_648]: 1 });
    expect(world.run.view()).toMatchObject({ state: 'done' });
    expect(closingOrders().map(({ legs }) => legs.length)).toEqual([2, 3]);
  });

  test('keeps the long of a short that nobody offers, and says why both wait', async () => {
    const trade = await world.open(CONDOR);
    world.quote(CALL_645, 0.6, null);
    world.run.start(null);
    await world.pass(20_000);
    expect(world.held(trade)).toEqual({ [CALL_645]: -1, [CALL_648]: 1 });
    expect(world.run.view()?.plan.steps.map(({ state, text }) => [state, text])).toEqual([
      ['done', null],
      ['waiting', 'waiting: nobody offers the SPY 645 call'],
      ['waiting', 'waiting: it covers the SPY 645 call'],
    ]);
    quoteAll();
    await world.pass(21_000);
    expect(world.held(trade)).toEqual({});
    expect(world.run.view()?.state).toBe('done');
  });

  test('buys a covered call back before it sells the shares of another trade that cover it', async () => {
    const shares = await world.open([leg(SHARES, 'buy')], 100);
    const call = await world.open([leg(CALL_645, 'sell')]);
    world.quote(CALL_645, 0.6, 0.64, NO_SIZE);
    world.run.start(null);
    await world.pass(30_000);
    expect(world.held(shares)).toEqual({ [SHARES]: 100 });
    world.quote(CALL_645, 0.6, 0.64);
    await world.pass(1_000);
    expect(world.held(call)).toEqual({});
    await world.pass(20_000);
    expect(world.held(shares)).toEqual({});
  });

  test('sells shares that expiry left', async () => {
    const trade = await world.open([leg(CALL_645, 'buy')]);
    await world.desk.manager.settle(DATE, () => fromDollars(650), SESSION.lastTrade - 3_600_000);
    world.quote(SHARES, 650, 650.02);
    world.run.start([trade]);
    await world.pass(20_000);
    expect(world.held(trade)).toEqual({});
    expect(closingOrders()).toMatchObject([{ legs: [{ symbol: SHARES, side: 'sell', ratio: 1 }], quantity: 100 }]);
  });

  test('cancels what others have working on its trades before it sends anything', async () => {
    const trade = await world.open([leg(CALL_645, 'sell')], 3);
    const own = request(77, [leg(CALL_645, 'buy')], limit(0.1), { tradeId: trade, quantity: 3 });
    await world.desk.manager.place(own);
    const elsewhere = request(78, [leg(PUT_630, 'buy')], limit(0.05));
    await world.desk.manager.place(elsewhere);
    await world.pass(200);
    world.run.start([trade]);
    await world.pass(100, 50);
    expect(world.desk.manager.order(own.id)?.state).toBe('PENDING_CANCEL');
    expect(closingOrders()).toEqual([]);
    await world.pass(21_000);
    expect(world.held(trade)).toEqual({});
    expect(world.desk.manager.order(own.id)?.state).toBe('CANCELED');
    expect(world.desk.manager.order(elsewhere.id)?.state).toBe('ACCEPTED');
  });

  test('closes what an order that was being cancelled has still filled', async () => {
    await world.place([leg(CALL_645, 'sell')]);
    await world.desk.at(world.clock.now() + 40);
    world.run.start(null);
    await world.pass(40, 20);
    expect(world.desk.manager.orders()[0]).toMatchObject({ state: 'PENDING_CANCEL' });
    expect(world.run.running).toBe(true);
    await world.pass(30_000, 20);
    const [opened] = world.desk.manager.trades();
    expect(world.desk.manager.orders()[0]).toMatchObject({ state: 'FILLED' });
    expect(world.held(opened?.id ?? '')).toEqual({});
    expect(world.run.view()?.state).toBe('done');
  });

  test('stops: cancels what works and leaves the rest', async () => {
    const trade = await world.open([leg(CALL_645, 'sell')]);
    world.quote(CALL_645, 0.6, 0.64, NO_SIZE);
    world.run.start(null);
    await world.pass(1_000);
    world.run.stop();
    await world.pass(10_000);
    expect(closingOrders()).toMatchObject([{ state: 'CANCELED' }]);
    expect(world.held(trade)).toEqual({ [CALL_645]: -1 });
    expect(world.run.view()).toMatchObject({ state: 'stopped' });
    expect(await world.flattenings.running()).toBeNull();
  });

  test('gives up after some refusals, says why, and tries again when it is asked again', async () => {
    let refuses = true;
    world = await FlatteningWorld.start({ risk: () => ({ ...PASS_ALL, check: (order) => (refuses && order.purpose === 'flatten' ? [{ code: 'not_listed', symbol: CALL_645 }] : []) }) });
    quoteAll();
    const trade = await world.open([leg(CALL_645, 'sell')]);
    world.run.start(null);
    await world.pass(60_000);
    expect(world.run.view()).toMatchObject({ state: 'running', plan: { steps: [{ state: 'stuck', text: `given up after 5 attempts: ${CALL_645} is not listed today` }] } });
    expect(closingOrders()).toHaveLength(5);
    refuses = false;
    world.run.start([trade]);
    await world.pass(21_000);
    expect(world.held(trade)).toEqual({});
    expect(world.run.view()?.state).toBe('done');
  });

  test('goes on after a crash with the order it had, and closes nothing twice', async () => {
    const trade = await world.open(CONDOR, 4);
    quoteAll({ bidSize: 1, askSize: 1 });
    world.run.start(null);
    await world.pass(16_000);
    const before = world.held(trade);
    await world.restart();
    expect(world.run.running).toBe(true);
    expect(world.held(trade)).toEqual(before);
    quoteAll(NO_SIZE);
    await world.pass(6_000);
    expect(closingOrders()).toHaveLength(1);
    quoteAll();
    await world.pass(6_000);
    expect(world.held(trade)).toEqual({});
    expect(world.run.view()).toMatchObject({ state: 'done', plan: { steps: [{ state: 'done', filled: 4 }] } });
  });

  test('works on while its own writes fail, and says so once', async () => {
    const trade = await world.open([leg(CALL_645, 'sell')]);
    world.flattenings.failure = new Error('the disk is full');
    world.run.start(null);
    await world.pass(21_000);
    expect(world.held(trade)).toEqual({});
    expect(world.desk.notices).toEqual(['steps of the flattening can not be kept for now (1 wait in memory): the disk is full']);
    world.flattenings.failure = null;
    await world.pass(6_000);
    expect(JSON.parse(world.flattenings.written.at(-1) ?? '{}')).toMatchObject({ flattening: { state: 'done' } });
  });

  test('refuses a trade that holds nothing', () => {
    expect(() => world.run.start(['nobody'])).toThrow(ContractFailure);
    expect(world.run.view()).toBeNull();
  });
});

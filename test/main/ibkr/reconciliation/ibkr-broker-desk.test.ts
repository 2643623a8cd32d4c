import { afterEach, describe, expect, test } from 'vitest';
import { fromDollars, ZERO } from '../../../../src-core/money.ts';
import { MINUTE, SECOND } from '../../../../src-core/time.ts';
import { sessionOn } from '../../../../src-core/calendar/exchange-calendar.ts';
import { EURO_ACCOUNT } from '../../../support/tws/account.ts';
import { limit } from '../../trading/trading-fixture.ts';
import { DeskWorld, SHARES, spy, TODAY, TOMORROW } from './desk-world.ts';

const worlds: DeskWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.remove();
});

function kept(world: DeskWorld): DeskWorld {
  worlds.push(world);
  return world;
}

async function opened(...given: Parameters<typeof DeskWorld.open>): Promise<DeskWorld> {
  return kept(await DeskWorld.open(...given));
}

const CALL = spy('call', 603);

describe('the first comparison of an account', () => {
  test('the books begin with its positions and its cash, and the second finds nothing', async () => {
    const world = kept(DeskWorld.before());
    world.account.putPosition(world.contract(spy('put', 595)), -2, 130);
    world.account.putPosition(world.contract(SHARES), 100, 580.5);
    await world.start();
    expect(world.desk.ban()).toMatch(/^the gateway is not connected: as far as is known no order rests/);
    await world.connect();

    expect(world.found('settled').map(({ kind, subject, broker }) => [kind, subject, broker])).toEqual([
      ['position', 'SPY shares', 'long 100 at 580.5000 a share on average'],
      ['position', 'SPY 595 put of 2026-07-28', 'short 2 at 1.3000 a share on average'],
      ['cash', 'cash in dollars', '100,000.00 dollars'],
    ]);
    expect(world.isAlike()).toBe(true);
    // Paid in: the cash, and what is held at its cost. Nothing of it is a result.
    expect(world.orders.book.totals).toEqual({ capital: fromDollars(100_000 + 58_050 - 260), realised: ZERO, commission: ZERO, fees: ZERO });
    expect(world.orders.trades().map(({ status, openCost }) => [status, openCost])).toEqual([
      ['open', fromDollars(58_050)],
      ['open', fromDollars(-260)],
    ]);
    expect(world.desk.ban()).toBeNull();
    await world.compare();
    expect(world.newest().differences).toEqual([]);
  });

  test('what was executed before is in the opening, never booked, and an order that works is adopted', async () => {
    const world = kept(DeskWorld.before());
    const over = world.elsewhere(CALL, 'BUY', 1, 1.2);
    world.model.fill(over, 1);
    const working = world.elsewhere(spy('call', 604), 'BUY', 3, 0.8);
    world.model.fill(working, 1);
    await world.start();
    await world.connect();
    await world.compare();
    await world.restart();
    await world.connect();

    expect(world.isAlike()).toBe(true);
    expect(world.orders.orders().map(({ state, quantity, filledQuantity, adopted }) => [state, quantity, filledQuantity, adopted])).toEqual([['PARTIALLY_FILLED', 3, 1, true]]);
    expect([world.found('settled'), world.found('open')]).toEqual([[], []]);
  });

  test('an account in euros has its dollars in the books and its euros listed at their worth', async () => {
    const world = await opened([EURO_ACCOUNT]);
    expect(world.orders.book.cash).toBe(fromDollars(20_000));
    expect(world.found('left')).toMatchObject([{ kind: 'currency', subject: 'cash in EUR', broker: '50,000.00 EUR, worth 54,347.83 dollars at 1.0870' }]);
    expect(world.desk.view().account).toMatchObject({ currency: 'EUR' });
    // 50,000 EUR and 20,000 USD at 0.92.
    expect(world.desk.balances()).toMatchObject({ netLiquidation: fromDollars(74_347.8261) });
    await world.traded(CALL, 'buy', 1.2);
    world.clock.set(world.clock.now() + 5 * MINUTE);
    await world.compare();
    expect([world.found('open'), world.found('doubt'), world.isAlike()]).toEqual([[], [], true]);
  });
});

describe('what happened while this terminal was away', () => {
  test('executions and ends are taken into the books, each once', async () => {
    const world = await opened();
    const filled = await world.place([{ symbol: CALL, side: 'buy', ratio: 1 }], limit(1.2), 2);
    const ended = await world.place([{ symbol: spy('call', 604), side: 'buy', ratio: 1 }], limit(0.9));
    await world.stop();
    world.fill(filled, 2);
    world.model.orderBook.cancelled(world.model.order(Number(ended.brokerOrderId)), 'Cancelled by Trader');
    await world.start();
    await world.connect();

    expect([world.order(filled.id).state, world.order(ended.id).state]).toEqual(['FILLED', 'CANCELED']);
    expect(world.found('settled').map(({ kind }) => kind).sort()).toEqual(['execution_missed', 'order_not_at_broker', 'order_not_at_broker']);
    expect(world.isAlike()).toBe(true);
    await world.compare();
    expect(world.newest().differences.filter(({ outcome }) => outcome !== 'doubt')).toEqual([]);
    // The broker's commissions replaced the estimates.
    expect(world.desk.view().charges).toMatchObject({ executions: 1, unreported: 0 });
    const rows = await world.life.store.db.selectFrom('broker_executions').select(['order_id', 'standing', 'charge_currency']).execute();
    expect(rows).toEqual([{ order_id: filled.id, standing: 'order', charge_currency: 'USD' }]);
  });

  test('an order made in TWS is adopted with its fills, and closes the trade that it reduces', async () => {
    const world = await opened();
    const bought = await world.traded(CALL, 'buy', 1.2, 2);
    const sold = world.elsewhere(CALL, 'SELL', 2, 1.5);
    world.model.fill(sold, 2);
    const working = world.elsewhere(spy('put', 598), 'SELL', 1, 0.7);
    await world.compare();

    const adopted = world.orders.orders().filter((order) => order.adopted);
    expect(adopted.map(({ state, closing, tradeId }) => [state, closing, tradeId === bought.tradeId])).toEqual([
      ['ACCEPTED', false, false],
      ['FILLED', true, true],
    ]);
    expect(world.orders.trade(bought.tradeId)).toMatchObject({ status: 'closed', realised: fromDollars(60) });
    expect(world.orders.history(adopted[0]?.id ?? '')[0]?.event).toEqual({ type: 'submitted', elsewhere: true });
    expect(world.desk.view().orders.resting).toMatchObject([{ elsewhere: true, text: 'sell 1 SPY 598 put of 2026-07-28 at limit 0.70, DAY' }]);
    world.model.fill(working, 1);
    await world.compare();
    expect(world.isAlike()).toBe(true);
    world.clock.set(world.clock.now() + 5 * MINUTE);
    await world.compare();
    expect(world.newest().differences).toEqual([]);
  });

  test('what was charged while this terminal was away replaces the estimate of an order that was over before', async () => {
    const world = await opened();
    world.model.executions.holdsCommissions = true;
    const order = await world.traded(CALL, 'buy', 1.2, 3);
    expect(world.desk.view().charges).toMatchObject({ executions: 0, unreported: 1 });
    await world.compare();
    expect(world.found('doubt')).toMatchObject([{ kind: 'cash' }]);
    await world.stop();
    world.model.executions.releaseCommissions();
    world.clock.set(world.clock.now() + 5 * MINUTE);
    await world.start();
    await world.connect();
    const { charges } = world.desk.view();
    expect(charges).toMatchObject({ executions: 1, unreported: 0 });
    expect(world.orders.trade(order.tradeId)).toMatchObject({ commission: charges.charged - (world.orders.trade(order.tradeId)?.fees ?? 0) });
    const rows = await world.life.store.db.selectFrom('broker_charges').select(['order_id', 'estimated', 'charged']).execute();
    expect(rows).toEqual([{ order_id: order.id, estimated: charges.estimated, charged: charges.charged }]);
    expect([world.isAlike(), world.found('open'), world.found('doubt')]).toEqual([true, [], []]);
  });
});

describe('expiry at the broker', () => {
  const close = sessionOn(TODAY)?.lastTrade ?? 0;
  const morning = (sessionOn(TOMORROW)?.open ?? 0) + MINUTE;

  async function overnight(world: DeskWorld, price: number): Promise<void> {
    world.clock.set(close + SECOND);
    world.references.set(TODAY, fromDollars(price));
    await world.orders.settle(TODAY, () => fromDollars(price), world.clock.now());
    world.clock.set(close + 10 * MINUTE);
    await world.compare();
    expect(world.found('doubt').filter(({ kind }) => kind === 'expiry').length).toBeGreaterThan(0);
    await world.stop();
    world.model.expire(TODAY.replaceAll('-', ''), { SPY: price });
    world.model.nextDay();
    world.clock.set(morning);
    await world.start(TOMORROW);
    await world.connect();
  }

  test('a short put in the money became shares at its strike, the call beside it lapsed, and a long put was exercised', async () => {
    const world = await opened();
    await world.traded(spy('put', 600), 'sell', 1.5, 2);
    await world.traded(spy('call', 605), 'sell', 0.5);
    await world.traded(spy('put', 602), 'buy', 2.5);
    expect(world.units(spy('put', 600))).toBe(-2);
    await overnight(world, 598);

    expect(world.found('settled').map(({ subject, explanation }) => [subject, explanation])).toEqual([
      ['SPY 600 put of 2026-07-28', 'It was assigned: the reference price is 598.00.'],
      ['SPY 605 call of 2026-07-28', 'It lapsed: the reference price is 598.00.'],
      ['SPY 602 put of 2026-07-28', 'It was exercised: the reference price is 598.00.'],
    ]);
    expect([world.units(SHARES), world.isAlike()]).toEqual([100, true]);
    // Booked at the end of the day that it expired on, which is over.
    const booked = await world.life.store.db.selectFrom('ledger_transactions').where('cause', 'in', ['exercise', 'assignment', 'lapse']).select(['cause', 'time', 'reason']).orderBy('sequence').execute();
    expect(booked.map(({ cause, time }) => [cause, time])).toEqual([['assignment', close + SECOND], ['lapse', close + SECOND], ['exercise', close + SECOND]]);
    expect(booked.every(({ reason }) => reason !== null)).toBe(true);
    await world.compare();
    expect(world.newest().differences).toEqual([]);
  });

  test('one assigned against the reference price is booked as the shares say', async () => {
    const world = await opened();
    await world.traded(spy('put', 600), 'sell', 1.5, 2);
    world.references.set(TODAY, fromDollars(600.02));
    await world.stop();
    world.account.settleOption(world.contract(spy('put', 600)), 599);
    world.clock.set(morning);
    world.model.nextDay();
    await world.start(TOMORROW);
    await world.connect();
    expect(world.found('settled')).toMatchObject([{ kind: 'expiry', explanation: 'It was assigned: the reference price is 600.02.' }]);
    expect(world.isAlike()).toBe(true);
  });

  test('where shares and cash fit no outcome a person decides, and what is left is listed', async () => {
    const world = await opened();
    await world.traded(spy('put', 600), 'sell', 1.5);
    await world.stop();
    world.account.settleOption(world.contract(spy('put', 600)), 590);
    world.account.putPosition(world.contract(SHARES), 150, 600);
    world.clock.set(morning);
    world.model.nextDay();
    world.references.set(TODAY, fromDollars(590));
    await world.start(TOMORROW);
    await world.connect();
    const [unclear] = world.found('open');
    expect(unclear).toMatchObject({ kind: 'expiry', choices: ['take_over', 'leave'] });
    expect(world.units(spy('put', 600))).toBe(-1);
    await world.desk.settle(unclear?.id ?? '', 'take_over');
    await world.compare();
    expect(world.found('open').map(({ kind, broker }) => [kind, broker])).toEqual([['position', 'long 150 at 600.0000 a share on average']]);
  });
});

describe('what no rule settles', () => {
  test('cash that came is listed until a person takes it over or leaves it', async () => {
    const world = await opened();
    world.account.moveCash('USD', 12.34);
    await world.compare();
    const [interest] = world.found('open');
    expect(interest).toMatchObject({ kind: 'cash', books: '100,000.00 dollars', broker: '100,012.34 dollars', choices: ['take_over', 'leave'] });
    expect(world.told.filter(({ level }) => level === 'warning').map(({ text }) => text)).toEqual(['compared with the broker’s records: cash in dollars waits for a decision']);
    const id = interest?.id ?? '';
    await world.desk.settle(id, 'leave');
    await world.restart();
    await world.connect();
    expect([world.found('left').map((each) => each.id), world.found('open'), world.orders.book.cash]).toEqual([[id], [], fromDollars(100_000)]);
    // Left is what it was: what comes on top is asked about.
    world.account.moveCash('USD', 1);
    await world.compare();
    const [all] = world.found('open');
    await expect(world.desk.settle(id, 'take_over')).rejects.toMatchObject({ code: 'conflict' });
    await expect(world.desk.settle('nothing', 'leave')).rejects.toMatchObject({ code: 'not_found' });
    await world.desk.settle(all?.id ?? '', 'take_over');
    expect([world.orders.book.cash, world.orders.book.totals.capital]).toEqual([fromDollars(100_013.34), fromDollars(100_013.34)]);
    await world.compare();
    expect(world.newest().differences).toEqual([]);
  });

  test('units without an execution are taken over at the broker’s average cost, or leave at their own', async () => {
    const world = await opened();
    await world.traded(CALL, 'buy', 1.2, 2);
    world.account.putPosition(world.contract(CALL), 1, 121);
    world.account.putPosition(world.contract(SHARES), 50, 590);
    world.account.putPosition(world.model.contracts.underlying('VIX'), 10, 14);
    world.clock.set(world.clock.now() + 5 * MINUTE);
    await world.compare();
    expect(world.found('left')).toMatchObject([{ kind: 'not_modelled', subject: 'VIX' }]);
    for (const { id } of world.found('open')) await world.desk.settle(id, 'take_over');
    expect([world.units(CALL), world.units(SHARES), world.orders.book.totals.realised]).toEqual([1, 50, ZERO]);
    await world.compare();
    expect([world.found('open'), world.found('settled'), world.found('doubt')]).toEqual([[], [], []]);
  });
});

describe('the ban on new orders', () => {
  test('stands from the moment the connection ends until the records were read whole, and a failure leaves the books as they were', async () => {
    const world = await opened();
    const order = await world.place([{ symbol: CALL, side: 'buy', ratio: 1 }], limit(1.2), 2);
    world.told.length = 0;
    world.gateway.cut();
    expect(world.desk.ban()).toBe('the gateway is not connected: 1 order rests at the broker');
    expect(world.told).toEqual([{ level: 'error', text: 'the gateway is not connected: 1 order rests at the broker and may fill there: buy 2 SPY 603 call of 2026-07-28 at limit 1.20, DAY' }]);
    await expect(world.place([{ symbol: CALL, side: 'buy', ratio: 1 }], limit(1.1))).rejects.toMatchObject({ code: 'unavailable' });
    world.fill(order, 1);
    const before = world.orders.book.transactionCount;

    // The connection ends again in the middle of the reading.
    const asked = world.model.arrived.length;
    world.gateway.open();
    while (!world.model.arrived.slice(asked).some(({ request }) => request.type === 'open_orders')) await new Promise((resolve) => setImmediate(resolve));
    expect(world.desk.ban()).toBe('the broker’s records are being compared with the books');
    world.gateway.deliver(6);
    world.gateway.cut();
    await world.quiet();
    expect([world.newest().failure, world.orders.book.transactionCount]).toEqual(['the connection to the gateway ended while they were read', before]);
    expect(world.desk.ban()).toMatch(/^the gateway is not connected/);

    await world.connect();
    expect([world.desk.ban(), world.isAlike(), world.order(order.id).filledQuantity]).toEqual([null, true, 1]);
  });

  test('a gateway that does not answer is given up on, and asked again by itself', async () => {
    const world = kept(DeskWorld.before());
    await world.start();
    world.model.manners.isReadOnly = true;
    await world.connect();
    expect(world.desk.ban()).toMatch(/could not be compared with the books: the gateway takes no orders of programs/);
    world.model.manners.isReadOnly = false;
    world.pacer.pass(2 * SECOND);
    await world.quiet();
    expect([world.desk.ban(), world.newest().failure]).toEqual([null, null]);
  });

  test('a comparison that is asked for while one runs is that one, and one is remembered over a restart', async () => {
    const world = await opened();
    world.clock.set(world.clock.now() + SECOND);
    const [first, second] = [world.desk.reconcile('asked'), world.desk.reconcile('woke')];
    expect(second).toBe(first);
    await world.quiet();
    const { id } = await first;
    await world.restart();
    expect(world.newest().id).toBe(id);
  });
});

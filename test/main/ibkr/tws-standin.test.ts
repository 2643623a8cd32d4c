import { describe, expect, it } from 'vitest';
import type { GatewayMessage, GatewayOrder } from '../../../src-main/ibkr/gateway.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import { contractOf } from '../../support/tws/contracts.ts';
import { type FaultSchedule, GOOD_DAY, partsOf, randomFaults } from '../../support/tws/faults.ts';
import { ModelGateway } from '../../support/tws/model-gateway.ts';
import { TwsModel } from '../../support/tws/tws-model.ts';

const NOW = Date.UTC(2026, 10, 27, 15, 0, 0);
const DAY = '20261127';

const LIMIT: GatewayOrder = {
  action: 'BUY',
  quantity: 1,
  type: 'LMT',
  limit: 1,
  stop: null,
  timeInForce: 'DAY',
  account: 'DU1234567',
  reference: 'one',
  ocaGroup: '',
  parentId: 0,
  transmit: true,
  whatIf: false,
};

function standIn(schedule: FaultSchedule = GOOD_DAY): { model: TwsModel; gateway: ModelGateway; heard: GatewayMessage[] } {
  const clock = new SessionClock(NOW);
  const model = new TwsModel({ clock });
  const gateway = new ModelGateway({ model, clock, schedule });
  const heard: GatewayMessage[] = [];
  gateway.onMessage((message) => heard.push(message));
  gateway.open();
  gateway.deliverAll();
  heard.length = 0;
  return { model, gateway, heard };
}

function spread(model: TwsModel): ReturnType<typeof contractOf> {
  const low = model.contracts.option('SPY', DAY, 601, 'C');
  const high = model.contracts.option('SPY', DAY, 603, 'C');
  return contractOf({
    symbol: 'SPY',
    secType: 'BAG',
    exchange: 'SMART',
    currency: 'USD',
    comboLegs: [
      { conId: low.conId, ratio: 1, action: 'BUY', exchange: 'SMART' },
      { conId: high.conId, ratio: 1, action: 'SELL', exchange: 'SMART' },
    ],
  });
}

describe('The model of the gateway', () => {
  it('fills a combination with leg executions that make its net, a summary line and a commission for each leg', () => {
    const { model, gateway, heard } = standIn();
    gateway.send({ type: 'place_order', orderId: 5, contract: spread(model), order: { ...LIMIT, quantity: 3, limit: 0.83 } });
    model.fill(5, 3, { pieces: 2 });
    gateway.deliverAll();
    expect(heard.map((message) => (message.type === 'order_status' ? message.status : message.type))).toEqual([
      ...['open_order', 'PreSubmitted', 'open_order', 'Submitted'],
      ...['execution', 'execution', 'execution', 'execution', 'execution', 'open_order', 'Filled'],
      ...['commission', 'commission', 'commission', 'commission'],
    ]);
    const executions = model.records().executions;
    expect(executions.map(({ contract, execution }) => [contract.secType, execution.side, execution.quantity, execution.id])).toEqual([
      ['BAG', 'buy', 3, '0000e0d5.64f1a2b4.01.01'],
      ['OPT', 'buy', 2, '0000e0d5.64f1a2b4.02.01'],
      ['OPT', 'buy', 1, '0000e0d5.64f1a2b4.03.01'],
      ['OPT', 'sell', 2, '0000e0d5.64f1a2b4.04.01'],
      ['OPT', 'sell', 1, '0000e0d5.64f1a2b4.05.01'],
    ]);
    const [bag, low, , high] = executions;
    expect(((low?.execution.price ?? 0) - (high?.execution.price ?? 0)).toFixed(4)).toBe((bag?.execution.price ?? 0).toFixed(4));
    expect(model.account().cash()).toBeCloseTo(100_000 - 3 * 83 - 6 * 0.65, 6);
  });

  it('keeps brackets until the last is transmitted, lets children wait for their parent, and cancels the brother of the one that fills', () => {
    const { model, gateway, heard } = standIn();
    const contract = contractOf({ ...model.contracts.option('SPY', DAY, 601, 'C'), exchange: 'SMART' });
    const place = (orderId: number, order: Partial<GatewayOrder>): void => void gateway.send({ type: 'place_order', orderId, contract, order: { ...LIMIT, ...order } });
    place(1, { transmit: false });
    place(2, { action: 'SELL', limit: 2, parentId: 1, transmit: false });
    gateway.deliverAll();
    expect(heard).toEqual([]);
    place(3, { action: 'SELL', type: 'STP', limit: null, stop: 0.5, parentId: 1 });
    const standing = (): unknown => model.orders.map(({ orderId, status, whyHeld }) => `${orderId} ${status} ${whyHeld}`.trim());
    expect(standing()).toEqual(['1 Submitted', '2 PreSubmitted child', '3 PreSubmitted child']);
    model.fill(1, 1);
    expect(standing()).toEqual(['1 Filled', '2 Submitted', '3 PreSubmitted trigger']);
    model.fill(2, 1);
    expect(standing()).toEqual(['1 Filled', '2 Filled', '3 Cancelled']);
    expect(model.records().positions).toEqual([]);
  });

  it('answers with what it has: corrections, orders made elsewhere, and what became of options overnight', () => {
    const { model, gateway, heard } = standIn();
    gateway.send({ type: 'place_order', orderId: 1, contract: spread(model), order: { ...LIMIT, limit: 0.9 } });
    model.fill(1, 1, { legPrices: [1.7, 0.8] });
    const leg = model.records().executions[1]?.execution.id ?? '';
    expect(model.executions.correct(leg, { price: 1.65 })).toBe('0000e0d5.64f1a2b4.02.02');
    expect(model.account().cash()).toBeCloseTo(100_000 - 85 - 1.3, 6);
    const made = model.placeElsewhere(contractOf({ conId: 756_733 }), { ...LIMIT, limit: 600, account: '', reference: '' });
    model.fill(made, 1, { price: 600 });
    gateway.deliverAll();
    heard.length = 0;
    gateway.send({ type: 'executions', requestId: 9, account: 'DU1234567', since: null });
    gateway.deliverAll();
    expect(heard.map((message) => (message.type === 'execution' ? message.execution.id.slice(9) : message.type))).toEqual([
      ...['64f1a2b4.01.01', '64f1a2b4.02.01', 'commission', '64f1a2b4.03.01', 'commission', '64f1a2b4.02.02', 'commission', '64f1a2b5.01.01', 'commission'],
      'executions_end',
    ]);
    model.expire(DAY, { SPY: 602 });
    model.nextDay();
    expect(model.records()).toMatchObject({ executions: [], completedOrders: [], positions: [{ contract: { symbol: 'SPY', secType: 'STK' }, quantity: 101 }] });
    expect(model.account().cash()).toBeCloseTo(100_000 - 85 - 1.3 - 600.01 - 60_100, 6);
  });

  it('holds what happens to orders while the servers are lost, and tells it when they are back', () => {
    const { model, gateway, heard } = standIn();
    gateway.send({ type: 'place_order', orderId: 1, contract: spread(model), order: LIMIT });
    gateway.deliverAll();
    heard.length = 0;
    model.loseServers();
    model.fill(1, 1, { price: 0.9 });
    gateway.send({ type: 'place_order', orderId: 2, contract: spread(model), order: LIMIT });
    gateway.deliverAll();
    const said = (): readonly unknown[] => heard.map((message) => (message.type === 'error' ? message.code : message.type === 'order_status' ? `${message.orderId} ${message.status}` : message.type));
    expect(said()).toEqual([1100, 'open_order', '2 PendingSubmit']);
    expect(gateway.state).toMatchObject({ kind: 'up', servers: 'lost' });
    heard.length = 0;
    model.restoreServers(false);
    gateway.deliverAll();
    expect(said()).toEqual([1102, 'execution', 'execution', 'execution', 'open_order', '1 Filled', 'commission', 'commission', 'open_order', '2 Submitted']);
  });

  it('matches by the quotes when it is asked to, whole and at the price of the legs', () => {
    const { model, gateway } = standIn();
    model.fills.matches = true;
    gateway.send({ type: 'place_order', orderId: 1, contract: spread(model), order: { ...LIMIT, limit: 0.2, quantity: 2 } });
    expect(model.order(1).status).toBe('Submitted');
    model.setQuote(model.contracts.option('SPY', DAY, 603, 'C'), { bid: 0.75, ask: 0.8 });
    model.setQuote(model.contracts.option('SPY', DAY, 601, 'C'), { bid: 0.9, ask: 0.94 });
    expect(model.order(1)).toMatchObject({ status: 'Filled', paid: 2 * 1_900 });
    gateway.send({ type: 'place_order', orderId: 2, contract: spread(model), order: { ...LIMIT, limit: 0.1, timeInForce: 'IOC' } });
    expect(model.order(2).status).toBe('Cancelled');
  });

  it('drops a client that sends too fast, and never delivers what is late after an answer', () => {
    const { model, gateway, heard } = standIn({ ...GOOD_DAY, faults: [{ kind: 'late', message: 0, by: 40 }] });
    gateway.send({ type: 'place_order', orderId: 1, contract: spread(model), order: LIMIT });
    gateway.send({ type: 'open_orders' });
    gateway.deliverAll();
    expect(heard.map(({ type }) => type)).toEqual(['order_status', 'open_order', 'order_status', 'open_order', 'open_order', 'order_status', 'open_orders_end']);

    const clock = new SessionClock(NOW);
    const strict = new ModelGateway({ model: new TwsModel({ clock, messagesPerSecond: 50 }), clock });
    const codes: number[] = [];
    strict.onMessage((message) => message.type === 'error' && codes.push(message.code));
    strict.open();
    for (let count = 0; count < 50; count += 1) strict.send({ type: 'next_order_id' });
    clock.set(NOW + 1_000);
    strict.send({ type: 'next_order_id' });
    expect(strict.model.connected).toEqual([17]);
    for (let count = 0; count < 50; count += 1) strict.send({ type: 'next_order_id' });
    strict.deliverAll();
    expect(codes.at(-1)).toBe(100);
    expect(strict.state).toMatchObject({ kind: 'down', problem: 'ended' });
  });

  it('ends every random day with the positions that its fills make, every leg charged', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const schedule = randomFaults(seed);
      const { model, gateway } = standIn(schedule);
      for (let orderId = 1; orderId <= 3; orderId += 1) {
        if (gateway.send({ type: 'place_order', orderId: orderId + 100, contract: spread(model), order: { ...LIMIT, quantity: 5, reference: String(orderId) } }) === 'down') gateway.open();
        gateway.deliver(3);
        for (const order of model.orderBook.open) for (const packages of partsOf(order.order.quantity - order.filled, schedule)) model.fill(order, packages, { pieces: schedule.pieces });
        gateway.deliverAll();
        gateway.heartbeat();
        gateway.retry();
      }
      model.executions.releaseCommissions();
      const { executions, positions } = model.records();
      const filled = model.orders.reduce((sum, { filled }) => sum + filled, 0);
      expect(positions.map(({ quantity }) => Math.abs(quantity))).toEqual(filled === 0 ? [] : [filled, filled]);
      expect(executions.filter(({ charge, contract }) => contract.secType === 'OPT' && charge === null)).toEqual([]);
    }
  });
});

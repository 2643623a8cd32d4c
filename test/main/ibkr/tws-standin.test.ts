import { describe, expect, it } from 'vitest';
import type { GatewayMessage, GatewayOrder } from '../../../src-main/ibkr/gateway.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import { contractOf } from '../../support/tws/contracts.ts';
import { BAD_DAYS, type FaultSchedule, GOOD_DAY, partsOf, randomFaults } from '../../support/tws/faults.ts';
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

  it('ends every random day with the truth unharmed, and lets nobody hear what it does not say', () => {
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
    expect(Object.keys(BAD_DAYS).length).toBeGreaterThan(15);
  });
});

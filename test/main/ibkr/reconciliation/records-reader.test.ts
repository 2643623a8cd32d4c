import { expect, test } from 'vitest';
import { SECOND } from '../../../../src-core/time.ts';
import { ContractBook } from '../../../../src-main/ibkr/contract-book.ts';
import { readRecords } from '../../../../src-main/ibkr/reconciliation/records-reader.ts';
import { contractOf } from '../../../support/tws/contracts.ts';
import { ModelGateway } from '../../../support/tws/model-gateway.ts';
import { TwsModel } from '../../../support/tws/tws-model.ts';
import { TEN, TestClock } from '../../trading/trading-fixture.ts';
import { TestPacer } from '../orders/ibkr-desk.ts';

function world() {
  const clock = new TestClock(TEN);
  const model = new TwsModel({ clock });
  const gateway = new ModelGateway({ model, clock, clientId: 17 });
  const pacer = new TestPacer(clock);
  const contracts = new ContractBook({ gateway, pacer });
  gateway.open();
  gateway.deliverAll();
  const read = () => readRecords(gateway, model.accounts[0] ?? '', null, { clock, pacer, contracts });
  const [call = contractOf({}), other = contractOf({})] = model.contracts.matching(contractOf({ symbol: 'SPY', secType: 'OPT', right: 'C', expiry: '20260728' })).slice(30);
  const order = { action: 'BUY', quantity: 2, type: 'LMT', limit: 1.2, stop: null, timeInForce: 'DAY', account: '', reference: '', ocaGroup: '', parentId: 0, transmit: true, whatIf: false } as const;
  return { clock, model, gateway, pacer, contracts, read, call, other, order };
}

test('the records are the broker’s own, with the numbers of legs that nobody here knew', async () => {
  const { call, contracts, gateway, model, order, other, read } = world();
  const filled = model.placeElsewhere(call, order);
  model.fill(filled, 2);
  const bag = contractOf({ symbol: 'SPY', secType: 'BAG', currency: 'USD', exchange: 'SMART', comboLegs: [{ conId: call.conId, ratio: 1, action: 'BUY', exchange: 'SMART' }, { conId: other.conId, ratio: 1, action: 'SELL', exchange: 'SMART' }] });
  model.placeElsewhere(bag, { ...order, limit: 0.5 });
  const reading = read();
  gateway.deliverAll();
  const [records, truth] = [await reading, model.records()];
  expect(records.openOrders.map(({ permId, filled: units }) => [permId, units])).toEqual(truth.openOrders.map(({ permId }) => [permId, 0]));
  expect(records.completedOrders.map(({ permId }) => permId)).toEqual([filled.permId]);
  expect(records.executions).toEqual(truth.executions);
  expect(records.positions).toEqual(truth.positions);
  expect(records.values).toEqual(expect.arrayContaining([{ name: 'TotalCashBalance', value: expect.any(String), currency: 'USD' }]));
  expect(contracts.symbolOf(other.conId)).not.toBeNull();
  // Nothing of it goes on being told.
  model.fill(model.placeElsewhere(call, order), 1);
  gateway.deliverAll();
  expect(gateway.undelivered).toBe(0);
});

test('what is executed while it is read begins it anew, so that cash, positions and executions are of one moment', async () => {
  const { call, gateway, model, order, read } = world();
  gateway.send({ type: 'place_order', orderId: 9, contract: call, order: { ...order, account: model.accounts[0] ?? '' } });
  gateway.deliverAll();
  const reading = read();
  // The open orders, and that there are no more; then it fills.
  gateway.deliver(3);
  model.fill(9, 2);
  gateway.deliverAll();
  const records = await reading;
  expect([records.openOrders, records.completedOrders.length, records.executions.length, records.positions]).toEqual([[], 1, 1, model.records().positions]);
});

test('it is whole or not at all', async () => {
  const { gateway, model, pacer, read } = world();
  const silent = read();
  pacer.pass(30 * SECOND);
  await expect(silent).rejects.toThrow('they were not complete after 30 seconds: the open orders did not come');
  const cut = read();
  gateway.deliver(2);
  gateway.cut();
  await expect(cut).rejects.toThrow('the connection to the gateway ended while they were read');
  await expect(read()).rejects.toThrow('there is no connection to the gateway');
  gateway.open();
  gateway.deliverAll();
  const lost = read();
  model.loseServers();
  gateway.deliverAll();
  await expect(lost).rejects.toThrow('the gateway lost the broker’s servers while they were read');
});

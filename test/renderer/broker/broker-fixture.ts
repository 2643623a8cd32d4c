import type { BrokerView, Difference, GatewayView, MarketDataView, Reconciliation, RestingOrder } from '../../../src-core/contract/broker.ts';
import { ZERO } from '../../../src-core/money.ts';

export const NOW = Date.parse('2026-11-20T18:42:07Z');

export function gatewayView(changes: Partial<GatewayView> = {}): GatewayView {
  return { state: 'connected', since: NOW - 60_000, address: '127.0.0.1:4002', clientId: 17, detail: 'IB Gateway.', retryAt: null, serverVersion: 187, clockSkewMs: 0, servers: 'connected', farms: [], waiting: 0, ...changes };
}

export function dataView(changes: Partial<MarketDataView> = {}): MarketDataView {
  return { quality: 'live', competing: false, lines: { used: 40, limit: 100 }, contracts: { listed: 36, subscribed: 36, silent: 0, refused: 0, withoutLine: 0 }, problems: [], ...changes };
}

export function resting(brokerOrderId: string, changes: Partial<RestingOrder> = {}): RestingOrder {
  return { orderId: 'ours', brokerOrderId, text: `order ${brokerOrderId}`, elsewhere: false, inDoubt: false, ...changes };
}

export function difference(changes: Partial<Difference> = {}): Difference {
  return { id: 'd', kind: 'position', subject: 'SPY 601 call', books: '2 long', broker: '1 long', explanation: 'Nothing explains it.', rule: 'A person decides.', outcome: 'open', choices: ['take_over', 'leave'], ...changes };
}

export function reconciliation(changes: Partial<Reconciliation> = {}): Reconciliation {
  return { id: 'r', began: NOW - 5_000, ended: NOW - 4_000, cause: 'connected', failure: null, compared: { orders: 3, executions: 1, positions: 4 }, differences: [], ...changes };
}

export function brokerView(changes: Partial<BrokerView> = {}): BrokerView {
  return {
    broker: 'ibkr',
    account: { number: 'DU1234567', kind: 'paper', currency: 'USD', values: null, valuesAt: null },
    gateway: gatewayView(),
    data: dataView(),
    orders: { ban: null, resting: [], asOf: NOW - 2_000 },
    reconciliation: reconciliation(),
    charges: { estimated: ZERO, charged: ZERO, executions: 0, unreported: 0 },
    ...changes,
  };
}

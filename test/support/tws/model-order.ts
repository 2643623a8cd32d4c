import type { CompletedOrderRecord, OpenOrderRecord } from '../../../src-main/ibkr/broker-records.ts';
import type { GatewayContract, GatewayMessage, GatewayOrder, GatewayOrderState } from '../../../src-main/ibkr/gateway.ts';
import type { ModelContract } from './contracts.ts';

export interface ModelLeg {
  readonly contract: ModelContract;
  readonly ratio: number;
  /** 1 where buying the whole buys it. */
  readonly sign: 1 | -1;
}

/** An order as the broker has it. */
export interface ModelOrder {
  readonly permId: number;
  /** 0 with client 0: made by hand in TWS. */
  readonly orderId: number;
  readonly clientId: number;
  readonly contract: GatewayContract;
  /** One of ratio 1 for what is not a combination. */
  readonly legs: readonly ModelLeg[];
  order: GatewayOrder;
  status: string;
  /** Packages, units or shares. */
  filled: number;
  /** Sum of filled × price, in ten-thousandths. */
  paid: number;
  whyHeld: string;
  warning: string;
  /** Waits here until the last of its bracket is transmitted; nobody is told of it. */
  isHeld: boolean;
  /** A child whose parent has not filled. */
  waitsForParent: boolean;
  /** A stop whose price was not reached. */
  waitsForStop: boolean;
  /** A cancel was asked for and not confirmed. */
  isCancelling: boolean;
  /** Over: why, as the completed orders tell it; null while it works. */
  completedStatus: string | null;
}

const NO_STATE: GatewayOrderState = {
  status: '',
  initialMarginBefore: null,
  initialMarginAfter: null,
  maintenanceMarginBefore: null,
  maintenanceMarginAfter: null,
  equityWithLoanAfter: null,
  commission: null,
  leastCommission: null,
  mostCommission: null,
  commissionCurrency: '',
  warning: '',
  completedStatus: '',
};

export function stateOf(parts: Partial<GatewayOrderState>): GatewayOrderState {
  return { ...NO_STATE, ...parts };
}

export function openOrderMessage(order: ModelOrder): GatewayMessage {
  const { orderId, permId, clientId, contract } = order;
  return { type: 'open_order', orderId, permId, clientId, contract, order: order.order, state: stateOf({ status: order.status, warning: order.warning }) };
}

export function statusMessage(order: ModelOrder): GatewayMessage {
  const { orderId, permId, clientId, status, filled, whyHeld } = order;
  return {
    type: 'order_status',
    orderId,
    permId,
    clientId,
    status,
    filled,
    remaining: order.order.quantity - filled,
    averagePrice: filled === 0 ? 0 : Math.round(order.paid / filled) / 10_000,
    whyHeld,
  };
}

export function openOrderRecord(order: ModelOrder): OpenOrderRecord {
  const { orderId, permId, clientId, contract, filled, status, warning } = order;
  return { orderId, permId, clientId, contract, order: order.order, state: stateOf({ status, warning }), filled };
}

export function completedRecord(order: ModelOrder): CompletedOrderRecord {
  return { permId: order.permId, contract: order.contract, order: order.order, state: stateOf({ status: order.status, completedStatus: order.completedStatus ?? '' }) };
}

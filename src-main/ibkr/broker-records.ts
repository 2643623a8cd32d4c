import type { EpochMs } from '../../src-core/time.ts';
import type { GatewayContract, GatewayExecution, GatewayOrder, GatewayOrderState } from './gateway.ts';

/** An order that works at the broker. */
export interface OpenOrderRecord {
  readonly orderId: number;
  readonly permId: number;
  readonly clientId: number;
  readonly contract: GatewayContract;
  readonly order: GatewayOrder;
  readonly state: GatewayOrderState;
  /** Units of the order filled; null where its status was not told. */
  readonly filled: number | null;
}

/** An order of today that is over. */
export type CompletedOrderRecord = Omit<OpenOrderRecord, 'orderId' | 'clientId' | 'filled'>;

export interface ExecutionRecord {
  readonly contract: GatewayContract;
  readonly execution: GatewayExecution;
  /** null until the broker reports it. */
  readonly charge: { readonly commission: number; readonly currency: string } | null;
}

export interface PositionRecord {
  readonly contract: GatewayContract;
  /** Signed units. */
  readonly quantity: number;
  /** Dollars a unit with its multiplier. */
  readonly averageCost: number;
}

export interface AccountValueRecord {
  /** "NetLiquidation", "TotalCashBalance", "ExchangeRate" … */
  readonly name: string;
  readonly value: string;
  /** "USD", "EUR", "BASE" or ''. */
  readonly currency: string;
}

/** What the broker has of one account at one time: read whole, or not at all. */
export interface BrokerRecords {
  readonly account: string;
  /** Machine time the reading began and ended. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly openOrders: readonly OpenOrderRecord[];
  readonly completedOrders: readonly CompletedOrderRecord[];
  /** Since `executionsSince`; null is as far as the broker's day goes back. Oldest first. */
  readonly executions: readonly ExecutionRecord[];
  readonly executionsSince: EpochMs | null;
  readonly positions: readonly PositionRecord[];
  readonly values: readonly AccountValueRecord[];
}

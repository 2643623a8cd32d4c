import type { Broker } from '../../../src-main/trading/broker.ts';
import type { OrderId, OrderRequest } from '../../../src-core/orders/order.ts';
import type { OrderManager } from '../../../src-main/trading/order-manager.ts';

/** A broker with an order manager before it, and a hand on what happens at the broker. */
export interface BrokerWorld {
  /** Of the running process: another one after a restart. */
  readonly orders: OrderManager;
  readonly broker: Broker;
  /** What was noticed as wrong. */
  readonly notices: readonly string[];
  /** A new request that rests: of one option, or of a package of `legs` options. Its limit is far from the market. */
  request(legs: 1 | 2 | 4, quantity: number): OrderRequest;
  /** A request that this broker refuses after it was sent; null where none can be made. */
  refused(): OrderRequest | null;
  /** Lets the world go on until that is so; fails when it does not come to be. */
  until(isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Lets everything arrive that is on its way. */
  quiet(): Promise<void>;
  /** Fills so many packages of a resting order; null where nothing may fill. */
  readonly fill: ((id: OrderId, packages: number) => void) | null;
  /** The broker tells its executions once more; null where it cannot be made to. */
  readonly tellAgain: (() => void) | null;
  /** The process ends without a word, and another goes on from the journal. */
  restart(): Promise<void>;
  /** Ends everything, with nothing left working at the broker. */
  close(): Promise<void>;
}

export interface BrokerHarness {
  readonly name: string;
  open(): Promise<BrokerWorld>;
}

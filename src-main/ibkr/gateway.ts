import type { EpochMs } from '../../src-core/time.ts';

/** One leg of a combination, by the gateway's number of its instrument. */
export interface GatewayComboLeg {
  readonly conId: number;
  readonly ratio: number;
  readonly action: 'BUY' | 'SELL';
  readonly exchange: string;
}

/** An instrument as the gateway names it. What is not known is 0 or ''. */
export interface GatewayContract {
  /** The gateway's own number of it. */
  readonly conId: number;
  readonly symbol: string;
  /** 'STK', 'OPT', 'IND', 'BAG', 'CASH' or another that this program does not trade. */
  readonly secType: string;
  readonly exchange: string;
  readonly currency: string;
  /** YYYYMMDD of an option. */
  readonly expiry: string;
  /** Dollars. */
  readonly strike: number;
  readonly right: 'C' | 'P' | '';
  readonly multiplier: string;
  readonly localSymbol: string;
  readonly tradingClass: string;
  readonly comboLegs: readonly GatewayComboLeg[];
}

/** OTHER: one that this program does not send, of an order made elsewhere. */
export type GatewayOrderType = 'MKT' | 'LMT' | 'STP' | 'STP LMT' | 'OTHER';

/** An order as the gateway takes it. Prices are dollars per share of what is bought or sold; of a combination its net, which may be negative. */
export interface GatewayOrder {
  readonly action: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly type: GatewayOrderType;
  /** null where the type has none. */
  readonly limit: number | null;
  readonly stop: number | null;
  readonly timeInForce: 'DAY' | 'GTC' | 'IOC' | 'FOK' | 'OTHER';
  readonly account: string;
  /** Comes back with the order and its executions; this program writes its own order's id. '' for none. */
  readonly reference: string;
  /** Orders of one group cancel each other; '' for none. */
  readonly ocaGroup: string;
  /** The gateway's number of the order that this one waits for; 0 for none. */
  readonly parentId: number;
  /** False keeps it at the gateway until the last of its bracket comes. */
  readonly transmit: boolean;
  /** Ask what it would do instead of sending it. */
  readonly whatIf: boolean;
}

/** What the gateway says an order would do or has done to the account. null where it says nothing. */
export interface GatewayOrderState {
  /** 'PendingSubmit', 'PreSubmitted', 'Submitted', 'PendingCancel', 'ApiCancelled', 'Cancelled', 'Filled', 'Inactive' … */
  readonly status: string;
  /** In the account's currency. */
  readonly initialMarginBefore: number | null;
  readonly initialMarginAfter: number | null;
  readonly maintenanceMarginBefore: number | null;
  readonly maintenanceMarginAfter: number | null;
  readonly equityWithLoanAfter: number | null;
  readonly commission: number | null;
  readonly leastCommission: number | null;
  readonly mostCommission: number | null;
  readonly commissionCurrency: string;
  readonly warning: string;
  /** Of an order that is over: why. */
  readonly completedStatus: string;
}

export interface GatewayExecution {
  /** Unique; a correction of an execution has the same but for its last part. */
  readonly id: string;
  readonly time: EpochMs;
  readonly account: string;
  readonly exchange: string;
  readonly side: 'buy' | 'sell';
  /** Units. */
  readonly quantity: number;
  /** Dollars per share. */
  readonly price: number;
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
  readonly reference: string;
}

export type MarketDataType = 'live' | 'frozen' | 'delayed' | 'delayed_frozen';

/** Which of its four calculations a volatility and Greeks are of. */
export type ComputationKind = 'bid' | 'ask' | 'last' | 'model';

/** What the gateway says. `requestId` is that of the request it answers. */
export type GatewayMessage =
  | { readonly type: 'contract'; readonly requestId: number; readonly contract: GatewayContract }
  | { readonly type: 'contracts_end'; readonly requestId: number }
  | { readonly type: 'market_data_type'; readonly requestId: number; readonly dataType: MarketDataType }
  /** Dollars; null where the side is absent. */
  | { readonly type: 'price'; readonly requestId: number; readonly field: 'bid' | 'ask' | 'last' | 'close'; readonly price: number | null; readonly isDelayed: boolean }
  | {
      readonly type: 'size';
      readonly requestId: number;
      readonly field: 'bid' | 'ask' | 'last' | 'volume' | 'call_open_interest' | 'put_open_interest';
      readonly size: number;
      readonly isDelayed: boolean;
    }
  /** Annual volatility and Greeks as the gateway computes them; each null where it gives none. Theta per day, vega per 0.01. */
  | {
      readonly type: 'computation';
      readonly requestId: number;
      readonly kind: ComputationKind;
      readonly volatility: number | null;
      readonly delta: number | null;
      readonly gamma: number | null;
      readonly vega: number | null;
      readonly theta: number | null;
      readonly price: number | null;
      readonly underlyingPrice: number | null;
      readonly isDelayed: boolean;
    }
  | { readonly type: 'next_order_id'; readonly orderId: number }
  | { readonly type: 'open_order'; readonly orderId: number; readonly permId: number; readonly clientId: number; readonly contract: GatewayContract; readonly order: GatewayOrder; readonly state: GatewayOrderState }
  | { readonly type: 'open_orders_end' }
  | {
      readonly type: 'order_status';
      readonly orderId: number;
      readonly permId: number;
      readonly clientId: number;
      readonly status: string;
      readonly filled: number;
      readonly remaining: number;
      readonly averagePrice: number;
      readonly whyHeld: string;
    }
  | { readonly type: 'completed_order'; readonly permId: number; readonly contract: GatewayContract; readonly order: GatewayOrder; readonly state: GatewayOrderState }
  | { readonly type: 'completed_orders_end' }
  /** requestId -1: as it happens, not asked for. */
  | { readonly type: 'execution'; readonly requestId: number; readonly contract: GatewayContract; readonly execution: GatewayExecution }
  | { readonly type: 'executions_end'; readonly requestId: number }
  /** realised is null while the gateway does not say. */
  | { readonly type: 'commission'; readonly executionId: string; readonly commission: number; readonly currency: string; readonly realised: number | null }
  /** averageCost is dollars a unit with its multiplier and commissions, as the broker keeps it. */
  | { readonly type: 'position'; readonly account: string; readonly contract: GatewayContract; readonly quantity: number; readonly averageCost: number }
  | { readonly type: 'positions_end' }
  | { readonly type: 'account_value'; readonly requestId: number; readonly account: string; readonly name: string; readonly value: string; readonly currency: string }
  | { readonly type: 'account_values_end'; readonly requestId: number }
  /** requestId -1: of no request. */
  | { readonly type: 'error'; readonly requestId: number; readonly code: number; readonly text: string; readonly advanced: string };

export type GatewayRequest =
  | { readonly type: 'contracts'; readonly requestId: number; readonly contract: GatewayContract }
  | { readonly type: 'market_data_type'; readonly dataType: MarketDataType }
  | { readonly type: 'market_data'; readonly requestId: number; readonly contract: GatewayContract; readonly genericTicks: string }
  | { readonly type: 'cancel_market_data'; readonly requestId: number }
  | { readonly type: 'next_order_id' }
  /** Of every client of the account, bound to their own ids. */
  | { readonly type: 'open_orders' }
  | { readonly type: 'completed_orders' }
  /** Executions since a moment: the gateway has those of today, or of up to seven days where it is set so. */
  | { readonly type: 'executions'; readonly requestId: number; readonly account: string; readonly since: EpochMs | null }
  | { readonly type: 'positions' }
  | { readonly type: 'cancel_positions' }
  | { readonly type: 'account_values'; readonly requestId: number; readonly names: readonly string[] }
  | { readonly type: 'cancel_account_values'; readonly requestId: number }
  | { readonly type: 'place_order'; readonly orderId: number; readonly contract: GatewayContract; readonly order: GatewayOrder }
  | { readonly type: 'cancel_order'; readonly orderId: number }
  /** Cancels every order of the account, of whichever client. */
  | { readonly type: 'cancel_everything' };

/** One part of the broker's servers, as the gateway's codes 2103 to 2110 and 2157, 2158 tell of it. */
export interface ServerFarm {
  readonly name: string;
  readonly kind: 'market_data' | 'history' | 'definitions';
  readonly state: 'connected' | 'inactive' | 'broken';
}

/** Why there is no connection. */
export type LinkProblem =
  | 'not_running'
  | 'api_disabled'
  | 'client_id_taken'
  | 'read_only'
  | 'wrong_account'
  | 'too_old'
  | 'half_open'
  | 'ended'
  | 'closed'
  | 'other';

/** How the gateway is reached. Times are the machine's. */
export type LinkState =
  | { readonly kind: 'connecting'; readonly since: EpochMs }
  /** Tried again by itself at retryAt; null where that would be of no use before a person acts, or it was closed. */
  | { readonly kind: 'down'; readonly since: EpochMs; readonly problem: LinkProblem; readonly detail: string; readonly retryAt: EpochMs | null }
  | {
      readonly kind: 'up';
      readonly since: EpochMs;
      readonly serverVersion: number;
      /** The accounts that it serves. */
      readonly accounts: readonly string[];
      /** Whether the gateway itself reaches the broker (codes 1100 to 1102). */
      readonly servers: 'connected' | 'lost';
      /** How much its clock is ahead of this machine's; null before it was asked. */
      readonly clockSkewMs: number | null;
      readonly farms: readonly ServerFarm[];
    };

/** A turn of the connection that others must act on. */
export type LinkEvent =
  /** Whatever was asked for before is gone: everything is asked for anew. */
  | { readonly type: 'up' }
  /** Nothing that was sent since is known to have arrived. */
  | { readonly type: 'down' }
  /** The gateway lost the broker's servers: orders rest there as they are. */
  | { readonly type: 'servers_lost' }
  /** It has them back; isDataLost: what was subscribed to is to be asked for anew. */
  | { readonly type: 'servers_back'; readonly isDataLost: boolean }
  /** A request that waited for its turn when the connection ended: it was never written. */
  | { readonly type: 'unsent'; readonly request: GatewayRequest };

/**
 * Whether a request went out. 'down': nothing was sent and nothing is kept to be sent later. 'waiting': it has its turn
 * within the limit of messages a second, or `unsent` tells of it.
 */
export type Sent = 'sent' | 'waiting' | 'down';

/** TWS or IB Gateway, over whatever speaks with it. Connects again by itself; nothing is ever sent twice. */
export interface Gateway {
  readonly state: LinkState;
  /** Messages that wait for their turn. */
  readonly waiting: number;
  /** A number that no request of this connection had, nor an order's. */
  newRequestId(): number;
  send(request: GatewayRequest): Sent;
  /** Hears every message while the connection is up, in their order; must not throw. The result ends it. */
  onMessage(listener: (message: GatewayMessage) => void): () => void;
  /** Hears every turn of the connection, after `state` has changed; must not throw. */
  onEvent(listener: (event: LinkEvent) => void): () => void;
  /** Tries at once, where it is being waited for. */
  retry(): void;
  close(): Promise<void>;
}

/** Where it is, and as whom. */
export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
  /** Fixed: an order belongs to the client id that sent it, and another could neither change nor cancel it. */
  readonly clientId: number;
  /** The account to trade, "DU1234567"; '' for the only one there is. */
  readonly account: string;
}

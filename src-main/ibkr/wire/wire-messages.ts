import { type CommissionReport, type Contract, type ContractDetails, EventName, type Execution, type IBApi, MarketDataType as WireDataType, type Order, type OrderState } from '@stoqey/ib';
import type { Clock } from '../../../src-core/time.ts';
import type { GatewayMessage, MarketDataType } from '../gateway.ts';
import { executionTime } from './execution-time.ts';
import { given, number, text } from './given.ts';
import { COMPUTATIONS, PRICES, SIZES } from './ticks.ts';
import { contractOf } from './wire-contract.ts';
import { orderOf, stateOf } from './wire-order.ts';

/** The library's code for a message that it could not read; what is missing in one that it could is told with it too. */
const UNREADABLE = 505;
const NO_REQUEST = -1;

const DATA_TYPES: ReadonlyMap<WireDataType, MarketDataType> = new Map<WireDataType, MarketDataType>([
  [WireDataType.REALTIME, 'live'],
  [WireDataType.FROZEN, 'frozen'],
  [WireDataType.DELAYED, 'delayed'],
  [WireDataType.DELAYED_FROZEN, 'delayed_frozen'],
]);

/** Turns the library's events into messages, in their order. What lacks what it cannot be without is told as an error of code 505. */
export function tellMessages(api: IBApi, clock: Clock, tell: (message: GatewayMessage) => void): void {
  const unreadable = (what: string): void => tell({ type: 'error', requestId: NO_REQUEST, code: UNREADABLE, text: `${what} could not be read`, advanced: '' });

  api.on(EventName.contractDetails, (requestId: number, details: ContractDetails) => tell({ type: 'contract', requestId, contract: contractOf(details.contract) }));
  api.on(EventName.contractDetailsEnd, (requestId: number) => tell({ type: 'contracts_end', requestId }));

  api.on(EventName.marketDataType, (requestId: number, wireType: WireDataType) => {
    const dataType = DATA_TYPES.get(wireType);
    if (dataType !== undefined) tell({ type: 'market_data_type', requestId, dataType });
  });
  api.on(EventName.tickPrice, (requestId: number, tickType: number, value: number) => {
    const tick = PRICES.get(tickType);
    if (tick !== undefined) tell({ type: 'price', requestId, ...tick, price: priceOf(value, tick.field) });
  });
  api.on(EventName.tickSize, (requestId: number, tickType: number | undefined, value: number | undefined) => {
    const tick = tickType === undefined ? undefined : SIZES.get(tickType);
    if (tick !== undefined) tell({ type: 'size', requestId, ...tick, size: Math.max(0, number(value)) });
  });
  api.on(
    EventName.tickOptionComputation,
    (
      requestId: number,
      tickType: number,
      _attribute: number | undefined,
      volatility: number | undefined,
      delta: number | undefined,
      price: number | undefined,
      _dividend: number | undefined,
      gamma: number | undefined,
      vega: number | undefined,
      theta: number | undefined,
      underlyingPrice: number | undefined,
    ) => {
      const tick = COMPUTATIONS.get(tickType);
      if (tick === undefined) return;
      tell({
        type: 'computation',
        requestId,
        kind: tick.field,
        isDelayed: tick.isDelayed,
        volatility: positive(volatility),
        delta: greek(delta),
        gamma: greek(gamma),
        vega: greek(vega),
        theta: greek(theta),
        price: positive(price),
        underlyingPrice: positive(underlyingPrice),
      });
    },
  );

  api.on(EventName.nextValidId, (orderId: number) => {
    if (Number.isInteger(orderId)) tell({ type: 'next_order_id', orderId });
    else unreadable('The next order id');
  });
  api.on(EventName.openOrder, (orderId: number, contract: Contract, order: Order, state: OrderState) =>
    tell({ type: 'open_order', orderId, permId: number(order.permId), clientId: number(order.clientId), contract: contractOf(contract), order: orderOf(order), state: stateOf(state) }),
  );
  api.on(EventName.openOrderEnd, () => tell({ type: 'open_orders_end' }));
  api.on(
    EventName.orderStatus,
    (
      orderId: number,
      status: string,
      filled: number | undefined,
      remaining: number | undefined,
      averagePrice: number | undefined,
      permId?: number,
      _parentId?: number,
      _lastPrice?: number,
      clientId?: number,
      whyHeld?: string,
    ) =>
      tell({
        type: 'order_status',
        orderId,
        permId: number(permId),
        clientId: number(clientId),
        status: text(status),
        filled: number(filled),
        remaining: number(remaining),
        averagePrice: number(averagePrice),
        whyHeld: text(whyHeld),
      }),
  );
  api.on(EventName.completedOrder, (contract: Contract, order: Order, state: OrderState) =>
    tell({ type: 'completed_order', permId: number(order.permId), contract: contractOf(contract), order: orderOf(order), state: stateOf(state) }),
  );
  api.on(EventName.completedOrdersEnd, () => tell({ type: 'completed_orders_end' }));
  api.on(EventName.execDetails, (requestId: number, contract: Contract, execution: Execution) => {
    const message = executionMessage(requestId, contract, execution, clock);
    if (message === null) unreadable(`An execution (${text(execution.execId)})`);
    else tell(message);
  });
  api.on(EventName.execDetailsEnd, (requestId: number) => tell({ type: 'executions_end', requestId }));
  api.on(EventName.commissionReport, (report: CommissionReport) => {
    const commission = given(report.commission);
    const executionId = text(report.execId);
    if (executionId === '') return unreadable('A commission report');
    // Without an amount it is one that is still to come.
    if (commission !== null) tell({ type: 'commission', executionId, commission, currency: text(report.currency), realised: given(report.realizedPNL) });
  });

  api.on(EventName.position, (account: string, contract: Contract, quantity: number, averageCost?: number) => {
    if (given(quantity) === null) unreadable(`A position (${text(contract.localSymbol)})`);
    else tell({ type: 'position', account: text(account), contract: contractOf(contract), quantity, averageCost: number(averageCost) });
  });
  api.on(EventName.positionEnd, () => tell({ type: 'positions_end' }));
  api.on(EventName.accountSummary, (requestId: number, account: string, name: string, value: string, currency: string) =>
    tell({ type: 'account_value', requestId, account: text(account), name: text(name), value: text(value), currency: text(currency) }),
  );
  api.on(EventName.accountSummaryEnd, (requestId: number) => tell({ type: 'account_values_end', requestId }));

  api.on(EventName.error, (error: Error, code: number, requestId: number, advanced?: unknown) =>
    tell({ type: 'error', requestId: Number.isInteger(requestId) ? requestId : NO_REQUEST, code, text: error.message, advanced: advancedText(advanced) }),
  );
  // Of no request.
  api.on(EventName.info, (message: string, code: number) => tell({ type: 'error', requestId: NO_REQUEST, code, text: text(message), advanced: '' }));
}

/** null where what it is of cannot be told: it is never guessed. */
function executionMessage(requestId: number, contract: Contract, execution: Execution, clock: Clock): GatewayMessage | null {
  const quantity = given(execution.shares);
  const price = given(execution.price);
  const id = text(execution.execId);
  const side = execution.side === 'BOT' ? 'buy' : execution.side === 'SLD' ? 'sell' : null;
  if (quantity === null || quantity <= 0 || price === null || id === '' || side === null) return null;
  return {
    type: 'execution',
    requestId,
    contract: contractOf(contract),
    execution: {
      id,
      // A time that is in no known form must not lose what happened: it was heard of now.
      time: executionTime(text(execution.time)) ?? clock.now(),
      account: text(execution.acctNumber),
      exchange: text(execution.exchange),
      side,
      quantity,
      price,
      permId: number(execution.permId),
      clientId: number(execution.clientId),
      orderId: number(execution.orderId),
      reference: text(execution.orderRef),
    },
  };
}

/** -1 is "none", and of all fields but the bid 0 too: nothing trades at 0. */
function priceOf(value: number | undefined, field: 'bid' | 'ask' | 'last' | 'close'): number | null {
  const price = given(value);
  if (price === null || price < 0) return null;
  return price === 0 && field !== 'bid' ? null : price;
}

function positive(value: number | undefined): number | null {
  const number = given(value);
  return number === null || number < 0 ? null : number;
}

/** -2 is "not computed" where the library has left it. */
function greek(value: number | undefined): number | null {
  const number = given(value);
  return number === -2 ? null : number;
}

function advancedText(advanced: unknown): string {
  if (advanced === undefined || advanced === null || advanced === '') return '';
  return typeof advanced === 'string' ? advanced : JSON.stringify(advanced);
}

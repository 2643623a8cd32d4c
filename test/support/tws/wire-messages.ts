import type { GatewayMessage } from '../../../src-main/ibkr/gateway.ts';
import type { ModelContract } from './contracts.ts';
import { completedOrderTokens, contractTokens, openOrderTokens } from './wire-orders.ts';
import { type Token, UNSET_DOUBLE } from './wire-tokens.ts';

export interface WireContext {
  readonly version: number;
  /** The gateway's own time zone, as it writes the times of executions: "US/Eastern". '' leaves it out, as older ones do. */
  readonly timeZone: string;
  /** Whether filled completed orders have quantity 0, as TWS gives them. */
  readonly zeroQuantity: boolean;
  readonly details: (conId: number) => ModelContract | null;
  /** The size that goes with a price of that subscription. */
  readonly sizeOf: (requestId: number, field: 'bid' | 'ask' | 'last' | 'close') => number;
}

const PRICE_TICKS = { bid: [1, 66], ask: [2, 67], last: [4, 68], close: [9, 75] } as const;
const SIZE_TICKS = { bid: [0, 69], ask: [3, 70], last: [5, 71], volume: [8, 74], call_open_interest: [27, 27], put_open_interest: [28, 28] } as const;
const COMPUTATION_TICKS = { bid: [10, 80], ask: [11, 81], last: [12, 82], model: [13, 83] } as const;
const DATA_TYPES = { live: 1, frozen: 2, delayed: 3, delayed_frozen: 4 } as const;

/** The fields of a message as TWS of that version writes them, for versions from 151. */
export function messageTokens(message: GatewayMessage, context: WireContext): readonly Token[] {
  const { version } = context;
  switch (message.type) {
    case 'contract':
      return contractDetails(message, context);
    case 'contracts_end':
      return [52, 1, message.requestId];
    case 'market_data_type':
      return [58, 1, message.requestId, DATA_TYPES[message.dataType]];
    case 'price':
      return [1, 6, message.requestId, PRICE_TICKS[message.field][message.isDelayed ? 1 : 0], message.price ?? -1, message.price === null ? 0 : context.sizeOf(message.requestId, message.field), 1];
    case 'size':
      return [2, 6, message.requestId, SIZE_TICKS[message.field][message.isDelayed ? 1 : 0], message.size];
    case 'computation': {
      const { requestId, kind, isDelayed, volatility, delta, gamma, vega, theta, price, underlyingPrice } = message;
      return [21, ...(version >= 156 ? [] : [6]), requestId, COMPUTATION_TICKS[kind][isDelayed ? 1 : 0], ...(version >= 156 ? [0] : []), volatility ?? -1, delta ?? -2, price ?? -1, 0, gamma ?? -2, vega ?? -2, theta ?? -2, underlyingPrice ?? -1];
    }
    case 'next_order_id':
      return [9, 1, message.orderId];
    case 'open_order':
      return openOrderTokens(message, version);
    case 'open_orders_end':
      return [53, 1];
    case 'order_status':
      return [3, message.orderId, message.status, message.filled, message.remaining, message.averagePrice, message.permId, 0, message.filled === 0 ? 0 : message.averagePrice, message.clientId, message.whyHeld, 0];
    case 'completed_order':
      return completedOrderTokens(message, version, context.zeroQuantity);
    case 'completed_orders_end':
      return [102];
    case 'execution': {
      const { requestId, contract, execution } = message;
      const side = execution.side === 'buy' ? 'BOT' : 'SLD';
      return [
        11,
        requestId,
        execution.orderId,
        ...contractTokens(contract),
        execution.id,
        gatewayClock(execution.time, context.timeZone),
        execution.account,
        execution.exchange,
        side,
        execution.quantity,
        execution.price,
        execution.permId,
        execution.clientId,
        0,
        execution.quantity,
        execution.price,
        execution.reference,
        '',
        null,
        '',
        2,
        ...(version >= 178 ? [false] : []),
      ];
    }
    case 'executions_end':
      return [55, 1, message.requestId];
    case 'commission':
      return [59, 1, message.executionId, message.commission, message.currency, message.realised ?? UNSET_DOUBLE, UNSET_DOUBLE, ''];
    case 'position':
      return [61, 3, message.account, ...contractTokens(message.contract), message.quantity, message.averageCost];
    case 'positions_end':
      return [62, 1];
    case 'account_value':
      return [63, 1, message.requestId, message.account, message.name, message.value, message.currency];
    case 'account_values_end':
      return [64, 1, message.requestId];
    case 'error':
      return [4, 2, message.requestId, message.code, message.text, ...(version >= 166 ? [message.advanced] : [])];
    default: {
      const never: never = message;
      throw new RangeError(`no such message: ${JSON.stringify(never)}`);
    }
  }
}

function contractDetails(message: Extract<GatewayMessage, { type: 'contract' }>, { version, details }: WireContext): readonly Token[] {
  const { contract } = message;
  const more = details(contract.conId);
  const isOption = contract.secType === 'OPT';
  return [
    10,
    ...(version < 164 ? [8] : []),
    message.requestId,
    contract.symbol,
    contract.secType,
    contract.expiry,
    ...(version >= 182 ? [contract.expiry] : []),
    contract.strike,
    contract.right,
    contract.exchange,
    contract.currency,
    contract.localSymbol,
    contract.tradingClass,
    contract.tradingClass,
    contract.conId,
    more?.tick ?? 0.01,
    ...(version < 164 ? [100] : []),
    contract.multiplier,
    'ACTIVETIM,AD,ADJUST,ALERT,ALGO,ALLOC,AON,AVGCOST,BASKET,COND,DAY,GTC,IOC,LMT,MKT,OCA,STP,STPLMT,WHATIF',
    isOption ? 'SMART,AMEX,CBOE,PHLX,PSE,ISE,BOX,BATS' : 'SMART,AMEX,NYSE,CBOE,ARCA,BATS',
    1,
    more?.underlyingId ?? 0,
    more?.longName ?? '',
    more?.primaryExchange ?? '',
    isOption ? contract.expiry.slice(0, 6) : '',
    ...['', '', '', 'US/Eastern', '20261127:0930-20261127:1300', '20261127:0930-20261127:1300', '', ''],
    0,
    1,
    isOption ? contract.symbol : '',
    isOption ? 'STK' : '',
    '32,109',
    contract.expiry,
    ...(version >= 152 ? [contract.secType === 'STK' ? 'ETF' : ''] : []),
    ...(version === 163 ? [1] : []),
    ...(version >= 164 ? [1, 1, 1] : []),
    ...(version >= 186 ? [0] : []),
  ];
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** "20261127 09:31:02 US/Eastern". */
function gatewayClock(time: number, timeZone: string): string {
  const zone = timeZone === '' ? 'US/Eastern' : timeZone;
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
    clocks.set(zone, clock);
  }
  const parts = new Map(clock.formatToParts(time).map(({ type, value }) => [type, value]));
  const at = (part: Intl.DateTimeFormatPartTypes): string => parts.get(part) ?? '';
  const date = `${at('year')}${at('month')}${at('day')}`;
  const hours = `${at('hour')}:${at('minute')}:${at('second')}`;
  return timeZone === '' ? `${date}  ${hours}` : `${date} ${hours} ${timeZone}`;
}

import { type Order, OrderAction, type OrderState, OrderType, TimeInForce } from '@stoqey/ib';
import type { GatewayOrder, GatewayOrderState, GatewayOrderType } from '../gateway.ts';
import { given, number, text } from './given.ts';

const TYPES: Readonly<Record<Exclude<GatewayOrderType, 'OTHER'>, OrderType>> = { MKT: OrderType.MKT, LMT: OrderType.LMT, STP: OrderType.STP, 'STP LMT': OrderType.STP_LMT };
const TIMES: Readonly<Record<Exclude<GatewayOrder['timeInForce'], 'OTHER'>, TimeInForce>> = {
  DAY: TimeInForce.DAY,
  GTC: TimeInForce.GTC,
  IOC: TimeInForce.IOC,
  FOK: TimeInForce.FOK,
};

/** Orders of one group: when one fills, the rest is cancelled, and no more than one is at work at a time. */
const CANCEL_WITH_BLOCK = 1;

/**
 * The order as the library takes it. A combination has its one net limit and no price of a leg (refused with 10058), and
 * no routing parameter: it is guaranteed, all legs or none, as the gateway does by itself. Throws RangeError for what
 * this program does not send.
 */
export function wireOrder(order: GatewayOrder): Order {
  if (order.type === 'OTHER' || order.timeInForce === 'OTHER') throw new RangeError(`an order of type ${order.type}, ${order.timeInForce}, is not sent`);
  const { limit, stop, ocaGroup, parentId, reference, account } = order;
  return {
    action: order.action === 'BUY' ? OrderAction.BUY : OrderAction.SELL,
    totalQuantity: order.quantity,
    orderType: TYPES[order.type],
    ...(limit !== null && { lmtPrice: limit }),
    ...(stop !== null && { auxPrice: stop }),
    tif: TIMES[order.timeInForce],
    account,
    orderRef: reference,
    ...(ocaGroup !== '' && { ocaGroup, ocaType: CANCEL_WITH_BLOCK }),
    parentId,
    transmit: order.transmit,
    whatIf: order.whatIf,
    exemptCode: -1,
    // Gateways refuse an order that asks for these (10268, 10269); left out, they ask for the opposite of what is meant in some.
    eTradeOnly: false,
    firmQuoteOnly: false,
    outsideRth: false,
  };
}

export function orderOf(order: Order): GatewayOrder {
  const type = (['MKT', 'LMT', 'STP', 'STP LMT'] as const).find((name) => TYPES[name] === order.orderType) ?? 'OTHER';
  const timeInForce = (['DAY', 'GTC', 'IOC', 'FOK'] as const).find((name) => TIMES[name] === order.tif) ?? 'OTHER';
  return {
    action: order.action === OrderAction.BUY ? 'BUY' : 'SELL',
    // A completed order that filled has its quantity here alone.
    quantity: number(order.totalQuantity) || number(order.filledQuantity),
    type,
    limit: type === 'MKT' || type === 'STP' ? null : given(order.lmtPrice),
    stop: type === 'MKT' || type === 'LMT' ? null : given(order.auxPrice),
    timeInForce,
    account: text(order.account),
    reference: text(order.orderRef),
    ocaGroup: text(order.ocaGroup),
    parentId: number(order.parentId),
    // What rests there was transmitted; the gateway does not say so.
    transmit: true,
    whatIf: order.whatIf === true,
  };
}

export function stateOf(state: OrderState): GatewayOrderState {
  return {
    status: text(state.status),
    initialMarginBefore: given(state.initMarginBefore),
    initialMarginAfter: given(state.initMarginAfter),
    maintenanceMarginBefore: given(state.maintMarginBefore),
    maintenanceMarginAfter: given(state.maintMarginAfter),
    equityWithLoanAfter: given(state.equityWithLoanAfter),
    commission: given(state.commission),
    leastCommission: given(state.minCommission),
    mostCommission: given(state.maxCommission),
    commissionCurrency: text(state.commissionCurrency),
    warning: text(state.warningText),
    completedStatus: text(state.completedStatus),
  };
}

import type { GatewayContract, GatewayMessage, GatewayOrder, GatewayOrderState } from '../../../src-main/ibkr/gateway.ts';
import { type Token, UNSET_DOUBLE, UNSET_INTEGER } from './wire-tokens.ts';

/** Fields of a contract in orders and executions. */
export function contractTokens(contract: GatewayContract): readonly Token[] {
  const { conId, symbol, secType, expiry, strike, right, multiplier, exchange, currency, localSymbol, tradingClass } = contract;
  return [conId, symbol, secType, expiry, strike, right, multiplier, exchange, currency, localSymbol, tradingClass];
}

/** TWS gives "0.0" for a price that the type has not. */
function orderTokens(order: GatewayOrder): readonly Token[] {
  return [order.action, order.quantity, order.type, order.limit ?? '0.0', order.stop ?? '0.0', order.timeInForce, order.ocaGroup, order.account, '', 0, order.reference];
}

/** A delta-neutral order of type "None" still has its fields; more of them in an open order. */
function volatilityTokens(isOpen: boolean): readonly Token[] {
  return [null, 0, 'None', null, 0, ...(isOpen ? ['', '', '', '?'] : []), false, 0, '', 0, 0];
}

function comboTokens(contract: GatewayContract): readonly Token[] {
  const described = contract.comboLegs.map(({ conId, ratio, action }) => `${conId}|${action === 'BUY' ? ratio : -ratio}`).join(',');
  return [described, contract.comboLegs.length, ...contract.comboLegs.flatMap(({ conId, ratio, action, exchange }): Token[] => [conId, ratio, action, exchange, 0, 0, '', -1]), 0, 0];
}

function amount(value: number | null): Token {
  return value ?? UNSET_DOUBLE;
}

function since(version: number, first: number, ...tokens: readonly Token[]): readonly Token[] {
  return version >= first ? tokens : [];
}

/** What-if figures: the before, the change and the after of each. */
function stateTokens(state: GatewayOrderState): readonly Token[] {
  const change = (before: number | null, after: number | null): number | null => (before === null || after === null ? null : Math.round((after - before) * 100) / 100);
  return [
    state.status,
    amount(state.initialMarginBefore),
    amount(state.maintenanceMarginBefore),
    amount(null),
    amount(change(state.initialMarginBefore, state.initialMarginAfter)),
    amount(change(state.maintenanceMarginBefore, state.maintenanceMarginAfter)),
    amount(null),
    amount(state.initialMarginAfter),
    amount(state.maintenanceMarginAfter),
    amount(state.equityWithLoanAfter),
    amount(state.commission),
    amount(state.leastCommission),
    amount(state.mostCommission),
    state.commissionCurrency,
    state.warning,
  ];
}

/** OPEN_ORDER (5), field by field as the client library's decoder takes it since version 151. */
export function openOrderTokens(message: Extract<GatewayMessage, { type: 'open_order' }>, version: number): readonly Token[] {
  const { orderId, permId, clientId, contract, order, state } = message;
  return [
    5,
    orderId,
    ...contractTokens(contract),
    ...orderTokens(order),
    clientId,
    permId,
    // Outside hours, hidden, discretionary, good after, allocation, advisor's group, method and percentage.
    ...[false, 0, 0, '', '', '', '', ''],
    ...(version < 177 ? [''] : []),
    // Model, good till, rule 80A, percent offset, settling firm, short sale, auction.
    ...['', '', '', null, '', 0, '', -1, 0],
    // Box, range, display size, block, sweep, all or none, least quantity.
    ...[null, null, null, null, null, UNSET_INTEGER, false, false, false, UNSET_INTEGER],
    order.ocaGroup === '' ? 3 : 1,
    ...[false, false, null],
    order.parentId,
    0,
    ...volatilityTokens(true),
    // Trail, basis points.
    ...[null, null, null, UNSET_INTEGER],
    ...comboTokens(contract),
    // Scale, hedge, smart routing, clearing, not held, delta neutral, algorithm, solicited.
    ...[UNSET_INTEGER, UNSET_INTEGER, null, '', false, '', 'IB', false, false, '', false],
    order.whatIf,
    ...stateTokens(state),
    // Randomised, conditions, adjusted, soft dollars, cash, hedge price, container, discretion, price management.
    ...[false, false, 0, 'None', null, null, null, null, null, null, 0, '', '', '', null, false, false, false, false],
    ...since(version, 158, 0),
    ...since(version, 160, UNSET_INTEGER),
    ...since(version, 162, false),
    ...since(version, 170, UNSET_INTEGER, UNSET_INTEGER, null, null, null),
    ...since(version, 183, ''),
    ...since(version, 184, false),
    ...since(version, 185, ''),
    ...since(version, 189, false),
    ...since(version, 193, '', UNSET_INTEGER),
  ];
}

/** COMPLETED_ORDER (101): of an order that filled whole TWS gives the quantity as 0 and says apart how much filled. */
export function completedOrderTokens(message: Extract<GatewayMessage, { type: 'completed_order' }>, version: number, zeroQuantity: boolean): readonly Token[] {
  const { permId, contract, order, state } = message;
  const isFilled = state.status === 'Filled';
  return [
    101,
    ...contractTokens(contract),
    ...orderTokens(isFilled && zeroQuantity ? { ...order, quantity: 0 } : order),
    permId,
    ...[false, 0, 0, '', '', '', ''],
    ...(version < 177 ? [''] : []),
    ...['', '', '', null, '', 0, '', -1],
    ...[null, null, null, null, null, UNSET_INTEGER, false, false, UNSET_INTEGER],
    order.ocaGroup === '' ? 3 : 1,
    0,
    ...volatilityTokens(false),
    ...[null, null],
    ...comboTokens(contract),
    ...[UNSET_INTEGER, UNSET_INTEGER, null, '', '', 'IB', false, false, '', false],
    state.status,
    ...[false, false, 0, null, null, null, false, false, ''],
    isFilled ? order.quantity : 0,
    ...[UNSET_INTEGER, false, 'Not an insider or substantial shareholder', false, false, 0, ''],
    state.completedStatus,
    ...since(version, 170, UNSET_INTEGER, UNSET_INTEGER, null, null, null),
    ...since(version, 183, ''),
    ...since(version, 184, false),
  ];
}

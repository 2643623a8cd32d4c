import type { GatewayContract, GatewayOrder } from '../../../src-main/ibkr/gateway.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { type ContractBook, plain } from './contracts.ts';
import type { ModelLeg } from './model-order.ts';

export interface Refusal {
  readonly code: number;
  readonly text: string;
}

export const READ_ONLY: Refusal = { code: 321, text: "Error validating request.-'bH' : cause - The API interface is currently in Read-Only mode." };
const NO_DEFINITION: Refusal = { code: 200, text: 'No security definition has been found for the request' };

/** The instruments of an order as they are listed, or why they are not taken. */
export function resolve(book: ContractBook, contract: GatewayContract): { readonly contract: GatewayContract; readonly legs: readonly ModelLeg[] } | Refusal {
  if (contract.secType === 'BAG') {
    const legs: ModelLeg[] = [];
    for (const { conId, ratio, action } of contract.comboLegs) {
      const listed = book.get(conId);
      if (listed === null) return NO_DEFINITION;
      legs.push({ contract: listed, ratio, sign: action === 'BUY' ? 1 : -1 });
    }
    if (legs.length < 2) return { code: 321, text: "Error validating request.-'bH' : cause - Invalid combo details" };
    return { contract: { ...contract, conId: 28_812_380, localSymbol: contract.symbol, tradingClass: 'COMB' }, legs };
  }
  const found = book.matching(contract);
  const listed = found[0];
  if (listed === undefined) return NO_DEFINITION;
  if (found.length > 1) return { code: 200, text: `The contract description specified for ${contract.symbol} is ambiguous.` };
  if (listed.secType === 'IND') return { code: 201, text: 'Order rejected - reason:No Trading Permission' };
  return { contract: plain(listed), legs: [{ contract: listed, ratio: 1, sign: 1 }] };
}

/** Why the terms are not taken; null where they are. */
export function termsRefused(order: GatewayOrder, isCombo: boolean): Refusal | null {
  if (!(order.quantity > 0) || !Number.isInteger(order.quantity)) return { code: 434, text: 'The order size cannot be zero.' };
  const needsLimit = order.type === 'LMT' || order.type === 'STP LMT';
  const needsStop = order.type === 'STP' || order.type === 'STP LMT';
  if (needsLimit && order.limit === null) return { code: 201, text: 'Order rejected - reason:Invalid limit price' };
  if (needsStop && order.stop === null) return { code: 201, text: 'Order rejected - reason:Invalid stop price' };
  if (!isCombo && order.limit !== null && order.limit < 0) return { code: 201, text: 'Order rejected - reason:Invalid limit price' };
  for (const price of [needsLimit ? order.limit : null, needsStop ? order.stop : null]) {
    if (price !== null && fromDollars(price) % 100 !== 0) return { code: 110, text: 'The price does not conform to the minimum price variation for this contract.' };
  }
  return null;
}

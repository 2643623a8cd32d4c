import type { OrderManager } from '../trading/order-manager.ts';

/** Symbols that are named; of more their number is told. */
const NAMED = 3;

/** What an account works and holds, as the middle of a sentence ("2 orders work; SPY is held"); null for nothing. */
export function openBusiness(account: Pick<OrderManager, 'book' | 'working'>): string | null {
  const orders = account.working().length;
  const held = [...new Set(account.book.holdings().map(({ symbol }) => symbol.replace(/ +/, ' ')))];
  const parts = [
    ...(orders === 0 ? [] : [orders === 1 ? '1 order works' : `${orders} orders work`]),
    ...(held.length === 0 ? [] : [`${held.slice(0, NAMED).join(', ')}${held.length > NAMED ? ` and ${held.length - NAMED} more` : ''} ${held.length === 1 ? 'is' : 'are'} held`]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}

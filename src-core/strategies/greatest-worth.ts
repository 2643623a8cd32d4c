import { multiplier, parseSymbol } from '../instruments/instrument.ts';
import { type Money, money } from '../money.ts';
import { signOf } from '../orders/net-price.ts';
import type { OrderLeg } from '../orders/order.ts';
import { breakpoints, payoff } from './payoff.ts';

/** What one package can be worth a share at expiry at the most; null without bound, or where its legs expire apart. */
export function greatestWorth(legs: readonly OrderLeg[]): Money | null {
  const holdings = legs.map(({ symbol, side, ratio }) => ({ instrument: parseSymbol(symbol), quantity: signOf(side) * ratio }));
  const [first] = holdings;
  if (first === undefined || first.instrument.kind !== 'option') return null;
  const { expiry } = first.instrument;
  let calls = 0;
  for (const { instrument, quantity } of holdings) {
    if (instrument.kind !== 'option' || instrument.expiry !== expiry) return null;
    if (instrument.right === 'call') calls += quantity;
  }
  if (calls > 0) return null;
  let most = Number.NEGATIVE_INFINITY;
  for (const price of breakpoints(holdings)) most = Math.max(most, payoff(holdings, price));
  return money(Math.floor(most / multiplier(first.instrument)));
}

import { multiplier, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { CENT, type Money, money } from '../../../src-core/money.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { breakpoints, payoff } from '../../../src-core/strategies/payoff.ts';
import { highestNet } from '../price-collar.ts';
import type { Check, QuoteCheck } from '../risk-context.ts';

export const checkTick: Check = ({ terms }, _context, found) => {
  if ('stop' in terms && terms.stop % CENT !== 0) found.push({ code: 'off_tick', price: terms.stop, tick: CENT });
  if ('limit' in terms && terms.limit % CENT !== 0) found.push({ code: 'off_tick', price: terms.limit, tick: CENT });
};

/** A limit is held against the package's own best bids and offers; without them it rests and is held against nothing. */
export const checkCollar: QuoteCheck = ({ terms }, { limits }, { quote }, found) => {
  if (quote === null || terms.type === 'market' || terms.type === 'stop') return;
  const reference = terms.type === 'stop_limit' ? money(Math.max(quote.natural, terms.stop)) : quote.natural;
  const highest = highestNet(reference, limits);
  if (terms.limit > highest) found.push({ code: 'price_collar', limit: terms.limit, reference, highest });
};

/** Nobody opens a package for more than it can ever be worth but by a slip. */
export const checkWorth: Check = ({ closing, legs, terms }, _context, found) => {
  if (closing || !('limit' in terms)) return;
  const worth = greatestWorth(legs);
  if (worth !== null && terms.limit > worth) found.push({ code: 'certain_loss', limit: terms.limit, worth });
};

/** What one package can be worth a share at expiry at the most; null without bound, or where its legs expire apart. */
function greatestWorth(legs: readonly OrderLeg[]): Money | null {
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

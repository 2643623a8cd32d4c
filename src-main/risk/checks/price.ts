import { CENT, money } from '../../../src-core/money.ts';
import { greatestWorth } from '../../../src-core/strategies/greatest-worth.ts';
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

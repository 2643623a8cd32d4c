import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import type { Order } from '../../../src-core/orders/order.ts';
import { MINUTE } from '../../../src-core/time.ts';
import type { Check, QuoteCheck } from '../risk-context.ts';

/** Every leg is there today. */
export const checkListing: Check = (order, { quotes, session }, found) => {
  for (const { symbol } of order.legs) {
    const instrument = parseSymbol(symbol);
    if (instrument.kind === 'option' && instrument.expiry < session.date) {
      found.push({ code: 'expired', symbol, expiry: instrument.expiry, date: session.date });
    } else if (quotes.quote(symbol) === null) found.push({ code: 'not_listed', symbol });
  }
};

/** What is opened must be settled in the end. */
export const checkUnderlyingPrice: Check = ({ closing, underlying }, { spotOf }, found) => {
  if (!closing && spotOf(underlying) === null) found.push({ code: 'no_underlying_price', underlying });
};

/** The market's hours, and the time from which nothing is opened. */
export const checkSession: Check = (order, { session, now, limits }, found) => {
  if (now >= session.lastTrade) {
    found.push({ code: 'session_closed', lastTrade: session.lastTrade, now });
    return;
  }
  if (now < session.open && !canWait(order)) {
    found.push({ code: 'session_not_open', timeInForce: order.timeInForce, open: session.open, now });
  }
  const minutes = limits.open_cutoff_minutes;
  const cutoff = session.reference - minutes * MINUTE;
  if (!order.closing && now >= cutoff) found.push({ code: 'opening_over', cutoff, now, minutes });
};

/**
 * A market order needs the price of every leg: its collar is measured from it. What opens during the session does too,
 * whatever its limit: nothing is risked on a market that is not seen. What closes may wait for its quotes.
 */
export const checkQuotes: QuoteCheck = (order, { session, now }, { problem }, found) => {
  const isMarket = order.terms.type === 'market';
  if (problem === null || (!isMarket && (order.closing || now < session.open))) return;
  found.push({ code: 'no_usable_quote', symbol: problem.symbol, status: problem.reason, order: isMarket ? 'market' : 'opening' });
};

function canWait({ timeInForce }: Order): boolean {
  return timeInForce === 'DAY' || timeInForce === 'GTC';
}

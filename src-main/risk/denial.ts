import type { InstrumentSymbol, Underlying } from '../../src-core/instruments/instrument.ts';
import type { QuoteStatus } from '../../src-core/market/chain.ts';
import { formatMoney, type Money } from '../../src-core/money.ts';
import type { TimeInForce } from '../../src-core/orders/order.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';

/** Why an order is not sent, with the numbers that were compared. Prices are net debits per share, amounts dollars. */
export type Denial =
  | { readonly code: 'not_listed'; readonly symbol: InstrumentSymbol }
  | { readonly code: 'expired'; readonly symbol: InstrumentSymbol; readonly expiry: IsoDate; readonly date: IsoDate }
  | { readonly code: 'no_underlying_price'; readonly underlying: Underlying }
  | { readonly code: 'session_closed'; readonly lastTrade: EpochMs; readonly now: EpochMs }
  | { readonly code: 'session_not_open'; readonly timeInForce: TimeInForce; readonly open: EpochMs; readonly now: EpochMs }
  | { readonly code: 'off_tick'; readonly price: Money; readonly tick: Money }
  | { readonly code: 'price_collar'; readonly limit: Money; readonly reference: Money; readonly highest: Money }
  | { readonly code: 'no_usable_quote'; readonly symbol: InstrumentSymbol; readonly status: QuoteStatus | 'unlisted' }
  | {
      readonly code: 'more_than_held';
      readonly symbol: InstrumentSymbol;
      readonly held: number;
      readonly working: number;
      readonly wanted: number;
    }
  | { readonly code: 'buying_power'; readonly required: Money; readonly available: Money }
  /** The signal it acts on is not to be acted on (any more): why, as a sentence. */
  | { readonly code: 'signal_gone'; readonly reason: string }
  | { readonly code: 'signal_drifted'; readonly underlying: Underlying; readonly price: Money; readonly low: Money; readonly high: Money }
  /** What the package costs, or what the order would pay for it, is above what the signal is worth. */
  | { readonly code: 'signal_price'; readonly of: 'package' | 'order'; readonly net: Money; readonly highest: Money }
  /** Both packages in words. */
  | { readonly code: 'signal_mismatch'; readonly ordered: string; readonly recommended: string };

/** What each denial says to the trader. */
const TEXTS: { readonly [Code in Denial['code']]: (denial: Extract<Denial, { code: Code }>) => string } = {
  not_listed: ({ symbol }) => `${symbol} is not listed today`,
  expired: ({ symbol, expiry, date }) => `${symbol} expired on ${expiry}; the session is ${date}`,
  no_underlying_price: ({ underlying }) => `${underlying} has no price yet: what its options would be settled at is not known`,
  session_closed: ({ lastTrade, now }) => `trading ended ${minutesText(now - lastTrade)} ago`,
  session_not_open: ({ timeInForce, open, now }) =>
    `the session opens in ${minutesText(open - now)}; an order that is ${timeInForce} cannot wait for it, DAY and GTC can`,
  off_tick: ({ price, tick }) => `the price ${formatMoney(price, 4)} is not a multiple of ${formatMoney(tick)}`,
  price_collar: ({ limit, reference, highest }) =>
    `a net debit of ${formatMoney(limit)} is far above the market's ${formatMoney(reference)}; at most ${formatMoney(highest)} is taken, to catch typing errors`,
  no_usable_quote: ({ symbol, status }) => `a market order needs a usable quote; that of ${symbol} is ${status.replace('_', '-')}`,
  more_than_held: ({ symbol, held, working, wanted }) =>
    `closing ${wanted} of ${symbol} is more than the ${held} held${working === 0 ? '' : `, of which ${working} are already being closed`}`,
  buying_power: ({ required, available }) =>
    `the order needs ${formatMoney(required)} of buying power; ${formatMoney(available)} is available`,
  signal_gone: ({ reason }) => `it acts on a signal that cannot be acted on: ${reason}`,
  signal_drifted: ({ underlying, price, low, high }) =>
    `its signal's price is gone: ${underlying} is at ${formatMoney(price)}, outside ${formatMoney(low)} to ${formatMoney(high)}`,
  signal_price: ({ of, net, highest }) =>
    `its signal's price is gone: ${of === 'package' ? 'the package costs' : 'the order would pay'} ${formatMoney(net)}, above ${formatMoney(highest)}`,
  signal_mismatch: ({ ordered, recommended }) => `its package is not that of its signal: ${ordered} in place of ${recommended}`,
};

export function denialText(denial: Denial): string {
  // The table pairs each code with its own denial; the compiler cannot follow a pair through an index.
  const text = TEXTS[denial.code] as (denial: Denial) => string;
  return text(denial);
}

function minutesText(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

import { newYorkClock } from '../../src-core/calendar/clock-text.ts';
import type { InstrumentSymbol, Underlying } from '../../src-core/instruments/instrument.ts';
import type { QuoteStatus } from '../../src-core/market/chain.ts';
import { formatMoney, type Money } from '../../src-core/money.ts';
import type { TimeInForce } from '../../src-core/orders/order.ts';
import type { LimitName } from '../../src-core/risk/limits.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';

export type Greek = 'delta' | 'gamma' | 'vega';

/** Why an order is not sent, with the numbers that were compared. Prices are net debits per share, amounts dollars. */
export type Denial =
  | { readonly code: 'halted'; readonly because: string }
  | { readonly code: 'reducing'; readonly of: 'loss' | 'margin'; readonly before: Money | null; readonly after: Money | null; readonly because: string }
  | { readonly code: 'order_rate'; readonly orders: number; readonly most: number }
  | { readonly code: 'message_rate'; readonly messages: number; readonly most: number }
  | { readonly code: 'duplicate'; readonly sequence: number; readonly time: EpochMs; readonly now: EpochMs; readonly seconds: number }
  | { readonly code: 'not_listed'; readonly symbol: InstrumentSymbol }
  | { readonly code: 'expired'; readonly symbol: InstrumentSymbol; readonly expiry: IsoDate; readonly date: IsoDate }
  | { readonly code: 'no_underlying_price'; readonly underlying: Underlying }
  | { readonly code: 'session_closed'; readonly lastTrade: EpochMs; readonly now: EpochMs }
  | { readonly code: 'session_not_open'; readonly timeInForce: TimeInForce; readonly open: EpochMs; readonly now: EpochMs }
  | { readonly code: 'opening_over'; readonly cutoff: EpochMs; readonly now: EpochMs; readonly minutes: number }
  | { readonly code: 'off_tick'; readonly price: Money; readonly tick: Money }
  | { readonly code: 'price_collar'; readonly limit: Money; readonly reference: Money; readonly highest: Money }
  | { readonly code: 'certain_loss'; readonly limit: Money; readonly worth: Money }
  | { readonly code: 'no_usable_quote'; readonly symbol: InstrumentSymbol; readonly status: QuoteStatus | 'unlisted'; readonly order: 'market' | 'opening' }
  | { readonly code: 'more_than_held'; readonly symbol: InstrumentSymbol; readonly held: number; readonly working: number; readonly wanted: number }
  | { readonly code: 'contracts'; readonly contracts: number; readonly most: number }
  | { readonly code: 'trade_loss'; readonly loss: Money; readonly most: Money; readonly percent: number; readonly factor: number }
  | { readonly code: 'undefined_risk'; readonly of: 'package' | 'book'; readonly underlying: Underlying }
  | { readonly code: 'buying_power'; readonly required: Money; readonly available: Money }
  | { readonly code: 'margin_use'; readonly margin: Money; readonly most: Money }
  | { readonly code: 'positions'; readonly of: Underlying | 'book'; readonly positions: number; readonly most: number }
  | { readonly code: 'greek'; readonly greek: Greek; readonly dollars: Money; readonly most: Money }
  | { readonly code: 'underlying_risk'; readonly underlying: Underlying; readonly loss: Money; readonly most: Money }
  | { readonly code: 'strike_contracts'; readonly symbol: InstrumentSymbol; readonly contracts: number; readonly most: number }
  | { readonly code: 'day_at_worst'; readonly loss: Money; readonly most: Money }
  | { readonly code: 'day_loss'; readonly loss: Money; readonly most: Money }
  | { readonly code: 'day_trades'; readonly done: number; readonly open: number; readonly most: number; readonly equity: Money; readonly least: Money }
  | { readonly code: 'uncalibrated'; readonly signalId: string }
  | { readonly code: 'confidence'; readonly probability: number; readonly least: number }
  | { readonly code: 'event_blackout'; readonly event: string; readonly at: EpochMs; readonly now: EpochMs; readonly side: 'before' | 'after'; readonly minutes: number }
  /** The signal it acts on is not to be acted on (any more): why, as a sentence. */
  | { readonly code: 'signal_gone'; readonly reason: string }
  | { readonly code: 'signal_drifted'; readonly underlying: Underlying; readonly price: Money; readonly low: Money; readonly high: Money }
  /** What the package costs, or what the order would pay for it, is above what the signal is worth. */
  | { readonly code: 'signal_price'; readonly of: 'package' | 'order'; readonly net: Money; readonly highest: Money }
  /** Both packages in words. */
  | { readonly code: 'signal_mismatch'; readonly ordered: string; readonly recommended: string };

export type DenialCode = Denial['code'];
type DenialOf<Code extends DenialCode> = Extract<Denial, { code: Code }>;

export interface DenialDefinition<Code extends DenialCode> {
  /** When an order is denied so, a sentence without its full stop. */
  readonly when: string;
  /** What each of its numbers is. */
  readonly numbers: { readonly [Field in Exclude<keyof DenialOf<Code>, 'code'>]: string };
  /** The risk parameters that decide; none where no parameter does. */
  readonly limits: readonly LimitName[];
  /** False where an order is refused before anything of it is written. A change that is denied is never written. */
  readonly written: boolean;
  /** What it says to the trader. */
  readonly text: (denial: DenialOf<Code>) => string;
}

const NOW = 'the session’s time';
const UNDERLYING = 'SPY, QQQ or IWM';

/** Every denial: its document (docs/denials.md) and its words are made from it. */
export const DENIALS: { readonly [Code in DenialCode]: DenialDefinition<Code> } = {
  halted: {
    when: 'Trading is halted, and the order is not of a flattening plan',
    numbers: { because: 'what halted it, a sentence' },
    limits: [],
    written: false,
    text: ({ because }) => `trading is halted: ${because}`,
  },
  reducing: {
    when: 'Only what reduces is taken, and the order would raise the portfolio’s greatest loss or its margin',
    numbers: {
      of: 'what it raises: the greatest loss at expiry of all that is held and on order, or the margin of it',
      before: 'without the order; null without bound',
      after: 'with it; null without bound',
      because: 'what holds the state, a sentence',
    },
    limits: [],
    written: true,
    text: ({ of, before, after, because }) =>
      `only orders that reduce are taken (${because}); this one raises the ${of === 'loss' ? 'greatest loss' : 'margin'} from ${bounded(before)} to ${bounded(after)}`,
  },
  order_rate: {
    when: 'More orders within a minute than are allowed; exits and flattening plans pass',
    numbers: { orders: 'orders written in the last minute (denied ones too), with this one', most: 'allowed' },
    limits: ['max_orders_per_minute'],
    written: false,
    text: ({ orders, most }) => `it would be order ${orders} within a minute; at most ${most} are sent`,
  },
  message_rate: {
    when: 'More orders and changes within a minute than are allowed; exits and flattening plans pass, cancels are not counted',
    numbers: { messages: 'orders and changes of the last minute, with this one', most: 'allowed' },
    limits: ['max_messages_per_minute'],
    written: false,
    text: ({ messages, most }) => `it would be message ${messages} within a minute; at most ${most} are sent`,
  },
  duplicate: {
    when: 'An order with the same legs, quantity, terms, purpose and closed trade was sent a moment ago; a change is none',
    numbers: { sequence: 'number of that order', time: 'when it was sent', now: NOW, seconds: 'how long it is a moment' },
    limits: ['duplicate_seconds'],
    written: true,
    text: ({ sequence, time, now, seconds }) =>
      `order ${sequence} asked for the same ${((now - time) / 1_000).toFixed(1)} s ago; within ${seconds} s that is taken for a slip`,
  },
  not_listed: {
    when: 'A leg is not in today’s chain',
    numbers: { symbol: 'the leg' },
    limits: [],
    written: true,
    text: ({ symbol }) => `${symbol} is not listed today`,
  },
  expired: {
    when: 'A leg has expired',
    numbers: { symbol: 'the leg', expiry: 'its date', date: 'the session’s date' },
    limits: [],
    written: true,
    text: ({ symbol, expiry, date }) => `${symbol} expired on ${expiry}; the session is ${date}`,
  },
  no_underlying_price: {
    when: 'The order opens, and its underlying has no price yet',
    numbers: { underlying: UNDERLYING },
    limits: [],
    written: true,
    text: ({ underlying }) => `${underlying} has no price yet: what its options would be settled at is not known`,
  },
  session_closed: {
    when: 'The last trade of the session is over',
    numbers: { lastTrade: '16:15 (13:15 on an early close)', now: NOW },
    limits: [],
    written: true,
    text: ({ lastTrade, now }) => `trading ended ${minutesText(now - lastTrade)} ago`,
  },
  session_not_open: {
    when: 'The session has not opened, and the order cannot wait for it',
    numbers: { timeInForce: 'IOC or FOK', open: '09:30', now: NOW },
    limits: [],
    written: true,
    text: ({ timeInForce, open, now }) =>
      `the session opens in ${minutesText(open - now)}; an order that is ${timeInForce} cannot wait for it, DAY and GTC can`,
  },
  opening_over: {
    when: 'The order opens, so many minutes before the reference time or later; closing orders pass',
    numbers: { cutoff: 'from then on nothing is opened', now: NOW, minutes: 'before the reference time' },
    limits: ['open_cutoff_minutes'],
    written: true,
    text: ({ cutoff, minutes }) =>
      `nothing is opened from ${newYorkClock(cutoff)} on, ${minutes === 0 ? 'the reference time' : `${minutes} min before the reference time`}; closing orders are taken`,
  },
  off_tick: {
    when: 'A price is not in whole ticks',
    numbers: { price: 'limit or stop', tick: 'the quote tick' },
    limits: [],
    written: true,
    text: ({ price, tick }) => `the price ${formatMoney(price, 4)} is not a multiple of ${formatMoney(tick)}`,
  },
  price_collar: {
    when: 'A limit lies too far above what the package costs by its own best bids and offers',
    numbers: { limit: 'net debit', reference: 'what crossing every spread costs, at least the stop', highest: 'that and the collar' },
    limits: ['price_collar', 'price_collar_least'],
    written: true,
    text: ({ limit, reference, highest }) =>
      `a net debit of ${formatMoney(limit)} is far above the market's ${formatMoney(reference)}; at most ${formatMoney(highest)} is taken, to catch typing errors`,
  },
  certain_loss: {
    when: 'An opening limit pays more than the package can be worth at expiry, wherever the price ends',
    numbers: { limit: 'net debit', worth: 'the most it can be worth a share' },
    limits: [],
    written: true,
    text: ({ limit, worth }) => `a net debit of ${formatMoney(limit)} is lost for certain: at expiry the package is worth ${formatMoney(worth)} at most`,
  },
  no_usable_quote: {
    when: 'A leg’s quote is stale, one-sided, crossed, locked or absent: for a market order always, for any opening order once the session is open',
    numbers: { symbol: 'the leg', status: 'what is wrong with its quote', order: 'what needs it: a market order or an opening one' },
    limits: [],
    written: true,
    text: ({ symbol, status, order }) => `${order === 'market' ? 'a market' : 'an opening'} order needs a usable quote; that of ${symbol} is ${status.replace('_', '-')}`,
  },
  more_than_held: {
    when: 'A closing order takes back more than its trade holds, other closing orders counted',
    numbers: { symbol: 'the leg', held: 'units held', working: 'of these being closed already', wanted: 'by this order' },
    limits: [],
    written: true,
    text: ({ symbol, held, working, wanted }) =>
      `closing ${wanted} of ${symbol} is more than the ${held} held${working === 0 ? '' : `, of which ${working} are already being closed`}`,
  },
  contracts: {
    when: 'An opening order has too many contracts of its largest leg; 100 shares count as one',
    numbers: { contracts: 'of the largest leg', most: 'allowed' },
    limits: ['max_contracts_per_order'],
    written: true,
    text: ({ contracts, most }) => `${contracts} contracts of one leg are more than the ${most} an order may have`,
  },
  trade_loss: {
    when: 'The greatest loss at expiry of an opening order by itself is above the limit, which the volatility regime and a coming event change',
    numbers: {
      loss: 'of all its packages, fees included',
      most: 'the percentage of equity, times the factor',
      percent: 'of the equity at the day’s start',
      factor: 'of the regime, times that of an event day',
    },
    limits: ['max_loss_per_trade', 'size_factor_low', 'size_factor_normal', 'size_factor_high', 'size_factor_extreme', 'event_size_factor'],
    written: true,
    text: ({ loss, most, percent, factor }) =>
      `it may lose ${formatMoney(loss)}; at most ${formatMoney(most)} is risked on one trade (${percent} % of equity${factor === 1 ? '' : ` × ${Number(factor.toFixed(4))}`})`,
  },
  undefined_risk: {
    when: 'The loss of the package, or that of the book with it, has no bound, and that is not allowed',
    numbers: { of: 'package or book', underlying: UNDERLYING },
    limits: ['allow_undefined_risk', 'tail_move'],
    written: true,
    text: ({ of, underlying }) => `the loss of ${of === 'package' ? 'the package' : `all that is held and on order in ${underlying}`} would have no bound`,
  },
  buying_power: {
    when: 'The order needs more than is left after all that is held and on order; what closes without more margin passes',
    numbers: { required: 'cost, fees and added margin', available: 'cash less margin and what other orders tie up' },
    limits: [],
    written: true,
    text: ({ required, available }) => `the order needs ${formatMoney(required)} of buying power; ${formatMoney(available)} is available`,
  },
  margin_use: {
    when: 'The margin of all that is held and on order would be above the limit, and the order raises it',
    numbers: { margin: 'with the order', most: 'of the equity at the day’s start' },
    limits: ['max_margin_use'],
    written: true,
    text: ({ margin, most }) => `it would take the margin used to ${formatMoney(margin)}; at most ${formatMoney(most)} is used`,
  },
  positions: {
    when: 'An opening order would make more packages, held or on order, than are allowed',
    numbers: { of: 'an underlying or the book', positions: 'with this one', most: 'allowed' },
    limits: ['max_positions_per_underlying', 'max_positions'],
    written: true,
    text: ({ of, positions, most }) => `it would be position ${positions}${of === 'book' ? '' : ` in ${of}`}, held or on order; at most ${most} are taken`,
  },
  greek: {
    when: 'Whatever part of the orders fills, a Greek of the book could end outside its limit, and the order takes it further out',
    numbers: { greek: 'delta, gamma or vega', dollars: 'the bound of it that is outside, signed', most: 'of the equity at the day’s start, either way' },
    limits: ['max_delta', 'max_gamma', 'max_vega'],
    written: true,
    text: ({ greek, dollars, most }) => `it could take the book's ${greek} to ${formatMoney(dollars)} dollars; at most ${formatMoney(most)} either way is taken`,
  },
  underlying_risk: {
    when: 'The worst case at expiry of all that is held and on order in the underlying would be above the limit, and the order raises it',
    numbers: { underlying: UNDERLYING, loss: 'with the order', most: 'of the equity at the day’s start' },
    limits: ['max_underlying_risk'],
    written: true,
    text: ({ underlying, loss, most }) => `it would take the worst case in ${underlying} to ${formatMoney(loss)}; at most ${formatMoney(most)} is risked there`,
  },
  strike_contracts: {
    when: 'Too many short contracts of one strike and right, held and on order, and the order sells more',
    numbers: { symbol: 'the contract', contracts: 'short with the order', most: 'allowed' },
    limits: ['max_contracts_per_strike'],
    written: true,
    text: ({ symbol, contracts, most }) => `it would make ${contracts} short contracts of ${symbol}, held and on order; at most ${most} are taken`,
  },
  day_at_worst: {
    when: 'The day’s loss as booked and the worst case of all that is held and on order would be above the limit, and the order raises it',
    numbers: { loss: 'with the order', most: 'of the equity at the day’s start' },
    limits: ['max_day_risk'],
    written: true,
    text: ({ loss, most }) => `the day could then lose ${formatMoney(loss)}; at most ${formatMoney(most)} is risked in a day`,
  },
  day_loss: {
    when: 'The day’s loss as booked is above its limit, and the order raises the worst case or the margin',
    numbers: { loss: 'realised, commission and fees', most: 'of the equity at the day’s start' },
    limits: ['daily_loss_limit'],
    written: true,
    text: ({ loss, most }) => `${formatMoney(loss)} are lost today; above ${formatMoney(most)} nothing more is risked`,
  },
  day_trades: {
    when: 'The account is under the pattern day trading rule, has less than 25,000 dollars, and an opening order could make a fourth day trade in five sessions',
    numbers: {
      done: 'day trades of the last five sessions',
      open: 'trades opened today that are held or on order, with this one',
      most: 'day trades allowed',
      equity: 'at the day’s start',
      least: 'equity from which they are not counted',
    },
    limits: ['pattern_day_trading'],
    written: true,
    text: ({ done, open, most, equity, least }) =>
      `${done} day trades in five sessions and ${open} trades opened today could be more than ${most}, with an equity of ${formatMoney(equity)} below ${formatMoney(least)}`,
  },
  uncalibrated: {
    when: 'An automatic opening order acts on a signal whose confidence is not calibrated or not known',
    numbers: { signalId: 'the signal' },
    limits: ['confidence_threshold'],
    written: true,
    text: () => 'the confidence of its signal is not calibrated: a person may send it, a rule may not',
  },
  confidence: {
    when: 'An automatic opening order acts on a signal with too little confidence; five points more are asked for where the regime’s size factor is below 0.8, or the regime is not known',
    numbers: { probability: 'calibrated, 0 to 1', least: 'asked for, 0 to 1' },
    limits: ['confidence_threshold', 'size_factor_low', 'size_factor_normal', 'size_factor_high', 'size_factor_extreme'],
    written: true,
    text: ({ probability, least }) => `its signal's confidence of ${percentText(probability)} is below ${percentText(least)}`,
  },
  event_blackout: {
    when: 'An automatic opening order is placed close to an event',
    numbers: { event: 'its name', at: 'its time', now: NOW, side: 'before or after it', minutes: 'of pause on that side' },
    limits: ['event_blackout_before', 'event_blackout_after'],
    written: true,
    text: ({ event, at, side, minutes }) => `nothing is opened by rule in the ${minutes} min ${side} ${event} at ${newYorkClock(at)}`,
  },
  signal_gone: {
    when: 'The signal the order acts on is no longer active',
    numbers: { reason: 'why, a sentence' },
    limits: [],
    written: true,
    text: ({ reason }) => `it acts on a signal that cannot be acted on: ${reason}`,
  },
  signal_drifted: {
    when: 'The underlying has left the prices for which the signal holds',
    numbers: { underlying: UNDERLYING, price: 'of now', low: 'least', high: 'most' },
    limits: [],
    written: true,
    text: ({ underlying, price, low, high }) =>
      `its signal's price is gone: ${underlying} is at ${formatMoney(price)}, outside ${formatMoney(low)} to ${formatMoney(high)}`,
  },
  signal_price: {
    when: 'The package costs more, or the order would pay more, than the signal is worth',
    numbers: { of: 'package or order', net: 'net debit', highest: 'that the signal is worth' },
    limits: [],
    written: true,
    text: ({ of, net, highest }) =>
      `its signal's price is gone: ${of === 'package' ? 'the package costs' : 'the order would pay'} ${formatMoney(net)}, above ${formatMoney(highest)}`,
  },
  signal_mismatch: {
    when: 'The order’s package is not that of its signal',
    numbers: { ordered: 'the package in words', recommended: 'that of the signal' },
    limits: [],
    written: true,
    text: ({ ordered, recommended }) => `its package is not that of its signal: ${ordered} in place of ${recommended}`,
  },
};

export function isDenialCode(code: string): code is DenialCode {
  return Object.hasOwn(DENIALS, code);
}

export const DENIAL_CODES: readonly DenialCode[] = Object.keys(DENIALS).filter(isDenialCode);

/** What a denial says to the trader. */
export function denialText(denial: Denial): string {
  // The table pairs each code with its own denial; the compiler cannot follow a pair through an index.
  const text = DENIALS[denial.code].text as (denial: Denial) => string;
  return text(denial);
}

/** Whether an order that is denied so is written, or refused before. */
export function isWritten({ code }: Denial): boolean {
  return DENIALS[code].written;
}

function bounded(loss: Money | null): string {
  return loss === null ? 'no bound' : formatMoney(loss);
}

function percentText(probability: number): string {
  return `${(probability * 100).toFixed(1)} %`;
}

function minutesText(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What a limit's number is of. `switch` is 0 or 1. */
export type LimitUnit =
  | 'percent_of_equity'
  | 'percent'
  | 'dollars_per_share'
  | 'contracts'
  | 'count'
  | 'per_minute'
  | 'seconds'
  | 'minutes'
  | 'factor'
  | 'points'
  | 'correlation'
  | 'switch';

export const LIMIT_GROUPS = ['order', 'trade', 'book', 'day', 'automatic', 'breakers', 'exits', 'kill'] as const;
export type LimitGroup = (typeof LIMIT_GROUPS)[number];

export interface LimitDefinition {
  readonly title: string;
  /** What it bounds, a sentence. */
  readonly what: string;
  readonly group: LimitGroup;
  /** parameter_type of risk_parameters. */
  readonly type: 'percentage' | 'absolute' | 'multiplier';
  readonly unit: LimitUnit;
  readonly initial: number;
  readonly lowest: number;
  readonly highest: number;
  /** Which way is the safer one: a change that way takes effect at once, the other way at the next session. */
  readonly safer: 'lower' | 'higher' | 'neither';
}

function limit(
  group: LimitGroup,
  title: string,
  what: string,
  [type, unit]: readonly [LimitDefinition['type'], LimitUnit],
  [lowest, initial, highest]: readonly [number, number, number],
  safer: LimitDefinition['safer'],
): LimitDefinition {
  return { group, title, what, type, unit, lowest, initial, highest, safer };
}

const OF_EQUITY = ['percentage', 'percent_of_equity'] as const;
const PERCENT = ['percentage', 'percent'] as const;
const COUNT = ['absolute', 'count'] as const;
const SECONDS = ['absolute', 'seconds'] as const;
const MINUTES = ['absolute', 'minutes'] as const;
const FACTOR = ['multiplier', 'factor'] as const;
const SWITCH = ['absolute', 'switch'] as const;

/**
 * Every risk parameter by its parameter_name, in the order they are shown. Percentages of equity are of the account's
 * equity at the start of the session's day. The initial values agree with each other (`limitContradictions`).
 */
export const LIMITS = {
  max_contracts_per_order: limit('order', 'Contracts an order', 'Units of an order\'s largest leg', ['absolute', 'contracts'], [1, 50, 10_000], 'lower'),
  price_collar: limit('order', 'Price collar', 'How far a price may lie above what the package costs now, of that cost', PERCENT, [1, 25, 200], 'lower'),
  price_collar_least: limit('order', 'Least collar', 'The collar is never narrower than this', ['absolute', 'dollars_per_share'], [0.01, 0.5, 10], 'lower'),
  duplicate_seconds: limit('order', 'Duplicates within', 'An order like the last one is refused for so long; 0 allows it', SECONDS, [0, 2, 60], 'higher'),
  max_orders_per_minute: limit('order', 'Orders a minute', 'Orders sent in any minute', ['absolute', 'per_minute'], [1, 120, 6_000], 'lower'),
  max_messages_per_minute: limit('order', 'Messages a minute', 'Orders and changes in any minute; cancels are never counted', ['absolute', 'per_minute'], [1, 300, 12_000], 'lower'),
  open_cutoff_minutes: limit('order', 'Opening ends', 'Minutes before the reference time (16:00) from which nothing is opened', MINUTES, [0, 0, 390], 'higher'),

  max_loss_per_trade: limit('trade', 'Loss of one trade', 'The greatest loss at expiry of one order\'s package, fees included', OF_EQUITY, [0.1, 4, 100], 'lower'),
  allow_undefined_risk: limit('trade', 'Undefined risk', 'Whether a package may lose without bound; its loss then counts as that of the tail move', SWITCH, [0, 0, 1], 'lower'),
  tail_move: limit('trade', 'Tail move', 'How far an underlying may move where a loss has no bound', PERCENT, [5, 15, 50], 'higher'),

  max_positions: limit('book', 'Positions', 'Packages held or on order', COUNT, [1, 10, 1_000], 'lower'),
  max_positions_per_underlying: limit('book', 'Positions an underlying', 'Packages held or on order in one underlying', COUNT, [1, 5, 1_000], 'lower'),
  max_margin_use: limit('book', 'Margin used', 'Margin of what is held and on order', OF_EQUITY, [1, 60, 100], 'lower'),
  max_delta: limit('book', 'Delta', 'Dollars of the underlyings held in effect, either way', OF_EQUITY, [1, 800, 100_000], 'lower'),
  max_gamma: limit('book', 'Gamma', 'Change of the dollar delta for a move of 1 %, either way', OF_EQUITY, [1, 2_000, 1_000_000], 'lower'),
  max_vega: limit('book', 'Vega', 'Change of value for one point of volatility, either way', OF_EQUITY, [0.01, 4, 1_000], 'lower'),
  max_underlying_risk: limit('book', 'Concentration', 'Worst case at expiry of all that is held and on order in one underlying', OF_EQUITY, [0.1, 12, 100], 'lower'),
  max_contracts_per_strike: limit('book', 'Short contracts a strike', 'Short contracts of one strike and right, held and on order', ['absolute', 'contracts'], [1, 100, 100_000], 'lower'),

  max_day_risk: limit('day', 'Day at worst', 'The day\'s loss so far and the worst case at expiry of all that is held and on order', OF_EQUITY, [0.1, 16, 100], 'lower'),
  daily_loss_limit: limit('day', 'Day loss', 'A day\'s loss that locks the day', OF_EQUITY, [0.1, 8, 100], 'lower'),
  daily_drawdown_limit: limit('day', 'Loss from the day\'s peak', 'A loss from the day\'s best result that locks the day', OF_EQUITY, [0.1, 10, 100], 'lower'),
  underlying_loss_limit: limit('day', 'Day loss of an underlying', 'A day\'s loss in one underlying after which nothing is opened in it that day', OF_EQUITY, [0.1, 6, 100], 'lower'),
  pattern_day_trading: limit('day', 'Pattern day trading', 'Whether the account is under the rule of three day trades in five sessions below 25,000 dollars', SWITCH, [0, 0, 1], 'higher'),

  confidence_threshold: limit('automatic', 'Confidence', 'Least calibrated confidence of a signal that is executed by rule', PERCENT, [30, 65, 99], 'higher'),
  size_factor_low: limit('automatic', 'Size in a low regime', 'The loss of one trade is multiplied by this while VIX is low', FACTOR, [0, 1.2, 2], 'lower'),
  size_factor_normal: limit('automatic', 'Size in a normal regime', 'The same while VIX is normal', FACTOR, [0, 1, 2], 'lower'),
  size_factor_high: limit('automatic', 'Size in a high regime', 'The same while VIX is high', FACTOR, [0, 0.7, 2], 'lower'),
  size_factor_extreme: limit('automatic', 'Size in an extreme regime', 'The same while VIX is extreme', FACTOR, [0, 0.5, 2], 'lower'),
  event_size_factor: limit('automatic', 'Size on an event day', 'The loss of one trade is multiplied by this until the event is over', FACTOR, [0, 0.5, 1], 'lower'),
  event_blackout_before: limit('automatic', 'Pause before an event', 'Minutes before an event in which nothing is opened by rule', MINUTES, [0, 10, 390], 'higher'),
  event_blackout_after: limit('automatic', 'Pause after an event', 'Minutes after an event in which nothing is opened by rule', MINUTES, [0, 5, 390], 'higher'),

  vix_emergency: limit('breakers', 'VIX emergency', 'VIX at or above it', ['absolute', 'points'], [10, 35, 150], 'lower'),
  correlation_emergency: limit('breakers', 'Correlation emergency', 'The correlations of two pairs at once over 60 minutes at or below it, and looser than is ordinary at that time of day', ['absolute', 'correlation'], [-1, 0.3, 0.95], 'higher'),
  volume_spike: limit('breakers', 'Volume spike', 'Five minutes\' volume of two underlyings at once, times what is ordinary then and what the half hour before was', FACTOR, [1.5, 4, 20], 'lower'),
  stale_feed_seconds: limit('breakers', 'Stale feed', 'Seconds without anything from the feed', SECONDS, [2, 20, 600], 'lower'),
  clock_skew_seconds: limit('breakers', 'Clock skew', 'Seconds a quote may be ahead of the clock', SECONDS, [1, 5, 60], 'lower'),
  reject_streak: limit('breakers', 'Rejections in a row', 'Orders rejected by the broker one after another', COUNT, [1, 5, 100], 'lower'),
  doubt_seconds: limit('breakers', 'Orders in doubt', 'Seconds an order may stay unanswered by the broker', SECONDS, [2, 30, 600], 'lower'),
  confirm_seconds: limit('breakers', 'Confirmed over', 'Seconds a reading of the market must hold, on usable quotes, before a breaker or a stop acts on it', SECONDS, [0, 5, 120], 'neither'),
  calm_seconds: limit('breakers', 'Calm for', 'Seconds a reading must be back before a breaker that ends by itself does', SECONDS, [5, 60, 3_600], 'higher'),

  exits_on_open: limit('exits', 'Bracket every trade', 'Whether each opened trade gets the target and stop below', SWITCH, [0, 0, 1], 'neither'),
  profit_target: limit('exits', 'Profit target', 'Of the debit paid, or of the credit received', PERCENT, [5, 50, 1_000], 'neither'),
  stop_loss: limit('exits', 'Stop', 'Of the debit paid, or of the greatest loss of a credit', PERCENT, [5, 50, 100], 'lower'),
  auto_close_minutes: limit('exits', 'Close before the end', 'Minutes before the last trade at which everything is closed; 0 leaves it to expire', MINUTES, [0, 0, 390], 'neither'),

  kill_flattens: limit('kill', 'Kill flattens', 'Whether the kill switch runs the flattening plan at once', SWITCH, [0, 0, 1], 'neither'),
  ladder_seconds: limit('kill', 'Seconds a step', 'How long a closing order rests at one price of its ladder', SECONDS, [1, 5, 120], 'neither'),
} as const satisfies Record<string, LimitDefinition>;

export type LimitName = keyof typeof LIMITS;
/** A number for every limit, in its own unit: percentages as 4 for 4 %. */
export type RiskLimits = Readonly<Record<LimitName, number>>;

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(LIMITS, name);
}

export const LIMIT_NAMES: readonly LimitName[] = Object.keys(LIMITS).filter(isLimitName);

export const INITIAL_LIMITS: RiskLimits = limitsFrom((name) => LIMITS[name].initial);

export function limitsFrom(valueOf: (name: LimitName) => number): RiskLimits {
  return Object.fromEntries(LIMIT_NAMES.map((name) => [name, valueOf(name)])) as Record<LimitName, number>;
}

/** Whether a change of a limit lets more through. */
export function loosens(name: LimitName, from: number, to: number): boolean {
  const { safer } = LIMITS[name];
  if (safer === 'neither' || from === to) return false;
  return safer === 'lower' ? to > from : to < from;
}

/** Pairs that must stand in this order: the left at most the right, times the factor. */
export const ORDERED_LIMITS: readonly (readonly [least: LimitName, most: LimitName, times: number])[] = [
  ['max_loss_per_trade', 'daily_loss_limit', 0.5],
  ['max_loss_per_trade', 'max_underlying_risk', 1],
  ['underlying_loss_limit', 'daily_loss_limit', 1],
  ['daily_loss_limit', 'daily_drawdown_limit', 1],
  ['daily_drawdown_limit', 'max_day_risk', 1],
  ['max_underlying_risk', 'max_day_risk', 1],
  ['max_positions_per_underlying', 'max_positions', 1],
  ['max_orders_per_minute', 'max_messages_per_minute', 1],
  ['size_factor_extreme', 'size_factor_high', 1],
  ['size_factor_high', 'size_factor_normal', 1],
  ['size_factor_normal', 'size_factor_low', 1],
];

/** What contradicts itself in a set of limits, each with the limit it is said of and the other one. */
export function limitContradictions(limits: RiskLimits): readonly { readonly name: LimitName; readonly other: LimitName; readonly message: string }[] {
  return ORDERED_LIMITS.flatMap(([least, most, times]) => {
    if (limits[least] <= limits[most] * times) return [];
    const part = times === 1 ? '' : `${times} times `;
    return [{ name: least, other: most, message: `${LIMITS[least].title} is ${limits[least]}; expected at most ${part}${LIMITS[most].title}, which is ${limits[most]}` }];
  });
}

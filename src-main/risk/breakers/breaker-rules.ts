import type { BreakerView } from '../../../src-core/contract/risk.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { formatMoney, fromDollars, MONEY_SCALE, type Money, ZERO } from '../../../src-core/money.ts';
import type { RiskLimits } from '../../../src-core/risk/limits.ts';
import type { Severity } from '../../../src-core/risk/risk-event.ts';
import type { BreakerReadings, DayReading, MeasuredBreaker, Reading } from './readings.ts';

/** All that a breaker judges by. */
export interface BreakerMoment {
  readonly readings: BreakerReadings;
  readonly limits: RiskLimits;
  /** At the day's start. */
  readonly equity: Money;
  /** Best result of the day. */
  readonly best: Money;
}

/** How one breaker reads and judges. Numbers are in `unit`; NaN is not known. */
export interface BreakerRule {
  readonly unit: BreakerView['unit'];
  readonly severity: Severity;
  /** False where the reading is a length of time or a count: it has been confirmed by being reached. */
  readonly isConfirmed: boolean;
  threshold(moment: BreakerMoment): number;
  value(moment: BreakerMoment, threshold: number, underlying: Underlying | null): number;
  /** Of values that are known. */
  exceeds(value: number, threshold: number, readings: BreakerReadings): boolean;
  /** Why there is no value; null where there is. */
  missing(moment: BreakerMoment, underlying: Underlying | null): string | null;
  /** What is the matter, a sentence. */
  text(value: number, threshold: number, moment: BreakerMoment, underlying: Underlying | null): string;
}

type MeasuredReading = Exclude<keyof BreakerReadings, 'book' | 'underlyings'>;

const isAtLeast = (value: number, threshold: number): boolean => value >= threshold;
/** A loss of nothing is none, whatever the equity. */
const isLossAtLeast = (value: number, threshold: number): boolean => value > 0 && value >= threshold;

function ofEquity({ equity }: BreakerMoment, percent: number): number {
  return ((equity / MONEY_SCALE) * percent) / 100;
}

/** Dollars lost since `from`. Without every mark there is none, unless what is booked alone reaches the threshold. */
function lossSince(from: Money, { booked, result }: DayReading, threshold: number): number {
  if (result !== null) return Math.max(0, from - result) / MONEY_SCALE;
  const loss = (from - booked) / MONEY_SCALE;
  return isLossAtLeast(loss, threshold) ? loss : Number.NaN;
}

function dayOf({ readings }: BreakerMoment, underlying: Underlying | null): DayReading {
  return underlying === null ? readings.book : readings.underlyings[underlying];
}

function loss(
  percentOf: (limits: RiskLimits) => number,
  from: (moment: BreakerMoment) => Money,
  text: (loss: string, limit: string, moment: BreakerMoment, underlying: Underlying | null) => string,
): BreakerRule {
  return {
    unit: 'dollars',
    severity: 'critical',
    isConfirmed: true,
    threshold: (moment) => ofEquity(moment, percentOf(moment.limits)),
    value: (moment, threshold, underlying) => lossSince(from(moment), dayOf(moment, underlying), threshold),
    exceeds: isLossAtLeast,
    missing: (moment, underlying) => (dayOf(moment, underlying).result === null ? 'a mark of what is held is missing' : null),
    text: (value, threshold, moment, underlying) => text(dollars(value), dollars(threshold), moment, underlying),
  };
}

type Measure = Pick<BreakerRule, 'unit' | 'severity' | 'threshold' | 'text'> & Partial<BreakerRule>;

function measure(name: MeasuredReading, rule: Measure): BreakerRule {
  const of = ({ readings }: BreakerMoment): Reading => readings[name];
  return {
    isConfirmed: true,
    value: (moment) => of(moment).value,
    exceeds: isAtLeast,
    missing: (moment) => of(moment).missing,
    ...rule,
  };
}

export const BREAKER_RULES: Readonly<Record<MeasuredBreaker, BreakerRule>> = {
  underlying_loss: loss(
    (limits) => limits.underlying_loss_limit,
    () => ZERO,
    (value, limit, _moment, underlying) => `the day's loss in ${underlying ?? 'it'} is ${value} dollars; the limit is ${limit}`,
  ),
  day_loss: loss(
    (limits) => limits.daily_loss_limit,
    () => ZERO,
    (value, limit) => `the day's loss is ${value} dollars; the limit is ${limit}`,
  ),
  day_drawdown: loss(
    (limits) => limits.daily_drawdown_limit,
    ({ best }) => best,
    (value, limit, { best }) => `the loss from the day's best result of ${formatMoney(best)} is ${value} dollars; the limit is ${limit}`,
  ),
  vix: measure('vix', {
    unit: 'points',
    severity: 'high',
    threshold: ({ limits }) => limits.vix_emergency,
    text: (value, threshold) => `VIX is ${value.toFixed(2)}; the limit is ${threshold}`,
  }),
  correlation: measure('correlation', {
    unit: 'correlation',
    severity: 'high',
    threshold: ({ limits }) => limits.correlation_emergency,
    exceeds: (value, threshold, { correlation }) => value <= threshold && !correlation.isOrdinary,
    text: (value, threshold, { readings: { correlation } }) =>
      `the correlations of ${correlation.of ?? 'two pairs'} over 60 minutes are ${value.toFixed(2)} or lower, looser than is ordinary at this time; the limit is ${threshold}`,
  }),
  volume: measure('volume', {
    unit: 'factor',
    severity: 'high',
    threshold: ({ limits }) => limits.volume_spike,
    text: (value, threshold, { readings: { volume } }) =>
      `five minutes' volume of ${volume.of ?? 'two underlyings'} is ${value.toFixed(1)} times the ordinary or more; the limit is ${threshold}`,
  }),
  stale_feed: measure('stale_feed', {
    unit: 'seconds',
    severity: 'high',
    isConfirmed: false,
    threshold: ({ limits, readings }) => Math.max(limits.stale_feed_seconds, readings.stale_feed.rhythm),
    text: (value, threshold) => `nothing has come from the feed for ${seconds(value)}; the limit is ${seconds(threshold)}`,
  }),
  clock_skew: measure('clock_skew', {
    unit: 'seconds',
    severity: 'medium',
    threshold: ({ limits }) => limits.clock_skew_seconds,
    text: (value, threshold, { readings: { clock_skew } }) =>
      `a quote of ${clock_skew.of ?? 'the feed'} is ${seconds(value)} ahead of the clock; the limit is ${seconds(threshold)}`,
  }),
  reject_streak: measure('reject_streak', {
    unit: 'count',
    severity: 'medium',
    isConfirmed: false,
    threshold: ({ limits }) => limits.reject_streak,
    text: (value, threshold) => `the broker has rejected ${value} orders one after another; the limit is ${threshold}`,
  }),
  orders_in_doubt: measure('orders_in_doubt', {
    unit: 'seconds',
    severity: 'high',
    isConfirmed: false,
    threshold: ({ limits }) => limits.doubt_seconds,
    text: (value, threshold) => `the broker has left an order unanswered for ${seconds(value)}; the limit is ${seconds(threshold)}`,
  }),
};

function dollars(value: number): string {
  return formatMoney(fromDollars(value));
}

function seconds(value: number): string {
  return `${Math.round(value * 10) / 10} s`;
}

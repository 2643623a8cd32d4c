import { z } from 'zod';
import { timeSchema, underlyingSchema } from '../contract/schemas.ts';
import type { LimitName } from './limits.ts';

/**
 * ACTIVE takes every order that passes the checks; REDUCING only what raises neither the greatest loss nor the margin of
 * the portfolio; HALTED nothing but a flattening plan.
 */
export const TRADING_STATES = ['ACTIVE', 'REDUCING', 'HALTED'] as const;
export type TradingStateName = (typeof TRADING_STATES)[number];

export interface BreakerDefinition {
  readonly title: string;
  /** What trips it, a sentence. */
  readonly what: string;
  readonly level: 'underlying' | 'portfolio' | 'data';
  readonly state: Exclude<TradingStateName, 'ACTIVE'>;
  /** The session's day, until the reading was calm for long enough, or until a person resumes. */
  readonly lasts: 'day' | 'calm' | 'hand';
  /** What the reading is compared with; null where there is nothing to compare. */
  readonly limit: LimitName | null;
}

/** Breakers by name. A position's own are its exits. */
export const BREAKERS = {
  underlying_loss: { title: 'Day loss of an underlying', what: 'the day\'s loss in one underlying', level: 'underlying', state: 'REDUCING', lasts: 'day', limit: 'underlying_loss_limit' },
  day_loss: { title: 'Day loss', what: 'the day\'s loss from its start', level: 'portfolio', state: 'HALTED', lasts: 'day', limit: 'daily_loss_limit' },
  day_drawdown: { title: 'Loss from the peak', what: 'the loss from the day\'s best result', level: 'portfolio', state: 'HALTED', lasts: 'day', limit: 'daily_drawdown_limit' },
  vix: { title: 'VIX emergency', what: 'VIX', level: 'portfolio', state: 'REDUCING', lasts: 'calm', limit: 'vix_emergency' },
  correlation: { title: 'Correlation emergency', what: 'the correlations of two pairs over 60 minutes, where they are looser than is ordinary at that time', level: 'portfolio', state: 'REDUCING', lasts: 'calm', limit: 'correlation_emergency' },
  volume: { title: 'Volume spike', what: 'the volume of five minutes over the ordinary, of two underlyings at once', level: 'portfolio', state: 'REDUCING', lasts: 'calm', limit: 'volume_spike' },
  stale_feed: { title: 'Stale feed', what: 'seconds since the feed said anything', level: 'data', state: 'REDUCING', lasts: 'calm', limit: 'stale_feed_seconds' },
  clock_skew: { title: 'Clock skew', what: 'seconds a quote was ahead of the clock', level: 'data', state: 'REDUCING', lasts: 'calm', limit: 'clock_skew_seconds' },
  reject_streak: { title: 'Rejections in a row', what: 'orders rejected by the broker one after another', level: 'data', state: 'REDUCING', lasts: 'hand', limit: 'reject_streak' },
  orders_in_doubt: { title: 'Orders in doubt', what: 'seconds that an order has been unanswered', level: 'data', state: 'REDUCING', lasts: 'calm', limit: 'doubt_seconds' },
  kill: { title: 'Kill switch', what: 'a person halted trading', level: 'portfolio', state: 'HALTED', lasts: 'hand', limit: null },
  by_hand: { title: 'Reducing by hand', what: 'a person chose it', level: 'portfolio', state: 'REDUCING', lasts: 'hand', limit: null },
} as const satisfies Record<string, BreakerDefinition>;

export type BreakerName = keyof typeof BREAKERS;

export function isBreakerName(name: string): name is BreakerName {
  return Object.hasOwn(BREAKERS, name);
}

export const BREAKER_NAMES: readonly BreakerName[] = Object.keys(BREAKERS).filter(isBreakerName);

/** One time a breaker acted. */
export const tripSchema = z.object({
  id: z.string(),
  breaker: z.string().refine(isBreakerName, 'is not a breaker'),
  /** Of a breaker of one underlying. */
  underlying: underlyingSchema.nullable(),
  state: z.enum(['REDUCING', 'HALTED']),
  lasts: z.enum(['day', 'calm', 'hand']),
  time: timeSchema,
  /** Compared, in the unit of the breaker's limit (dollars where that is a part of equity); null where nothing was. */
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  /** What happened, a sentence. */
  text: z.string(),
});
export type Trip = z.output<typeof tripSchema>;

/** The strictest of some states. */
export function strictest(states: readonly TradingStateName[]): TradingStateName {
  return states.reduce<TradingStateName>((strict, state) => (TRADING_STATES.indexOf(state) > TRADING_STATES.indexOf(strict) ? state : strict), 'ACTIVE');
}

/** The state that open trips leave to the portfolio, or to one underlying: its own trips count there alone. */
export function stateAfter(trips: readonly Trip[], underlying: z.output<typeof underlyingSchema> | null): TradingStateName {
  return strictest(trips.filter((trip) => trip.underlying === null || trip.underlying === underlying).map(({ state }) => state));
}

import { type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { BREAKERS, stateAfter, type TradingStateName, type Trip } from '../../../src-core/risk/trading-state.ts';

/** What trading is allowed, and the sentence of the trip that says so; "" while everything is. */
export interface HeldState {
  readonly state: TradingStateName;
  readonly because: string;
}

export interface HeldStates extends Readonly<Record<Underlying, HeldState>> {
  readonly portfolio: HeldState;
}

/** Whether a trip locks the whole day. */
export function locksDay({ lasts, underlying }: Trip): boolean {
  return lasts === 'day' && underlying === null;
}

/** What open trips leave to the portfolio and to each underlying. */
export function statesAfter(trips: readonly Trip[]): HeldStates {
  const of = (underlying: Underlying | null): HeldState => {
    const state = stateAfter(trips, underlying);
    const holding = trips.filter((trip) => trip.state === state && (trip.underlying === null || trip.underlying === underlying));
    // What lasts longest is what is to be said.
    const trip = holding.find(({ lasts }) => lasts === 'day') ?? holding.find(({ lasts }) => lasts === 'hand') ?? holding[0];
    return { state, because: trip?.text ?? '' };
  };
  const [SPY, QQQ, IWM] = UNDERLYINGS.map(of) as [HeldState, HeldState, HeldState];
  return { portfolio: of(null), SPY, QQQ, IWM };
}

/** Trips of the portfolio that a person's word does not end, newest first. */
export function heldAgainst(trips: readonly Trip[], to: 'ACTIVE' | 'REDUCING'): readonly Trip[] {
  const ofPortfolio = trips.filter(({ underlying, lasts }) => underlying === null && lasts !== 'hand');
  return to === 'ACTIVE' ? ofPortfolio : ofPortfolio.filter(({ state, lasts }) => state === 'HALTED' && lasts === 'calm');
}

/** The trips that are left open, and in which state, when a person lets trading go on. Nothing must be held against it. */
export function resumedTrips(trips: readonly Trip[], to: 'ACTIVE' | 'REDUCING'): readonly Trip[] {
  if (to === 'ACTIVE') return trips.filter(({ lasts }) => lasts !== 'hand');
  return trips
    .filter(({ lasts, state }) => lasts !== 'hand' || state !== 'HALTED')
    .map((trip) => (trip.state === 'HALTED' && trip.lasts === 'day' ? { ...trip, state: 'REDUCING' } : trip));
}

/** "HALTED, day locked", "REDUCING SPY". */
export function actionOf(trip: Trip): string {
  if (locksDay(trip)) return `${trip.state}, day locked`;
  return trip.underlying === null ? trip.state : `${trip.state} ${trip.underlying}`;
}

/** What the trip does not let happen, a sentence that names its breaker. */
export function refusalOf(trip: Trip, calmSeconds: number): string {
  const { title } = BREAKERS[trip.breaker];
  switch (trip.lasts) {
    case 'day':
      return `${title} has locked the day: ${trip.text}. Until the next session nothing but reducing is taken`;
    case 'calm':
      return `${title} holds: ${trip.text}. It ends by itself once the reading has been back for ${calmSeconds} s`;
    case 'hand':
      return `${title} holds: ${trip.text}`;
  }
}

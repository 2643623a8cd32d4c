import type { RiskView } from '../../../src-core/contract/risk.ts';
import { BREAKERS, strictest, type TradingStateName, type Trip } from '../../../src-core/risk/trading-state.ts';

export type StateAct = 'reduce' | 'ACTIVE' | 'REDUCING';

/** What a person can do about the state; `because` says why not now, null where it can be done. */
export interface StateChoice {
  readonly act: StateAct;
  readonly title: string;
  readonly because: string | null;
  /** The trip that is why. */
  readonly trip: string | null;
  /** What it lets through, asked before; null for what only holds back. */
  readonly asks: string | null;
}

type Standing = Pick<RiskView, 'state' | 'locked' | 'trips' | 'flattening'>;

/**
 * The acts that mean something in this state, those that cannot be done now with the reason. `stop` is why what lets
 * something through cannot be done here; what holds back works from anywhere, unless `ban` says why this person may do
 * nothing about it.
 */
export function stateChoices(view: Standing, stop: string | null = null, ban: string | null = null): readonly StateChoice[] {
  if (ban !== null) return stateChoices(view).map((choice) => ({ ...choice, because: ban, trip: null }));
  if (view.state === 'ACTIVE') return [{ act: 'reduce', title: 'Reduce only', because: null, trip: null, asks: null }];
  const toActive: StateChoice = {
    act: 'ACTIVE',
    title: 'Resume trading',
    ...stops(view, 'ACTIVE', stop),
    asks: 'Every order that passes the checks is taken again, those of automatic signals too.',
  };
  if (view.state === 'REDUCING') return [toActive];
  return [
    {
      act: 'REDUCING',
      title: 'Resume to reducing',
      ...stops(view, 'REDUCING', stop),
      asks: 'Orders that raise neither the greatest loss nor the margin are taken again, and the exits of positions act.',
    },
    toActive,
  ];
}

function stops({ locked, trips, flattening }: Standing, to: 'ACTIVE' | 'REDUCING', stop: string | null): Pick<StateChoice, 'because' | 'trip'> {
  if (stop !== null) return { because: stop, trip: null };
  if (flattening?.state === 'running') return { because: 'Positions are being flattened: stop that first.', trip: null };
  const lasting = trips.filter(({ underlying, lasts }) => underlying === null && lasts !== 'hand');
  const strict = strictest(lasting.map(({ state }) => state));
  const holding = lasting.filter(({ state }) => isStricter(state, to));
  if (holding.length === 0) return { because: locked && to === 'ACTIVE' ? 'The day is locked: it does not become ACTIVE again today.' : null, trip: null };
  const [first] = holding.filter(({ state }) => state === strict);
  return first === undefined ? { because: null, trip: null } : { because: `${BREAKERS[first.breaker].title} holds. ${lastsWords(first)}`, trip: first.id };
}

function isStricter(state: TradingStateName, to: TradingStateName): boolean {
  return state !== to && strictest([state, to]) === state;
}

/** For how long a trip holds. */
export function lastsWords({ breaker, lasts }: Pick<Trip, 'breaker' | 'lasts'>): string {
  switch (lasts) {
    case 'day':
      return 'It holds for the rest of the day.';
    case 'calm':
      return `It ends by itself once ${BREAKERS[breaker].what} is back for long enough.`;
    case 'hand':
      return 'It holds until trading is resumed by hand.';
  }
}

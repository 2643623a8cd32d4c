import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { CORRELATION_PAIRS, type CorrelationPair, type MarketState, type PairState, PAIR_NAMES } from '../../src-core/signals/market-state.ts';
import type { AtTheMoney } from '../../src-core/market/at-the-money.ts';

/** How one pair of underlyings moves together, and by what that is known. */
export interface JointMove {
  /** -1 to 1; NaN where it is not known. */
  readonly correlation: number;
  readonly source: 'measured' | 'ordinary' | 'days' | 'unknown';
}

const SOURCES: Readonly<Record<JointMove['source'], string>> = {
  measured: 'over the last 60 minute returns',
  ordinary: 'as is ordinary at this time of day, too few returns being known',
  days: 'over the last days, too few of today\'s returns being known',
  unknown: 'not known',
};

const UNKNOWN: JointMove = { correlation: Number.NaN, source: 'unknown' };

/** The correlation of today's last hour; before it is known the ordinary one, then that of the last days. */
export function jointMove(state: MarketState | null, one: Underlying, other: Underlying): JointMove {
  if (one === other) return { correlation: 1, source: 'measured' };
  const pair = pairOf(one, other);
  const known = pair === null || state === null ? null : state.pairs[pair];
  return known?.ok ? ofPair(known.value) : UNKNOWN;
}

function ofPair({ hour, baseline, rolling7d, rolling30d }: PairState): JointMove {
  if (hour !== null) return { correlation: hour, source: 'measured' };
  if (baseline.ok) return { correlation: baseline.value.mean, source: 'ordinary' };
  const days = rolling7d ?? rolling30d;
  return days === null ? UNKNOWN : { correlation: days, source: 'days' };
}

/** "SPY–QQQ 0.95 over the last 60 minute returns, …" of the pairs among these; empty for one underlying. */
export function jointMovesText(state: MarketState | null, underlyings: readonly Underlying[]): string {
  const texts: string[] = [];
  for (const source of ['measured', 'ordinary', 'days'] as const) {
    const pairs = PAIR_NAMES.filter((name) => CORRELATION_PAIRS[name].every((underlying) => underlyings.includes(underlying)));
    const said = pairs.flatMap((name) => {
      const [one, other] = CORRELATION_PAIRS[name];
      const move = jointMove(state, one, other);
      return move.source === source ? [`${one}–${other} ${move.correlation.toFixed(2)}`] : [];
    });
    if (said.length > 0) texts.push(`correlations ${said.join(', ')} ${SOURCES[source]}`);
  }
  return texts.join('; ');
}

export interface Betas {
  readonly betas: Partial<Record<Underlying, number>>;
  /** Which are 1 because something is not known, a sentence; null where none is. */
  readonly note: string | null;
}

/**
 * How far each underlying moves when SPY moves by 1: its correlation with SPY times its volatility at the money over SPY's. 1
 * where either is not known.
 */
export function betasToSpy(state: MarketState | null, underlyings: readonly Underlying[], atm: (underlying: Underlying) => AtTheMoney | null): Betas {
  const betas: Partial<Record<Underlying, number>> = {};
  const assumed: Underlying[] = [];
  const spy = atm('SPY')?.iv ?? Number.NaN;
  for (const underlying of underlyings) {
    const beta = underlying === 'SPY' ? 1 : (jointMove(state, 'SPY', underlying).correlation * (atm(underlying)?.iv ?? Number.NaN)) / spy;
    if (!Number.isFinite(beta)) assumed.push(underlying);
    betas[underlying] = Number.isFinite(beta) ? Math.round(beta * 1_000) / 1_000 : 1;
  }
  const note = assumed.length === 0 ? null : `${assumed.join(' and ')} ${assumed.length === 1 ? 'moves' : 'move'} as SPY does, as the beta is not known`;
  return { betas, note };
}

function pairOf(one: Underlying, other: Underlying): CorrelationPair | null {
  return PAIR_NAMES.find((name) => CORRELATION_PAIRS[name].some((side) => side === one) && CORRELATION_PAIRS[name].some((side) => side === other)) ?? null;
}

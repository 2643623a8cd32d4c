import { type GammaLevelRecord, type GammaLevelSummary, type GammaStudyView, type GammaView, type HeldCount, LEVEL_ORIGINS, type LevelOrigin } from '../../../src-core/contract/volatility.ts';
import type { GammaLevelKind } from '../../../src-core/market/gamma-levels.ts';
import { ABSENT, formatPrice, MINUS } from '../../design/format.ts';

/** Whose side the open interest is taken to be on. */
export const CONVENTIONS = {
  callsLessPuts: { title: 'Calls + puts −', words: 'Dealers are taken to be long the calls and short the puts: customers sell calls and buy puts.' },
  putsLessCalls: { title: 'Calls − puts +', words: 'Dealers are taken to be short the calls and long the puts: customers buy calls and sell puts.' },
  total: { title: 'Total', words: 'All gamma of the open interest, whoever holds it: nothing is assumed of who is long.' },
} as const;
export type Convention = keyof typeof CONVENTIONS;
export const CONVENTION_NAMES: readonly Convention[] = ['callsLessPuts', 'putsLessCalls', 'total'];

type Strike = Extract<GammaView['exposure'], { readonly state: 'known' }>['strikes'][number];

/** Calls and puts of a strike as the convention counts them, and their sum. Dollars per 1 %. */
export function counted(convention: Convention, { calls, puts }: Pick<Strike, 'calls' | 'puts'>): { readonly calls: number; readonly puts: number; readonly net: number } {
  const [ofCalls, ofPuts] = convention === 'callsLessPuts' ? [1, -1] : convention === 'putsLessCalls' ? [-1, 1] : [1, 1];
  return { calls: ofCalls * calls + 0, puts: ofPuts * puts + 0, net: ofCalls * calls + ofPuts * puts };
}

/** "$1.24 bn", "−$312 m", "$8 k": an amount that is read by its size. */
export function amountWords(dollars: number | null, signed = false): string {
  if (dollars === null || !Number.isFinite(dollars)) return ABSENT;
  const size = Math.abs(dollars);
  const [scale, unit] = size >= 999.5e6 ? [1e9, ' bn'] : size >= 999.5e3 ? [1e6, ' m'] : [1e3, ' k'];
  const figure = size / scale;
  const text = `$${figure.toFixed(figure < 10 ? 2 : figure < 100 ? 1 : 0)}${unit}`;
  return `${dollars < 0 ? MINUS : signed && dollars > 0 ? '+' : ''}${text}`;
}

export const KIND_TITLES: Readonly<Record<GammaLevelKind, string>> = {
  call_wall: 'Call wall',
  put_wall: 'Put wall',
  heaviest: 'Heaviest strike',
  flip: 'Flip',
};

export const KIND_WORDS: Readonly<Record<GammaLevelKind, string>> = {
  call_wall: 'The strike with the most gamma of calls',
  put_wall: 'The strike with the most gamma of puts',
  heaviest: 'The strike with the most gamma of calls and puts together',
  flip: 'The price at which the net exposure changes its sign, the gamma of every strike priced anew at each price with its volatility of now. It is the same in both conventions, which differ in the sign alone',
};

export const ORIGIN_TITLES: Readonly<Record<LevelOrigin, string>> = { recorded: 'Recorded days', live: 'Live sessions', simulated: 'Simulated sessions' };

/** "3 of 9 · 12–65 %": held of those judged, with the interval; "–" where none was judged. */
export function heldWords({ judged, held, interval }: HeldCount): string {
  if (judged === 0 || interval === null) return ABSENT;
  return `${held} of ${judged} · ${percent(interval.low)}–${percent(interval.high)} %`;
}

/** "33 %" */
export function shareWords(share: number | null): string {
  return share === null ? ABSENT : `${percent(share)} %`;
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}

/** What the numbers carry: a level that held no more often than any other so far away says nothing. */
export function verdictWords({ level, control }: Pick<GammaLevelSummary, 'level' | 'control'>): string {
  if (level.interval === null || control.interval === null) return 'too few to tell';
  const isApart = level.interval.low > control.interval.high || level.interval.high < control.interval.low;
  return isApart ? (level.interval.low > control.interval.high ? 'more often than others' : 'less often than others') : 'not told apart';
}

/** Of each origin those of its kinds, recorded days first. */
export function byOrigin(summary: readonly GammaLevelSummary[]): readonly { readonly origin: LevelOrigin; readonly kinds: readonly GammaLevelSummary[] }[] {
  return LEVEL_ORIGINS.flatMap((origin) => {
    const kinds = summary.filter((each) => each.origin === origin);
    return kinds.length === 0 ? [] : [{ origin, kinds }];
  });
}

const OUTCOMES = {
  at_price: 'stood on it when set',
  not_reached: 'not reached',
  held: 'held',
  broken: 'broken',
  late: 'reached too late to tell',
  unknown: 'prices are missing',
} as const satisfies Record<NonNullable<GammaLevelRecord['outcome']>['state'], string>;

export function outcomeWords(outcome: GammaLevelRecord['outcome']): string {
  return outcome === null ? 'not over yet' : OUTCOMES[outcome.state];
}

/** "open interest of 2026-11-19, 1 day old", with "simulated" where it is. */
export function interestWords({ asOf, ageDays, simulated }: GammaView['openInterest']): string {
  if (simulated) return 'open interest simulated';
  if (asOf === null || ageDays === null) return 'open interest of the session before';
  return `open interest of ${asOf}, ${ageDays} ${ageDays === 1 ? 'day' : 'days'} old`;
}

/** A price without idle zeros: "612", "612.5", "608.37". */
export function levelWords(price: number | null | undefined): string {
  return price === null || price === undefined ? ABSENT : formatPrice(price, Number.isInteger(price) ? 0 : 2);
}

export function studyWords({ state, days, done, date, written, problems }: GammaStudyView): string {
  switch (state) {
    case 'idle':
      return '';
    case 'running':
      return days === 0 ? 'Looking for recorded days' : `Day ${Math.min(done + 1, days)} of ${days}${date === null ? '' : `, ${date}`}: ${written} levels written`;
    case 'done':
      return `${days} days studied, ${written} levels written${problems.length === 0 ? '' : `; ${problems.length === 1 ? 'one day' : 'some days'} could not be: ${problems.join('; ')}`}`;
    case 'stopped':
      return `Stopped after ${done} of ${days} days, ${written} levels written`;
    case 'failed':
      return `The study failed: ${problems.join('; ')}`;
  }
}

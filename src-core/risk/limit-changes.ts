import type { IsoDate } from '../time.ts';
import { LIMIT_NAMES, limitContradictions, LIMITS, type LimitName, limitsFrom, type LimitUnit, loosens, ORDERED_LIMITS, type RiskLimits } from './limits.ts';

/** A limit as it stands: what is in force, and what it becomes at a later session. */
export interface LimitStanding {
  readonly value: number;
  readonly pending: { readonly value: number; readonly from: IsoDate } | null;
}
export type LimitStandings = Readonly<Record<LimitName, LimitStanding>>;

export interface LimitChange {
  readonly name: LimitName;
  readonly value: number;
}

/** What a limit is `when` it counts, and what it would have been without the change. */
export interface LimitEffect {
  readonly name: LimitName;
  readonly from: number;
  readonly to: number;
  readonly when: 'now' | IsoDate;
}

export interface LimitProblem {
  readonly name: LimitName;
  /** The limit that it contradicts; absent where its own value is wrong. */
  readonly other?: LimitName;
  readonly message: string;
}

export type ChangedLimits =
  | { readonly problems: readonly LimitProblem[] }
  | { readonly problems: null; readonly standings: LimitStandings; readonly effects: readonly LimitEffect[] };

export function standingsFrom(standingOf: (name: LimitName) => LimitStanding): LimitStandings {
  return Object.fromEntries(LIMIT_NAMES.map((name) => [name, standingOf(name)])) as Record<LimitName, LimitStanding>;
}

const WHOLE: ReadonlySet<LimitUnit> = new Set(['contracts', 'count', 'per_minute', 'switch']);

/** Values are kept with so many decimals. */
const DECIMALS = 4;

/** What a limit may be: "expected 1 to 200"; null for a value that it may have. */
export function limitProblem(name: LimitName, value: number): string | null {
  const { lowest, highest, unit } = LIMITS[name];
  const whole = WHOLE.has(unit);
  const range = unit === 'switch' ? '0 or 1' : `${whole ? 'a whole number from ' : ''}${lowest} to ${highest}`;
  if (!(value >= lowest && value <= highest) || (whole && !Number.isInteger(value))) return `expected ${range}`;
  return Number(value.toFixed(DECIMALS)) === value ? null : `expected at most ${DECIMALS} decimals`;
}

/** The allowed value next to one that may not be: where a limit must be whole, the safer one. */
export function nearestAllowed(name: LimitName, value: number): number {
  if (limitProblem(name, value) === null) return value;
  const { lowest, highest, unit, safer } = LIMITS[name];
  const scale = WHOLE.has(unit) ? 1 : 10 ** DECIMALS;
  const rounded = (safer === 'higher' ? Math.ceil(value * scale) : Math.floor(value * scale)) / scale;
  return Math.min(Math.max(rounded, lowest), highest);
}

/** The limits in force on a date of those that wait; null for now. */
export function limitsOn(standings: LimitStandings, date: IsoDate | null): RiskLimits {
  return limitsFrom((name) => {
    const { value, pending } = standings[name];
    return pending !== null && date !== null && pending.from <= date ? pending.value : value;
  });
}

/**
 * Limits after changes that are made together: what is safer, or neither, counts at once and looser values from `next`
 * on; either takes the place of what waited. With problems nothing is changed: a value out of its range, a limit given
 * twice, or values that contradict each other now or at a session to come.
 */
export function changeLimits(standings: LimitStandings, changes: readonly LimitChange[], next: IsoDate): ChangedLimits {
  const problems = changes.flatMap(({ name, value }, index): LimitProblem[] => {
    const problem = changes.findIndex((each) => each.name === name) < index ? 'is given twice' : limitProblem(name, value);
    return problem === null ? [] : [{ name, message: `${problem} (got ${value})` }];
  });
  if (problems.length > 0) return { problems };
  const changed = changes.map(({ name, value }) => ({ name, standing: changeOf(name, standings[name], value, next) }));
  return consistent(standings, changed);
}

/** Limits without the change that waits for one of them; there must be one. */
export function withdrawLimit(standings: LimitStandings, name: LimitName): ChangedLimits {
  return consistent(standings, [{ name, standing: { value: standings[name].value, pending: null } }]);
}

function changeOf(name: LimitName, { value: inForce }: LimitStanding, value: number, next: IsoDate): LimitStanding {
  return loosens(name, inForce, value) ? { value: inForce, pending: { value, from: next } } : { value, pending: null };
}

function consistent(before: LimitStandings, changed: readonly { readonly name: LimitName; readonly standing: LimitStanding }[]): ChangedLimits {
  const standings = { ...before, ...Object.fromEntries(changed.map(({ name, standing }) => [name, standing])) };
  const problems = contradictions(standings);
  if (problems.length > 0) return { problems };
  return { problems: null, standings, effects: changed.flatMap(({ name, standing }) => effectsOf(name, before[name], standing)) };
}

/** Contradictions of what is in force, and of what will be at each session for which something waits. */
function contradictions(standings: LimitStandings): readonly LimitProblem[] {
  const now = limitContradictions(limitsOn(standings, null));
  if (now.length > 0) return now;
  const dates = new Set(LIMIT_NAMES.flatMap((name) => standings[name].pending?.from ?? []));
  return [...dates].sort().flatMap((date) => limitContradictions(limitsOn(standings, date)).map((problem) => ({ ...problem, message: `from ${date} on, ${problem.message}` })));
}

function effectsOf(name: LimitName, before: LimitStanding, after: LimitStanding): readonly LimitEffect[] {
  const effects: LimitEffect[] = [];
  if (before.value !== after.value) effects.push({ name, from: before.value, to: after.value, when: 'now' });
  const { pending } = after;
  if (pending !== null) {
    if (pending.value !== before.pending?.value || pending.from !== before.pending.from) effects.push({ name, from: before.value, to: pending.value, when: pending.from });
  } else if (before.pending !== null && before.pending.value !== after.value) {
    effects.push({ name, from: before.pending.value, to: after.value, when: before.pending.from });
  }
  return effects;
}

/** The limits with what contradicts itself made safer, as far as a limit's range goes. */
export function withoutContradictions(limits: RiskLimits): RiskLimits {
  const values: Record<LimitName, number> = { ...limits };
  for (let lowered = true; lowered; ) {
    lowered = false;
    for (const [least, most, times] of ORDERED_LIMITS) {
      const scale = WHOLE.has(LIMITS[least].unit) ? 1 : 10 ** DECIMALS;
      const highest = Math.max(LIMITS[least].lowest, Math.floor(values[most] * times * scale) / scale);
      if (values[least] > highest) {
        values[least] = highest;
        lowered = true;
      }
    }
  }
  return values;
}

import { SeededRandom } from '../../../../src-main/market-data/random.ts';
import { type FaultSchedule, randomFaults } from '../../tws/faults.ts';

/** What happens in a day, one thing after another. `order` and `execution` choose among those there are by then. */
export type DayStep =
  /** Of 1, 2 or 4 legs; `closes` reverses one that is held. Cents away from where it would fill. */
  | { readonly kind: 'place'; readonly legs: 1 | 2 | 4; readonly quantity: number; readonly cents: number; readonly terms: 'limit' | 'market' | 'stop'; readonly closes: boolean }
  | { readonly kind: 'change'; readonly order: number; readonly quantity: number; readonly cents: number }
  | { readonly kind: 'cancel'; readonly order: number }
  /** Everything of ours at once, around queue and disk. */
  | { readonly kind: 'kill' }
  /** Every order of the account. */
  | { readonly kind: 'cancel_account' }
  /** The broker fills so many packages, at cents better than the limit; each leg's units in so many executions. */
  | { readonly kind: 'fill'; readonly order: number; readonly packages: number; readonly cents: number; readonly pieces: number }
  /** The broker cancels one: by hand in TWS, or as an exchange does. */
  | { readonly kind: 'cancelled_there'; readonly order: number }
  /** The exchange corrects the price of one. */
  | { readonly kind: 'correct'; readonly execution: number; readonly cents: number }
  /** Made by hand in TWS; filled at once where it says so. */
  | { readonly kind: 'elsewhere'; readonly legs: 1 | 2; readonly quantity: number; readonly filled: number }
  /** Commission reports that were held back come. */
  | { readonly kind: 'commissions' }
  /** Cancels that were held back go through. */
  | { readonly kind: 'confirm' }
  /** So much of what the gateway said is heard. */
  | { readonly kind: 'hear'; readonly most: number }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'cut' }
  /** A half-open connection is found out; one that is down is made again. */
  | { readonly kind: 'connect' }
  /** Our process ends between two things that it does. */
  | { readonly kind: 'crash' }
  /** It ends in a write to come, before or after that is on disk. */
  | { readonly kind: 'crash_in_write'; readonly writes: number; readonly isWritten: boolean }
  | { readonly kind: 'reconcile' };

/** A small day. Lines: what goes wrong on the connection of each life of our process, the last for all further ones. */
export interface FaultDaySchedule {
  readonly seed: number;
  readonly steps: readonly DayStep[];
  readonly lines: readonly FaultSchedule[];
}

/** Lives of our process in one day, at most. */
export const MOST_LIVES = 4;

/** The same seed, the same day. */
export function faultDay(seed: number): FaultDaySchedule {
  const random = new SeededRandom(seed);
  const below = (limit: number): number => Math.floor(random.uniform() * limit);
  const count = 5 + below(13);
  const steps: DayStep[] = [placing(below, false)];
  while (steps.length < count) {
    steps.push(step(below));
    // What was asked for is mostly heard of soon, in part or whole.
    if (below(3) > 0) steps.push({ kind: 'hear', most: below(2) === 0 ? 1_000 : 1 + below(6) });
  }
  return { seed, steps, lines: Array.from({ length: MOST_LIVES }, (_, life) => randomFaults(seed * MOST_LIVES + life)) };
}

function placing(below: (limit: number) => number, closes: boolean): DayStep {
  const legs = ([1, 1, 2, 2, 4] as const)[below(5)] ?? 1;
  const terms = legs > 1 ? 'limit' : ((['limit', 'limit', 'limit', 'limit', 'market', 'stop'] as const)[below(6)] ?? 'limit');
  return { kind: 'place', legs, quantity: 1 + below(5), cents: below(20), terms, closes };
}

function step(below: (limit: number) => number): DayStep {
  const order = below(8);
  switch (below(24)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return placing(below, false);
    case 4:
      return placing(below, true);
    case 5:
    case 6:
      return { kind: 'change', order, quantity: 1 + below(6), cents: below(30) };
    case 7:
    case 8:
      return { kind: 'cancel', order };
    case 9:
      return below(3) === 0 ? { kind: 'cancel_account' } : { kind: 'kill' };
    case 10:
    case 11:
    case 12:
    case 13:
    case 14:
      return { kind: 'fill', order, packages: 1 + below(4), cents: below(4), pieces: 1 + below(3) };
    case 15:
      return { kind: 'cancelled_there', order };
    case 16:
      return below(2) === 0 ? { kind: 'correct', execution: below(12), cents: below(9) - 4 } : { kind: 'elsewhere', legs: below(2) === 0 ? 1 : 2, quantity: 1 + below(3), filled: below(4) };
    case 17:
      return below(2) === 0 ? { kind: 'commissions' } : { kind: 'confirm' };
    case 18:
      return { kind: 'wait', milliseconds: (([50, 900, 1_500, 12_000, 40_000] as const)[below(5)] ?? 50) };
    case 19:
      return { kind: 'cut' };
    case 20:
    case 21:
      return { kind: 'connect' };
    case 22:
      return below(2) === 0 ? { kind: 'crash' } : { kind: 'crash_in_write', writes: 1 + below(4), isWritten: below(2) === 0 };
    default:
      return { kind: 'reconcile' };
  }
}

/** Every day that is a little simpler: fewer steps, fewer faults. */
export function simpler(day: FaultDaySchedule): readonly FaultDaySchedule[] {
  const half = Math.ceil(day.steps.length / 2);
  const shorter = day.steps.length > 3 ? [{ ...day, steps: day.steps.slice(0, half) }, { ...day, steps: day.steps.slice(half) }] : [];
  return [
    ...shorter,
    ...day.steps.map((_, at) => ({ ...day, steps: day.steps.toSpliced(at, 1) })),
    ...day.lines.flatMap((line, at) => {
      const withLine = (changed: Partial<FaultSchedule>): FaultDaySchedule => ({ ...day, lines: day.lines.with(at, { ...line, ...changed }) });
      return [
        ...line.faults.map((_, fault) => withLine({ faults: line.faults.toSpliced(fault, 1) })),
        ...(line.holdsCommissions ? [withLine({ holdsCommissions: false })] : []),
        ...(line.holdsCancels ? [withLine({ holdsCancels: false })] : []),
      ];
    }),
  ];
}

/** The day as a few lines that can be read and put into a test. */
export function dayText({ seed, steps, lines }: FaultDaySchedule): string {
  const faults = lines.flatMap((line, life) => {
    const text = JSON.stringify({ faults: line.faults, ...(line.holdsCommissions && { holdsCommissions: true }), ...(line.holdsCancels && { holdsCancels: true }) });
    return line.faults.length > 0 || line.holdsCommissions || line.holdsCancels ? [`  life ${life}: ${text}`] : [];
  });
  return [`day of seed ${seed}`, ...faults, ...steps.map((one, at) => `  ${at}: ${JSON.stringify(one)}`)].join('\n');
}

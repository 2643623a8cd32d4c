import { type Money, MONEY_SCALE, toDollars } from '../money.ts';
import type { BassLattice } from './bass-lattice.ts';
import type { Holding } from './holding.ts';
import { payoffStretches } from './payoff-stretches.ts';

/** What is held, for what, and when it is closed before the end. Amounts are dollars for all of the holdings. */
export interface ExitTerms {
  readonly holdings: readonly Holding[];
  /** Paid for all of it, fees included, negative when received. */
  readonly netCost: Money;
  /** What closing early costs: from the fair value to the price that is executable, and fees. */
  readonly exitCost: Money;
  /** Result after all costs at which it is closed: a gain, and a loss as a positive number; null to wait for neither. */
  readonly target: Money | null;
  readonly stop: Money | null;
  /** Times at which that is looked at before the end, evenly over the variance that is left. */
  readonly looks: number;
}

/** How a plan ends, risk-neutral; target + stop + expiry = 1. Amounts are dollars. */
export interface ExitPlan {
  /** Of a result above 0. */
  readonly profit: number;
  readonly target: number;
  readonly stop: number;
  readonly expiry: number;
  /** The mean result. */
  readonly expected: number;
  /** Mean results of those above 0 and of the others, the latter negative; null where they are too improbable. */
  readonly meanGain: number | null;
  readonly meanLoss: number | null;
}

/** Probabilities of a step to the same node, to the next, and to the one after: variance 1 and fourth moment 3, in nodes. */
const STAY = 1 / 2;
const NEXT = 1 / 6;
const SECOND = 1 / 12;
/** Cells beyond either end, so that no step has to ask whether it is there. */
const PAD = 2;

/**
 * A level that is looked at n times of a unit of variance is passed as often as one lying 0.5826/√n further is touched (M.
 * Broadie, P. Glasserman, S. Kou, "A continuity correction for discrete barrier options", 1997). Of this walk, with a
 * cell that the level divides leaving by degrees, the same figure in spacings was measured: 0.432 ± 0.02 at any level.
 */
const SHIFT_OF_LOOKS = 0.5826;
const SHIFT_OF_WALK = 0.432;

/** Means given an event of less probability than this are rounding. */
const LEAST_PROBABILITY = 1e-6;

/**
 * Holdings closed where their fair value less the exit cost makes the target or the stop, at one of the looks, else kept to
 * the reference time. Fair values come by backward expectation on the lattice, then one walk forward tells how it ends.
 *
 * The mean result is exact for the distribution: by optional stopping it is E[payoff], less the cost, less the exit cost
 * times the probability of an early exit. Probabilities of target and stop are within half a point of those of the
 * continuous model; that the price walks there as the lattice has it is an assumption.
 */
export function exitPlan({ holdings, netCost, exitCost, target, stop, looks }: ExitTerms, lattice: BassLattice): ExitPlan {
  const { nodes, steps } = lattice;
  const { values, end, mass } = reserve(nodes, steps);
  const { greatest, least, stretches } = payoffStretches(holdings, netCost);
  lattice.fill(stretches, end);
  const width = nodes + 2 * PAD;
  expectBackward(values, end.result, nodes, steps);

  const cost = toDollars(exitCost);
  // Fair values at which it is closed; what no price gives at the end is no fair value either.
  let high = target === null ? Number.POSITIVE_INFINITY : toDollars(target) + cost;
  let low = stop === null ? Number.NEGATIVE_INFINITY : cost - toDollars(stop);
  if (greatest !== null && high * MONEY_SCALE >= greatest) high = Number.POSITIVE_INFINITY;
  if (least !== null && low * MONEY_SCALE <= least) low = Number.NEGATIVE_INFINITY;
  const shift = SHIFT_OF_WALK - SHIFT_OF_LOOKS / (lattice.spacing * Math.sqrt(Math.max(1, looks)));
  const middle = (nodes - 1) / 2 + PAD;
  let now = mass[0];
  let next = mass[1];
  now.fill(0);
  next.fill(0);
  now[middle] = 1;
  let first = middle;
  let last = middle;
  let targetMass = 0;
  let stopMass = 0;
  let targetSum = 0;
  let stopSum = 0;
  for (let step = 1; step <= steps; step += 1) {
    first = Math.max(PAD, first - 2);
    last = Math.min(nodes + PAD - 1, last + 2);
    for (let i = first; i <= last; i += 1) {
      next[i] =
        STAY * (now[i] as number) +
        NEXT * ((now[i - 1] as number) + (now[i + 1] as number)) +
        SECOND * ((now[i - 2] as number) + (now[i + 2] as number));
    }
    // What would leave the lattice stays at its end, as the values beyond it are those of the end.
    if (first === PAD) next[PAD] = (next[PAD] as number) + (NEXT + SECOND) * (now[PAD] as number) + SECOND * (now[PAD + 1] as number);
    if (last === nodes + PAD - 1) next[last] = (next[last] as number) + (NEXT + SECOND) * (now[last] as number) + SECOND * (now[last - 1] as number);
    // As far as the next step looks; the array holds what was there two steps ago.
    for (let i = Math.max(0, first - 4); i < first; i += 1) next[i] = 0;
    for (let i = last + 1; i <= Math.min(width - 1, last + 4); i += 1) next[i] = 0;
    [now, next] = [next, now];
    if (step === steps) break;
    const row = step * width;
    for (let i = first; i <= last; i += 1) {
      const value = values[row + i] as number;
      // Half of what the value changes by from one neighbour to the other: its change over a cell.
      const change = Math.abs((values[row + i + 1] as number) - (values[row + i - 1] as number)) / 2;
      const above = value - high + shift * change;
      if (above > -change) {
        const left = (now[i] as number) * beyond(above, change);
        targetMass += left;
        targetSum += left * value;
        now[i] = (now[i] as number) - left;
      }
      const under = low - value + shift * change;
      if (under > -change) {
        const left = (now[i] as number) * beyond(under, change);
        stopMass += left;
        stopSum += left * value;
        now[i] = (now[i] as number) - left;
      }
    }
    while (first < last && now[first] === 0) first += 1;
    while (last > first && now[last] === 0) last -= 1;
  }

  let expiry = 0;
  let won = 0;
  let results = 0;
  let gains = 0;
  for (let i = first; i <= last; i += 1) {
    const here = now[i] as number;
    expiry += here;
    won += here * (end.won[i - PAD] as number);
    results += here * (end.result[i - PAD] as number);
    gains += here * (end.gain[i - PAD] as number);
  }
  const profit = targetMass + won;
  const gain = targetSum - targetMass * cost + gains;
  const loss = stopSum - stopMass * cost + results - gains;
  return {
    profit: clamp(profit),
    target: clamp(targetMass),
    stop: clamp(stopMass),
    expiry: clamp(expiry),
    expected: gain + loss,
    meanGain: profit < LEAST_PROBABILITY ? null : gain / profit,
    meanLoss: 1 - profit < LEAST_PROBABILITY ? null : loss / (1 - profit),
  };
}

/** The fair value of the holdings' result at each node and step. */
function expectBackward(values: Float64Array, end: Float64Array, nodes: number, steps: number): void {
  const width = nodes + 2 * PAD;
  const middle = (nodes - 1) / 2 + PAD;
  values.set(nodes === end.length ? end : end.subarray(0, nodes), steps * width + PAD);
  extend(values, steps * width, nodes);
  for (let step = steps - 1; step > 0; step -= 1) {
    const row = step * width;
    // Where the walk can be, and one node more, of which the slope is taken.
    const half = Math.min((nodes - 1) / 2, 2 * step + 1);
    const stop = row + middle + half;
    for (let i = row + middle - half; i <= stop; i += 1) {
      const after = i + width;
      values[i] =
        STAY * (values[after] as number) +
        NEXT * ((values[after - 1] as number) + (values[after + 1] as number)) +
        SECOND * ((values[after - 2] as number) + (values[after + 2] as number));
    }
    if (half === (nodes - 1) / 2) extend(values, row, nodes);
  }
}

/** Beyond the last node on either side its value goes on. */
function extend(values: Float64Array, row: number, nodes: number): void {
  const low = values[row + PAD] as number;
  const high = values[row + PAD + nodes - 1] as number;
  values[row] = low;
  values[row + 1] = low;
  values[row + PAD + nodes] = high;
  values[row + PAD + nodes + 1] = high;
}

/** The part of a cell that has passed a level: from none, one cell's change before it, to all, one after. */
function beyond(passed: number, change: number): number {
  if (passed >= change) return 1;
  const part = passed / change;
  return part < 0 ? ((1 + part) * (1 + part)) / 2 : 1 - ((1 - part) * (1 - part)) / 2;
}

interface Scratch {
  readonly nodes: number;
  readonly steps: number;
  /** Rows of `nodes` and their pads, one a step. */
  readonly values: Float64Array;
  readonly end: { readonly result: Float64Array; readonly gain: Float64Array; readonly won: Float64Array };
  readonly mass: readonly [Float64Array, Float64Array];
}

let scratch: Scratch | null = null;

function reserve(nodes: number, steps: number): Scratch {
  if (scratch === null || scratch.nodes !== nodes || scratch.steps !== steps) {
    const width = nodes + 2 * PAD;
    scratch = {
      nodes,
      steps,
      values: new Float64Array((steps + 1) * width),
      end: { result: new Float64Array(nodes), gain: new Float64Array(nodes), won: new Float64Array(nodes) },
      mass: [new Float64Array(width), new Float64Array(width)],
    };
  }
  return scratch;
}

/** Sums of rounded probabilities may leave the range by a last place. */
function clamp(probability: number): number {
  return Math.max(0, Math.min(1, probability));
}

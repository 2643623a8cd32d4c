import { logOdds, probabilityOf } from './log-odds.ts';
import { fitPenalisedLogistic, type PenalisedFit } from './penalised-logistic.ts';
import { type Interval, NORMAL_95 } from './wilson-interval.ts';

/** What a correction may depend on. A regime that was not known is a regime of its own. */
export interface CalibrationInputs {
  /** The market's probability. */
  readonly implied: number;
  readonly type: string;
  readonly hour: number;
  readonly regime: string | null;
}

export interface CalibrationOutcome extends CalibrationInputs {
  readonly won: boolean;
  readonly session: string;
}

/** One coefficient: its shift in log odds, how many outcomes it was learned from, and how much of it shrinkage left, 0 to 1. */
export interface Correction {
  readonly group: 'all' | Group;
  /** "level" (all log odds) and "slope" (per unit of log odds, from 1) for all; else the type, the hour or the regime. */
  readonly name: string;
  readonly shift: number;
  readonly sample: number;
  readonly kept: number;
}

const GROUPS = ['type', 'hour', 'regime'] as const;
type Group = (typeof GROUPS)[number];

/** Deviations, before any outcome, of the level around 0 and of the slope around 1: 95 % within 10 points at 50 %, and within 0.6 and 1.4. */
const LEVEL_SPREAD = 0.2;
const SLOPE_SPREAD = 0.2;
const WIDTH = 2 + GROUPS.length;

/**
 * What outcomes say of the market's probabilities: log odds of winning = level + slope · log odds implied + shifts of the
 * type, the hour and the regime. Without outcomes the implied probability stands; each shift is moved only as far as its
 * outcomes carry (`fitPenalisedLogistic`). The same outcomes in the same order give the same bits.
 */
export class LogisticCalibration {
  readonly sample: number;
  /** How many outcomes of a session count as one, and the deviations learned for type, hour and regime. */
  readonly dispersion: number;
  readonly spreads: readonly number[];
  readonly #fit: PenalisedFit;
  readonly #places: readonly Places[];
  readonly #counts: Int32Array;

  constructor(outcomes: readonly CalibrationOutcome[]) {
    this.sample = outcomes.length;
    let size = 2;
    this.#places = GROUPS.map((group) => {
      const names = [...new Set(outcomes.map((outcome) => levelOf(outcome, group)))].sort(byName);
      const places: Places = { group, size: names.length, at: new Map(names.map((name, i) => [name, size + i])) };
      size += names.length;
      return places;
    });
    const count = outcomes.length;
    const design = {
      count,
      size,
      width: WIDTH,
      offset: new Float64Array(count),
      columns: new Int32Array(count * WIDTH),
      values: new Float64Array(count * WIDTH).fill(1),
      won: new Uint8Array(count),
      session: new Int32Array(count),
    };
    const sessions = new Map<string, number>();
    this.#counts = new Int32Array(size);
    outcomes.forEach((outcome, row) => {
      const odds = logOdds(outcome.implied);
      design.offset[row] = odds;
      design.won[row] = outcome.won ? 1 : 0;
      const session = sessions.get(outcome.session) ?? sessions.size;
      sessions.set(outcome.session, session);
      design.session[row] = session;
      design.values[row * WIDTH + 1] = odds;
      this.#columnsOf(outcome).forEach((column, term) => {
        design.columns[row * WIDTH + term] = column;
        this.#counts[column] = (this.#counts[column] as number) + 1;
      });
    });
    this.#fit = fitPenalisedLogistic({ ...design, sessions: sessions.size }, { fixed: [LEVEL_SPREAD, SLOPE_SPREAD], groups: this.#places.map((places) => places.size) });
    this.dispersion = this.#fit.dispersion;
    this.spreads = this.#fit.spreads;
  }

  /**
   * The corrected probability and its middle 95 %: the wider of what the curvature and what the variation over sessions
   * give. What was never seen (a new type) shifts nothing and widens the interval.
   */
  predict(inputs: CalibrationInputs): { readonly probability: number; readonly interval: Interval } {
    const implied = logOdds(inputs.implied);
    const columns = this.#columnsOf(inputs);
    const size = this.#counts.length;
    let odds = implied;
    let model = 0;
    let robust = 0;
    columns.forEach((left, i) => {
      if (left < 0) {
        const unseen = (this.spreads[i - 2] as number) ** 2;
        model += unseen;
        robust += unseen;
        return;
      }
      const x = i === 1 ? implied : 1;
      odds += x * (this.#fit.coefficients[left] as number);
      columns.forEach((right, j) => {
        if (right < 0) return;
        const weight = x * (j === 1 ? implied : 1);
        model += weight * (this.#fit.covariance[left * size + right] as number);
        robust += weight * (this.#fit.robustCovariance[left * size + right] as number);
      });
    });
    const half = NORMAL_95 * Math.sqrt(Math.max(model, robust));
    return { probability: probabilityOf(odds), interval: { low: probabilityOf(odds - half), high: probabilityOf(odds + half) } };
  }

  /** Level and slope, then types, hours and regimes, each by name. */
  corrections(): Correction[] {
    const correction = (group: Correction['group'], name: string, place: number): Correction => ({
      group,
      name,
      shift: this.#fit.coefficients[place] as number,
      sample: this.#counts[place] as number,
      kept: this.#fit.kept[place] as number,
    });
    return [
      correction('all', 'level', 0),
      correction('all', 'slope', 1),
      ...this.#places.flatMap(({ group, at }) => [...at].map(([name, place]) => correction(group, name, place))),
    ];
  }

  /** Where each term's coefficient is; -1 for what was never seen. */
  #columnsOf(inputs: CalibrationInputs): number[] {
    const columns = [0, 1];
    for (const { group, at } of this.#places) columns.push(at.get(levelOf(inputs, group)) ?? -1);
    return columns;
  }
}

interface Places {
  readonly group: Group;
  readonly size: number;
  readonly at: ReadonlyMap<string, number>;
}

function levelOf(inputs: CalibrationInputs, group: Group): string {
  switch (group) {
    case 'type':
      return inputs.type;
    case 'hour':
      return String(inputs.hour).padStart(2, '0');
    case 'regime':
      return inputs.regime ?? 'unknown';
  }
}

function byName(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

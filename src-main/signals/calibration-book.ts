import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { VolatilityRegime } from '../../src-core/market/volatility-regime.ts';
import type { CalibrationView, TypeRecord } from '../../src-core/signals/calibration-view.ts';
import type { Candidate } from '../../src-core/signals/candidate.ts';
import { fateRecordsOf } from '../../src-core/signals/fate-record.ts';
import type { Confidence, SettledSignal } from '../../src-core/signals/signal.ts';
import { resultPerRisk, typeRecordOf } from '../../src-core/signals/type-record.ts';
import { probabilityOf } from '../../src-core/statistics/log-odds.ts';
import { type Correction, LogisticCalibration } from '../../src-core/statistics/logistic-calibration.ts';
import { reliabilityOf } from '../../src-core/statistics/reliability.ts';
import type { EpochMs } from '../../src-core/time.ts';

/** A fit stands until so many more signals are settled: this share of those it was learned from, and so many at least. */
const REFIT_SHARE = 0.05;
const REFIT_LEAST = 10;

interface TypeProgress {
  settled: number;
  readonly sessions: Set<string>;
  calibrated: boolean;
}

interface Row {
  readonly signal: SettledSignal;
  /** Its place in the order of settling, from 0. */
  readonly arrival: number;
}

/**
 * The record of settled signals: what they teach about the market's probabilities, and how well what was said held.
 *
 * A type is calibrated from `needed` settled signals of it on, of at least a tenth as many sessions. With 100, its win
 * rate is known to 8 points at 80 % and 10 at 50 % (95 %, were they independent): about what costs take and an edge would
 * have to give, so with fewer even a real edge could not be told from luck. Before that its implied probability stands.
 *
 * What is learned is learned from the signals settled first, their number growing by steps of 5 % and at least 10, and when
 * a type becomes calibrated. So a book that is loaded in the order of settling says the same, bit for bit, as
 * the one that went on; and signals settled in any order between two steps give the same fit.
 */
export class CalibrationBook {
  readonly needed: number;
  readonly neededSessions: number;
  /** By date, time and id. */
  #rows: Row[] = [];
  readonly #arrivals = new Map<string, number>();
  readonly #progress = new Map<string, TypeProgress>();
  /** How many of the first settled the fit is to be learned from. */
  #due = 0;
  #calibration: LogisticCalibration | null = null;
  #views = new Map<string | null, Omit<CalibrationView, 'time'>>();
  #records = new Map<string, TypeRecord>();
  #titles: ReadonlyMap<string, string> | null = null;

  /** Throws RangeError unless `needed` is a whole number from 1. */
  constructor(options: { readonly needed?: number } = {}) {
    this.needed = options.needed ?? 100;
    if (!Number.isSafeInteger(this.needed) || this.needed < 1) throw new RangeError(`needed must be a whole number of 1 or more, got ${this.needed}`);
    this.neededSessions = Math.ceil(this.needed / 10);
  }

  /** Begins anew with these, in the order of their settling. Throws RangeError as `add` does; the book is then as it was. */
  load(all: readonly SettledSignal[]): void {
    for (const signal of all) check(signal);
    this.#rows = [];
    this.#arrivals.clear();
    this.#progress.clear();
    this.#due = 0;
    this.#calibration = null;
    const latest = new Map(all.map((signal) => [signal.id, signal]));
    this.#rows = [...latest.values()].map((signal) => ({ signal, arrival: this.#count(signal) })).sort(inOrder);
    this.#forgetViews(null);
  }

  /**
   * Takes one more; one that is there already is replaced, and keeps its place. Throws RangeError, naming the field, where
   * a number is not finite, a probability is outside 0 to 1, or the signal could not be settled.
   */
  add(signal: SettledSignal): void {
    check(signal);
    const arrival = this.#arrivals.get(signal.id);
    if (arrival !== undefined) this.#rows = this.#rows.filter((row) => row.arrival !== arrival);
    const row = { signal, arrival: arrival ?? this.#count(signal) };
    let low = 0;
    let high = this.#rows.length;
    // Nearly always the newest.
    if (high > 0 && inOrder(this.#rows[high - 1] as Row, row) < 0) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inOrder(this.#rows[middle] as Row, row) < 0) low = middle + 1;
      else high = middle;
    }
    this.#rows.splice(low, 0, row);
    this.#forgetViews(signal.detector);
  }

  isCalibrated(detector: string): boolean {
    return this.#progress.get(detector)?.calibrated ?? false;
  }

  /**
   * The confidence in a plan by what is known now. Uncalibrated, it is the market's probability and the plan's own mean.
   * `expected` stays the plan's own too where the plan's mean gain or loss is not known: then there is nothing to weigh.
   * Throws RangeError for a plan without a probability.
   */
  confidenceOf(about: { readonly detector: string; readonly hour: number; readonly regime: VolatilityRegime | null; readonly plan: Candidate['plan'] }): Confidence {
    const { detector, hour, regime, plan } = about;
    const implied = plan.profit;
    if (!(implied >= 0 && implied <= 1)) throw new RangeError(`plan.profit must be 0 to 1, got ${implied}`);
    const known = { implied, sample: this.#progress.get(detector)?.settled ?? 0, needed: this.needed };
    const calibration = this.isCalibrated(detector) ? this.#fit() : null;
    if (calibration === null) return { ...known, probability: implied, state: 'uncalibrated', interval: null, expected: plan.expected };
    const { probability, interval } = calibration.predict({ implied, type: detector, hour, regime });
    const expected = plan.meanGain === null || plan.meanLoss === null ? plan.expected : probability * plan.meanGain + (1 - probability) * plan.meanLoss;
    return { ...known, probability, state: 'calibrated', interval: { ...interval }, expected };
  }

  /** Of one type, or of all for null. Types are those of `titles`, in their order, then what else there are signals of. */
  view(detector: string | null, time: EpochMs, titles: ReadonlyMap<string, string>): CalibrationView {
    if (titles !== this.#titles && !sameTitles(titles, this.#titles)) {
      this.#titles = new Map(titles);
      this.#views.clear();
      this.#records.clear();
    }
    let view = this.#views.get(detector);
    if (view === undefined) {
      view = this.#viewOf(detector, titles);
      this.#views.set(detector, view);
    }
    return { time, ...view };
  }

  /** For the real-time store: share of signals that were won, mean result over maximum loss, how many. null for none. */
  performance(underlying: Underlying): { readonly accuracy: number; readonly avg_return: number; readonly count: number } | null {
    const settled = this.#settled((signal) => signal.underlying === underlying);
    const perRisk = resultPerRisk(settled);
    if (perRisk === null) return null;
    return { accuracy: settled.filter((signal) => signal.won).length / settled.length, avg_return: perRisk, count: settled.length };
  }

  /** Counts a signal that is new, and says its place. */
  #count(signal: SettledSignal): number {
    const arrival = this.#arrivals.size;
    this.#arrivals.set(signal.id, arrival);
    const progress = this.#progress.get(signal.detector) ?? { settled: 0, sessions: new Set<string>(), calibrated: false };
    this.#progress.set(signal.detector, progress);
    progress.settled += 1;
    progress.sessions.add(signal.date);
    const reached = !progress.calibrated && progress.settled >= this.needed && progress.sessions.size >= this.neededSessions;
    if (reached) progress.calibrated = true;
    const count = arrival + 1;
    if (reached || count >= this.#due + Math.max(REFIT_LEAST, Math.ceil(this.#due * REFIT_SHARE))) this.#due = count;
    return arrival;
  }

  #fit(): LogisticCalibration | null {
    if (this.#due === 0 || this.#calibration?.sample === this.#due) return this.#calibration;
    const learned = this.#rows.filter((row) => row.arrival < this.#due);
    this.#calibration = new LogisticCalibration(
      learned.map(({ signal }) => ({ implied: signal.implied, won: signal.won, session: signal.date, type: signal.detector, hour: signal.hour, regime: signal.regime })),
    );
    return this.#calibration;
  }

  #settled(which: (signal: SettledSignal) => boolean): SettledSignal[] {
    const settled: SettledSignal[] = [];
    for (const { signal } of this.#rows) if (which(signal)) settled.push(signal);
    return settled;
  }

  #viewOf(detector: string | null, titles: ReadonlyMap<string, string>): Omit<CalibrationView, 'time'> {
    const settled = this.#settled((signal) => detector === null || signal.detector === detector);
    const others = [...this.#progress.keys()].filter((id) => !titles.has(id)).sort();
    const won = settled.map((signal) => signal.won);
    const sessionOf = settled.map((signal) => signal.date);
    return {
      detector,
      settled: settled.length,
      needed: this.needed,
      types: [...titles.keys(), ...others].filter((id) => detector === null || id === detector).map((id) => this.#recordOf(id, titles)),
      said: reliabilityOf(settled.map((signal) => signal.confidence), won, sessionOf),
      implied: reliabilityOf(settled.map((signal) => signal.implied), won, sessionOf),
      corrections: (this.#fit()?.corrections() ?? [])
        .filter(({ group, name }) => detector === null || group !== 'type' || name === detector)
        .map((correction) => shown(correction, titles)),
      fates: fateRecordsOf(settled),
    };
  }

  #recordOf(detector: string, titles: ReadonlyMap<string, string>): TypeRecord {
    let record = this.#records.get(detector);
    if (record === undefined) {
      const settled = this.#settled((signal) => signal.detector === detector);
      const title = titles.get(detector) ?? settled.at(-1)?.title ?? detector;
      record = typeRecordOf(settled, { detector, title, state: this.isCalibrated(detector) ? 'calibrated' : 'uncalibrated' });
      this.#records.set(detector, record);
    }
    return record;
  }

  /** The views of one type and of all; null for every view there is. */
  #forgetViews(detector: string | null): void {
    // Corrections are the same fit in each view, so none of them may stay behind.
    this.#views.clear();
    if (detector === null) this.#records.clear();
    else this.#records.delete(detector);
  }
}

function shown({ group, name, shift, sample, kept }: Correction, titles: ReadonlyMap<string, string>): CalibrationView['corrections'][number] {
  // A slope turns around 50 % and moves nothing there.
  const points = group === 'all' && name === 'slope' ? 0 : 100 * (probabilityOf(shift) - 0.5);
  return { group, name: group === 'type' ? (titles.get(name) ?? name) : group === 'hour' ? `${name}:00` : name, shift, points, sample, kept };
}

function sameTitles(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string> | null): boolean {
  if (right === null || left.size !== right.size) return false;
  const entries = [...right];
  return [...left].every(([id, title], i) => entries[i]?.[0] === id && entries[i]?.[1] === title);
}

function inOrder(left: Row, right: Row): number {
  if (left.signal.date !== right.signal.date) return left.signal.date < right.signal.date ? -1 : 1;
  if (left.signal.generatedAt !== right.signal.generatedAt) return left.signal.generatedAt - right.signal.generatedAt;
  return left.signal.id < right.signal.id ? -1 : left.signal.id > right.signal.id ? 1 : 0;
}

function check(signal: SettledSignal): void {
  const refuse = (field: string, value: unknown, expected: string): never => {
    throw new RangeError(`settled signal ${signal.id}: ${field} is ${String(value)}; expected ${expected}`);
  };
  for (const field of ['implied', 'confidence'] as const) {
    if (!(signal[field] >= 0 && signal[field] <= 1)) refuse(field, signal[field], 'a probability, 0 to 1');
  }
  for (const field of ['result', 'expectedResult', 'generatedAt'] as const) {
    if (!Number.isFinite(signal[field])) refuse(field, signal[field], 'a finite number');
  }
  if (!(signal.maximumLoss >= 0 && signal.maximumLoss < Infinity)) refuse('maximumLoss', signal.maximumLoss, 'dollars, 0 or more');
  if (!(Number.isInteger(signal.hour) && signal.hour >= 0 && signal.hour <= 23)) refuse('hour', signal.hour, 'an hour, 0 to 23');
  if (signal.exit === 'unsettled') refuse('exit', signal.exit, 'target, stop or expiry: what was never settled teaches nothing');
}

import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { newYorkHour } from '../../src-core/calendar/clock-text.ts';
import type { MarketStateView } from '../../src-core/contract/signals.ts';
import { type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import type { SignalSettings } from '../../src-core/signals/automation.ts';
import type { Detection, Evidence } from '../../src-core/signals/evidence.ts';
import type { MarketState } from '../../src-core/signals/market-state.ts';
import type { Signal, SignalRecord } from '../../src-core/signals/signal.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import type { CalibrationBook } from './calibration-book.ts';
import type { Detector } from './detector.ts';
import type { MarketStateTracker } from './market-state-tracker.ts';
import { newSignal, signalId } from './new-signal.ts';
import { Rearming } from './rearming.ts';
import { strategise } from './strategist/strategise.ts';

/** Bars that close later than so many minutes before the reference make no signals. */
const LAST_MINUTES = 20;

type ShownDetection = MarketStateView['detections'][number];

export type Strategise = typeof strategise;

export interface SearchParts {
  readonly session: ExchangeSession;
  readonly sessionId: string;
  readonly market: Pick<Market, 'quote' | 'chain' | 'underlyingPrice' | 'distribution'>;
  readonly fees: FeeSchedule;
  readonly tracker: Pick<MarketStateTracker, 'state'>;
  readonly detectors: readonly Detector[];
  readonly book: Pick<CalibrationBook, 'confidenceOf'>;
  /** Absent: the strategist. */
  readonly strategise?: Strategise;
  readonly notice: (text: string) => void;
}

/** What a search may ask of the engine. */
export interface SearchContext {
  readonly settings: SignalSettings;
  readonly recordOf: (id: string) => SignalRecord | undefined;
}

/** From a market state to signals: every detector on every underlying, and a structure for what is news. */
export class SignalSearch {
  readonly #parts: SearchParts;
  readonly #rearming: Rearming;
  readonly #failed = new Set<string>();
  #detections: readonly ShownDetection[] = [];

  /** `records`: the session's signals so far, in the order they were made. */
  constructor(parts: SearchParts, records: readonly SignalRecord[]) {
    this.#parts = parts;
    this.#rearming = new Rearming(records);
    const state = parts.tracker.state();
    if (state !== null) this.#detections = this.#detect(state);
  }

  /** What each detector says of each underlying as of the last bar. */
  get detections(): readonly ShownDetection[] {
    return this.#detections;
  }

  /** The signals of the bar that has just closed; each detection says what became of it. */
  at(now: EpochMs, context: SearchContext): readonly Signal[] {
    const state = this.#parts.tracker.state();
    if (state === null) return [];
    const signals: Signal[] = [];
    this.#detections = this.#detect(state).map((shown) => {
      if (shown.detection.kind !== 'evidence') return shown;
      const made = this.#signalOrReason(shown, shown.detection.evidence, state, now, context);
      if (typeof made === 'string') return { ...shown, strategy: made };
      signals.push(made);
      this.#rearming.signalled(made);
      return shown;
    });
    return signals;
  }

  #detect(state: MarketState): readonly ShownDetection[] {
    return this.#parts.detectors.flatMap((detector) =>
      UNDERLYINGS.map((underlying) => {
        const detection = this.#detectionOf(detector, state, underlying);
        this.#rearming.see(detector.id, underlying, detection);
        return { detector: detector.id, title: detector.title, underlying, detection };
      }),
    );
  }

  /** One that fails has nothing to say; the others go on. */
  #detectionOf(detector: Detector, state: MarketState, underlying: Underlying): Detection {
    try {
      return detector.detect(state, underlying);
    } catch (error) {
      return { kind: 'abstained', reason: this.#failure(`the detector "${detector.title}"`, error) };
    }
  }

  #signalOrReason(shown: ShownDetection, evidence: Evidence, state: MarketState, now: EpochMs, context: SearchContext): Signal | string {
    try {
      return this.#signalOf(shown, evidence, state, now, context);
    } catch (error) {
      return this.#failure(`the strategist on "${shown.title}"`, error);
    }
  }

  /** What is said of it in its place; a notice tells of it once. */
  #failure(who: string, error: unknown): string {
    const reason = `it failed: ${error instanceof Error ? error.message : String(error)}`;
    if (!this.#failed.has(who)) this.#parts.notice(`${who} has nothing to say: ${reason}`);
    this.#failed.add(who);
    return reason;
  }

  /** The signal, or why there is none, as a sentence. */
  #signalOf(shown: ShownDetection, evidence: Evidence, state: MarketState, now: EpochMs, { settings, recordOf }: SearchContext): Signal | string {
    const { market, book, fees, session, sessionId, strategise: choose = strategise } = this.#parts;
    const { detector, title, underlying } = shown;
    if (state.minutesLeft < LAST_MINUTES) return `no signals are made in the last ${LAST_MINUTES} minutes`;
    if (recordOf(signalId(sessionId, detector, evidence, state.minute)) !== undefined) return 'it was signalled at this bar';
    const refusal = this.#rearming.refusal(detector, underlying, recordOf);
    if (refusal !== null) return refusal;
    const chain = market.chain(underlying);
    const price = market.underlyingPrice(underlying);
    const known = market.distribution(underlying);
    if (chain === null) return `no options on ${underlying} are listed`;
    if (price === null) return `${underlying} has no price`;
    if (known === null) return `what the options on ${underlying} imply is not known`;
    const terms = { fees, date: session.date };
    const { candidates, recommended, reason } = choose(evidence, { chain, quotes: market, known, spot: price.price, minutesLeft: state.minutesLeft }, terms);
    const candidate = recommended === null ? undefined : candidates[recommended];
    if (recommended === null || candidate === undefined) return reason ?? 'no structure fits it';
    const { regime } = state;
    const confidence = book.confidenceOf({ detector, hour: newYorkHour(now), regime: regime.ok ? regime.value.type : null, plan: candidate.plan });
    const { riskPerTrade } = settings;
    return newSignal({
      sessionId, session, detector: { id: detector, title }, state, evidence, candidates, recommended, confidence, price: price.price, known, riskPerTrade, now,
    });
  }
}

/** In the order they were made: by time, and at one bar by type and underlying. */
export function inOrder(records: readonly SignalRecord[], detectors: readonly Pick<Detector, 'id'>[]): readonly SignalRecord[] {
  const place = ({ signal }: SignalRecord): number =>
    detectors.findIndex(({ id }) => id === signal.detector) * UNDERLYINGS.length + UNDERLYINGS.indexOf(signal.underlying);
  return records.toSorted((left, right) => left.signal.generatedAt - right.signal.generatedAt || place(left) - place(right));
}

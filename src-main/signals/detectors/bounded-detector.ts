import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Detection, EvidenceFigure, Outlook } from '../../../src-core/signals/evidence.ts';
import type { MarketState, Measure, UnderlyingState } from '../../../src-core/signals/market-state.ts';
import type { Detector } from '../detector.ts';

/** What a figure must be for a detector to speak. */
export interface Bound {
  /** Of the figure, for people. */
  readonly name: string;
  readonly unit: EvidenceFigure['unit'];
  readonly side: 'at least' | 'at most';
  readonly value: number;
}

/** One figure as it was found, with the bound it is held against or null. */
export type Look = readonly [bound: Bound, value: number];

/** What a detector saw; it is evidence if every figure is within its bound. */
export interface Sight {
  readonly looks: readonly Look[];
  /** Figures without a bound that its reason rests on. */
  readonly besides?: readonly EvidenceFigure[];
  /** Asked for only when every bound is met. */
  found(): { readonly outlook: Outlook; readonly strength: number; readonly reason: string; readonly attraction?: number };
}

export interface BoundedDetectorParts {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly outlooks: readonly Outlook[];
  /** When it looks at all: bounds of {@link sinceOpen} and {@link toReference}. Outside it is quiet. */
  readonly hours: readonly Bound[];
  readonly bounds: Readonly<Record<string, Bound>>;
  /** Ends in {@link Unknown} where something is not known. */
  look(state: MarketState, underlying: Underlying, own: UnderlyingState): Sight;
}

/** A detector whose bounds can be read. */
export interface BoundedDetector extends Detector {
  readonly outlooks: readonly Outlook[];
  readonly bounds: readonly Bound[];
}

const MINUTES_SINCE_OPEN = 'minutes since the open';
const MINUTES_TO_REFERENCE = 'minutes to the reference';

export const atLeast = (name: string, unit: Bound['unit'], value: number): Bound => ({ name, unit, side: 'at least', value });
export const atMost = (name: string, unit: Bound['unit'], value: number): Bound => ({ name, unit, side: 'at most', value });
/** Bounds of the time of day: from so many minutes after the open, and while so many are left to the reference. */
export const sinceOpen = (side: Bound['side'], value: number): Bound => ({ name: MINUTES_SINCE_OPEN, unit: 'minutes', side, value });
export const toReference = (side: Bound['side'], value: number): Bound => ({ name: MINUTES_TO_REFERENCE, unit: 'minutes', side, value });

/** Above this share of stale contracts the chain is not the market of now. */
const MOST_STALE = 0.25;

/** Something a detector needs is not known: the message says what and why. */
export class Unknown extends Error {}

/** The value, or {@link Unknown} with the reason where it is absent. */
export function needed(value: number | null, reason: string): number {
  if (value === null || !Number.isFinite(value)) throw new Unknown(reason);
  return value;
}

/** As {@link needed}, for what is only known when it is above 0: prices, volatilities, deviations. */
export function neededPositive(value: number | null, reason: string): number {
  if (!(needed(value, reason) > 0)) throw new Unknown(reason);
  return Number(value);
}

export function neededMeasure<T>(measure: Measure<T>): T {
  if (!measure.ok) throw new Unknown(measure.reason);
  return measure.value;
}

/**
 * A detector that abstains where its underlying, its chain or a figure is not known, is quiet outside its hours and where
 * a figure is beyond its bound, and otherwise has found its evidence.
 */
export function boundedDetector(parts: BoundedDetectorParts): BoundedDetector {
  const { id, title, what, outlooks, hours } = parts;
  return {
    id,
    title,
    what,
    outlooks,
    bounds: [...hours, ...Object.values(parts.bounds)],
    detect: (state, underlying) => {
      try {
        return detected(parts, state, underlying);
      } catch (error) {
        if (error instanceof Unknown) return { kind: 'abstained', reason: error.message };
        throw error;
      }
    },
  };
}

function detected({ id, hours, look }: BoundedDetectorParts, state: MarketState, underlying: Underlying): Detection {
  const own = neededMeasure(state.underlyings[underlying]);
  neededPositive(own.price, `${underlying}: there is no price`);
  const times = hours.map((bound): Look => [bound, bound.name === MINUTES_SINCE_OPEN ? state.minute : state.minutesLeft]);
  if (!times.every(isMet)) return { kind: 'quiet', figures: times.map(figureOf) };
  checkChain(underlying, own.chain);
  const sight = look(state, underlying, own);
  const figures = [...sight.looks.map(figureOf), ...(sight.besides ?? [])];
  if (!figures.every(({ value }) => Number.isFinite(value))) {
    const { name } = figures.find(({ value }) => !Number.isFinite(value)) ?? { name: 'a figure' };
    throw new Unknown(`${underlying}: ${name} cannot be computed from what is known`);
  }
  if (!sight.looks.every(isMet)) return { kind: 'quiet', figures };
  const { outlook, strength, reason, attraction = null } = sight.found();
  return { kind: 'evidence', evidence: { detector: id, underlying, outlook, attraction, strength, reason, figures } };
}

/** What is found is acted on with same-day options: without a whole and fresh chain there is nothing to say. */
function checkChain(underlying: Underlying, { contracts, stale, calls, puts }: UnderlyingState['chain']): void {
  if (contracts <= 0) throw new Unknown(`${underlying}: no same-day chain`);
  if (stale > MOST_STALE * contracts) {
    throw new Unknown(`${underlying}: ${stale} of ${contracts} same-day contracts are stale; at most ${MOST_STALE * 100} % may be`);
  }
  if (calls <= 0 && puts <= 0) throw new Unknown(`${underlying}: no same-day option has a quote fit to trade on`);
  if (calls <= 0) throw new Unknown(`${underlying}: no same-day chain with calls: ${puts} puts and no call are fit to trade on`);
  if (puts <= 0) throw new Unknown(`${underlying}: no same-day chain with puts: ${calls} calls and no put are fit to trade on`);
}

function isMet([{ side, value: bound }, value]: Look): boolean {
  return side === 'at least' ? value >= bound : value <= bound;
}

function figureOf([{ name, unit, value: bound }, value]: Look): EvidenceFigure {
  return { name, value, unit, bound };
}

import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';
import type { SeededRandom } from './random.ts';

/** A run away from what SPY explains, and back. */
export interface PlantedBreak {
  readonly underlying: Underlying;
  readonly from: EpochMs;
  /** When it is furthest, by `move` in log price, and when it is back. */
  readonly peak: EpochMs;
  readonly to: EpochMs;
  readonly move: number;
}

const AWAY_MS = 8 * MINUTE;
const BACK_MS = { least: 30 * MINUTE, most: 40 * MINUTE };
/** Before the first of a session, and between one and the next: these, and as much again on average. */
const REST_MS = 20 * MINUTE;
/** Of the 30-minute gap as it was ordinary until then. */
const DEVIATIONS = { least: 3, most: 4 };
/** From the last one's beginning to the reference. */
const ROOM_MS = 75 * MINUTE;

/** Plants reverting breaks along a path, one after another, as time goes by: none is decided before its moment. */
export class PlantedBreaks {
  readonly #session: ExchangeSession;
  readonly #gapDeviation: (underlying: Underlying, peak: EpochMs) => number;
  readonly all: PlantedBreak[] = [];
  #next: EpochMs = Number.NaN;

  /** `gapDeviation` is that of the part of the 30 minutes' return to a moment which SPY does not explain. */
  constructor(session: ExchangeSession, gapDeviation: (underlying: Underlying, peak: EpochMs) => number) {
    this.#session = session;
    this.#gapDeviation = gapDeviation;
  }

  /** To be called step by step. */
  step(now: EpochMs, random: SeededRandom): void {
    if (Number.isNaN(this.#next)) this.#next = this.#session.open + REST_MS * (2 - Math.log(1 - random.uniform()));
    if (now < this.#next || now > this.#session.reference - ROOM_MS) return;
    const underlying = random.uniform() < 0.5 ? 'QQQ' : 'IWM';
    const direction = random.uniform() < 0.5 ? 1 : -1;
    const deviations = DEVIATIONS.least + (DEVIATIONS.most - DEVIATIONS.least) * random.uniform();
    const peak = now + AWAY_MS;
    const to = peak + BACK_MS.least + (BACK_MS.most - BACK_MS.least) * random.uniform();
    this.all.push({ underlying, from: now, peak, to, move: direction * deviations * this.#gapDeviation(underlying, peak) });
    this.#next = to + REST_MS * (1 - Math.log(1 - random.uniform()));
  }

  /** What the planted one adds to an underlying's log price. */
  offset(underlying: Underlying, now: EpochMs): number {
    const newest = this.all.at(-1);
    if (newest === undefined || newest.underlying !== underlying) return 0;
    const { from, peak, to, move } = newest;
    return move * Math.max(0, now <= peak ? (now - from) / (peak - from) : (to - now) / (to - peak));
  }
}

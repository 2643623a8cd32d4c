import type { Chain } from '../../src-core/market/chain.ts';
import { type FittedSmile, fitSmile, type SmileFit } from '../../src-core/market/smile/fit-smile.ts';
import { gatherSmilePoints, type SmilePoints } from '../../src-core/market/smile/smile-points.ts';
import { type EpochMs, SECOND } from '../../src-core/time.ts';

/** A chain's smile, and what it was fitted to. */
export interface ChainFit {
  readonly points: SmilePoints;
  readonly fit: SmileFit;
}

/** One chain's smile, fitted when it is asked for and kept for a second of the session; each fit starts from the last. */
export class ChainSmile {
  #second = Number.NaN;
  #current: ChainFit | null = null;
  #last: FittedSmile | undefined;

  /** `years` are those of the chain's volatilities; null once none are left. */
  of(chain: Chain, years: number, now: EpochMs): ChainFit | null {
    const second = Math.floor(now / SECOND);
    if (second === this.#second) return this.#current;
    this.#second = second;
    this.#current = null;
    if (!(years > 0)) return null;
    const points = gatherSmilePoints(chain, years);
    const fit = fitSmile(points, this.#last);
    if (fit.ok) this.#last = fit;
    this.#current = { points, fit };
    return this.#current;
  }
}

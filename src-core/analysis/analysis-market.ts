import type { AnalysisView } from '../contract/analysis.ts';
import { LognormalMixture } from '../market/smile/lognormal-mixture.ts';
import { MixtureSmile } from '../market/smile/smile.ts';
import { type EpochMs, MINUTE } from '../time.ts';
import { ClockGrid, type PacedTimeLeft } from './clock-grid.ts';

/** The market of one underlying as structures are priced in it, made from what the core last said. */
export class AnalysisMarket {
  readonly view: AnalysisView;
  readonly grid: ClockGrid;
  readonly now: PacedTimeLeft;
  /** Of the price at the reference time; null where the quotes do not say. */
  readonly distribution: LognormalMixture | null;
  /** Volatility by strike; null where too few strikes are priced, or no time is left. */
  readonly smile: MixtureSmile | null;

  /** Throws RangeError when the view's distribution is none. */
  constructor(view: AnalysisView) {
    this.view = view;
    this.grid = new ClockGrid(view.clock);
    this.now = this.grid.at(this.grid.minutesNow);
    const { distribution } = view;
    this.distribution = distribution.state === 'known' ? new LognormalMixture(distribution.forward, distribution.components) : null;
    this.smile = this.distribution !== null && distribution.state === 'known' && distribution.source === 'smile' && distribution.years > 0 ? new MixtureSmile(this.distribution, distribution.years) : null;
  }

  /** The time left at a time of day; that of now before it, none from the reference on. */
  at(time: EpochMs): PacedTimeLeft {
    return this.grid.at((this.view.reference - time) / MINUTE);
  }

  /**
   * Probability density per dollar of the price at a time of day, by the distribution at the reference: distances from the
   * forward shrink with the root of the variance that has gone by until then. 0 at the present moment, where all is known.
   */
  densityAt(price: number, time: EpochMs): number {
    const { distribution } = this;
    if (distribution === null) return Number.NaN;
    const root = Math.sqrt(this.grid.shareGone((this.view.reference - time) / MINUTE));
    if (!(root > 0)) return 0;
    return distribution.density(distribution.forward + (price - distribution.forward) / root) / root;
  }

  /** A price of the reference's distribution as it stands at a time of day: the same shrinking. */
  towardsForward(price: number, time: EpochMs): number {
    const { distribution, view } = this;
    if (distribution === null) return Number.NaN;
    return distribution.forward + (price - distribution.forward) * Math.sqrt(this.grid.shareGone((view.reference - time) / MINUTE));
  }
}

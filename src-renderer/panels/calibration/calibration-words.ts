import type { CalibrationView, ReliabilityView, TypeRecord } from '../../../src-core/signals/calibration-view.ts';
import { ABSENT, formatCount, formatPrice, formatSigned, formatSignedAmount, formatSignedDollars } from '../../design/format.ts';
import { netOf } from '../../design/order-words.ts';
import { wholePercent } from '../signals/signal-words.ts';

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** "66 % (60–72)": a share with its interval in percent. */
export function shareWords(share: number | null, interval: Interval | null): string {
  if (share === null) return ABSENT;
  return interval === null ? wholePercent(share) : `${wholePercent(share)} (${Math.round(interval.low * 100)}–${Math.round(interval.high * 100)})`;
}

/** "+1.80 (−4.38 to +7.98)": dollars with their interval. */
export function amountWords(dollars: number | null, interval: Interval | null): string {
  const amount = formatSignedAmount(netOf(dollars));
  return interval === null || dollars === null ? amount : `${amount} (${formatSignedAmount(netOf(interval.low))} to ${formatSignedAmount(netOf(interval.high))})`;
}

/** "0.98 (0.76 to 1.20)". */
export function estimateWords(estimate: { readonly value: number; readonly interval: Interval } | null): string {
  return estimate === null ? ABSENT : `${formatPrice(estimate.value)} (${formatPrice(estimate.interval.low)} to ${formatPrice(estimate.interval.high)})`;
}

/** What the diagram says, in a sentence: colour and shape are not needed for it. */
export function verdictWords({ slope, intercept, sample }: Pick<ReliabilityView, 'slope' | 'intercept' | 'sample'>): string {
  if (slope === null || intercept === null) return sample === 0 ? 'Nothing is settled yet.' : `${sample} settled signals are too few to tell whether probabilities hold.`;
  const isSlope = slope.interval.low <= 1 && slope.interval.high >= 1;
  const isLevel = intercept.interval.low <= 0 && intercept.interval.high >= 0;
  if (isSlope && isLevel) return 'Within their intervals, what was said to happen with a probability happened that often.';
  if (!isSlope) return slope.value < 1 ? 'Said too boldly: high probabilities came true less often than said, low ones more often.' : 'Said too cautiously: high probabilities came true more often than said, low ones less often.';
  return intercept.value < 0 ? 'Said too high: signals won less often than said.' : 'Said too low: signals won more often than said.';
}

/** "calibrated", or how far it is: "34 of 100". */
export function standingWords({ state, settled }: Pick<TypeRecord, 'state' | 'settled'>, needed: number): string {
  return state === 'calibrated' ? 'calibrated' : `${settled} of ${needed}`;
}

/** "41 % target · 34 % stop · 25 % expiry"; counts stand in the title. */
export function exitShares({ exits }: Pick<TypeRecord, 'exits'>): string {
  const all = exits.target + exits.stop + exits.expiry;
  return all === 0 ? ABSENT : [exits.target, exits.stop, exits.expiry].map((count) => String(Math.round((100 * count) / all))).join(' · ');
}

/** "−1.5 pt": what a correction does at 50 %. */
export function pointsWords(points: number): string {
  return `${formatSigned(points, 1)} pt`;
}

const GROUPS: Readonly<Record<CalibrationView['corrections'][number]['group'], string>> = { all: 'All', type: 'Type', hour: 'Hour', regime: 'Regime' };

/** "Hour 13", "Regime high", "Pin near a heavy strike". */
export function correctionName({ group, name }: Pick<CalibrationView['corrections'][number], 'group' | 'name'>): string {
  return group === 'hour' || group === 'regime' ? `${GROUPS[group]} ${name}` : name;
}

/** "212 settled": a sample. */
export function sampleWords(view: Pick<CalibrationView, 'settled' | 'types' | 'detector'>): string {
  const of = view.types.find(({ detector }) => detector === view.detector);
  const sessions = of === undefined ? null : of.sessions;
  return `${formatCount(view.settled)} settled${sessions === null ? '' : ` in ${formatCount(sessions)} ${sessions === 1 ? 'session' : 'sessions'}`}`;
}

/** "+$214.40". */
export function totalWords(dollars: number): string {
  return formatSignedDollars(netOf(dollars));
}

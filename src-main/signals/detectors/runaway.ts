import { type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { CORRELATION_PAIRS, type MarketState, PAIR_NAMES, type PairState } from '../../../src-core/signals/market-state.ts';
import { needed, neededMeasure, neededPositive, Unknown } from './bounded-detector.ts';
import { clockText, percentText, sigmaText } from './figure-words.ts';

/** How far one underlying stands from what its pair explains, seen from that one. */
export interface Runaway {
  readonly partner: Underlying;
  /** 1 where it stands above what the relation explains, -1 below. */
  readonly direction: 1 | -1;
  /** All along the direction: the gap, now and at its greatest in the last 15 minutes, in standard deviations. */
  readonly gapZ: number;
  readonly extreme: number;
  /** What the gap gained in the last 5 minutes, in its standard deviations; negative is given back. */
  readonly gained: number;
  /** The same gap against the third underlying. */
  readonly againstThird: number;
  /** Odds that it went and not its partner, by how ordinary the other two are beside either. */
  readonly odds: number;
  /** The short correlation against its baseline, in deviations. */
  readonly correlationZ: number;
  /** "QQQ ran 0.42 % ahead of what SPY explains (3.1 sigma), their 20-minute correlation fell to 0.61 where 0.93 is usual at 11:20": a sentence's beginning. */
  words(): string;
}

/** Beyond these odds nothing more is said. */
const MOST_LOG_ODDS = Math.log(1000);

/**
 * The pair whose gap is greater of the two the underlying is in. The third underlying tells which of the pair went: the
 * one without which the other two did nothing unusual, each by itself and together. Throws Unknown where one of the three
 * relations or moves is not known.
 */
export function runaway(state: MarketState, underlying: Underlying): Runaway {
  const [one, other] = UNDERLYINGS.filter((each) => each !== underlying).map((partner) => relation(state, underlying, partner));
  if (one === undefined || other === undefined) throw new Unknown(`${underlying}: it has no pair`);
  const [broken, third] = one.extreme >= other.extreme ? [one, other] : [other, one];
  const direction = broken.lead < 0 ? -1 : 1;
  const { pair, partner } = broken;
  const restOdd = oddity(state, partner, third.partner) - oddity(state, underlying, third.partner);
  const baseline = neededMeasure(pair.baseline);
  const name = `${underlying} and ${partner}`;
  const short = needed(pair.short, `${name}: their correlation over 20 minutes is not known`);
  const correlationZ = needed(pair.z, `${name}: their correlation against its baseline is not known`);
  const gap = needed(pair.gap, `${name}: the gap between them is not known`);
  const gapZ = Math.abs(broken.lead);
  const away = percentText(Math.abs(gap));
  // The gap is the second's of a pair, in its own percent.
  const went = broken.isSecond
    ? `${underlying} ran ${away} ${direction > 0 ? 'ahead of' : 'behind'} what ${partner} explains`
    : `${underlying} left ${partner} ${away} ${direction > 0 ? 'behind' : 'ahead of'} what it explains`;
  return {
    partner,
    direction,
    gapZ,
    extreme: broken.extreme,
    gained: gapZ > 0 ? (gainOf(state, underlying, broken) * direction * gapZ) / neededPositive(Math.abs(gap), `${name}: the gap between them is not known`) : 0,
    againstThird: third.lead * direction,
    odds: Math.exp(Math.max(-MOST_LOG_ODDS, Math.min(MOST_LOG_ODDS, -restOdd / 2))),
    correlationZ,
    words: () =>
      `${went} (${sigmaText(gapZ)}${broken.extreme > gapZ ? `, ${sigmaText(broken.extreme)} at its greatest` : ''}), their 20-minute correlation fell to ${short.toFixed(2)} where ${baseline.mean.toFixed(2)} is usual at ${clockText(state.time)}`,
  };
}

interface Relation {
  readonly partner: Underlying;
  readonly pair: PairState;
  /** Whether the underlying is the second of the pair, whose gap it is. */
  readonly isSecond: boolean;
  /** The gap's deviations as seen from the underlying: positive where it is ahead. */
  readonly lead: number;
  readonly extreme: number;
}

function relation(state: MarketState, underlying: Underlying, partner: Underlying): Relation {
  const name = PAIR_NAMES.find((each) => {
    const [first, second] = CORRELATION_PAIRS[each];
    return (first === underlying && second === partner) || (first === partner && second === underlying);
  });
  if (name === undefined) throw new Unknown(`${underlying} and ${partner} are no pair`);
  const pair = neededMeasure(state.pairs[name]);
  const [first, second] = CORRELATION_PAIRS[name];
  const unknown = `${first} and ${second}: how far ${second} stands from what ${first} explains is not known: 30 whole minutes and a slope are needed`;
  const gapZ = needed(pair.gapZ, unknown);
  const extreme = Math.max(Math.abs(gapZ), needed(pair.gapZExtreme, unknown));
  const isSecond = second === underlying;
  return { partner, pair, isSecond, lead: isSecond ? gapZ : -gapZ, extreme };
}

/** How unusual two underlyings' last 30 minutes are together, as squared standard deviations of their normal distribution. */
function oddity(state: MarketState, one: Underlying, other: Underlying): number {
  const { pair, isSecond } = relation(state, one, other);
  const first = isSecond ? other : one;
  const { momentum } = neededMeasure(state.underlyings[first]);
  const own = needed(momentum.m30, `${first}: its move over the last 30 minutes against what options asked for is not known`);
  return own ** 2 + needed(pair.gapZ, `${one} and ${other}: the gap between them is not known`) ** 2;
}

/** Return of the last 5 minutes less what the pair explains, as a share, as seen from the underlying. */
function gainOf(state: MarketState, underlying: Underlying, { partner, pair, isSecond }: Relation): number {
  const [first, second] = isSecond ? [partner, underlying] : [underlying, partner];
  const x = minutes(state, first);
  const y = minutes(state, second);
  // The slope of a regression is the correlation times the ratio of volatilities; those that options ask for are the steadiest at hand.
  const slope = (needed(pair.hour, `${first} and ${second}: their correlation over the last hour is not known`) * y.implied) / x.implied;
  const gain = y.return5 - slope * x.return5;
  return isSecond ? gain : -gain;
}

function minutes(state: MarketState, underlying: Underlying): { return5: number; implied: number } {
  const { returns, variance } = neededMeasure(state.underlyings[underlying]);
  return {
    return5: needed(returns.m5, `${underlying}: its return over the last 5 minutes is not known: a minute is missing`),
    implied: neededPositive(variance.implied, `${underlying}: the volatility implied by its same-day options is not known`),
  };
}

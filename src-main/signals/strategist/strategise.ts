import type { FeeSchedule } from '../../../src-core/ledger/fees.ts';
import type { Chain } from '../../../src-core/market/chain.ts';
import type { QuoteSource } from '../../../src-core/market/quote.ts';
import { CENT, toDollars } from '../../../src-core/money.ts';
import type { Candidate } from '../../../src-core/signals/candidate.ts';
import type { Evidence } from '../../../src-core/signals/evidence.ts';
import { bassLatticeOf } from '../../../src-core/strategies/bass-lattice.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import type { ImpliedDistribution } from '../../market-data/market.ts';
import { type Blueprint, strikesText } from './blueprint.ts';
import { priceCandidate, type PricedCandidate } from './pricing.ts';
import { STRATEGIST_RULES, type StrategistRules } from './rules.ts';
import { structuresFor } from './structures.ts';
import { UsableStrikes } from './usable-strikes.ts';

/** The market of one underlying as it stands at a bar's close. */
export interface StrategistMarket {
  /** The same-day chain, priced. */
  readonly chain: Chain;
  readonly quotes: QuoteSource;
  readonly known: ImpliedDistribution;
  /** The underlying's last price, dollars. */
  readonly spot: number;
  /** To the reference time. */
  readonly minutesLeft: number;
}

export interface StrategistTerms {
  readonly fees: FeeSchedule;
  /** The session's. */
  readonly date: IsoDate;
  readonly rules?: StrategistRules;
}

export interface Strategy {
  /** All that fit, refused ones too. */
  readonly candidates: readonly Candidate[];
  /** The place of the one to trade; null where there is none, and then why, as a sentence. */
  readonly recommended: number | null;
  readonly reason: string | null;
}

/** Refused candidates that a reason tells of. */
const TOLD = 3;
/** Edges that differ by less than this are equal. */
const SAME = 1e-9;

/**
 * Builds every structure that fits the evidence on the chain as quoted, prices each with all costs, and recommends the one for
 * which the market must be least wrong in the way that the evidence says. That none is tradable is an ordinary answer.
 * Throws RangeError when the evidence is of another underlying than the chain.
 */
export function strategise(evidence: Evidence, market: StrategistMarket, { fees, date, rules = STRATEGIST_RULES }: StrategistTerms): Strategy {
  const { chain, quotes, known, minutesLeft } = market;
  const { underlying } = chain;
  if (evidence.underlying !== underlying) throw new RangeError(`evidence of ${evidence.underlying} cannot be traded on a chain of ${underlying}`);
  const calls = new UsableStrikes(chain, 'call');
  const puts = new UsableStrikes(chain, 'put');
  const obstacle = obstacleOf(market, calls, puts, date, rules);
  if (obstacle !== null) return { candidates: [], recommended: null, reason: `No tradable structure: ${obstacle}` };

  const lattice = bassLatticeOf(known.distribution);
  const { forward, variance } = known.distribution;
  const blueprints = structuresFor(evidence.outlook, { calls, puts, forward, sigma: Math.sqrt(variance), attraction: evidence.attraction, rules: rules.strikes });
  const lean = { outlook: evidence.outlook, attraction: evidence.attraction };
  const terms = { underlying, expiry: chain.expiry, quotes, lattice, lean, spot: known.spot, looks: Math.floor(minutesLeft), fees, rules };
  const built: Built[] = [];
  for (const blueprint of blueprints) {
    const priced = priceCandidate(blueprint, terms);
    if (priced !== null) built.push({ blueprint, ...priced });
  }
  const candidates = built.map(({ candidate }) => candidate);
  if (candidates.length === 0) {
    return { candidates, recommended: null, reason: `No tradable structure: ${underlying} has no strikes with usable quotes where one would be built.` };
  }
  const [best] = built.filter(({ candidate }) => candidate.refusal === null).sort(byEdge);
  if (best !== undefined) return { candidates, recommended: built.indexOf(best), reason: null };
  return { candidates, recommended: null, reason: reasonOf(built) };
}

/** What keeps anything from being built, as the rest of a sentence; null where nothing does. */
function obstacleOf({ chain, known, spot, minutesLeft }: StrategistMarket, calls: UsableStrikes, puts: UsableStrikes, date: IsoDate, rules: StrategistRules): string | null {
  const { underlying, expiry } = chain;
  const { distribution, source } = known;
  if (expiry !== date) return `the ${underlying} chain expires on ${expiry}, the session is ${date}.`;
  if (!(minutesLeft >= rules.leastMinutes)) return `${counted(Math.floor(minutesLeft), 'minute')} left to the reference time; at least ${rules.leastMinutes} are asked for.`;
  if (!(distribution.variance > 0)) return `the options of ${underlying} imply no move.`;
  const below = puts.outOfTheMoney(distribution.forward);
  const above = calls.outOfTheMoney(distribution.forward);
  if (Math.min(below, above) < rules.leastStrikesASide) {
    return `of the ${underlying} options out of the money ${counted(below, 'put')} and ${counted(above, 'call')} can be used; at least ${rules.leastStrikesASide} of each are asked for.`;
  }
  if (source === 'lognormal') return `${underlying} has no smile; one volatility does not say how the price may end.`;
  const gap = Math.abs(spot - known.spot);
  if (!(gap <= Math.max(rules.mostGap.sigmas * Math.sqrt(distribution.variance), rules.mostGap.ofPrice * known.spot))) {
    return `${underlying} last traded at ${spot.toFixed(2)}, its options say ${known.spot.toFixed(2)}.`;
  }
  return null;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

interface Built extends PricedCandidate {
  readonly blueprint: Blueprint;
}

/** The market needs to be least wrong for the first; of equal ones, the least edge per dollar at risk, then the tightest spread. */
function byEdge(left: Built, right: Built): number {
  if (Math.abs(left.tilt - right.tilt) > SAME) return left.tilt - right.tilt;
  const difference = edgePerRisk(left.candidate) - edgePerRisk(right.candidate);
  return Math.abs(difference) > SAME ? difference : spreadPerRisk(left.candidate) - spreadPerRisk(right.candidate);
}

function edgePerRisk({ edgeNeeded, maximumLoss }: Candidate): number {
  return edgeNeeded.dollars / Math.max(toDollars(maximumLoss), toDollars(CENT));
}

function spreadPerRisk({ natural, mid, maximumLoss }: Candidate): number {
  return (natural - mid) / Math.max(maximumLoss, CENT);
}

/** What speaks against the best of each structure, the nearest to being tradable first. */
function reasonOf(built: readonly Built[]): string {
  const best = new Map<string, Built>();
  for (const one of built.toSorted(byEdge)) {
    if (!best.has(one.candidate.structure)) best.set(one.candidate.structure, one);
  }
  const told = [...best.values()].slice(0, TOLD).map(({ blueprint, candidate }) => `${candidate.structure} ${strikesText(blueprint.legs)}: ${candidate.refusal ?? ''}`);
  return `No tradable structure of ${built.length}. ${told.join(' ')}`;
}

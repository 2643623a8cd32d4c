import type { Structure } from '../../../src-core/signals/candidate.ts';

/** How structures are closed alike: what is bought, what is sold out of the money, and what pays most at one price. */
export type ExitFamily = 'debit' | 'credit' | 'peak';

/** Result after all costs at which a package is closed, as shares of `of`. */
export interface ExitRule {
  readonly of: 'debit' | 'maximum_gain';
  readonly target: number;
  readonly stop: number;
  readonly reason: string;
}

/** What the strategist goes by. Deltas are absolute; sigmas are standard deviations of the price that are left to the reference. */
export interface StrategistRules {
  /** Fewer minutes to the reference make no structure. */
  readonly leastMinutes: number;
  /** Options out of the money with a volatility, on either side of the forward: fewer do not say how the price may end. */
  readonly leastStrikesASide: number;
  /** The last trade and the price that options imply may differ by so many sigmas, or by this part of the price if that is more. */
  readonly mostGap: { readonly sigmas: number; readonly ofPrice: number };
  readonly exits: Readonly<Record<ExitFamily, ExitRule>>;
  /** A target is at most this part of the maximum gain less what leaving costs, a stop of the maximum loss: the ends are reached at expiry only. */
  readonly mostOfMaximum: number;
  /** A credit below this part of the wider wing must be won nine times to pay for one loss. */
  readonly leastCreditOfWidth: number;
  /** From natural to opposite, as part of the mid; of the maximum loss where a package pays most at one price, and may cost nothing. */
  readonly mostSpreadOfPrice: number;
  /** Whole packages on display; not asked where the feed shows no size. */
  readonly leastSize: number;
  /** More than that is not to be known: win probability (0.01 is a point), part of the base, and how wrong the market is in the evidence's way, in sigmas or as part of the move. */
  readonly mostEdge: { readonly probability: number; readonly ofBase: number; readonly tilt: number };
  readonly strikes: {
    /** Furthest from the delta asked for. */
    readonly deltaTolerance: number;
    readonly long: readonly number[];
    /** What is bought, and what is sold against it. */
    readonly debitSpread: readonly (readonly [long: number, short: number])[];
    /** Sigmas from the strike next to the forward to the one sold. */
    readonly debitSpreadSigmas: readonly number[];
    readonly short: readonly number[];
    readonly shortSigmas: readonly number[];
    /** Widths of the wings of credits in sigmas; those after the first for the second short delta only. */
    readonly wingSigmas: readonly number[];
    readonly strangle: readonly number[];
    readonly strangleSigmas: readonly number[];
    readonly ironButterflyWingSigmas: readonly number[];
    /** Bodies lie out of the money, or at the attraction; the far wing is so many near ones. */
    readonly brokenWing: {
      /** Of a lean: so narrow a near wing that a credit is left if the price goes the right way. */
      readonly leaning: { readonly bodyDelta: number; readonly bodySigmas: number; readonly nearWingSigmas: number; readonly farWing: number };
      readonly calm: { readonly bodySigmas: number; readonly nearWingSigmas: number; readonly farWing: number };
    };
  };
}

export const STRATEGIST_RULES: StrategistRules = {
  leastMinutes: 20,
  leastStrikesASide: 2,
  mostGap: { sigmas: 0.5, ofPrice: 0.001 },
  exits: {
    debit: {
      of: 'debit',
      target: 0.5,
      stop: 0.5,
      reason: 'Bought options lose to time whatever happens: half of the debit either way makes a win worth a loss, and leaves half of it before the decay of the last hour.',
    },
    credit: {
      of: 'maximum_gain',
      target: 0.8,
      stop: 2,
      reason:
        'Leaving early costs what entering did. On simulated SPY chains a credit spread closed at half of its gain, or at a loss as large, must be known 22 points of win probability better than the market; one closed at four fifths of it, or at twice that loss, 10.',
    },
    peak: {
      of: 'maximum_gain',
      target: 0.5,
      stop: 0.8,
      reason: 'The peak is one price at the end and hardly ever met: half of it is a good end. On the same chains that needs 8 to 10 points, a quarter of it either way 19.',
    },
  },
  mostOfMaximum: 0.8,
  leastCreditOfWidth: 0.1,
  mostSpreadOfPrice: 0.25,
  leastSize: 1,
  mostEdge: { probability: 0.12, ofBase: 0.15, tilt: 0.25 },
  strikes: {
    deltaTolerance: 0.08,
    long: [0.5, 0.4],
    debitSpread: [[0.5, 0.25], [0.4, 0.16]],
    debitSpreadSigmas: [0.8],
    short: [0.25, 0.2, 0.16],
    shortSigmas: [0.8, 1],
    wingSigmas: [0.5, 1],
    strangle: [0.35, 0.25],
    strangleSigmas: [0.5, 0.8],
    ironButterflyWingSigmas: [1, 0.7],
    brokenWing: {
      leaning: { bodyDelta: 0.3, bodySigmas: 0.6, nearWingSigmas: 0.3, farWing: 3 },
      calm: { bodySigmas: 0.3, nearWingSigmas: 0.5, farWing: 2 },
    },
  },
};

export function exitFamilyOf(structure: Structure): ExitFamily {
  switch (structure) {
    case 'long call':
    case 'long put':
    case 'bull call spread':
    case 'bear put spread':
    case 'long straddle':
    case 'long strangle':
      return 'debit';
    case 'bull put spread':
    case 'bear call spread':
    case 'iron condor':
      return 'credit';
    case 'iron butterfly':
    case 'broken-wing call butterfly':
    case 'broken-wing put butterfly':
      return 'peak';
  }
}

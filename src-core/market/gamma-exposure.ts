import type { Chain, StrikePair } from './chain.ts';

/** Shares of a contract. */
const MULTIPLIER = 100;
/** The move that exposure is measured over. */
const MOVE = 0.01;
/** Standard deviations from the forward within which gamma decides. */
const NEAR = 2;
/** Of the open interest there, the part whose gamma must be known. */
const LEAST_KNOWN = 0.8;
const HEAVIEST = 5;

/** One strike's exposure, dollars of delta per 1 % move. */
export interface StrikeExposure {
  readonly strike: number;
  readonly calls: number;
  readonly puts: number;
  /** Contracts of both. */
  readonly openInterest: number;
}

/** Gamma·OI·100·S²·0.01 of all contracts, whoever holds them. */
export interface ChainExposure {
  readonly calls: number;
  readonly puts: number;
  /** Every strike with open interest and a known gamma, lowest first. */
  readonly strikes: readonly StrikeExposure[];
  /** The strikes with the most, heaviest first. */
  readonly heaviest: readonly StrikeExposure[];
}

export type ChainExposureResult = { readonly ok: true; readonly value: ChainExposure } | { readonly ok: false; readonly reason: string };

/**
 * The gamma exposure of a chain at a price in dollars; `sigma` is one standard deviation to the reference, dollars. Where
 * one side of a strike has no gamma it is the other's: by parity they are the same but for early exercise. Strikes without
 * either are left out; where more than a fifth of the open interest within two deviations is, nothing is said.
 */
export function chainExposure(chain: Chain, price: number, sigma: number): ChainExposureResult {
  if (!(price > 0 && sigma > 0)) return { ok: false, reason: 'the same-day chain has no volatility at the money' };
  let calls = 0;
  let puts = 0;
  let interest = 0;
  let near = 0;
  let nearKnown = 0;
  const strikes: StrikeExposure[] = [];
  for (const pair of chain.ladder) {
    const ofCalls = openInterest(chain, pair.call);
    const ofPuts = openInterest(chain, pair.put);
    const both = ofCalls + ofPuts;
    if (both === 0) continue;
    interest += both;
    const gamma = gammaOf(chain, pair);
    const isNear = Math.abs(pair.strike - chain.forward) <= NEAR * sigma;
    if (isNear) near += both;
    if (Number.isNaN(gamma)) continue;
    if (isNear) nearKnown += both;
    const each = gamma * MULTIPLIER * price * price * MOVE;
    calls += each * ofCalls;
    puts += each * ofPuts;
    strikes.push({ strike: pair.strike, calls: each * ofCalls, puts: each * ofPuts, openInterest: both });
  }
  if (interest === 0) return { ok: false, reason: 'no open interest is known' };
  if (nearKnown < LEAST_KNOWN * near) {
    return { ok: false, reason: `gamma is known for ${Math.floor((100 * nearKnown) / near)} % of the open interest near the price, ${100 * LEAST_KNOWN} % are needed` };
  }
  if (!(calls + puts > 0)) return { ok: false, reason: 'no open interest has gamma left' };
  const heaviest = strikes.toSorted((left, right) => right.calls + right.puts - left.calls - left.puts || left.strike - right.strike).slice(0, HEAVIEST);
  return { ok: true, value: { calls, puts, strikes, heaviest } };
}

function openInterest({ columns }: Chain, row: number): number {
  const contracts = row < 0 ? 0 : (columns.openInterest[row] ?? 0);
  return contracts > 0 ? contracts : 0;
}

function gammaOf({ columns }: Chain, { call, put }: StrikePair): number {
  const ofCall = columns.gamma[call] ?? Number.NaN;
  const ofPut = columns.gamma[put] ?? Number.NaN;
  return Number.isNaN(ofCall) ? ofPut : Number.isNaN(ofPut) ? ofCall : (ofCall + ofPut) / 2;
}

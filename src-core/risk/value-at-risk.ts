import type { Underlying } from '../instruments/instrument.ts';
import type { PriceDistribution } from '../market/price-distribution.ts';
import { correlationFactor } from '../statistics/correlation-factor.ts';
import { jointNormals } from '../statistics/joint-normals.ts';
import { MINUTE } from '../time.ts';
import type { ValueAtRisk } from './measures.ts';
import { type Position, PositionPricer } from './position-pricer.ts';
import { earlierCurve, pricesByDeviation, referenceCurve, type ResultCurve } from './result-curve.ts';
import { type SessionMoment, timeLeft } from './scenario-grid.ts';

/** One underlying of the book. */
export interface RiskPosition {
  readonly position: Position;
  /** Of its price at the reference time; null where its options do not say. */
  readonly distribution: PriceDistribution | null;
  /** Change of volatility per dollar of strike at the forward, 1.00 = 100 %; 0 where there is no smile. */
  readonly skew: number;
}

export interface ValueAtRiskRequest {
  readonly moment: SessionMoment;
  readonly positions: readonly RiskPosition[];
  /** Of two underlyings, -1 to 1; NaN where it is not known. */
  readonly correlationOf: (one: Underlying, other: Underlying) => number;
  /** Where the correlations come from, a sentence; empty for one underlying. */
  readonly correlationNote: string;
}

/** The nearer of the two horizons. */
const AHEAD_MINUTES = 60;
const WIDER_TAIL = 0.05;
const FURTHER_TAIL = 0.01;

/**
 * What may be lost against the value of now (at the marks), at 95 and 99 %, one hour ahead and at the reference time;
 * only there once less than an hour is left, and not at all after it. Each underlying's price is distributed as its own
 * options imply; a Gaussian copula of the correlations joins them. The draws are always the same. Risk-neutral, as
 * prices are: with what buyers pay for protection in it.
 */
export class RiskSimulation {
  readonly #pricer = new PositionPricer();
  readonly #results = new Float64Array(jointNormals().count);
  readonly #deviations = new Float64Array(jointNormals().count);

  valueAtRisk(request: ValueAtRiskRequest): readonly ValueAtRisk[] {
    const { moment, positions } = request;
    const minutes = (moment.session.reference - moment.time) / MINUTE;
    if (!(minutes > 0)) return [];
    const horizons = minutes > AHEAD_MINUTES ? [AHEAD_MINUTES, minutes] : [minutes];
    const missing = missingFor(request);
    const prices = missing === null ? positions.map(({ distribution }) => (distribution === null ? new Float64Array(0) : pricesByDeviation(distribution))) : [];
    return horizons.map((horizon) => {
      const shown = Math.round(horizon * 100) / 100;
      if (positions.length === 0) return { horizon: shown, var95: 0, var99: 0, shortfall95: 0, shortfall99: 0, paths: 0, note: 'Nothing is held.' };
      if (missing !== null) return unknown(shown, missing);
      return this.#at(request, prices, { horizon, isReference: horizon === minutes, shown });
    });
  }

  #at(request: ValueAtRiskRequest, prices: readonly Float64Array[], { horizon, isReference, shown }: Horizon): ValueAtRisk {
    const { moment, positions, correlationNote } = request;
    const { time, rate } = moment;
    const now = timeLeft(moment, time);
    const left = timeLeft(moment, time + horizon * MINUTE);
    const curves: ResultCurve[] = [];
    for (const [i, { position, distribution, skew }] of positions.entries()) {
      const byDeviation = prices[i];
      this.#pricer.load(position, rate, now);
      if (distribution === null || byDeviation === undefined || Number.isNaN(this.#pricer.value)) return unknown(shown, `A leg in ${position.underlying} has no value now.`);
      const ahead = { left, share: 1 - left.varianceYears / now.varianceYears, growth: Math.exp(rate * (now.years - left.years)), skew };
      curves.push(isReference ? referenceCurve(position, byDeviation, this.#pricer.value) : earlierCurve(this.#pricer, byDeviation, distribution.forward, ahead));
    }
    const { factor, shrunk } = correlationFactor(correlationMatrix(request), positions.length);
    const tails = this.#simulate(curves, factor);
    if (Number.isNaN(tails.var95)) return unknown(shown, 'A leg has no volatility.');
    const { error99, ...losses } = tails;
    const parts = [
      correlationNote,
      shrunk === 0 ? '' : `they contradict each other and were taken ${Math.round(shrunk * 100)} % weaker`,
      isReference ? '' : 'volatilities move along the skew with the spot',
      `the 99 % figure is simulated to ± ${error99.toFixed(0)} dollars`,
    ];
    return { horizon: shown, ...losses, paths: this.#results.length, note: sentence(parts.filter((part) => part !== '').join('; ')) };
  }

  #simulate(curves: readonly ResultCurve[], factor: Float64Array): TailLosses {
    const { count, groups, columns } = jointNormals();
    const size = curves.length;
    const results = this.#results.fill(0);
    for (const [i, curve] of curves.entries()) {
      const z = this.#deviations.fill(0);
      for (let k = 0; k <= i; k += 1) {
        const weight = factor[i * size + k] as number;
        const draws = columns[k] as Float64Array;
        for (let path = 0; path < count; path += 1) z[path] = (z[path] as number) + weight * (draws[path] as number);
      }
      curve.addTo(results, z);
    }
    if (results.includes(Number.NaN)) return { var95: Number.NaN, var99: Number.NaN, shortfall95: Number.NaN, shortfall99: Number.NaN, error99: Number.NaN };
    const group = count / groups;
    // The worst of all are among the worst of each group.
    const most = Math.ceil(count * WIDER_TAIL) + 1;
    const worst = new Float64Array(groups * most);
    const ofGroups = Array.from({ length: groups }, (_, i) => {
      const own = results.subarray(i * group, (i + 1) * group).sort();
      worst.set(own.subarray(0, most), i * most);
      return tailOf(own, FURTHER_TAIL * group).valueAtRisk;
    });
    worst.sort();
    const at95 = tailOf(worst, WIDER_TAIL * count);
    const at99 = tailOf(worst, FURTHER_TAIL * count);
    return { var95: cents(at95.valueAtRisk), var99: cents(at99.valueAtRisk), shortfall95: cents(at95.shortfall), shortfall99: cents(at99.shortfall), error99: standardError(ofGroups) };
  }
}

interface Horizon {
  /** Minutes ahead, and as they are told. */
  readonly horizon: number;
  readonly shown: number;
  readonly isReference: boolean;
}

interface TailLosses {
  readonly var95: number;
  readonly var99: number;
  readonly shortfall95: number;
  readonly shortfall99: number;
  /** Standard error of var99 by the simulation alone. */
  readonly error99: number;
}

/**
 * The loss that no more than the worst `weight` results exceed (5 % of them for 95 %), and the mean of those, a part of
 * the last where it is not a whole number, over ascending results (C. Acerbi and D. Tasche, "On the coherence of
 * expected shortfall", 2002). Negative where even there is a gain.
 */
export function tailOf(results: Float64Array, weight: number): { readonly valueAtRisk: number; readonly shortfall: number } {
  const whole = Math.min(results.length - 1, Math.floor(weight + 1e-9));
  const at = -(results[whole] as number);
  let sum = 0;
  for (let i = 0; i < whole; i += 1) sum -= results[i] as number;
  return { valueAtRisk: at, shortfall: (sum + (weight - whole) * at) / weight };
}

function correlationMatrix({ positions, correlationOf }: ValueAtRiskRequest): Float64Array {
  const names = positions.map(({ position }) => position.underlying);
  return Float64Array.from(names.flatMap((one) => names.map((other) => (one === other ? 1 : correlationOf(one, other)))));
}

/** What keeps it from being simulated, a sentence; null for nothing. */
function missingFor({ positions, correlationOf }: ValueAtRiskRequest): string | null {
  const names = positions.map(({ position }) => position.underlying);
  const without = positions.find(({ distribution }) => distribution === null);
  if (without !== undefined) return `The options on ${without.position.underlying} imply no distribution of its price now.`;
  for (const [i, one] of names.entries()) {
    for (const other of names.slice(0, i)) {
      if (Number.isNaN(correlationOf(one, other))) return `The correlation of ${other} and ${one} is not known.`;
    }
  }
  return null;
}

function unknown(horizon: number, note: string): ValueAtRisk {
  return { horizon, var95: null, var99: null, shortfall95: null, shortfall99: null, paths: 0, note };
}

function standardError(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

import { density } from '../../pricing/normal.ts';
import { checkArbitrage } from './arbitrage.ts';
import { blackPrice, LognormalMixture } from './lognormal-mixture.ts';
import { componentsOf, fitMixture, PARAMETERS, type PriceTargets, writePrior } from './mixture-fit.ts';
import { MixtureSmile } from './smile.ts';
import type { SmilePoints } from './smile-points.ts';

export type SmileFit = FittedSmile | { readonly ok: false; readonly reason: SmileRefusal };

export type SmileRefusal =
  /** The forward or the years are not positive numbers. */
  | 'bad_input'
  /** Fewer than three different strikes can be used. */
  | 'too_few_points'
  /** What was found failed the check for arbitrage. */
  | 'arbitrage';

export interface FittedSmile {
  readonly ok: true;
  readonly smile: MixtureSmile;
  /** A row an input row, quoted less fitted, so positive is rich; NaN for rows that were not used. */
  readonly residuals: {
    /** Annualised volatility, 1.00 = 100 %. */
    readonly volatility: Float64Array;
    /** In the row's own half-spreads, by price: within ±1 the fit lies between bid and ask. */
    readonly halfSpreads: Float64Array;
  };
  /** Of all used rows alike, outliers included. */
  readonly rootMeanSquare: { readonly volatility: number; readonly halfSpreads: number };
  /** Share of the used rows whose fitted price lies within their own bid and ask. */
  readonly withinSpread: number;
  /** Rows used. */
  readonly points: number;
  /** Where the next fit may start from. */
  readonly parameters: Float64Array;
}

/** Fewer say nothing of the curvature, which would be the prior's alone. */
const LEAST_STRIKES = 3;
/** Strikes nearest the forward of which the median volatility sets the scale. */
const NEAREST = 5;
/** Greatest total volatility that is fitted, and least error, in standard deviations of the underlying's price. */
const GREATEST_QUOTED = 2.5;
const LEAST_ERROR = 1e-6;
/** A fit from an earlier one is done again from the beginning when its loss a point is above this. */
const POOR_LOSS = 4;

let scratch = emptyScratch(256);

/**
 * Fits a smile to one expiry, each row weighted by its error: a mixture of four lognormals on the forward, which is
 * free of static arbitrage whatever its parameters. `previous` is an earlier fit to start from, of any expiry.
 *
 * The form was chosen by measurement on recorded same-day SPY books, most of their quotes one cent wide: raw SVI
 * (J. Gatheral, 2004), its five parameters free of any arbitrage constraint, leaves 1.2 half-spreads root mean square and
 * 66 % of the strikes within their own bid and ask; mixtures of two, three, four and five lognormals 27 %, 84 %, 94 %
 * and 95 %. Fitted to every second strike, four hold 83 % of those between and five no more. Over all 1222 books four hold
 * 95 %, with 0.54 half-spreads root mean square: prices anywhere inside such quotes alike would leave 0.58.
 */
export function fitSmile(points: SmilePoints, previous?: FittedSmile): SmileFit {
  const { forward, years } = points;
  if (!(forward > 0 && years > 0 && Number.isFinite(forward + years))) return { ok: false, reason: 'bad_input' };
  const { rows, vega, targets } = readTargets(points);
  if (targets === null) return { ok: false, reason: 'too_few_points' };
  const parameters = bestParameters(targets, previous);
  const smile = new MixtureSmile(new LognormalMixture(forward, componentsOf(parameters, targets)), years);
  if (!checkArbitrage(smile).ok) return { ok: false, reason: 'arbitrage' };
  const volatility = new Float64Array(points.count).fill(Number.NaN);
  const halfSpreads = new Float64Array(points.count).fill(Number.NaN);
  let volatilitySquares = 0;
  let spreadSquares = 0;
  let within = 0;
  for (let i = 0; i < targets.count; i += 1) {
    const row = rows[i] as number;
    const strike = targets.strike[i] as number;
    const fitted = smile.quote(strike);
    const off = (points.volatility[row] as number) - fitted.volatility;
    const spreads = ((targets.price[i] as number) - fitted.price) / ((points.halfSpread[row] as number) * (vega[i] as number));
    volatility[row] = off;
    halfSpreads[row] = spreads;
    volatilitySquares += off * off;
    spreadSquares += spreads * spreads;
    if (Math.abs(spreads) <= 1) within += 1;
  }
  return {
    ok: true,
    smile,
    residuals: { volatility, halfSpreads },
    rootMeanSquare: {
      volatility: Math.sqrt(volatilitySquares / targets.count),
      halfSpreads: Math.sqrt(spreadSquares / targets.count),
    },
    withinSpread: within / targets.count,
    points: targets.count,
    parameters,
  };
}

function bestParameters(targets: PriceTargets, previous: FittedSmile | undefined): Float64Array {
  const fresh = new Float64Array(PARAMETERS);
  let warm = fresh;
  let loss = Number.POSITIVE_INFINITY;
  if (previous !== undefined) {
    warm = previous.parameters.slice();
    loss = fitMixture(targets, warm);
    if (loss <= POOR_LOSS * targets.count) return warm;
  }
  writePrior(fresh);
  return fitMixture(targets, fresh) < loss ? fresh : warm;
}

interface Scratch {
  readonly rows: Uint32Array;
  readonly strike: Float64Array;
  readonly price: Float64Array;
  readonly error: Float64Array;
  readonly vega: Float64Array;
}

/** The usable rows as prices of the out-of-the-money side with their errors; `vega` is in dollars per 1.00 of volatility. */
function readTargets(points: SmilePoints): { rows: Uint32Array; vega: Float64Array; targets: PriceTargets | null } {
  if (scratch.strike.length < points.count) scratch = emptyScratch(2 * points.count);
  const { rows, strike, price, error, vega } = scratch;
  const { forward, years } = points;
  const rootYears = Math.sqrt(years);
  const scale = typicalTotal(points);
  const none = { rows, vega, targets: null };
  if (scale === null) return none;
  const least = LEAST_ERROR * forward * scale;
  let count = 0;
  for (let row = 0; row < points.count; row += 1) {
    if (!isUsable(points, row)) continue;
    const k = points.strike[row] as number;
    const total = (points.volatility[row] as number) * rootYears;
    const x = Math.log(forward / k);
    const perVolatility = forward * rootYears * density(x / total + total / 2);
    const worth = blackPrice(k >= forward, forward, k, total);
    if (!(worth > 0 && perVolatility > 0)) continue;
    rows[count] = row;
    strike[count] = k;
    price[count] = worth;
    error[count] = Math.max(least, (points.error[row] as number) * perVolatility);
    vega[count] = perVolatility;
    count += 1;
  }
  if (new Set(strike.subarray(0, count)).size < LEAST_STRIKES) return none;
  return { rows, vega, targets: { forward, scale, count, strike, price, error } };
}

/** Median total volatility of the rows nearest the forward; null without any. */
function typicalTotal(points: SmilePoints): number | null {
  const nearest: number[] = [];
  for (let row = 0; row < points.count; row += 1) {
    if (!isUsable(points, row)) continue;
    nearest.push(row);
    const distance = (at: number): number => Math.abs((points.strike[at] as number) - points.forward);
    for (let i = nearest.length - 1; i > 0 && distance(nearest[i] as number) < distance(nearest[i - 1] as number); i -= 1) {
      [nearest[i - 1], nearest[i]] = [nearest[i] as number, nearest[i - 1] as number];
    }
    if (nearest.length > NEAREST) nearest.pop();
  }
  const volatilities = nearest.map((row) => points.volatility[row] as number).sort((left, right) => left - right);
  const median = volatilities[volatilities.length >> 1];
  return median === undefined ? null : median * Math.sqrt(points.years);
}

function isUsable({ strike, volatility, error, halfSpread, years }: SmilePoints, row: number): boolean {
  const total = (volatility[row] as number) * Math.sqrt(years);
  const positive = (strike[row] as number) > 0 && total > 0 && (error[row] as number) > 0 && (halfSpread[row] as number) > 0;
  const sum = (strike[row] as number) + (error[row] as number) + (halfSpread[row] as number);
  return positive && total <= GREATEST_QUOTED && Number.isFinite(sum);
}

function emptyScratch(size: number): Scratch {
  return {
    rows: new Uint32Array(size),
    strike: new Float64Array(size),
    price: new Float64Array(size),
    error: new Float64Array(size),
    vega: new Float64Array(size),
  };
}

import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type Ticker, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { MINUTE } from '../../src-core/time.ts';
import type { Splice } from './market-scenario.ts';
import { SeededRandom } from './random.ts';
import { fairCall } from './smile.ts';

/** Session time between two states of the simulated market. */
export const STEP_MS = 250;

/** Standard deviations of log prices: from the open to the reference, and over the night before. */
export const DAY_DEVIATION: Readonly<Record<Underlying, number>> = { SPY: 0.0066, QQQ: 0.0089, IWM: 0.0094 };
export const NIGHT_DEVIATION: Readonly<Record<Underlying, number>> = { SPY: 0.0035, QQQ: 0.0046, IWM: 0.0045 };
const JUMP_SHARE: Readonly<Record<Underlying, number>> = { SPY: 1, QQQ: 1.3, IWM: 1.25 };
/** Shares of an ordinary day. */
export const DAY_VOLUME: Readonly<Record<Underlying, number>> = { SPY: 48e6, QQQ: 34e6, IWM: 26e6 };

/** Rows of the Cholesky factor of the correlations SPY-QQQ 0.95, SPY-IWM 0.85, QQQ-IWM 0.76. */
export const FACTOR: Readonly<Record<Underlying, readonly [number, number, number]>> = {
  SPY: [1, 0, 0],
  QQQ: [0.95, 0.3122, 0],
  IWM: [0.85, -0.1522, 0.5043],
};

/** Logarithm of volatility: a mean-reverting state that falls when prices rise. */
const VOLATILITY_DEVIATION = 0.22;
const VOLATILITY_MEMORY_MS = 100 * MINUTE;
const LEVERAGE = -0.75;
/** Options ask for more variance than comes, and follow the state of volatility only in part. */
const VARIANCE_PREMIUM = 1.12;
const IMPLIED_RESPONSE = 0.8;
/** Variance from the reference to the last trade, as a share of the day's. */
const LATE_VARIANCE = 0.001;
const JUMPS_A_DAY = 0.6;
const JUMP_DEVIATION = 0.0022;
/** Change of log VIX per log price of SPY, and per unit of the volatility state. */
const VIX_PER_PRICE = -4;
const VIX_PER_STATE = 0.25;

export interface PathColumns {
  /** Mid price in dollars at each step. */
  readonly price: Float64Array;
  /** The step at which this underlying last moved: prices come in bursts, and between them nothing is requoted. */
  readonly lastMove: Int32Array;
  /** Shares traded so far. */
  readonly volume: Float64Array;
}

/** A simulated day as columns, one entry a step, and what its options are worth. */
export interface SimulatedPath {
  readonly steps: number;
  /** Session time between two states. */
  readonly stepMs: number;
  readonly underlyings: Readonly<Record<Underlying, PathColumns>>;
  readonly vix: Float64Array;
  /** One standard deviation of the underlying's price to the end, in dollars, as options imply it at this step. */
  deviation(underlying: Underlying, step: number): number;
  /** Value in dollars of a call before discounting, by such a deviation. */
  call(forward: number, deviation: number, strike: number): number;
}

/** The usual day. Built at once, so that any moment of it can be entered directly. */
export class PricePath implements SimulatedPath {
  readonly steps: number;
  readonly stepMs = STEP_MS;
  readonly underlyings: Readonly<Record<Underlying, PathColumns>>;
  /** One standard deviation of log price to the end that options imply, as a multiple of the underlying's day. */
  readonly impliedLevel: Float64Array;
  readonly vix: Float64Array;

  constructor(seed: number, session: ExchangeSession, previousCloses: Readonly<Record<Ticker, number>>, splice?: Splice) {
    this.steps = Math.floor((session.lastTrade - session.open) / STEP_MS);
    this.underlyings = { SPY: newPathColumns(this.steps), QQQ: newPathColumns(this.steps), IWM: newPathColumns(this.steps) };
    this.impliedLevel = new Float64Array(this.steps);
    this.vix = new Float64Array(this.steps);
    this.#walk(new SeededRandom(seed), session, previousCloses, splice);
  }

  deviation(underlying: Underlying, step: number): number {
    const price = this.underlyings[underlying].price[step] ?? Number.NaN;
    return price * DAY_DEVIATION[underlying] * (this.impliedLevel[step] ?? Number.NaN);
  }

  call(forward: number, deviation: number, strike: number): number {
    return fairCall(forward, deviation, strike);
  }

  #walk(first: SeededRandom, session: ExchangeSession, previousCloses: Readonly<Record<Ticker, number>>, splice: Splice | undefined): void {
    let random = first;
    const variance = varianceShares(this.steps, session);
    const shocks = new Float64Array(3);
    const draw = (): void => {
      for (let i = 0; i < 3; i += 1) shocks[i] = random.normal();
    };
    const correlated = ([a, b, c]: readonly [number, number, number]): number =>
      a * (shocks[0] as number) + b * (shocks[1] as number) + c * (shocks[2] as number);

    draw();
    const logs = { SPY: 0, QQQ: 0, IWM: 0 };
    const gap = NIGHT_DEVIATION.SPY * (shocks[0] as number);
    for (const underlying of UNDERLYINGS) {
      logs[underlying] = Math.log(previousCloses[underlying]) + NIGHT_DEVIATION[underlying] * correlated(FACTOR[underlying]);
    }
    const openLog = logs.SPY;
    const openVix = previousCloses.VIX * Math.exp(VIX_PER_PRICE * gap);
    let state = VOLATILITY_DEVIATION * random.normal();
    const openState = state;
    const decay = STEP_MS / VOLATILITY_MEMORY_MS;
    const stateStep = VOLATILITY_DEVIATION * Math.sqrt(2 * decay);
    const own = Math.sqrt(1 - LEVERAGE * LEVERAGE);
    let left = variance.reduce((sum, share) => sum + share, 0);

    for (let step = 0; step < this.steps; step += 1) {
      const share = variance[step] as number;
      const time = session.open + step * STEP_MS;
      if (splice !== undefined && time > splice.at && time - STEP_MS <= splice.at) random = new SeededRandom(splice.seed);
      if (step > 0) {
        draw();
        const jump = random.uniform() < JUMPS_A_DAY / this.steps ? JUMP_DEVIATION * random.normal() : 0;
        const scale = Math.exp(state) * Math.sqrt(share);
        for (const underlying of UNDERLYINGS) {
          const deviation = DAY_DEVIATION[underlying] * scale;
          logs[underlying] += deviation * correlated(FACTOR[underlying]) - (deviation * deviation) / 2 + JUMP_SHARE[underlying] * jump;
        }
        state += -decay * state + stateStep * (LEVERAGE * (shocks[0] as number) + own * random.normal()) - 50 * jump;
      }
      this.impliedLevel[step] = Math.sqrt(VARIANCE_PREMIUM * left) * Math.exp(IMPLIED_RESPONSE * state);
      this.vix[step] = openVix * Math.exp(VIX_PER_PRICE * (logs.SPY - openLog) + VIX_PER_STATE * (state - openState));
      left -= share;
      const activity = time >= session.reference ? 0.2 : 0.38 * Math.sqrt(share * this.steps);
      for (const underlying of UNDERLYINGS) {
        const { price, lastMove, volume } = this.underlyings[underlying];
        const moves = step === 0 || random.uniform() < activity;
        lastMove[step] = moves ? step : (lastMove[step - 1] as number);
        price[step] = moves ? Math.exp(logs[underlying]) : (price[step - 1] as number);
        const before = step === 0 ? 0 : (volume[step - 1] as number);
        volume[step] = before + (moves ? Math.round((DAY_VOLUME[underlying] * share * 2 * random.uniform()) / activity) : 0);
      }
    }
  }
}

export function newPathColumns(steps: number): PathColumns {
  return { price: new Float64Array(steps), lastMove: new Int32Array(steps), volume: new Float64Array(steps) };
}

/** Each step's share of the day's variance: high at the open, lower at noon, rising to the close; 1 from open to reference. */
function varianceShares(steps: number, session: ExchangeSession): Float64Array {
  const shares = new Float64Array(steps);
  const regular = Math.floor((session.reference - session.open) / STEP_MS);
  let sum = 0;
  for (let step = 0; step < regular; step += 1) {
    const sinceOpen = (step * STEP_MS) / MINUTE;
    const toReference = (session.reference - session.open) / MINUTE - sinceOpen;
    const share = 1 + 2.4 * Math.exp(-sinceOpen / 20) + 1.1 * Math.exp(-toReference / 22);
    shares[step] = share;
    sum += share;
  }
  for (let step = 0; step < steps; step += 1) {
    shares[step] = step < regular ? (shares[step] as number) / sum : LATE_VARIANCE / (steps - regular);
  }
  return shares;
}

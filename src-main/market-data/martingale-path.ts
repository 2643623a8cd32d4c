import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type ExpiryClock, flatClock, YEAR } from '../../src-core/calendar/expiry-clock.ts';
import { type Ticker, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { logRatio } from '../../src-core/market/log-ratio.ts';
import { normalisedPrice } from '../../src-core/pricing/normalised-black.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';
import type { Scenario } from './market-scenario.ts';
import { type PlantedBreak, PlantedBreaks } from './planted-breaks.ts';
import { DAY_DEVIATION, DAY_VOLUME, FACTOR, NIGHT_DEVIATION, newPathColumns, type PathColumns, type SimulatedPath, STEP_MS } from './price-path.ts';
import { SeededRandom } from './random.ts';

export interface MartingalePathParts {
  readonly seed: number;
  readonly session: ExchangeSession;
  readonly previousCloses: Readonly<Record<Ticker, number>>;
  readonly scenario: Scenario;
  /** Session time between two states; STEP_MS unless told. */
  readonly stepMs?: number;
  /** Variance comes on it; the flat one unless told. */
  readonly clock?: ExpiryClock;
}

/** Years on the clock of an ordinary session, whose variance DAY_DEVIATION is of. */
const DAY_YEARS = (390 * MINUTE) / YEAR;
/** VIX walks about this level from day to day and stands still within one; the day's volatility goes with it. */
const USUAL_VIX = 16.8;
const VIX_MEMORY = 0.95;
const VIX_DEVIATION = 0.08;
/** Options' variance over what comes, in the market that has a premium. */
export const RICH_VARIANCE = 1.5;
/** Least standard deviation of a price, as a share of it: options must be worth something after the reference. */
const LEAST_DEVIATION = 1e-5;
/** Breaks are measured by what 30 minutes do, as the three hours before show it. */
const GAP_MS = 30 * MINUTE;
const OBSERVED_MS = 180 * MINUTE;

/**
 * A day without a game in it: from step to step log prices are normal with the variance that the clock gives the time
 * between, prices are martingales, and `call` is the exact mean of a call's payoff at the reference given the step.
 * What a scenario plants is on top of that.
 */
export class MartingalePath implements SimulatedPath {
  readonly steps: number;
  readonly stepMs: number;
  readonly underlyings: Readonly<Record<Underlying, PathColumns>>;
  readonly vix: Float64Array;
  readonly #breaks: PlantedBreaks | null;
  /** Of log price to the reference, as options ask for it and as a multiple of the underlying's day, by step. */
  readonly #impliedLevel: Float64Array;

  constructor({ seed, session, previousCloses, scenario, stepMs = STEP_MS, clock = flatClock(session) }: MartingalePathParts) {
    this.stepMs = stepMs;
    this.steps = Math.floor((session.lastTrade - session.open) / stepMs);
    this.underlyings = { SPY: newPathColumns(this.steps), QQQ: newPathColumns(this.steps), IWM: newPathColumns(this.steps) };
    this.vix = new Float64Array(this.steps);
    this.#impliedLevel = new Float64Array(this.steps);

    let random = new SeededRandom(seed);
    const openVix = USUAL_VIX * Math.exp(VIX_MEMORY * Math.log(previousCloses.VIX / USUAL_VIX) + VIX_DEVIATION * random.normal());
    const asked = (openVix / USUAL_VIX) ** 2;
    const comes = scenario.name === 'rich-variance' ? asked / RICH_VARIANCE : asked;
    /** Of the day's variance, what is left. */
    const left = (time: EpochMs): number => clock.yearsLeft(Math.max(time, session.open)) / DAY_YEARS;
    this.#breaks =
      scenario.name === 'reverting-break'
        ? new PlantedBreaks(session, (underlying, peak) => {
            const unexplained = Math.sqrt(1 - FACTOR[underlying][0] ** 2);
            const from = Math.max(session.open, peak - OBSERVED_MS);
            return DAY_DEVIATION[underlying] * unexplained * Math.sqrt((comes * (left(from) - left(peak)) * GAP_MS) / (peak - from));
          })
        : null;

    const shocks: [number, number, number] = [random.normal(), random.normal(), random.normal()];
    const correlated = ([a, b, c]: readonly [number, number, number]): number => a * shocks[0] + b * shocks[1] + c * shocks[2];
    const night = Math.sqrt(comes);
    const logs = { SPY: 0, QQQ: 0, IWM: 0 };
    for (const underlying of UNDERLYINGS) {
      logs[underlying] = Math.log(previousCloses[underlying]) + NIGHT_DEVIATION[underlying] * night * correlated(FACTOR[underlying]);
    }
    let before = left(session.open);
    let isSpliced = false;
    for (let step = 0; step < this.steps; step += 1) {
      const time = session.open + step * stepMs;
      if (!isSpliced && scenario.splice !== undefined && time > scenario.splice.at) {
        random = new SeededRandom(scenario.splice.seed);
        isSpliced = true;
      }
      const share = before - left(time);
      before = left(time);
      for (let i = 0; i < 3; i += 1) shocks[i] = random.normal();
      if (time < session.reference) this.#breaks?.step(time, random);
      for (const underlying of UNDERLYINGS) {
        const deviation = DAY_DEVIATION[underlying] * Math.sqrt(comes * share);
        logs[underlying] += deviation * correlated(FACTOR[underlying]) - (deviation * deviation) / 2;
        const { price, lastMove, volume } = this.underlyings[underlying];
        price[step] = Math.exp(logs[underlying] + (this.#breaks?.offset(underlying, time) ?? 0));
        lastMove[step] = step;
        const traded = DAY_VOLUME[underlying] * Math.max(share, 1e-6) * Math.exp(0.3 * random.normal());
        volume[step] = (step === 0 ? 0 : (volume[step - 1] as number)) + Math.round(traded);
      }
      this.#impliedLevel[step] = Math.sqrt(asked * before);
      this.vix[step] = openVix;
    }
  }

  /** In order of their time. */
  get planted(): readonly PlantedBreak[] {
    return this.#breaks?.all ?? [];
  }

  /** Standard deviation of log price to the reference as options ask for it, times the price. */
  deviation(underlying: Underlying, step: number): number {
    const price = this.underlyings[underlying].price[step] ?? Number.NaN;
    return price * Math.max(LEAST_DEVIATION, DAY_DEVIATION[underlying] * (this.#impliedLevel[step] ?? Number.NaN));
  }

  /** Black's formula: the mean of the payoff. */
  call(forward: number, deviation: number, strike: number): number {
    const s = deviation / forward;
    const z = Math.abs(logRatio(strike, forward)) / s;
    const outside = z - s / 2 < 38 ? Math.min(forward, strike) * normalisedPrice(z, s) : 0;
    return Math.max(0, forward - strike) + outside;
  }
}

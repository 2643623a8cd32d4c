import type { ExchangeSession } from '../calendar/exchange-calendar.ts';
import { type ExpiryClock, yearsToReference } from '../calendar/expiry-clock.ts';
import type { Underlying } from '../instruments/instrument.ts';
import { type EpochMs, MINUTE } from '../time.ts';
import type { ScenarioGrid } from './measures.ts';
import { type Position, PositionPricer, type TimeLeft } from './position-pricer.ts';

const AWAY = [0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05] as const;
/** Moves of the spot, 0.01 = 1 %: finer where a day's move lies. */
export const SPOT_MOVES: readonly number[] = [...AWAY.map((move) => -move).reverse(), 0, ...AWAY];
/** Points of volatility: a volatility has more room upwards. */
export const VOLATILITY_SHIFTS: readonly number[] = [-5, -3, -2, -1, 0, 1, 2, 3, 5, 10, 20];
/** Of the time left. */
const TIME_SHARES = [0, 0.25, 0.5, 0.75, 1] as const;

/** When it is, and how time is counted. */
export interface SessionMoment {
  readonly time: EpochMs;
  readonly session: ExchangeSession;
  /** Of the volatilities. */
  readonly clock: ExpiryClock;
  /** Annual, continuously compounded. */
  readonly rate: number;
}

export interface ScenarioRequest {
  readonly moment: SessionMoment;
  readonly scope: ScenarioGrid['scope'];
  readonly positions: readonly Position[];
  /** An underlying moves by this times the grid's move; 1 where it has none. */
  readonly betas: Partial<Readonly<Record<Underlying, number>>>;
  /** Sentences that belong with the grid. */
  readonly notes: readonly string[];
}

export function timeLeft({ session, clock }: SessionMoment, time: EpochMs): TimeLeft {
  return { years: yearsToReference(session, time), varianceYears: clock.yearsLeft(time) };
}

/**
 * Every leg priced anew at every cell: spot moves by volatility shifts by times, the last one the reference time with
 * its exact payoff. Results are changes of value from the marks of now, dollars, to the cent.
 */
export class ScenarioPricer {
  readonly #pricer = new PositionPricer();
  readonly #shifts = Float64Array.from(VOLATILITY_SHIFTS, (points) => points / 100);
  readonly #column = new Float64Array(VOLATILITY_SHIFTS.length);
  readonly #sums = new Float64Array(TIME_SHARES.length * VOLATILITY_SHIFTS.length * SPOT_MOVES.length);

  grid({ moment, scope, positions, betas, notes }: ScenarioRequest): ScenarioGrid {
    const { time, session, rate } = moment;
    const whole = Math.max(0, session.reference - time) / MINUTE;
    const minutes = whole > 0 ? TIME_SHARES.map((share) => Math.round(whole * share * 100) / 100) : [0];
    const moments = minutes.map((_, i) => (i === minutes.length - 1 ? NONE_LEFT : timeLeft(moment, time + whole * (TIME_SHARES[i] ?? 1) * MINUTE)));
    const sums = this.#sums.fill(0);
    const missing: string[] = [];
    for (const position of positions) {
      this.#pricer.load(position, rate, timeLeft(moment, time));
      this.#add(moments, betas[position.underlying] ?? 1);
      if (Number.isNaN(this.#pricer.value)) missing.push(`no value now for a leg in ${position.underlying}`);
      else if (position.legs.some(({ volatility }) => Number.isNaN(volatility))) missing.push(`no volatility for a leg in ${position.underlying}`);
    }
    const said = [...missing, ...notes];
    return {
      time,
      scope,
      moves: [...SPOT_MOVES],
      volatilities: [...VOLATILITY_SHIFTS],
      minutes,
      results: moments.map((_, i) => VOLATILITY_SHIFTS.map((_, j) => SPOT_MOVES.map((_, k) => toCents(sums[cell(i, j, k)] as number)))),
      betas: Object.fromEntries(positions.map(({ underlying }) => [underlying, betas[underlying] ?? 1])),
      note: said.length === 0 ? null : said.join('; '),
    };
  }

  /** Adds the changes of the position that is loaded. */
  #add(moments: readonly TimeLeft[], beta: number): void {
    const pricer = this.#pricer;
    const { spot, value } = pricer;
    for (const [i, left] of moments.entries()) {
      for (const [k, move] of SPOT_MOVES.entries()) {
        pricer.valuesAt(spot * (1 + beta * move), this.#shifts, left, this.#column);
        for (let j = 0; j < this.#column.length; j += 1) {
          const at = cell(i, j, k);
          this.#sums[at] = (this.#sums[at] as number) + (this.#column[j] as number) - value;
        }
      }
    }
  }
}

const NONE_LEFT: TimeLeft = { years: 0, varianceYears: 0 };

function cell(time: number, volatility: number, move: number): number {
  return (time * VOLATILITY_SHIFTS.length + volatility) * SPOT_MOVES.length + move;
}

function toCents(dollars: number): number | null {
  if (Number.isNaN(dollars)) return null;
  const cents = Math.round(dollars * 100);
  return cents === 0 ? 0 : cents / 100;
}

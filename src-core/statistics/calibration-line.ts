import { logOdds, probabilityOf, softPlus } from './log-odds.ts';
import { studentQuantile } from './student-quantile.ts';
import type { Interval } from './wilson-interval.ts';

export interface LineEstimate {
  readonly value: number;
  readonly standardError: number;
  /** 95 %, over sessions. */
  readonly interval: Interval;
}

export interface CalibrationLine {
  readonly intercept: LineEstimate;
  readonly slope: LineEstimate;
}

const LEAST_OUTCOMES = 50;
/** With fewer sessions the error over sessions is itself not known. */
const LEAST_SESSIONS = 10;

/**
 * How outcomes depend on what was forecast: log odds of winning = intercept + slope · log odds of the forecast, by
 * maximum likelihood. Forecasts are honest at 0 and 1; a slope below 1 says they are too far from 50 %. D. R. Cox, Biometrika 45 (1958).
 * Errors are over sessions, of which the signals are not independent. null where it cannot be told: fewer than 50 outcomes or
 * 10 sessions, all won or none, all forecasts equal, or won above some forecast and never below it.
 */
export function calibrationLine(forecasts: readonly number[], won: readonly boolean[], sessionOf: readonly string[]): CalibrationLine | null {
  const sessions = new Set(sessionOf).size;
  if (forecasts.length < LEAST_OUTCOMES || sessions < LEAST_SESSIONS) return null;
  const odds = forecasts.map(logOdds);
  if (!overlap(odds, won)) return null;
  const fit = maximise(odds, won);
  return fit === null ? null : withErrors(fit, odds, won, sessionOf, sessions);
}

/** Whether the likelihood has a maximum: each outcome reaches into the other's range of log odds. */
function overlap(odds: readonly number[], won: readonly boolean[]): boolean {
  const range = { won: { low: Infinity, high: -Infinity }, lost: { low: Infinity, high: -Infinity } };
  for (let i = 0; i < odds.length; i += 1) {
    const side = won[i] === true ? range.won : range.lost;
    side.low = Math.min(side.low, odds[i] as number);
    side.high = Math.max(side.high, odds[i] as number);
  }
  return range.lost.low < range.won.high && range.won.low < range.lost.high;
}

interface Fit {
  readonly intercept: number;
  readonly slope: number;
  readonly likelihood: number;
  /** First derivatives of the likelihood, and the second ones with the sign changed. */
  readonly gradient: readonly [number, number];
  readonly information: readonly [number, number, number];
}

function evaluate(intercept: number, slope: number, odds: readonly number[], won: readonly boolean[]): Fit {
  let likelihood = 0;
  let g0 = 0;
  let g1 = 0;
  let h00 = 0;
  let h01 = 0;
  let h11 = 0;
  for (let i = 0; i < odds.length; i += 1) {
    const x = odds[i] as number;
    const fitted = intercept + slope * x;
    const p = probabilityOf(fitted);
    const outcome = Number(won[i]);
    likelihood += outcome * fitted - softPlus(fitted);
    g0 += outcome - p;
    g1 += (outcome - p) * x;
    const weight = p * (1 - p);
    h00 += weight;
    h01 += weight * x;
    h11 += weight * x * x;
  }
  return { intercept, slope, likelihood, gradient: [g0, g1], information: [h00, h01, h11] };
}

/** By Newton's method, with halved steps where a whole one leads down; null where it does not come to rest. */
function maximise(odds: readonly number[], won: readonly boolean[]): Fit | null {
  let fit = evaluate(0, 1, odds, won);
  for (let round = 0; round < 50; round += 1) {
    const inverse = inverseOf(fit.information);
    if (inverse === null) return null;
    let step0 = inverse[0] * fit.gradient[0] + inverse[1] * fit.gradient[1];
    let step1 = inverse[1] * fit.gradient[0] + inverse[2] * fit.gradient[1];
    if (Math.max(Math.abs(step0), Math.abs(step1)) < 1e-9) return fit;
    let next = evaluate(fit.intercept + step0, fit.slope + step1, odds, won);
    for (let halving = 0; !(next.likelihood >= fit.likelihood) && halving < 30; halving += 1) {
      step0 /= 2;
      step1 /= 2;
      next = evaluate(fit.intercept + step0, fit.slope + step1, odds, won);
    }
    // At the top rounding alone decides what is higher.
    if (!(next.likelihood > fit.likelihood)) return Math.max(Math.abs(step0), Math.abs(step1)) < 1e-6 ? fit : null;
    fit = next;
  }
  return null;
}

function inverseOf([h00, h01, h11]: Fit['information']): readonly [number, number, number] | null {
  const determinant = h00 * h11 - h01 * h01;
  return determinant > 1e-12 * h00 * h11 ? [h11 / determinant, -h01 / determinant, h00 / determinant] : null;
}

function withErrors(fit: Fit, odds: readonly number[], won: readonly boolean[], sessionOf: readonly string[], sessions: number): CalibrationLine | null {
  const inverse = inverseOf(fit.information);
  if (inverse === null) return null;
  const scores = new Map<string, [number, number]>();
  for (let i = 0; i < odds.length; ) {
    const session = sessionOf[i] as string;
    const score = scores.get(session) ?? [0, 0];
    for (; i < odds.length && sessionOf[i] === session; i += 1) {
      const x = odds[i] as number;
      const rest = Number(won[i]) - probabilityOf(fit.intercept + fit.slope * x);
      score[0] += rest;
      score[1] += rest * x;
    }
    scores.set(session, score);
  }
  let intercept = 0;
  let slope = 0;
  for (const [s0, s1] of scores.values()) {
    intercept += (inverse[0] * s0 + inverse[1] * s1) ** 2;
    slope += (inverse[1] * s0 + inverse[2] * s1) ** 2;
  }
  const few = sessions / (sessions - 1);
  const deviations = studentQuantile(0.95, sessions - 1);
  const estimate = (value: number, variance: number): LineEstimate => {
    const standardError = Math.sqrt(few * variance);
    return { value, standardError, interval: { low: value - deviations * standardError, high: value + deviations * standardError } };
  };
  return { intercept: estimate(fit.intercept, intercept), slope: estimate(fit.slope, slope) };
}

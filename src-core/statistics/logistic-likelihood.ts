import { probabilityOf } from './log-odds.ts';

/** Outcomes and what they may depend on: log odds of winning = offset + sum of (value · coefficient), `width` terms a row. */
export interface LogisticDesign {
  readonly count: number;
  /** How many coefficients there are. */
  readonly size: number;
  readonly width: number;
  readonly offset: Float64Array;
  /** Row by row: which coefficients, ascending within a row, and their values. */
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** 1 won, 0 not. */
  readonly won: Uint8Array;
  /** The session each row is of, from 0. */
  readonly session: Int32Array;
  readonly sessions: number;
}

export interface Likelihood {
  /** Its logarithm. */
  readonly value: number;
  readonly gradient: Float64Array;
  /** Second derivatives with the sign changed, lower triangle row by row. */
  readonly information: Float64Array;
}

function oddsOf({ offset, width, columns, values }: LogisticDesign, row: number, coefficients: Float64Array): number {
  let odds = offset[row] as number;
  for (let k = row * width; k < (row + 1) * width; k += 1) odds += (values[k] as number) * (coefficients[columns[k] as number] as number);
  return odds;
}

export function likelihoodOf(design: LogisticDesign, coefficients: Float64Array): Likelihood {
  const { count, size, width, columns, values, won } = design;
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  let value = 0;
  for (let row = 0; row < count; row += 1) {
    const odds = oddsOf(design, row, coefficients);
    const outcome = won[row] as number;
    // Of the less probable outcome, so that nothing overflows.
    const ratio = Math.exp(-Math.abs(odds));
    const p = (odds > 0 ? 1 : ratio) / (1 + ratio);
    value += Math.min(0, outcome === 1 ? odds : -odds) - Math.log1p(ratio);
    const rest = outcome - p;
    const weight = p * (1 - p);
    for (let i = 0; i < width; i += 1) {
      const at = row * width + i;
      const column = columns[at] as number;
      const x = values[at] as number;
      gradient[column] = (gradient[column] as number) + rest * x;
      const weighted = weight * x;
      for (let j = row * width; j <= at; j += 1) {
        const place = column * size + (columns[j] as number);
        information[place] = (information[place] as number) + weighted * (values[j] as number);
      }
    }
  }
  return { value, gradient, information };
}

/**
 * How much the gradient varies, taken over sessions instead of single rows: what `information` would be if those of one
 * session were as good as one outcome. Both triangles. null for fewer than two sessions.
 */
export function variationOverSessions(design: LogisticDesign, coefficients: Float64Array): Float64Array | null {
  const { count, size, width, columns, values, won, session, sessions } = design;
  if (sessions < 2) return null;
  const scores = new Float64Array(sessions * size);
  const mean = new Float64Array(size);
  for (let row = 0; row < count; row += 1) {
    const rest = (won[row] as number) - probabilityOf(oddsOf(design, row, coefficients));
    const from = (session[row] as number) * size;
    for (let k = row * width; k < (row + 1) * width; k += 1) {
      const column = columns[k] as number;
      const score = rest * (values[k] as number);
      scores[from + column] = (scores[from + column] as number) + score;
      mean[column] = (mean[column] as number) + score / sessions;
    }
  }
  const variation = new Float64Array(size * size);
  for (let from = 0; from < scores.length; from += size) {
    for (let i = 0; i < size; i += 1) {
      const left = (scores[from + i] as number) - (mean[i] as number);
      if (left === 0) continue;
      for (let j = 0; j <= i; j += 1) variation[i * size + j] = (variation[i * size + j] as number) + left * ((scores[from + j] as number) - (mean[j] as number));
    }
  }
  const few = sessions / (sessions - 1);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const value = few * (variation[i * size + j] as number);
      variation[i * size + j] = value;
      variation[j * size + i] = value;
    }
  }
  return variation;
}

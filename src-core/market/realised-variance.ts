import { logRatio } from './log-ratio.ts';

/** Squared returns of a stretch of minutes, and the years of the clock that went by in those minutes. */
export interface RealisedStretch {
  readonly squares: number;
  readonly years: number;
  /** Minutes whose return is known. */
  readonly returns: number;
}

/** One price's squared minute returns of a day. A missing minute takes its own return and the next one's with it, and their time. */
export class RealisedVariance {
  readonly #squares: number[] = [];
  readonly #years: number[] = [];
  #last = Number.NaN;
  #day: RealisedStretch = { squares: 0, years: 0, returns: 0 };

  /** The price at the end of the next minute, NaN without one, and the years of the clock that went by in it. */
  minute(price: number, years: number): void {
    const change = this.#last > 0 && price > 0 ? logRatio(price, this.#last) : Number.NaN;
    this.#last = price;
    this.#squares.push(change * change);
    this.#years.push(years);
    this.#day = extended(this.#day, change * change, years);
  }

  get day(): RealisedStretch {
    return this.#day;
  }

  /** Of the last so many minutes. */
  over(minutes: number): RealisedStretch {
    let stretch: RealisedStretch = { squares: 0, years: 0, returns: 0 };
    const end = this.#squares.length;
    for (let minute = Math.max(0, end - minutes); minute < end; minute += 1) {
      stretch = extended(stretch, this.#squares[minute] as number, this.#years[minute] as number);
    }
    return stretch;
  }
}

/** Annual volatility on the clock, without a mean: root of squares over years. NaN for fewer than `least` returns. */
export function realisedVolatility({ squares, years, returns }: RealisedStretch, least: number): number {
  return returns >= least && years > 0 ? Math.sqrt(squares / years) : Number.NaN;
}

function extended(stretch: RealisedStretch, square: number, years: number): RealisedStretch {
  if (Number.isNaN(square)) return stretch;
  return { squares: stretch.squares + square, years: stretch.years + years, returns: stretch.returns + 1 };
}

import { fitSmile, type FittedSmile } from '../../src-core/market/smile/fit-smile.ts';
import type { SmilePoints } from '../../src-core/market/smile/smile-points.ts';
import { greeks, price } from '../../src-core/pricing/black-scholes.ts';
import { impliedVolatility } from '../../src-core/pricing/implied-volatility.ts';

const BOOKS = 120;

/** Same-day books a second apart: strikes within five standard deviations, mid prices on half cents, a cent wide. */
function books(size: number): SmilePoints[] {
  return Array.from({ length: BOOKS }, (_, second) => {
    const years = (4 * 3600 - second) / (365 * 86_400);
    const forward = 612.34 + 0.15 * Math.sin(second / 7) + 0.05 * Math.sin(second * 1.7);
    const total = 0.16 * Math.sqrt(years);
    const column = (): Float64Array => new Float64Array(size);
    const columns = { strike: column(), volatility: column(), error: column(), halfSpread: column() };
    let count = 0;
    for (let i = 0; i < size; i += 1) {
      const strike = Math.round(612 * Math.exp(total * (-5 + (9 * i) / (size - 1))) * 100) / 100;
      const z = Math.log(strike / forward) / total;
      const option = { right: strike >= forward ? 'call' : 'put', spot: forward, strike, years, rate: 0, dividendYield: 0 } as const;
      const mid = Math.round(price(option, 0.16 * (1 - 0.08 * z + 0.9 * (Math.sqrt(1 + 0.12 * z * z) - 1))) * 200) / 200;
      const solved = impliedVolatility(option, Math.max(0.005, mid));
      if (!solved.ok) continue;
      columns.strike[count] = strike;
      columns.volatility[count] = solved.volatility;
      columns.halfSpread[count] = 0.005 / greeks(option, solved.volatility).vega;
      columns.error[count] = columns.halfSpread[count] ?? Number.NaN;
      count += 1;
    }
    return { forward, years, count, ...columns };
  });
}

/** Microseconds a fit, from nothing and from the second before, and its root mean square error in half-spreads. */
export async function run(): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const size of [40, 80, 200]) {
    const all = books(size);
    const measure = (rounds: number, warm: boolean): { microseconds: number; rms: number } => {
      let squares = 0;
      const start = performance.now();
      for (let round = 0; round < rounds; round += 1) {
        let previous: FittedSmile | undefined;
        for (const points of all) {
          const fit = fitSmile(points, previous);
          if (!fit.ok) throw new Error(`a book was not fitted: ${fit.reason}`);
          squares += fit.rootMeanSquare.halfSpreads ** 2;
          if (warm) previous = fit;
        }
      }
      const fits = rounds * all.length;
      return { microseconds: ((performance.now() - start) * 1_000) / fits, rms: Math.sqrt(squares / fits) };
    };
    for (const warm of [false, true]) {
      measure(3, warm);
      const { microseconds, rms } = measure(5, warm);
      const name = `smile of ${size} points ${warm ? 'warm' : 'cold'}`;
      figures[`${name}, microseconds`] = Math.round(microseconds);
      figures[`${name}, rms in half-spreads`] = Math.round(rms * 1_000) / 1_000;
    }
  }
  return figures;
}

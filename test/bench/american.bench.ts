import { americanPrice } from '../../src-core/pricing/american/american.ts';
import { americanVolatility } from '../../src-core/pricing/american/implied-volatility.ts';
import { criticalLogSpot, earlyExercise } from '../../src-core/pricing/american/early-exercise.ts';
import { type Effort, exerciseBoundary } from '../../src-core/pricing/american/exercise-boundary.ts';
import { createGrid } from '../../src-core/pricing/american/grid.ts';
import { price as europeanPrice, type VanillaOption } from '../../src-core/pricing/black-scholes.ts';

interface Case {
  readonly option: VanillaOption;
  readonly volatility: number;
}

/** Puts on a spot of 600, from a quarter of an hour to sixty days, 1.5 deviations out of to 2 in the money. */
function puts(rates: readonly (readonly [number, number])[]): Case[] {
  const days = [0.25 / 24, 2 / 24, 6.5 / 24, 1, 3, 7, 21, 60];
  return rates.flatMap(([rate, dividendYield]) =>
    days.flatMap((day) =>
      [0.1, 0.18, 0.35].flatMap((volatility) =>
        [-1.5, -0.5, 0, 0.5, 1, 2].map((deviations) => {
          const years = day / 365;
          const strike = 600 * Math.exp(deviations * volatility * Math.sqrt(years));
          // No two share a volatility, as the boundary of the one before would be taken again.
          const own = volatility * (1 + deviations / 1_000);
          return { option: { right: 'put' as const, spot: 600, strike, years, rate, dividendYield }, volatility: own };
        }),
      ),
    ),
  );
}

/** Far more points, nodes and rounds of the same method. */
const FINE: Effort = { grid: createGrid(24, 32, 96, 2), rounds: 24, pace: 1 };

function finePrice({ option, volatility }: Case): number {
  const { spot, strike, years, rate, dividendYield } = option;
  const boundary = exerciseBoundary(rate * years, dividendYield * years, volatility * Math.sqrt(years), FINE);
  if (Math.log(spot / strike) <= criticalLogSpot(boundary)) return strike - spot;
  return europeanPrice(option, volatility) + strike * earlyExercise(boundary, spot / strike, false).premium;
}

function solvedPrice({ option, volatility }: Case): number {
  const american = americanPrice(option, volatility, null, 0);
  return american.ok ? american.price : Number.NaN;
}

/** Microseconds a call on one core, warm: the quickest of rounds over all cases, which other programs disturb least. */
function microseconds<T>(cases: readonly T[], work: (each: T) => unknown, rounds: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    for (const each of cases) work(each);
    least = Math.min(least, ((performance.now() - start) * 1_000) / cases.length);
  }
  return Number(least.toFixed(2));
}

/** American puts solved at the shipped accuracy, and their error against a far finer solution, dollars. */
export async function run(): Promise<Record<string, number>> {
  const plain = puts([[0.043, 0]]);
  const yielding = puts([[0.05, 0.013], [0.043, 0.02]]);
  const error = Math.max(...[...plain, ...yielding].map((each) => Math.abs(solvedPrice(each) - finePrice(each))));
  microseconds([...plain, ...yielding], solvedPrice, 20);
  const quotes = plain.map((each) => ({ option: each.option, price: solvedPrice(each) }));
  return {
    'american put by yield, microseconds': microseconds(yielding, solvedPrice, 400),
    'american put without yield, microseconds': microseconds(plain, solvedPrice, 400),
    'american implied volatility, microseconds': microseconds(quotes, ({ option, price }) => americanVolatility(option, price), 60),
    'american put greatest error, 1e-9 dollars': Number((error * 1e9).toFixed(2)),
  };
}

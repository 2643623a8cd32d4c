import type { VanillaOption } from './black-scholes.ts';
import { rowKernel as kernel } from './kernel/kernel.ts';
import { IS_CALL, PRICE, ROOT_VARIANCE_YEARS, STRIKE, TOTAL_VOLATILITY } from './kernel/layout.ts';
import { type NoVolatility, SOLUTIONS } from './solution.ts';

export type ImpliedVolatility =
  | { readonly ok: true; readonly volatility: number }
  | { readonly ok: false; readonly reason: NoVolatility };

/**
 * The annual volatility (1.00 = 100 %) at which the European option costs `price`, in dollars per share, to the last
 * places the price carries; or why there is none. After P. Jäckel, "Let's be rational" (2015): a rational first guess,
 * then one step of the fourth order for all that is traded, and at most four for anything that can be written.
 */
export function impliedVolatility(option: VanillaOption, price: number): ImpliedVolatility {
  const { right, spot, strike, years, rate, dividendYield } = option;
  kernel.setMarket({ spot, rate, dividendYield, years, varianceYears: years, variancePace: 1 });
  const { block, solutions } = kernel;
  block[STRIKE] = strike;
  block[IS_CALL] = right === 'call' ? 1 : 0;
  block[PRICE] = price;
  kernel.volatilities(1);
  const reason = SOLUTIONS[solutions[0] as number] ?? 'bad_input';
  return reason === 'ok' ? { ok: true, volatility: (block[TOTAL_VOLATILITY] as number) / (block[ROOT_VARIANCE_YEARS] as number) } : { ok: false, reason };
}

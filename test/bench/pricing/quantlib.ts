import { blackFormula1, blackFormulaImpliedStdDev1, BlackScholesCalculator, Option } from '@quantlib/ql';
import type { Contestant } from './contestant.ts';

/**
 * The formulas of @quantlib/ql, without its term structures and observers; what holds for a market is found once a
 * market. The accuracy is its own: 1e-6 of the total volatility.
 */
export const quantlib: Contestant = {
  name: '@quantlib/ql',
  greeks: 5,
  every: 1,
  implied: ({ sections, strike, quotesCall, quote }, { iv }) => {
    for (const { market, start, end } of sections) {
      const { spot, rate, dividendYield, years } = market;
      const forward = spot * Math.exp((rate - dividendYield) * years);
      const discount = Math.exp(-rate * years);
      const root = Math.sqrt(years);
      for (let row = start; row < end; row += 1) {
        const type = quotesCall[row] === 1 ? Option.Type.Call : Option.Type.Put;
        try {
          iv[row] = blackFormulaImpliedStdDev1(type, strike[row] as number, forward, quote[row] as number, discount) / root;
        } catch {
          iv[row] = Number.NaN;
        }
      }
    }
  },
  values: ({ sections, strike, isCall, volatility }, { value }) => {
    for (const { market, start, end } of sections) {
      const { spot, rate, dividendYield, years } = market;
      const forward = spot * Math.exp((rate - dividendYield) * years);
      const discount = Math.exp(-rate * years);
      const root = Math.sqrt(years);
      for (let row = start; row < end; row += 1) {
        const type = isCall[row] === 1 ? Option.Type.Call : Option.Type.Put;
        try {
          value[row] = blackFormula1(type, strike[row] as number, forward, (volatility[row] as number) * root, discount);
        } catch {
          value[row] = Number.NaN;
        }
      }
    }
  },
  all: ({ sections, strike, quotesCall, quote }, { iv, value, delta, gamma, theta, vega, rho }) => {
    for (const { market, start, end } of sections) {
      const { spot, rate, dividendYield, years } = market;
      const growth = Math.exp(-dividendYield * years);
      const discount = Math.exp(-rate * years);
      const forward = (spot * growth) / discount;
      const root = Math.sqrt(years);
      for (let row = start; row < end; row += 1) {
        const type = quotesCall[row] === 1 ? Option.Type.Call : Option.Type.Put;
        try {
          const total = blackFormulaImpliedStdDev1(type, strike[row] as number, forward, quote[row] as number, discount);
          iv[row] = total / root;
          const option = new BlackScholesCalculator().bscInit2(type, strike[row] as number, spot, growth, total, discount);
          value[row] = option.value();
          delta[row] = option.delta();
          gamma[row] = option.gamma();
          theta[row] = option.theta(years);
          vega[row] = option.vega(years);
          rho[row] = option.rho(years);
        } catch {
          iv[row] = Number.NaN;
        }
      }
    }
  },
};

/** The same, asked for an accuracy of 1e-12. */
export const quantlibFine: Contestant = {
  name: '@quantlib/ql to 1e-12',
  greeks: 0,
  every: 1,
  implied: ({ sections, strike, quotesCall, quote }, { iv }) => {
    for (const { market, start, end } of sections) {
      const { spot, rate, dividendYield, years } = market;
      const forward = spot * Math.exp((rate - dividendYield) * years);
      const discount = Math.exp(-rate * years);
      const root = Math.sqrt(years);
      for (let row = start; row < end; row += 1) {
        const type = quotesCall[row] === 1 ? Option.Type.Call : Option.Type.Put;
        try {
          iv[row] = blackFormulaImpliedStdDev1(type, strike[row] as number, forward, quote[row] as number, discount, 0, undefined, 1e-12) / root;
        } catch {
          iv[row] = Number.NaN;
        }
      }
    }
  },
  values: null,
  all: null,
};

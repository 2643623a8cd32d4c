import blackScholes from 'black-scholes';
import greeks from 'greeks';
import impliedVolatility from 'implied-volatility';
import type { Contestant } from './contestant.ts';

/** The packages black-scholes, greeks and implied-volatility, which build on one another. A yield is taken off the spot. */
export const trio: Contestant = {
  name: 'implied-volatility + greeks',
  greeks: 5,
  every: 31,
  implied: ({ sections, strike, quotesCall, quote }, { iv }) => {
    for (const { market, start, end } of sections) {
      const { rate, years } = market;
      const spot = market.spot * Math.exp(-market.dividendYield * years);
      for (let row = start; row < end; row += 1) {
        iv[row] = impliedVolatility.getImpliedVolatility(quote[row] as number, spot, strike[row] as number, years, rate, quotesCall[row] === 1 ? 'call' : 'put');
      }
    }
  },
  values: ({ sections, strike, isCall, volatility }, { value }) => {
    for (const { market, start, end } of sections) {
      const { rate, years } = market;
      const spot = market.spot * Math.exp(-market.dividendYield * years);
      for (let row = start; row < end; row += 1) {
        value[row] = blackScholes.blackScholes(spot, strike[row] as number, years, volatility[row] as number, rate, isCall[row] === 1 ? 'call' : 'put');
      }
    }
  },
  all: ({ sections, strike, quotesCall, quote }, { iv, value, delta, gamma, theta, vega, rho }) => {
    for (const { market, start, end } of sections) {
      const { rate, years } = market;
      const spot = market.spot * Math.exp(-market.dividendYield * years);
      for (let row = start; row < end; row += 1) {
        const right = quotesCall[row] === 1 ? 'call' : 'put';
        const k = strike[row] as number;
        const volatility = impliedVolatility.getImpliedVolatility(quote[row] as number, spot, k, years, rate, right);
        iv[row] = volatility;
        value[row] = blackScholes.blackScholes(spot, k, years, volatility, rate, right);
        delta[row] = greeks.getDelta(spot, k, years, volatility, rate, right);
        gamma[row] = greeks.getGamma(spot, k, years, volatility, rate);
        theta[row] = greeks.getTheta(spot, k, years, volatility, rate, right);
        vega[row] = greeks.getVega(spot, k, years, volatility, rate);
        rho[row] = greeks.getRho(spot, k, years, volatility, rate, right);
      }
    }
  },
};

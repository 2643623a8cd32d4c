import { BlackScholes } from '@uqee/black-scholes';
import type { Contestant } from './contestant.ts';

const asDelivered = new BlackScholes();
const fine = new BlackScholes({ sigmaToPricePrecision: 'double', priceToSigmaAccuracy: 1e-10, priceToSigmaBRight: 4 });

/** @uqee/black-scholes as it is delivered: to 0.001 dollars, from 0 to 200 %. A yield is taken off the spot. */
export const uqee: Contestant = {
  name: '@uqee/black-scholes',
  greeks: 5,
  every: 1,
  implied: ({ sections, strike, quotesCall, quote }, { iv }) => {
    for (const { market, start, end } of sections) {
      const { rate, years: time } = market;
      const underlying = market.spot * Math.exp(-market.dividendYield * time);
      for (let row = start; row < end; row += 1) {
        const type = quotesCall[row] === 1 ? 'call' : 'put';
        iv[row] = asDelivered.sigma({ price: quote[row] as number, rate, strike: strike[row] as number, time, type, underlying });
      }
    }
  },
  values: ({ sections, strike, isCall, volatility }, { value }) => {
    for (const { market, start, end } of sections) {
      const { rate, years: time } = market;
      const underlying = market.spot * Math.exp(-market.dividendYield * time);
      for (let row = start; row < end; row += 1) {
        const type = isCall[row] === 1 ? 'call' : 'put';
        value[row] = asDelivered.option({ rate, sigma: volatility[row] as number, strike: strike[row] as number, time, type, underlying }).price;
      }
    }
  },
  all: ({ sections, strike, quotesCall, quote }, { iv, value, delta, gamma, theta, vega, rho }) => {
    for (const { market, start, end } of sections) {
      const { rate, years: time } = market;
      const underlying = market.spot * Math.exp(-market.dividendYield * time);
      for (let row = start; row < end; row += 1) {
        const type = quotesCall[row] === 1 ? 'call' : 'put';
        const sigma = asDelivered.sigma({ price: quote[row] as number, rate, strike: strike[row] as number, time, type, underlying });
        iv[row] = sigma;
        const found = asDelivered.option({ rate, sigma, strike: strike[row] as number, time, type, underlying });
        value[row] = found.price;
        delta[row] = found.delta;
        gamma[row] = found.gamma;
        theta[row] = found.theta;
        vega[row] = found.vega;
        rho[row] = found.rho;
      }
    }
  },
};

/** The same with its better normal distribution, to 1e-10 dollars, up to 400 %. */
export const uqeeFine: Contestant = {
  name: '@uqee/black-scholes to 1e-10',
  greeks: 0,
  every: 1,
  implied: ({ sections, strike, quotesCall, quote }, { iv }) => {
    for (const { market, start, end } of sections) {
      const { rate, years: time } = market;
      const underlying = market.spot * Math.exp(-market.dividendYield * time);
      for (let row = start; row < end; row += 1) {
        const type = quotesCall[row] === 1 ? 'call' : 'put';
        iv[row] = fine.sigma({ price: quote[row] as number, rate, strike: strike[row] as number, time, type, underlying });
      }
    }
  },
  values: null,
  all: null,
};

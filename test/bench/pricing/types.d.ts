declare module 'black-scholes' {
  const blackScholes: {
    blackScholes(spot: number, strike: number, years: number, volatility: number, rate: number, right: 'call' | 'put'): number;
  };
  export default blackScholes;
}

declare module 'greeks' {
  type OfRight = (spot: number, strike: number, years: number, volatility: number, rate: number, right: 'call' | 'put') => number;
  type OfBoth = (spot: number, strike: number, years: number, volatility: number, rate: number) => number;
  const greeks: { getDelta: OfRight; getGamma: OfBoth; getTheta: OfRight; getVega: OfBoth; getRho: OfRight };
  export default greeks;
}

declare module 'implied-volatility' {
  const impliedVolatility: {
    getImpliedVolatility(price: number, spot: number, strike: number, years: number, rate: number, right: 'call' | 'put'): number;
  };
  export default impliedVolatility;
}

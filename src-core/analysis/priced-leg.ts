import type { OptionContract } from '../instruments/instrument.ts';
import { toDollars } from '../money.ts';
import { price } from '../pricing/black-scholes.ts';
import type { AnalysedLeg } from './analysed-structure.ts';
import type { AnalysisMarket } from './analysis-market.ts';

/** A contract's quote, dollars per share and annual volatility; NaN where absent. */
export interface AnalysisQuote {
  readonly bid: number;
  readonly ask: number;
  readonly mid: number;
  readonly iv: number;
}

/**
 * A leg with its own quote's mid and volatility. Where it has no volatility of its own it takes the smile's at its strike,
 * or the money's where there is no smile, and is marked at the model unless its quote has a mid.
 */
export function pricedLeg(contract: OptionContract, quantity: number, quote: AnalysisQuote | null, market: AnalysisMarket): AnalysedLeg {
  const mark = quote?.mid ?? Number.NaN;
  if (quote !== null && quote.iv > 0) return { contract, quantity, volatility: quote.iv, source: 'quote', mark };
  if (market.smile !== null) return { contract, quantity, volatility: market.smile.volatilityAt(toDollars(contract.strike)), source: 'smile', mark };
  const { atmIv } = market.view;
  return atmIv === null ? { contract, quantity, volatility: Number.NaN, source: 'none', mark } : { contract, quantity, volatility: atmIv, source: 'money', mark };
}

/** Dollars per share that a leg is worth now: its mark, or the model's price and never less than exercise brings. NaN without either. */
export function legPrice({ contract, volatility, mark }: AnalysedLeg, market: AnalysisMarket): number {
  if (!Number.isNaN(mark)) return mark;
  const { spot, rate } = market.view;
  if (spot === null || Number.isNaN(volatility)) return Number.NaN;
  const strike = toDollars(contract.strike);
  const intrinsic = Math.max(0, contract.right === 'call' ? spot - strike : strike - spot);
  const { years, varianceYears } = market.now;
  if (!(years > 0 && varianceYears > 0)) return intrinsic;
  const model = price({ right: contract.right, spot, strike, years, rate, dividendYield: 0 }, volatility * Math.sqrt(varianceYears / years));
  return Math.max(intrinsic, model);
}

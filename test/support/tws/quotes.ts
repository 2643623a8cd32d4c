import type { ComputationKind } from '../../../src-main/ibkr/gateway.ts';
import { type ContractBook, type ModelContract, priceOf } from './contracts.ts';

export interface ModelComputation {
  readonly volatility: number | null;
  readonly delta: number | null;
  readonly gamma: number | null;
  readonly vega: number | null;
  readonly theta: number | null;
  readonly price: number | null;
  readonly underlyingPrice: number | null;
}

/** Dollars and units; null where the side is absent, or nothing of the kind is told. */
export interface ModelQuote {
  readonly bid: number | null;
  readonly ask: number | null;
  readonly last: number | null;
  readonly close: number | null;
  readonly bidSize: number | null;
  readonly askSize: number | null;
  readonly lastSize: number | null;
  readonly volume: number | null;
  readonly openInterest: number | null;
  /** Of an option; the model's is often missing at the real gateway, and that is normal. */
  readonly computations: Readonly<Partial<Record<ComputationKind, ModelComputation>>>;
}

/** What everything quotes before a quote is set: fixed and plausible, not a model to check figures against. */
export function firstQuote(book: ContractBook, contract: ModelContract): ModelQuote {
  if (contract.secType === 'IND') {
    return { bid: null, ask: null, last: priceOf(contract.symbol), close: cents(priceOf(contract.symbol) - 0.3), bidSize: null, askSize: null, lastSize: null, volume: null, openInterest: null, computations: {} };
  }
  if (contract.secType === 'STK') {
    const price = priceOf(contract.symbol);
    return { bid: cents(price - 0.01), ask: cents(price + 0.01), last: price, close: cents(price - 2), bidSize: 900, askSize: 700, lastSize: 100, volume: 41_200_000, openInterest: null, computations: {} };
  }
  const underlying = priceOf(book.get(contract.underlyingId)?.symbol ?? contract.symbol);
  const distance = underlying - contract.strike;
  const inside = contract.right === 'C' ? distance : -distance;
  const width = underlying * 0.006;
  const value = Math.max(0, inside) + width * 0.4 * Math.exp(-((distance / (width * 1.6)) ** 2));
  const middle = Math.max(0.01, cents(value));
  const bid = middle <= 0.02 ? null : cents(middle - 0.01);
  const ask = cents(middle + 0.01);
  const callDelta = 1 / (1 + Math.exp((-1.7 * distance) / width));
  const bell = callDelta * (1 - callDelta);
  const computation: ModelComputation = {
    volatility: 0.16,
    delta: contract.right === 'C' ? callDelta : callDelta - 1,
    gamma: (bell * 1.7) / width,
    vega: bell * 0.5,
    theta: -bell * 4 * width,
    price: middle,
    underlyingPrice: underlying,
  };
  return {
    bid,
    ask,
    last: middle,
    close: cents(middle + 0.5),
    bidSize: bid === null ? null : 40,
    askSize: 55,
    lastSize: 3,
    volume: 1_200,
    openInterest: 5_000,
    computations: { bid: computation, ask: computation, last: computation, model: computation },
  };
}

export function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}

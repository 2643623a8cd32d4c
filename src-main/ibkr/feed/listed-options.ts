import type { InstrumentSymbol, Right, Underlying } from '../../../src-core/instruments/instrument.ts';
import { symbolOfContract } from '../contract-book.ts';
import type { GatewayContract } from '../gateway.ts';
import { OptionSubscription } from './subscription.ts';

/** An option that the gateway lists. */
export interface ListedOption {
  readonly symbol: InstrumentSymbol;
  readonly contract: GatewayContract;
  /** Dollars. */
  readonly strike: number;
  readonly right: Right;
}

/** The options among the contracts, each once, by strike and the call first: the order of their rows. */
export function listedOptions(contracts: readonly GatewayContract[]): readonly ListedOption[] {
  const bySymbol = new Map<InstrumentSymbol, ListedOption>();
  for (const contract of contracts) {
    const symbol = symbolOfContract(contract);
    if (symbol !== null) bySymbol.set(symbol, { symbol, contract, strike: contract.strike, right: contract.right === 'C' ? 'call' : 'put' });
  }
  return [...bySymbol.values()].sort((left, right) => left.strike - right.strike || (left.right < right.right ? -1 : 1));
}

/** Their subscriptions, none asked for; rows and indices run on from the first. */
export function subscriptionsOf(underlying: Underlying, options: readonly ListedOption[], first: { readonly row: number; readonly index: number }): readonly OptionSubscription[] {
  return options.map((option, at) => new OptionSubscription({ ...option, underlying, row: first.row + at, index: first.index + at }));
}

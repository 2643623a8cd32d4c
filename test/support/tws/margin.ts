import type { ModelContract } from './contracts.ts';

interface Held {
  readonly contract: ModelContract;
  readonly quantity: number;
}

/**
 * What the stand-in asks as margin, in dollars: for each symbol the most that it could lose at expiry between 0 and
 * twice the price, where that is bounded by the strikes; 20% of the price for each share or contract that is not.
 * The real broker's rules are its own; a test checks that its answer is read, not how it is made.
 */
export function marginOf(held: readonly Held[], valueOf: (contract: ModelContract) => number): number {
  const bySymbol = new Map<string, Held[]>();
  for (const one of held) {
    const others = bySymbol.get(one.contract.symbol);
    if (others === undefined) bySymbol.set(one.contract.symbol, [one]);
    else others.push(one);
  }
  let margin = 0;
  for (const group of bySymbol.values()) margin += marginOfSymbol(group, valueOf);
  return margin;
}

function marginOfSymbol(group: readonly Held[], valueOf: (contract: ModelContract) => number): number {
  const options = group.filter(({ contract }) => contract.secType === 'OPT');
  let margin = 0;
  for (const { contract, quantity } of group) if (contract.secType === 'STK') margin += Math.abs(quantity) * valueOf(contract) * 0.25;
  if (options.length === 0) return margin;
  const payoff = (price: number): number => options.reduce((sum, { contract, quantity }) => sum + quantity * 100 * Math.max(0, contract.right === 'C' ? price - contract.strike : contract.strike - price), 0);
  let worst = payoff(0);
  for (const { contract } of options) worst = Math.min(worst, payoff(contract.strike));
  const nakedCalls = options.reduce((sum, { contract, quantity }) => sum + (contract.right === 'C' ? quantity : 0), 0);
  if (nakedCalls < 0) {
    const strike = Math.max(...options.map(({ contract }) => contract.strike));
    worst = Math.min(worst, payoff(strike)) + nakedCalls * 100 * strike * 0.2;
  }
  return margin + Math.max(0, -worst);
}

import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { multiplier, type OptionContract, parseSymbol, symbolOf, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { add, fromDollars, type Money, subtract, ZERO } from '../../../src-core/money.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { structureName } from '../../../src-core/strategies/structure.ts';
import { packageTitle } from '../../design/order-words.ts';
import type { AnalysisSlot } from './analysis-store.ts';

/** What a structure is before any market: contracts, how many, and what was paid. */
export interface StructureSpec {
  readonly title: string;
  readonly underlying: Underlying;
  /** Each contract once, by strike, puts before calls. */
  readonly legs: readonly SpecLeg[];
  readonly shares: number;
  /** Packages that `quantity` of each leg is for; 1 for what is held. */
  readonly packages: number;
  /** Of the books: all that was paid for what is held, less what was realised. Or what one would enter at: a net debit per share, or as the market is. */
  readonly paid: { readonly kind: 'booked'; readonly amount: Money } | { readonly kind: 'entry'; readonly net: Money | null };
  /** What is held requires; null where it is not held. */
  readonly margin: Money | null;
}

export interface SpecLeg {
  readonly symbol: string;
  readonly contract: OptionContract;
  /** Signed contracts. */
  readonly quantity: number;
}

/** What the sources are read from. */
export interface SpecInputs {
  /** Null before they are known. */
  readonly packages: readonly PackageView[] | null;
  readonly ticket: { readonly legs: readonly OrderLeg[]; readonly quantity: number; readonly limit: Money | null };
}

export interface NoSpec {
  /** Why there is nothing to analyse, a sentence. */
  readonly problem: string;
  readonly title: string;
}

/** A slot's structure as its source has it now. */
export function specOf({ underlying, source, quantity }: AnalysisSlot, { packages, ticket }: SpecInputs): StructureSpec | NoSpec {
  switch (source.kind) {
    case 'book': {
      const title = `Book ${underlying}`;
      if (packages === null) return { title, problem: 'Waiting for the positions.' };
      const held = packages.filter((trade) => trade.underlying === underlying && isHeld(trade));
      return held.length === 0 ? { title, problem: `Nothing is held of ${underlying}.` } : heldSpec(title, underlying, held);
    }
    case 'package': {
      if (packages === null) return { title: 'Package', problem: 'Waiting for the positions.' };
      const trade = packages.find(({ tradeId }) => tradeId === source.tradeId);
      if (trade === undefined || !isHeld(trade)) return { title: trade?.strategy ?? 'Package', problem: 'It is not held any more.' };
      return heldSpec(packageTitle('', trade.legs.map(({ symbol }) => symbol), trade.strategy), underlying, [trade]);
    }
    case 'ticket':
      if (ticket.legs.length === 0 || ticket.legs.some(({ symbol }) => parseSymbol(symbol).underlying !== underlying)) return { title: 'Ticket', problem: `The ticket has no legs of ${underlying}.` };
      return writtenSpec('Ticket', underlying, ticket.legs, quantity ?? ticket.quantity, ticket.limit);
    case 'candidate': {
      const { title, legs, net } = source.candidate;
      return writtenSpec(title, underlying, legs, quantity ?? source.candidate.quantity, net);
    }
  }
}

function isHeld({ status, legs }: PackageView): boolean {
  return (status === 'open' || status === 'pending') && legs.some(({ quantity }) => quantity !== 0);
}

function heldSpec(title: string, underlying: Underlying, trades: readonly PackageView[]): StructureSpec {
  let amount: Money = ZERO;
  let shares = 0;
  const quantities = new Map<string, SpecLeg>();
  for (const { legs, realised, commission, fees } of trades) {
    amount = subtract(add(amount, commission, fees), realised);
    for (const { symbol, quantity, averagePrice } of legs) {
      if (quantity === 0) continue;
      const instrument = parseSymbol(symbol);
      amount = add(amount, fromDollars(averagePrice * quantity * multiplier(instrument)));
      if (instrument.kind === 'shares') shares += quantity;
      else quantities.set(symbol, { symbol, contract: instrument, quantity: quantity + (quantities.get(symbol)?.quantity ?? 0) });
    }
  }
  const legs = [...quantities.values()].filter(({ quantity }) => quantity !== 0);
  return { title, underlying, legs: inOrder(legs), shares, packages: 1, paid: { kind: 'booked', amount }, margin: add(ZERO, ...trades.map(({ margin }) => margin)) };
}

function writtenSpec(title: string, underlying: Underlying, written: readonly OrderLeg[], packages: number, net: Money | null): StructureSpec {
  let shares = 0;
  const legs: SpecLeg[] = [];
  for (const { symbol, side, ratio } of written) {
    const instrument = parseSymbol(symbol);
    const quantity = (side === 'buy' ? ratio : -ratio) * packages;
    if (instrument.kind === 'shares') shares += quantity;
    else legs.push({ symbol, contract: instrument, quantity });
  }
  return { title, underlying, legs: inOrder(legs), shares, packages, paid: { kind: 'entry', net }, margin: null };
}

function inOrder(legs: readonly SpecLeg[]): readonly SpecLeg[] {
  return legs.toSorted((left, right) => left.contract.strike - right.contract.strike || right.contract.right.localeCompare(left.contract.right));
}

/** The contract a leg stands at once its strike was moved. */
export function movedContract({ symbol, contract }: SpecLeg, moves: AnalysisSlot['moves']): OptionContract {
  const strike = moves[symbol];
  return strike === undefined || strike === contract.strike ? contract : { ...contract, strike };
}

/** "iron condor" of the legs as they stand; null for what has no name, or more legs than a package. */
export function drawnName(legs: readonly { readonly contract: OptionContract; readonly quantity: number }[]): string | null {
  if (legs.length === 0 || legs.length > 4) return null;
  const divisor = legs.reduce((sum, { quantity }) => commonDivisor(sum, Math.abs(quantity)), 0);
  const name = structureName(legs.map(({ contract, quantity }) => ({ symbol: symbolOf(contract), side: quantity > 0 ? 'buy' : 'sell', ratio: Math.abs(quantity) / divisor })));
  return name === 'custom' ? null : name;
}

export function commonDivisor(left: number, right: number): number {
  return right === 0 ? left : commonDivisor(right, left % right);
}

/**
 * The order that makes a source what is drawn: the whole structure where it is not held; for what is held, the contracts
 * that were moved, closed and opened again. A sentence where no ticket can say it.
 */
export function orderOf(spec: StructureSpec, moves: AnalysisSlot['moves'], mostLegs: number): { readonly legs: readonly OrderLeg[]; readonly quantity: number } | { readonly problem: string } {
  const isHeld = spec.paid.kind === 'booked';
  if (!isHeld && spec.shares !== 0) return { problem: 'The ticket takes options, no shares.' };
  const wanted = new Map<string, number>();
  const trade = (contract: OptionContract, quantity: number): void => void wanted.set(symbolOf(contract), quantity + (wanted.get(symbolOf(contract)) ?? 0));
  for (const leg of spec.legs) {
    if (isHeld) trade(leg.contract, -leg.quantity);
    trade(movedContract(leg, moves), leg.quantity);
  }
  const traded = [...wanted].filter(([, quantity]) => quantity !== 0);
  if (traded.length === 0) return { problem: isHeld ? 'Move a strike first: what is held needs no order.' : 'The legs cancel each other out.' };
  if (traded.length > mostLegs) return { problem: `That takes ${traded.length} legs; a ticket has at most ${mostLegs}.` };
  const quantity = traded.reduce((sum, [, each]) => commonDivisor(sum, Math.abs(each)), 0);
  const legs = traded.map(([symbol, each]): OrderLeg => {
    const instrument = parseSymbol(symbol);
    return { symbol: symbolOf(instrument), side: each > 0 ? 'buy' : 'sell', ratio: Math.abs(each) / quantity };
  });
  return { legs, quantity };
}


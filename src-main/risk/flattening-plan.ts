import type { FlattenPlan, FlattenStep } from '../../src-core/contract/risk.ts';
import { type InstrumentSymbol, type OptionContract, parseSymbol } from '../../src-core/instruments/instrument.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import { isUsable, type Quote } from '../../src-core/market/quote.ts';
import { add, type Money, toDollars, ZERO } from '../../src-core/money.ts';
import { payoffProfile } from '../../src-core/strategies/payoff.ts';
import { type EpochMs, SECOND } from '../../src-core/time.ts';
import { type ClosingPackage, oppositeOf } from './closing-legs.ts';
import { type ClosingMarket, closingPrices } from './closing-ladder.ts';

/** A trade and what it holds. */
export interface HeldTrade {
  readonly trade: Pick<Trade, 'id' | 'underlying' | 'strategy' | 'legs' | 'openedAt'>;
  readonly holdings: readonly Holding[];
}

/** Closing orders that work at one time before they have come to the end of their ladders. */
export const AT_ONCE = 4;

/** A package has at most so many legs. */
const MOST_LEGS = 4;
/** A quote that was not renewed for so long while others of its trade were is not waited for with the whole package. */
const LEFT_BEHIND_MS = 30 * SECOND;

/**
 * How to close trades, dearest risk first: those whose loss has no bound, then by their greatest loss at expiry.
 * Packages come first; then what is left of each trade, shorts before shares before longs. Always answered: what has no
 * quote to be closed on waits and says for what.
 */
export function planFlattening(trades: readonly HeldTrade[], market: ClosingMarket, time: EpochMs): FlattenPlan {
  const steps = trades
    .map((held) => ({ held, worst: worstCaseOf(held.holdings) }))
    .sort((left, right) => compareWorst(left.worst, right.worst))
    .flatMap(({ held }) => rankedSteps(planTrade(held, market)))
    .sort((left, right) => left.rank - right.rank)
    .map(({ step }) => step);
  return planOf(steps, market.limits.ladder_seconds, time);
}

/** A plan of these steps, summed up. */
export function planOf(steps: readonly FlattenStep[], ladderSeconds: number, time: EpochMs): FlattenPlan {
  const sum = (costOf: (step: FlattenStep) => Money | null): Money | null => {
    const costs = steps.map(costOf);
    return costs.every((cost) => cost !== null) ? add(...costs) : null;
  };
  return {
    time,
    steps: [...steps],
    atMid: sum((step) => step.atMid),
    expected: sum((step) => step.expected),
    atWorst: sum((step) => step.atWorst),
    seconds: secondsOf(steps, ladderSeconds),
  };
}

/** With a trade's place among all: a short that is all there is to close of its trade goes with the packages. */
function rankedSteps(steps: readonly FlattenStep[]): readonly { readonly step: FlattenStep; readonly rank: number }[] {
  const isWhole = steps.filter(({ state }) => state !== 'left').length === 1;
  return steps.map((step) => {
    if (step.state === 'left') return { step, rank: 4 };
    return { step, rank: isWhole && step.kind === 'short' ? 0 : { package: 0, short: 1, shares: 2, long: 3 }[step.kind] };
  });
}

/**
 * The steps that close one trade, in the order they are taken. No long is sold while a short of the trade that it covers
 * is held, but as a part of one package with it.
 */
export function planTrade({ trade, holdings }: HeldTrade, market: ClosingMarket): readonly FlattenStep[] {
  const times = holdings.map(({ symbol }) => market.quotes.quote(symbol)?.time ?? Number.NaN);
  const newest = Math.max(...times.filter(Number.isFinite));
  const held = holdings.map((holding): HeldLeg => {
    const contract = parseSymbol(holding.symbol);
    return { holding, contract: contract.kind === 'option' ? contract : null, ...readingOf(holding, market.quotes.quote(holding.symbol), newest) };
  });
  const stepOf = (kind: FlattenStep['kind'], legs: readonly HeldLeg[], waits: string | null, closed?: ClosingPackage): FlattenStep => {
    const { legs: orderLegs, quantity } = closed ?? oppositeOf(legs.map(({ holding }) => holding));
    const isLeft = legs.every(({ reading }) => reading === 'left');
    const prices = waits === null && !isLeft ? closingPrices({ legs: orderLegs, quantity }, market) : null;
    const unpriced = isLeft ? ZERO : null;
    return {
      tradeId: trade.id,
      underlying: trade.underlying,
      strategy: trade.strategy,
      kind,
      legs: [...orderLegs],
      quantity,
      ladder: [...(prices?.ladder ?? [])],
      atMid: prices?.atMid ?? unpriced,
      expected: prices?.expected ?? unpriced,
      atWorst: prices?.atWorst ?? unpriced,
      state: isLeft ? 'left' : prices === null ? 'waiting' : 'planned',
      price: null,
      filled: 0,
      text: isLeft ? `nobody bids for the ${nameOf(legs)}; it is left to lapse` : prices === null ? `waiting: ${waits ?? 'a quote is missing'}` : null,
    };
  };

  const apart = held.filter(({ contract, reading }) => contract === null || reading === 'alone' || reading === 'left');
  const shortsApart = apart.filter(({ holding, contract }) => contract !== null && holding.quantity < 0);
  // A long goes with its short: it stays while that does.
  const together = held.filter((leg) => !apart.includes(leg) && !shortsApart.some((short) => covers(leg, short)));
  const { packages, rest } = packagesOf(together, trade.legs);
  const steps: FlattenStep[] = packages.map(({ legs, closed }) => {
    const waits = legs.find(({ reading }) => reading === 'waiting');
    return stepOf('package', legs, waits?.text ?? null, closed);
  });
  const shortsLeft = [...shortsApart, ...rest.filter(isShortOption)];
  for (const short of shortsLeft) steps.push(stepOf('short', [short], short.text));

  const mayBeBlocked = [
    ...held.filter(({ contract }) => contract === null),
    ...held.filter((leg) => !apart.includes(leg) && !together.includes(leg)),
    ...rest.filter((leg) => !isShortOption(leg)),
    ...apart.filter(({ holding, contract }) => contract !== null && holding.quantity > 0),
  ];
  for (const leg of mayBeBlocked) {
    const covered = held.find((other) => covers(leg, other));
    const first = covered === undefined ? undefined : steps.find((step) => step.legs.some(({ symbol }) => symbol === covered.holding.symbol));
    const blocked = covered === undefined || first === undefined || first.state === 'planned' || leg.reading === 'left' ? null : `it covers the ${nameOf([covered])}`;
    steps.push(stepOf(leg.contract === null ? 'shares' : 'long', [leg], blocked ?? leg.text));
  }
  return steps;
}

interface HeldLeg {
  readonly holding: Holding;
  /** null for shares. */
  readonly contract: OptionContract | null;
  /**
   * 'ready' can be traded now; 'waiting' will be in a moment, and its package with it; 'alone' is not to be waited for by
   * others; 'left' is worth nothing to anybody.
   */
  readonly reading: 'ready' | 'waiting' | 'alone' | 'left';
  /** What it waits for; null where it does not. */
  readonly text: string | null;
}

function readingOf({ symbol, quantity }: Holding, quote: Quote | null, newest: EpochMs): Pick<HeldLeg, 'reading' | 'text'> {
  if (isUsable(quote)) return { reading: 'ready', text: null };
  const name = contractName(symbol);
  if (quote === null) return { reading: 'alone', text: `the ${name} is not listed today` };
  const { bid, ask, status } = quote;
  if (status === 'stale') {
    const isBehind = !(quote.time > newest - LEFT_BEHIND_MS);
    return { reading: isBehind ? 'alone' : 'waiting', text: `the quote of the ${name} is stale` };
  }
  if (bid === null && ask === null) return { reading: 'alone', text: `nobody quotes the ${name}` };
  if (quantity > 0 && bid === null) return { reading: 'left', text: null };
  if (quantity < 0 && bid === null) return { reading: 'alone', text: null };
  if (ask === null) return { reading: 'alone', text: `nobody offers the ${name}` };
  return { reading: 'waiting', text: `the quote of the ${name} is ${status.replace('_', '-')}` };
}

/** Whether selling, or buying back, the first would leave the second without what bounds its loss. */
function covers(cover: HeldLeg, short: HeldLeg): boolean {
  const { quantity } = cover.holding;
  if (cover === short || short.holding.quantity > 0) return false;
  if (short.contract === null) return cover.contract?.right === 'call' && quantity > 0;
  if (cover.contract === null) return quantity > 0 === (short.contract.right === 'call');
  return quantity > 0 && cover.contract.right === short.contract.right;
}

function isShortOption({ holding, contract }: HeldLeg): boolean {
  return contract !== null && holding.quantity < 0;
}

/**
 * Whole packages of a trade's legs in the ratios they were opened in, then of what that leaves, until single legs are
 * left: after a part was closed by hand, too, most of it goes in one order.
 */
function packagesOf(
  legs: readonly HeldLeg[],
  opened: Trade['legs'],
): { readonly packages: readonly { readonly legs: readonly HeldLeg[]; readonly closed: ClosingPackage }[]; readonly rest: readonly HeldLeg[] } {
  const packages: { legs: readonly HeldLeg[]; closed: ClosingPackage }[] = [];
  let rest = legs;
  while (rest.length > 1 && rest.length <= MOST_LEGS) {
    const ratioOf = ({ holding }: HeldLeg): number => opened.find(({ symbol }) => symbol === holding.symbol)?.ratio ?? 1;
    const units = Math.min(...rest.map((leg) => Math.floor(Math.abs(leg.holding.quantity) / ratioOf(leg))));
    if (units === 0) break;
    const part = (leg: HeldLeg): number => Math.sign(leg.holding.quantity) * ratioOf(leg) * units;
    packages.push({ legs: rest, closed: oppositeOf(rest.map((leg) => ({ symbol: leg.holding.symbol, quantity: part(leg) }))) });
    rest = rest
      .map((leg) => ({ ...leg, holding: { ...leg.holding, quantity: leg.holding.quantity - part(leg) } }))
      .filter(({ holding }) => holding.quantity !== 0);
  }
  return { packages, rest };
}

/** Greatest loss at expiry from what was paid; null where it has no bound. */
function worstCaseOf(holdings: readonly Holding[]): Money | null {
  const legs = holdings.map(({ symbol, quantity }) => ({ instrument: parseSymbol(symbol), quantity }));
  return payoffProfile(legs, add(...holdings.map(({ costBasis }) => costBasis))).maximumLoss;
}

function compareWorst(left: Money | null, right: Money | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return right - left;
}

/** Packages work several at once, each of the rest after the other; a step that is not quoted counts for nothing. */
function secondsOf(steps: readonly FlattenStep[], ladderSeconds: number): number {
  const open = steps.filter(({ state }) => state !== 'done' && state !== 'left');
  const packages = open.filter(({ kind }) => kind === 'package').map(({ ladder }) => ladder.length);
  let rungs = 0;
  for (let first = 0; first < packages.length; first += AT_ONCE) rungs += Math.max(...packages.slice(first, first + AT_ONCE));
  for (const { kind, ladder } of open) if (kind !== 'package') rungs += ladder.length;
  return rungs * ladderSeconds;
}

/** "SPY 640 call", "SPY shares". */
export function contractName(symbol: InstrumentSymbol): string {
  const instrument = parseSymbol(symbol);
  if (instrument.kind === 'shares') return `${instrument.underlying} shares`;
  return `${instrument.underlying} ${toDollars(instrument.strike)} ${instrument.right}`;
}

function nameOf(legs: readonly HeldLeg[]): string {
  return legs.map(({ holding }) => contractName(holding.symbol)).join(' and the ');
}

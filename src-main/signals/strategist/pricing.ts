import { symbolOf, type InstrumentSymbol, type OptionContract, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { estimateFees, type FeeSchedule } from '../../../src-core/ledger/fees.ts';
import { isUsable, type Quote, type QuoteSource } from '../../../src-core/market/quote.ts';
import { add, CENT, fromDollars, type Money, money, subtract, times, toDollars, ZERO } from '../../../src-core/money.ts';
import { crossingFraction, expectedNet, packageQuote, signOf } from '../../../src-core/orders/net-price.ts';
import type { OrderLeg, Side } from '../../../src-core/orders/order.ts';
import type { Candidate } from '../../../src-core/signals/candidate.ts';
import type { BassLattice } from '../../../src-core/strategies/bass-lattice.ts';
import { breakEvenTouch } from '../../../src-core/strategies/break-even-touch.ts';
import { exitPlan, type ExitPlan } from '../../../src-core/strategies/exit-plan.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { holdingGreeks, sumGreeks } from '../../../src-core/strategies/holding-greeks.ts';
import { payoffProfile } from '../../../src-core/strategies/payoff.ts';
import { expiryOutlook } from '../../../src-core/strategies/probability.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import type { Blueprint } from './blueprint.ts';
import { breakEvenTilt, type Lean } from './break-even-tilt.ts';
import { refusalOf } from './refusal.ts';
import { exitFamilyOf, type StrategistRules } from './rules.ts';

/** What blueprints of one chain are priced by. */
export interface PricingTerms {
  readonly underlying: Underlying;
  readonly expiry: IsoDate;
  readonly quotes: QuoteSource;
  readonly lattice: BassLattice;
  readonly lean: Lean;
  /** Where the underlying stands by the options' own quotes, dollars. */
  readonly spot: number;
  /** Bars that close before the reference. */
  readonly looks: number;
  readonly fees: FeeSchedule;
  readonly rules: StrategistRules;
}

/** Option contracts are of so many shares. */
const SHARES = 100;

export interface PricedCandidate {
  readonly candidate: Candidate;
  /** How wrong the market must be in the way of the evidence for it to break even, as {@link breakEvenTilt} has it. */
  readonly tilt: number;
}

/** One package at its natural price with all its figures; null where a leg has no usable quote, or it could lose without bound. */
export function priceCandidate({ structure, legs: wanted, selection, gainsBeyond }: Blueprint, terms: PricingTerms): PricedCandidate | null {
  const { underlying, expiry, quotes, lattice, lean, spot, looks, fees, rules } = terms;
  const legs: OrderLeg[] = [];
  const holdings: Holding[] = [];
  const shown = new Map<InstrumentSymbol, Quote | null>();
  for (const { right, strike, side, ratio } of wanted) {
    const instrument: OptionContract = { kind: 'option', underlying, expiry, right, strike: fromDollars(strike) };
    const symbol = symbolOf(instrument);
    legs.push({ symbol, side, ratio });
    holdings.push({ instrument, quantity: signOf(side) * ratio });
    shown.set(symbol, quotes.quote(symbol));
  }
  const quoteOf = (symbol: InstrumentSymbol): Quote | null => shown.get(symbol) ?? null;
  const { quote } = packageQuote(legs, quoteOf);
  if (quote === null) return null;
  const { natural, mid, halfSpread } = quote;
  const expected = expectedNet(quote, crossingFraction(legs.length));
  const entryFees = feesOf(fees, legs, quoteOf);
  const exitFees = feesOf(fees, legs.map(({ symbol, side, ratio }) => ({ symbol, side: opposite(side), ratio })), quoteOf);
  const netCost = add(times(natural, SHARES), entryFees);
  const profile = payoffProfile(holdings, netCost);
  const { maximumGain, maximumLoss } = profile;
  if (maximumLoss === null) return null;

  const family = exitFamilyOf(structure);
  const base: Candidate['base'] = family === 'debit' ? { kind: 'debit', amount: times(natural, SHARES) } : { kind: 'maximum_loss', amount: maximumLoss };
  const exit = rules.exits[family];
  const scale = exit.of === 'debit' ? times(natural, SHARES) : (maximumGain ?? ZERO);
  const exitCost = add(times(halfSpread, SHARES), exitFees);
  const target = level(exit.target * scale, maximumGain === null ? null : subtract(maximumGain, exitCost), rules.mostOfMaximum, base.amount);
  const stop = level(exit.stop * scale, maximumLoss, rules.mostOfMaximum, base.amount);
  const plan = exitPlan({ holdings, netCost, exitCost, target: target.amount, stop: stop.amount, looks }, lattice);
  const outlook = expiryOutlook(holdings, netCost, lattice.distribution);
  const priced = {
    structure,
    legs,
    selection,
    quotes: legs.map(({ symbol }) => legQuote(symbol, quoteOf(symbol))),
    natural,
    mid,
    expected,
    fees: { entry: entryFees, exit: exitFees },
    maximumGain,
    maximumLoss,
    breakEvens: [...profile.breakEvens],
    base,
    target,
    stop,
    atExpiry: {
      profit: outlook.profitProbability,
      touch: breakEvenTouch(lattice.distribution, spot, profile.breakEvens),
      expected: outlook.expectedResult,
      // With the fees of the natural price: where a commission has tiers, a leg may be charged 0.15 otherwise at another.
      expectedAtExpectedFill: outlook.expectedResult + toDollars(times(money(natural - expected), SHARES)),
    },
    plan: { ...plan },
    greeks: sumGreeks(legs.map(({ symbol, side, ratio }) => holdingGreeks({ symbol, quantity: signOf(side) * ratio }, quoteOf))),
    edgeNeeded: { dollars: Math.max(0, -plan.expected), probability: missingProbability(plan) },
  };
  const tilt = breakEvenTilt(holdings, priced.edgeNeeded.dollars, lattice.distribution, lean);
  const measures = { size: quote.size, widest: widestWing(wanted), spread: subtract(natural, quote.opposite), exitCost, gainsBeyond, tilt, outlook: lean.outlook };
  return { candidate: { ...priced, refusal: refusalOf(priced, measures, rules) }, tilt };
}

/** Of one package, each leg at its own natural price. */
function feesOf(schedule: FeeSchedule, legs: readonly OrderLeg[], quoteOf: (symbol: InstrumentSymbol) => Quote | null): Money {
  const lines = estimateFees(schedule, legs, 1, ({ symbol, side }) => {
    const quote = quoteOf(symbol);
    return (side === 'buy' ? quote?.ask : quote?.bid) ?? ZERO;
  });
  return add(...lines.map(({ amount }) => amount));
}

function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

/** An amount of a target or stop in whole cents, at least one, within its part of the most that can be; and as share of the base. */
function level(wanted: number, most: Money | null, part: number, base: Money): { ratio: number; amount: Money } {
  const bounded = most === null ? wanted : Math.min(wanted, part * most);
  const amount = times(CENT, Math.max(1, Math.floor(bounded / CENT)));
  return { ratio: base > 0 ? amount / base : 0, amount };
}

/** By which the plan's probability of a profit falls short of the one that breaks even with its mean gain and loss. */
function missingProbability({ profit, meanGain, meanLoss }: ExitPlan): number | null {
  if (meanGain === null || meanLoss === null || !(meanGain > meanLoss)) return null;
  return Math.max(0, -meanLoss / (meanGain - meanLoss) - profit);
}

/** Of strikes of one right next to each other, dollars. */
function widestWing(legs: Blueprint['legs']): number {
  let widest = 0;
  for (const right of ['put', 'call'] as const) {
    const strikes = legs.filter((leg) => leg.right === right).map(({ strike }) => strike);
    for (const [i, strike] of strikes.entries()) widest = Math.max(widest, strike - (strikes[i - 1] ?? strike));
  }
  return widest;
}

function legQuote(symbol: InstrumentSymbol, quote: Quote | null): Candidate['quotes'][number] {
  if (!isUsable(quote)) throw new RangeError(`${symbol} has no usable quote to be priced from`);
  const { bid, ask, bidSize, askSize, iv, delta, time } = quote;
  return { symbol, bid, ask, bidSize: figure(bidSize), askSize: figure(askSize), iv: figure(iv), delta: figure(delta), time };
}

function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

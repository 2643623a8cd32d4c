import { multiplier, parseSymbol } from '../../src-core/instruments/instrument.ts';
import { estimateFees, type FeeSchedule } from '../../src-core/ledger/fees.ts';
import { isUsable, type Quote, type QuoteSource } from '../../src-core/market/quote.ts';
import { add, type Money, negate, subtract, times, toDollars, ZERO } from '../../src-core/money.ts';
import { crossingFraction, expectedNet, packageQuote, signOf } from '../../src-core/orders/net-price.ts';
import type { OrderLeg } from '../../src-core/orders/order.ts';
import type { Candidate } from '../../src-core/signals/candidate.ts';
import { afterSignalEvent } from '../../src-core/signals/life-cycle.ts';
import type { SettledSignal, Settlement, SignalRecord } from '../../src-core/signals/signal.ts';
import { payoff } from '../../src-core/strategies/payoff.ts';
import type { EpochMs } from '../../src-core/time.ts';
import { recommendedOf } from './signal-views.ts';

/** What one package came to, dollars after all fees: entered and closed at natural prices, and at the prices fills are expected at. */
export interface PackageResult {
  readonly result: Money;
  readonly expectedResult: Money;
}

type Entered = Pick<Candidate, 'legs' | 'natural' | 'expected' | 'fees'>;

/**
 * Of a package that would be closed now. A bought leg that nobody bids for is left to lapse, and counts nothing; null where
 * another leg has no usable quote, or nothing is left to close: then nothing can be said of it.
 */
export function resultIfClosed(entered: Entered, quotes: QuoteSource, fees: FeeSchedule): PackageResult | null {
  const legs = entered.legs.filter(({ symbol, side }) => side === 'sell' || !hasNoBidder(quotes.quote(symbol))).map(closing);
  if (legs.length === 0) return null;
  const { quote } = packageQuote(legs, (symbol) => quotes.quote(symbol));
  if (quote === null) return null;
  const lines = estimateFees(fees, legs, 1, ({ symbol, side }) => {
    const shown = quotes.quote(symbol);
    return isUsable(shown) ? (side === 'buy' ? shown.ask : shown.bid) : ZERO;
  });
  const exitFees = add(...lines.map(({ amount }) => amount));
  const ended = (net: Money): Money => subtract(dollars(negate(net), legs), exitFees);
  return results(entered, ended(quote.natural), ended(expectedNet(quote, crossingFraction(legs.length))));
}

/** Of a package that is kept until its options are worth what the reference price makes them: expiry costs no fees. */
export function resultAtReference(entered: Entered, price: Money): PackageResult {
  const holdings = entered.legs.map(({ symbol, side, ratio }) => ({ instrument: parseSymbol(symbol), quantity: signOf(side) * ratio }));
  const worth = payoff(holdings, price);
  return results(entered, worth, worth);
}

/** Where a result ends the plan at a bar's close; the target comes first. */
export function exitOf({ target, stop }: Pick<Candidate, 'target' | 'stop'>, result: Money): 'target' | 'stop' | null {
  if (result >= target.amount) return 'target';
  return result <= negate(stop.amount) ? 'stop' : null;
}

export function settled(exit: 'target' | 'stop' | 'expiry', { result, expectedResult }: PackageResult, at: EpochMs): Settlement {
  return { exit, at, result, expectedResult, won: result > 0, reason: null };
}

export function unsettled(reason: string, at: EpochMs): Settlement {
  return { exit: 'unsettled', at, result: null, expectedResult: null, won: null, reason };
}

/** The settled record; one that was active has ended with it, for that reason. */
export function ended(record: SignalRecord, settlement: Settlement, reason: string, now: EpochMs): SignalRecord {
  return { ...(afterSignalEvent(record, { type: 'gone', reason }, now) ?? record), settlement };
}

/** What the calibration learns from a record; null before it is settled, and where it could not be. */
export function settledSignal({ signal, fate, settlement }: SignalRecord): SettledSignal | null {
  if (settlement === null || settlement.result === null || settlement.expectedResult === null || settlement.won === null) return null;
  const { id, date, underlying, detector, title, type, generatedAt, hour, regime, confidence } = signal;
  return {
    id,
    date,
    underlying,
    detector,
    title,
    type,
    generatedAt,
    hour,
    regime,
    implied: confidence.implied,
    confidence: confidence.probability,
    calibrated: confidence.state === 'calibrated',
    fate,
    exit: settlement.exit,
    won: settlement.won,
    result: toDollars(settlement.result),
    expectedResult: toDollars(settlement.expectedResult),
    maximumLoss: toDollars(recommendedOf(signal).maximumLoss),
  };
}

function hasNoBidder(quote: Quote | null): boolean {
  return quote !== null && quote.status === 'one_sided' && quote.bid === null && quote.ask !== null;
}

function closing(leg: OrderLeg): OrderLeg {
  return { ...leg, side: leg.side === 'buy' ? 'sell' : 'buy' };
}

/** `natural` and `expected`: what the end of the package brought by either kind of price, its fees paid. */
function results(entered: Entered, natural: Money, expected: Money): PackageResult {
  const paid = (net: Money): Money => add(dollars(net, entered.legs), entered.fees.entry);
  return { result: subtract(natural, paid(entered.natural)), expectedResult: subtract(expected, paid(entered.expected)) };
}

/** A net per share in dollars for one package. */
function dollars(net: Money, legs: readonly OrderLeg[]): Money {
  const [leg] = legs;
  return leg === undefined ? ZERO : times(net, multiplier(parseSymbol(leg.symbol)));
}

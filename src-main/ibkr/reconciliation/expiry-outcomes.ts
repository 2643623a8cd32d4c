import { sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import type { Difference } from '../../../src-core/contract/broker.ts';
import { type InstrumentSymbol, type OptionContract, parseSymbol, symbolOf, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Book } from '../../../src-core/ledger/book.ts';
import { exerciseCash, type ExpiryOutcome, isExercised, sharesOf } from '../../../src-core/ledger/expiry.ts';
import { add, CENT, formatMoney, type Money, subtract, ZERO } from '../../../src-core/money.ts';
import { type EpochMs, type IsoDate, SECOND } from '../../../src-core/time.ts';
import { instrumentText } from '../orders/resting-orders.ts';
import { type BrokerUnits, type Finding, unitsText } from './findings.ts';
import { differenceBy } from './rules.ts';

export interface ExpiryFacts {
  readonly book: Pick<Book, 'holdings' | 'quantityOf'>;
  readonly broker: BrokerUnits;
  /** Units that the broker is known to have more, whatever expires. */
  readonly standingUnits: (symbol: InstrumentSymbol) => number;
  /** Dollars that the broker has more than the books, without those it is known to have more; null where its cash is not known. */
  readonly cashDelta: Money | null;
  /** By which options of a date are exercised by themselves; null where it is not known. */
  readonly referenceOf: (underlying: Underlying, date: IsoDate) => Money | null;
  /** Machine time of the records, and its date in New York. */
  readonly now: EpochMs;
  readonly today: IsoDate;
}

export interface ExpiryFindings {
  readonly findings: readonly Finding[];
  /** Instruments whose positions are not compared: what became of them is open. */
  readonly unsettled: ReadonlySet<InstrumentSymbol>;
}

interface Gone {
  readonly symbol: InstrumentSymbol;
  readonly option: OptionContract;
  /** Signed contracts in the books, over all trades. */
  readonly net: number;
  readonly reference: Money | null;
}

/** Contracts exercised of each option that is gone, in their order. */
type Outcome = readonly number[];

/** Ways to be tried where contracts may be exercised in part; beyond it each option is exercised whole or not at all. */
const MOST_WAYS = 20_000;

/** What became of the options in the books that have expired, as far as the broker's shares and cash say. */
export function expiryFindings(facts: ExpiryFacts): ExpiryFindings {
  const { book, broker, now, today } = facts;
  const expired = new Map<InstrumentSymbol, OptionContract>();
  for (const { symbol } of book.holdings()) {
    const option = parseSymbol(symbol);
    if (option.kind === 'option' && isOver(option.expiry, now, today)) expired.set(symbol, option);
  }
  const findings: Finding[] = [];
  const unsettled = new Set<InstrumentSymbol>();
  const gone = new Map<Underlying, Gone[]>();
  for (const [symbol, option] of expired) {
    const there = broker.get(symbol)?.units ?? 0;
    if (there === 0) {
      const found: Gone = { symbol, option, net: book.quantityOf(symbol), reference: facts.referenceOf(option.underlying, option.expiry) };
      gone.set(option.underlying, [...(gone.get(option.underlying) ?? []), found]);
      continue;
    }
    unsettled.add(symbol);
    findings.push({ difference: differenceOf('expiry_waits', { symbol, books: unitsText(book.quantityOf(symbol)), broker: unitsText(there), explanation: 'It has expired, and is among the broker’s positions still.' }), remedy: null });
  }
  let cashLeft = facts.cashDelta;
  const groups = [...gone].map(([underlying, options]) => ({ underlying, options, ways: waysOf(options, shareDelta(facts, underlying)) }));
  for (const { options, ways } of groups) if (ways.length === 1 && ways[0] !== undefined && cashLeft !== null) cashLeft = subtract(cashLeft, cashOf(options, ways[0]));
  const isAlone = groups.filter(({ ways }) => ways.length !== 1).length <= 1;
  for (const { underlying, options, ways } of groups) {
    const chosen = choose(options, ways, isAlone ? cashLeft : null);
    const isEarly = chosen !== null && options.some(({ option, reference, net }, index) => option.expiry === today && reference !== null && chosen[index] !== expected(option, reference, net));
    if (chosen === null || isEarly) for (const symbol of [...options.map(({ symbol }) => symbol), sharesSymbol(underlying)]) unsettled.add(symbol);
    options.forEach((option, index) => findings.push(findingOf(facts, option, isEarly ? null : (chosen?.[index] ?? null), shareDelta(facts, underlying), isEarly)));
  }
  return { findings, unsettled };
}

function isOver(expiry: IsoDate, now: EpochMs, today: IsoDate): boolean {
  if (expiry !== today) return expiry < today;
  return now > (sessionOn(expiry)?.lastTrade ?? Number.POSITIVE_INFINITY) + SECOND;
}

/** Shares that came (or, negative, went) at the broker and are not in the books. */
function shareDelta({ book, broker, standingUnits }: ExpiryFacts, underlying: Underlying): number {
  const shares = sharesSymbol(underlying);
  return (broker.get(shares)?.units ?? 0) - book.quantityOf(shares) - standingUnits(shares);
}

/** Every way in which contracts were exercised or assigned that gives these shares. */
function waysOf(options: readonly Gone[], shares: number): readonly Outcome[] {
  const all = options.reduce((product, { net }) => product * (Math.abs(net) + 1), 1);
  const ways: Outcome[] = [];
  const walk = (index: number, left: number, taken: readonly number[]): void => {
    if (ways.length > MOST_WAYS) return;
    const option = options[index];
    if (option === undefined) {
      if (left === 0) ways.push(taken);
      return;
    }
    const most = Math.abs(option.net);
    const counts = all <= MOST_WAYS ? Array.from({ length: most + 1 }, (_, count) => count) : most === 0 ? [0] : [0, most];
    for (const count of counts) walk(index + 1, left - sharesOf(option.option, Math.sign(option.net) * count), [...taken, count]);
  };
  walk(0, shares, []);
  return ways;
}

/** The way that the reference prices, the shares and the cash agree on; null where they do not. */
function choose(options: readonly Gone[], ways: readonly Outcome[], cash: Money | null): Outcome | null {
  const byReference = referenceOutcome(options);
  const reference = byReference === null ? undefined : ways.find((way) => way.every((count, index) => count === byReference[index]));
  const paid = cash === null ? [] : ways.filter((way) => Math.abs(subtract(cashOf(options, way), cash)) <= CENT);
  const [onlyPaid] = paid;
  if (paid.length === 1 && onlyPaid !== undefined) return onlyPaid;
  if (reference !== undefined) return reference;
  return ways.length === 1 ? (ways[0] ?? null) : null;
}

function referenceOutcome(options: readonly Gone[]): Outcome | null {
  const counts = options.map(({ option, net, reference }) => (reference === null ? null : expected(option, reference, net)));
  return counts.every((count) => count !== null) ? counts : null;
}

function expected(option: OptionContract, reference: Money, net: number): number {
  return isExercised(option, reference) ? Math.abs(net) : 0;
}

function cashOf(options: readonly Gone[], way: Outcome): Money {
  return options.reduce((sum, { option, net }, index) => add(sum, exerciseCash(option, Math.sign(net) * (way[index] ?? 0))), ZERO);
}

function findingOf(facts: ExpiryFacts, gone: Gone, exercised: number | null, shares: number, isEarly: boolean): Finding {
  const { book } = facts;
  const { symbol, option, net, reference } = gone;
  const said = { symbol, books: unitsText(net), broker: `nothing; ${shares === 0 ? 'no shares came or went' : `${Math.abs(shares)} shares ${shares > 0 ? 'came' : 'went'}`}` };
  const at = reference === null ? 'no reference price is known' : `the reference price is ${formatMoney(reference)}`;
  if (exercised === null) {
    if (isEarly) return { difference: differenceOf('expiry_waits', { ...said, explanation: `It is gone on the day it expired, and the shares say otherwise than its reference price: ${at}.` }), remedy: null };
    const count = reference === null ? 0 : expected(option, reference, net);
    return {
      difference: differenceOf('expiry_unclear', { ...said, explanation: `The shares and the cash do not say which of the options that expired were exercised or assigned: ${at}.` }),
      remedy: { kind: 'expiry', expiry: option.expiry, outcomes: outcomesOf(book, gone, count) },
    };
  }
  const word = net > 0 ? 'exercised' : 'assigned';
  const became = exercised === 0 ? 'lapsed' : exercised === Math.abs(net) ? `was ${word}` : `was ${word} on ${exercised} of ${Math.abs(net)} contracts, and lapsed on the rest`;
  return {
    difference: differenceOf('expiry_settled', { ...said, explanation: `It ${became}: ${at}.` }),
    remedy: { kind: 'expiry', expiry: option.expiry, outcomes: outcomesOf(book, gone, exercised) },
  };
}

/** What became of each trade's contracts. Those that trades hold against each other never were at the broker: they go by the reference price. */
function outcomesOf(book: Pick<Book, 'holdings'>, { symbol, option, net, reference }: Gone, exercised: number): readonly ExpiryOutcome[] {
  const holdings = book.holdings().filter((holding) => holding.symbol === symbol);
  const isInside = reference !== null && isExercised(option, reference);
  const sign = net === 0 ? 1 : Math.sign(net);
  const against = holdings.reduce((sum, { quantity }) => sum + (Math.sign(quantity) === sign ? 0 : Math.abs(quantity)), 0);
  let left = exercised + (isInside ? against : 0);
  return holdings.map(({ tradeId, quantity }) => {
    const count = Math.sign(quantity) === sign ? Math.min(left, Math.abs(quantity)) : isInside ? Math.abs(quantity) : 0;
    if (Math.sign(quantity) === sign) left -= count;
    return { tradeId, symbol, exercised: count, reference };
  });
}

function differenceOf(rule: 'expiry_settled' | 'expiry_waits' | 'expiry_unclear', { symbol, ...rest }: { readonly symbol: InstrumentSymbol } & Pick<Difference, 'books' | 'broker' | 'explanation'>): Difference {
  return differenceBy(rule, { id: `expiry:${symbol}`, subject: instrumentText(symbol), ...rest });
}

function sharesSymbol(underlying: Underlying): InstrumentSymbol {
  return symbolOf({ kind: 'shares', underlying });
}

import type { PackageView } from '../../../src-core/contract/schemas.ts';
import type { JournalRow } from '../../../src-core/contract/journal.ts';
import { multiplier, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { add, fromDollars, type Money, negate, toDollars } from '../../../src-core/money.ts';
import { payoffProfile } from '../../../src-core/strategies/payoff.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { formatSignedDollars } from '../../design/format.ts';

/** A moment of a trade on the time axis. */
export interface TradeMark {
  readonly tradeId: string;
  readonly time: EpochMs;
  readonly kind: 'entry' | 'exit';
  /** "iron condor ×2", "+$58.00". */
  readonly text: string;
  /** Of the trade; null at an entry. */
  readonly result: Money | null;
}

/** A price that matters to something held. */
export interface PriceLevel {
  readonly kind: 'strike' | 'break-even';
  /** Dollars. */
  readonly price: number;
  /** "−2 P 598", "break-even". */
  readonly text: string;
}

type Traded = Pick<JournalRow, 'tradeId' | 'strategy' | 'openedAt' | 'closedAt' | 'quantity' | 'net' | 'status'>;

/** Where trades were opened and ended. One that never held anything has no mark. */
export function tradeMarks(trades: readonly Traded[]): readonly TradeMark[] {
  return trades.flatMap(({ tradeId, strategy, openedAt, closedAt, quantity, net, status }): TradeMark[] => {
    if (status === 'pending' || status === 'cancelled' || status === 'rejected' || status === 'expired') return [];
    const entry: TradeMark = { tradeId, time: openedAt, kind: 'entry', text: quantity > 1 ? `${strategy} ×${quantity}` : strategy, result: null };
    return closedAt === null ? [entry] : [entry, { tradeId, time: closedAt, kind: 'exit', text: formatSignedDollars(net), result: net }];
  });
}

/** The packages of the session as {@link tradeMarks} takes them. */
export function tradedOf(packages: readonly PackageView[]): readonly Traded[] {
  return packages.map(({ tradeId, strategy, openedAt, closedAt, quantity, profit, realised, commission, fees, status }) => ({
    tradeId,
    strategy,
    openedAt,
    closedAt,
    quantity,
    net: profit.expected ?? add(realised, negate(add(commission, fees))),
    status,
  }));
}

/** The strikes of what is held, each once, and the prices at which each trade ends with nothing won or lost, costs included. */
export function priceLevels(packages: readonly PackageView[]): readonly PriceLevel[] {
  return [...strikeLevels(packages), ...packages.flatMap(breakEvenLevels)];
}

function strikeLevels(packages: readonly PackageView[]): readonly PriceLevel[] {
  const held = new Map<string, { readonly strike: Money; readonly right: string; quantity: number }>();
  for (const { symbol, quantity } of packages.flatMap(({ legs }) => legs)) {
    const instrument = parseSymbol(symbol);
    if (instrument.kind !== 'option') continue;
    const before = held.get(symbol);
    if (before === undefined) held.set(symbol, { strike: instrument.strike, right: instrument.right, quantity });
    else before.quantity += quantity;
  }
  const levels = Map.groupBy(
    [...held.values()].filter(({ quantity }) => quantity !== 0),
    ({ strike }) => strike,
  );
  return [...levels].map(([strike, legs]) => ({
    kind: 'strike',
    price: toDollars(strike),
    text: legs.map(({ quantity, right }) => `${quantity > 0 ? '+' : '−'}${Math.abs(quantity)} ${right === 'call' ? 'C' : 'P'}`).join(' '),
  }));
}

function breakEvenLevels({ legs, realised, commission, fees, strategy }: PackageView): readonly PriceLevel[] {
  if (legs.length === 0) return [];
  const holdings = legs.map(({ symbol, quantity }) => ({ instrument: parseSymbol(symbol), quantity }));
  const paid = legs.reduce((sum, { symbol, quantity, averagePrice }) => sum + averagePrice * quantity * multiplier(parseSymbol(symbol)), 0);
  const { breakEvens } = payoffProfile(holdings, add(fromDollars(paid), commission, fees, negate(realised)));
  return breakEvens.map((price) => ({ kind: 'break-even', price, text: `${strategy} break-even` }));
}

import { type InstrumentSymbol, multiplier, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { movedOn } from '../../../src-core/ledger/book.ts';
import type { LedgerTransaction } from '../../../src-core/ledger/transaction.ts';
import { add, type Money, negate, times, ZERO } from '../../../src-core/money.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { JournalRow } from '../../../src-core/contract/journal.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import type { ExportedFill } from '../journal-records.ts';
import type { Column } from './table.ts';

/**
 * One leg of a fill, or one instrument that a booking moved. What is of the whole fill (its costs) is on its first row, so
 * that sums over all rows are those of the ledger.
 */
export interface FillRow {
  readonly account: string;
  readonly trade: Pick<JournalRow, 'tradeId' | 'underlying' | 'strategy' | 'source' | 'openedAt'>;
  readonly orderId: string | null;
  readonly fillId: string;
  readonly kind: LedgerTransaction['cause'];
  readonly time: EpochMs;
  readonly effect: 'open' | 'close' | null;
  readonly packages: number | null;
  /** From 1. */
  readonly leg: number;
  /** null where a booking moved money alone. */
  readonly symbol: InstrumentSymbol | null;
  /** Signed. */
  readonly units: number | null;
  readonly price: Money | null;
  /** Received, before commission and fees. */
  readonly cash: Money;
  readonly commission: Money;
  readonly fees: Money;
  readonly net: Money | null;
  readonly mid: Money | null;
  readonly natural: Money | null;
  readonly reason: string | null;
}

export const FILL_COLUMNS: readonly Column<FillRow>[] = [
  { name: 'account', kind: 'text', of: ({ account }) => account },
  { name: 'trade_id', kind: 'text', of: ({ trade }) => trade.tradeId },
  { name: 'opened', kind: 'moment', of: ({ trade }) => trade.openedAt },
  { name: 'order_id', kind: 'text', of: ({ orderId }) => orderId },
  { name: 'fill_id', kind: 'text', of: ({ fillId }) => fillId },
  { name: 'kind', kind: 'text', of: ({ kind }) => kind },
  { name: 'time', kind: 'moment', of: ({ time }) => time },
  { name: 'underlying', kind: 'text', of: ({ trade }) => trade.underlying },
  { name: 'strategy', kind: 'text', of: ({ trade }) => trade.strategy },
  { name: 'source', kind: 'text', of: ({ trade }) => trade.source },
  { name: 'effect', kind: 'text', of: ({ effect }) => effect },
  { name: 'packages', kind: 'count', of: ({ packages }) => packages },
  { name: 'leg', kind: 'count', of: ({ leg }) => leg },
  { name: 'symbol', kind: 'text', of: ({ symbol }) => symbol },
  { name: 'right', kind: 'text', of: (row) => ofOption(row, ({ right }) => right) },
  { name: 'strike', kind: 'money', of: (row) => ofOption(row, ({ strike }) => strike) },
  { name: 'expiry', kind: 'date', of: (row) => ofOption(row, ({ expiry }): IsoDate => expiry) },
  { name: 'side', kind: 'text', of: ({ units }) => (units === null ? null : units > 0 ? 'buy' : 'sell') },
  { name: 'quantity', kind: 'count', of: ({ units }) => (units === null ? null : Math.abs(units)) },
  { name: 'price', kind: 'money', of: ({ price }) => price },
  { name: 'cash', kind: 'money', of: ({ cash }) => cash },
  { name: 'commission', kind: 'money', of: ({ commission }) => commission },
  { name: 'fees', kind: 'money', of: ({ fees }) => fees },
  { name: 'net', kind: 'money', of: ({ net }) => net },
  { name: 'mid', kind: 'money', of: ({ mid }) => mid },
  { name: 'natural', kind: 'money', of: ({ natural }) => natural },
  { name: 'reason', kind: 'text', of: ({ reason }) => reason },
];

function ofOption<Value>({ symbol }: FillRow, of: (option: Extract<ReturnType<typeof parseSymbol>, { readonly kind: 'option' }>) => Value): Value | null {
  const instrument = symbol === null ? null : parseSymbol(symbol);
  return instrument?.kind === 'option' ? of(instrument) : null;
}

/** The rows of some packages, by time; `transactions` are everything booked of them. */
export function fillRows(
  account: string,
  trades: ReadonlyMap<string, FillRow['trade']>,
  fills: readonly ExportedFill[],
  transactions: readonly LedgerTransaction[],
): readonly FillRow[] {
  const fillOf = new Map(fills.map((fill) => [`fill:${fill.id}`, fill]));
  const groups = transactions.flatMap((transaction): { readonly time: EpochMs; readonly rows: readonly FillRow[] }[] => {
    const trade = transaction.tradeId === undefined ? undefined : trades.get(transaction.tradeId);
    if (trade === undefined) return [];
    const fill = fillOf.get(transaction.id);
    return [{ time: transaction.time, rows: fill === undefined ? bookingRows(account, trade, transaction) : rowsOfFill(account, trade, fill, transaction) }];
  });
  // In the order in which they were booked where times are the same.
  return groups.sort((left, right) => left.time - right.time).flatMap(({ rows }) => rows);
}

function rowsOfFill(account: string, trade: FillRow['trade'], fill: ExportedFill, booked: LedgerTransaction): readonly FillRow[] {
  return fill.legs.map(({ symbol, side, quantity, price }, place) => ({
    account,
    trade,
    orderId: fill.orderId,
    fillId: fill.id,
    kind: 'fill',
    time: fill.time,
    effect: fill.closing ? 'close' : 'open',
    packages: fill.packages,
    leg: place + 1,
    symbol,
    units: signOf(side) * quantity,
    price,
    cash: negate(times(price, signOf(side) * quantity * multiplier(parseSymbol(symbol)))),
    ...costsOn(place, booked),
    net: fill.net,
    mid: fill.quoted?.mid ?? null,
    natural: fill.quoted?.natural ?? null,
    reason: null,
  }));
}

/** Exercise, assignment, lapse, and what was booked late: an instrument a row, the money that moved on the last. */
function bookingRows(account: string, trade: FillRow['trade'], booked: LedgerTransaction): readonly FillRow[] {
  const moved = new Map<InstrumentSymbol, { units: number; price: Money | null }>();
  for (const { symbol, quantity = 0, price = null } of booked.entries) {
    if (symbol === undefined) continue;
    const known = moved.get(symbol);
    moved.set(symbol, { units: (known?.units ?? 0) + quantity, price });
  }
  const { commission, fees } = costsOn(0, booked);
  // What was taken over came without cash: it is told as bought at its cost.
  const cash = add(movedOn(booked, 'cash'), movedOn(booked, 'capital'), commission, fees);
  const legs = moved.size === 0 ? [[null, { units: null, price: null }] as const] : [...moved];
  return legs.map(([symbol, { units, price }], place) => ({
    account,
    trade,
    orderId: null,
    fillId: booked.id,
    kind: booked.cause,
    time: booked.time,
    effect: null,
    packages: null,
    leg: place + 1,
    symbol,
    units,
    price,
    cash: place === legs.length - 1 ? cash : ZERO,
    ...costsOn(place, booked),
    net: null,
    mid: null,
    natural: null,
    reason: booked.reason ?? null,
  }));
}

function costsOn(place: number, booked: LedgerTransaction): { readonly commission: Money; readonly fees: Money } {
  return place === 0 ? { commission: movedOn(booked, 'commission'), fees: movedOn(booked, 'fees') } : { commission: ZERO, fees: ZERO };
}

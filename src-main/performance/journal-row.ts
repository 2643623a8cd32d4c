import { dateInNewYork } from '../../src-core/calendar/exchange-calendar.ts';
import type { JournalRow } from '../../src-core/contract/journal.ts';
import { multiplier, parseSymbol } from '../../src-core/instruments/instrument.ts';
import { add, type Money, subtract, toDollars } from '../../src-core/money.ts';
import type { OrderLeg } from '../../src-core/orders/order.ts';
import type { TradeResult } from '../../src-core/performance/trade-result.ts';
import type { IsoDate } from '../../src-core/time.ts';
import type { TradeWords } from './journal-records.ts';
import type { KeptTrade } from './performance-journal.ts';
import { riskOf, tradeResultOf } from './trade-results.ts';

/** A trade in the journal, ready to be looked for. */
export interface JournalLine {
  readonly row: JournalRow;
  readonly openedOn: IsoDate;
  /** pending or open, or shares of it are held still. */
  readonly isOpen: boolean;
  /** Filled, and nothing is held of it any more. */
  readonly isOver: boolean;
  /** As statistics see it; of one that is not over as it stands. */
  readonly result: TradeResult;
  /** What a text is looked for in, in small letters. */
  readonly words: string;
}

export function journalLine(accountId: string, kept: KeptTrade, words: Pick<TradeWords, 'notes' | 'tags' | 'importId'>): JournalLine {
  const { trade, circumstances, signalType } = kept;
  const { id, underlying, strategy, legs, source, status, openedAt, openedQuantity, closedQuantity, realised, commission, fees } = trade;
  const over = tradeResultOf({ ...kept, tags: words.tags });
  const net = subtract(realised, add(commission, fees));
  const row: JournalRow = {
    tradeId: id,
    accountId,
    underlying,
    strategy,
    legs: [...legs],
    source,
    signalId: trade.signalId ?? null,
    signalType,
    status,
    openedAt,
    closedAt: over?.closedAt ?? trade.closedAt ?? null,
    quantity: openedQuantity,
    entry: perShare(trade.openCost, openedQuantity, legs),
    // While shares are held, what they were taken for is no price of the package.
    exit: kept.holds ? null : perShare(trade.closeCost, closedQuantity, legs),
    realised,
    commission,
    fees,
    net,
    netAtMid: over?.netAtMid ?? null,
    netAtNatural: over?.netAtNatural ?? null,
    risk: over?.risk ?? (openedQuantity > 0 ? riskOf(trade, kept.openingCosts) : null),
    best: circumstances?.best ?? null,
    worst: circumstances?.worst ?? null,
    vix: circumstances?.vix ?? null,
    regime: circumstances?.regime ?? null,
    tags: [...words.tags],
    notes: words.notes,
    importId: words.importId,
  };
  return {
    row,
    openedOn: dateInNewYork(openedAt),
    isOpen: status === 'pending' || status === 'open' || kept.holds,
    isOver: over !== null,
    result: over ?? asItStands(row, kept),
    words: wordsOf(row),
  };
}

/** The line with other words of the person's. */
export function withWords(line: JournalLine, words: Pick<TradeWords, 'notes' | 'tags'>): JournalLine {
  const row = { ...line.row, notes: words.notes, tags: [...words.tags] };
  return { ...line, row, result: { ...line.result, tags: words.tags }, words: wordsOf(row) };
}

function asItStands(row: JournalRow, { trade, circumstances }: KeptTrade): TradeResult {
  const { tradeId: id, underlying, strategy, source, signalType, tags, openedAt, quantity, realised, commission, fees, net, netAtMid, netAtNatural, risk, vix, best, worst } = row;
  const closedAt = trade.closedAt ?? openedAt;
  return {
    id, underlying, strategy, source, signalType, tags, openedAt, closedAt, quantity, realised, commission, fees, net, netAtMid, netAtNatural, risk, vix, best, worst,
    date: dateInNewYork(closedAt),
    regime: circumstances?.regime ?? null,
  };
}

/** Dollars of one package per share. */
function perShare(cost: Money, packages: number, legs: readonly OrderLeg[]): number | null {
  const [leg] = legs;
  if (leg === undefined || packages === 0) return null;
  return toDollars(cost) / (packages * multiplier(parseSymbol(leg.symbol)));
}

function wordsOf({ strategy, underlying, legs, notes, tags }: JournalRow): string {
  const instruments = legs.map(({ symbol }) => {
    const instrument = parseSymbol(symbol);
    return instrument.kind === 'option' ? `${symbol} ${symbol.replaceAll(' ', '')} ${toDollars(instrument.strike)} ${instrument.right}` : symbol;
  });
  return [strategy, underlying, ...instruments, notes, ...tags].join('\n').toLowerCase();
}

import type { JournalEntry } from '../../../src-core/contract/journal.ts';
import type { BookCorrection } from '../../../src-core/contract/performance.ts';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { parseMoney, times, ZERO } from '../../../src-core/money.ts';
import { formatDollars, formatSignedDollars } from '../../design/format.ts';
import { instrumentWords } from '../../design/order-words.ts';

/** A short option that lapsed, and how many of its contracts did. */
export interface LapsedShort {
  readonly symbol: InstrumentSymbol;
  readonly contracts: number;
}

/** As the books name a late assignment: how many of which option. */
const LATE = /^correction:[^:]*:assignment:(\d+):(.*)$/;

/** Short options that were booked as lapsed, less what was assigned of them since. */
export function lapsedShorts({ settlements }: Pick<JournalEntry, 'settlements'>): readonly LapsedShort[] {
  const left = new Map<InstrumentSymbol, number>();
  // What was short comes back when it lapses.
  for (const { cause, symbol, quantity } of settlements) if (symbol !== null && cause === 'lapse' && quantity > 0) left.set(symbol, (left.get(symbol) ?? 0) + quantity);
  for (const { id } of settlements) {
    const [, contracts, late] = LATE.exec(id) ?? [];
    for (const [symbol, lapsed] of left) if (symbol === late) left.set(symbol, lapsed - Number(contracts));
  }
  return [...left].filter(([, contracts]) => contracts > 0).map(([symbol, contracts]) => ({ symbol, contracts }));
}

export interface AssignmentDraft {
  readonly symbol: InstrumentSymbol;
  readonly contracts: string;
}

export interface ChargesDraft {
  readonly commission: string;
  readonly fees: string;
  readonly reason: string;
}

export type Written = { readonly correction: BookCorrection; readonly says: string } | { readonly problem: string };

/** The correction as it would be booked, and in a sentence what it restates. */
export function writtenAssignment(id: string, { row }: Pick<JournalEntry, 'row'>, { symbol, contracts }: AssignmentDraft, most: number): Written {
  const count = Number(contracts);
  if (!Number.isInteger(count) || count < 1 || count > most) return { problem: `Contracts: expected a whole number from 1 to ${most}` };
  const instrument = parseSymbol(symbol);
  if (instrument.kind !== 'option') return { problem: 'Only an option is assigned' };
  const shares = count * 100;
  const cash = times(instrument.strike, shares);
  const moves = instrument.right === 'put' ? `buys ${shares} ${instrument.underlying} shares for ${formatDollars(cash)}` : `sells ${shares} ${instrument.underlying} shares for ${formatDollars(cash)}`;
  return {
    correction: { kind: 'assignment', id, tradeId: row.tradeId, symbol, contracts: count },
    says: `Books the assignment of ${count} × ${instrumentWords(symbol)} at the day’s settlement, where they were booked as lapsed: the account ${moves}. ${dayOf(row)} is restated, and each day since on which those shares are held.`,
  };
}

export function writtenCharges(id: string, { row }: Pick<JournalEntry, 'row'>, { commission, fees, reason }: ChargesDraft): Written {
  const [more, other] = [amountOf(commission), amountOf(fees)];
  if (more === null) return { problem: `Commission: “${commission}” is no amount; expected dollars such as 1.30 or -0.65` };
  if (other === null) return { problem: `Fees: “${fees}” is no amount; expected dollars such as 0.12 or -0.05` };
  if (more === 0 && other === 0) return { problem: 'Expected a difference in the commission or in the fees' };
  if (reason.trim() === '') return { problem: 'Reason: expected a few words, as “statement of 23 November”' };
  return {
    correction: { kind: 'charges', id, tradeId: row.tradeId, commission: more, fees: other, reason: reason.trim().slice(0, 200) },
    says: `Books ${formatSignedDollars(more)} commission and ${formatSignedDollars(other)} fees on the trade, whose net becomes ${formatSignedDollars((row.net - more - other) as typeof row.net)}. ${dayOf(row)} is restated.`,
  };
}

function dayOf({ closedAt, openedAt }: JournalEntry['row']): string {
  return dateInNewYork(closedAt ?? openedAt);
}

/** Empty is nothing; a true minus is one. */
function amountOf(text: string) {
  const plain = text.trim().replace('\u2212', '-').replace(/^[+$]+/, '');
  if (plain === '') return ZERO;
  try {
    return parseMoney(plain);
  } catch {
    return null;
  }
}

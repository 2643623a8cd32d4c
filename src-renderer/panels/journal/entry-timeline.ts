import type { JournalEntry } from '../../../src-core/contract/journal.ts';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { add, type Money, money, subtract, times } from '../../../src-core/money.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { instrumentWords, legWords, orderPriceWords, STATE_NAMES } from '../../design/order-words.ts';

export type TimelineRow =
  | { readonly kind: 'order'; readonly id: string; readonly time: EpochMs; readonly title: string; readonly steps: readonly { readonly time: EpochMs; readonly text: string }[]; readonly reason: string | null }
  | {
      readonly kind: 'fill';
      readonly id: string;
      readonly time: EpochMs;
      readonly title: string;
      readonly packages: number;
      readonly net: Money;
      readonly mid: Money | null;
      readonly natural: Money | null;
      /** Dollars given away against the mid (negative), all packages; null where no quote was kept. */
      readonly slippage: Money | null;
      readonly costs: Money;
    }
  | { readonly kind: 'settlement'; readonly id: string; readonly time: EpochMs; readonly title: string; readonly cash: Money; readonly realised: Money; readonly reason: string | null };

/** Shares in a contract. */
const SHARES = 100;
const ORDER: Readonly<Record<TimelineRow['kind'], number>> = { order: 0, fill: 1, settlement: 2 };

/** Orders, fills and what the end of the day did, oldest first; at the same moment an order before its fill. */
export function timelineOf({ orders, fills, settlements }: Pick<JournalEntry, 'orders' | 'fills' | 'settlements'>): readonly TimelineRow[] {
  const rows: TimelineRow[] = [
    ...orders.map(({ id, createdAt, closing, legs, quantity, terms, timeInForce, state, filledQuantity, history, reason, source }): TimelineRow => ({
      kind: 'order',
      id,
      time: createdAt,
      title: `${closing ? 'Close' : 'Open'} ${legs.map((leg) => legWords(leg, quantity)).join(', ')} · ${orderPriceWords(terms)}, ${timeInForce} · ${STATE_NAMES[state].toLowerCase()} ${filledQuantity}/${quantity}${source === 'automated' ? ' · by rule' : ''}`,
      steps: history.map(({ time, text }) => ({ time, text })),
      reason,
    })),
    ...fills.map(({ id, time, packages, net, mid, natural, legs, commission, fees }): TimelineRow => ({
      kind: 'fill',
      id,
      time,
      title: legs.map(({ side, quantity, symbol, price }) => `${side} ${quantity} × ${instrumentWords(symbol)} at ${(price / 10_000).toFixed(2)}`).join(', '),
      packages,
      net,
      mid,
      natural,
      slippage: mid === null ? null : times(subtract(mid, net), packages * unitsOf(legs)),
      costs: add(commission, fees),
    })),
    ...settlements.map(({ id, time, cause, symbol, quantity, cash, realised, reason }): TimelineRow => ({ kind: 'settlement', id, time, title: `${CAUSES[cause]}${symbol === null ? '' : ` ${movedWords(symbol, quantity)}`}`, cash, realised, reason })),
  ];
  return rows.toSorted((left, right) => left.time - right.time || ORDER[left.kind] - ORDER[right.kind]);
}

export const CAUSES: Readonly<Record<JournalEntry['settlements'][number]['cause'], string>> = { exercise: 'Exercised', assignment: 'Assigned', lapse: 'Lapsed', taken_over: 'Taken over from the broker', correction: 'Corrected' };

/** What comes was short, and what goes was long; shares are bought and sold. */
function movedWords(symbol: string, quantity: number): string {
  const [came, went] = isShares(symbol) ? ['bought', 'sold'] : ['short', 'long'];
  return `${quantity > 0 ? came : went} ${Math.abs(quantity)} × ${instrumentWords(symbol)}`;
}

function isShares(symbol: string): boolean {
  return parseSymbol(symbol).kind === 'shares';
}

/** Options have a hundred shares; a share is one. */
function unitsOf(legs: JournalEntry['fills'][number]['legs']): number {
  return legs.every(({ symbol }) => isShares(symbol)) ? 1 : SHARES;
}

/** Of all fills together, dollars; null where of one no quote was kept. */
export function slippageOf(rows: readonly TimelineRow[]): Money | null {
  let sum = money(0);
  for (const row of rows) {
    if (row.kind !== 'fill') continue;
    if (row.slippage === null) return null;
    sum = add(sum, row.slippage);
  }
  return rows.some(({ kind }) => kind === 'fill') ? sum : null;
}

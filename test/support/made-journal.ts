import type { ChainPicture, JournalEntry, JournalRow } from '../../src-core/contract/journal.ts';
import type { OrderView } from '../../src-core/contract/schemas.ts';
import { newYorkTime, previousSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, parseSymbol, symbolOf, type Underlying } from '../../src-core/instruments/instrument.ts';
import { fromDollars, type Money, money, subtract } from '../../src-core/money.ts';
import type { OrderLeg } from '../../src-core/orders/order.ts';
import { type IsoDate, MINUTE, parseIsoDate } from '../../src-core/time.ts';

/** The day of the newest made package. */
export const MADE_DATE = parseIsoDate('2026-11-20');

type Shape = readonly [strategy: string, legs: readonly (readonly ['buy' | 'sell', offset: number, 'call' | 'put', ratio?: number])[], entry: number, width: number];

const SHAPES: readonly Shape[] = [
  ['iron condor', [['buy', -8, 'put'], ['sell', -5, 'put'], ['sell', 5, 'call'], ['buy', 8, 'call']], -0.62, 3],
  ['bull call spread', [['buy', 0, 'call'], ['sell', 2, 'call']], 0.83, 0],
  ['bear put spread', [['buy', 0, 'put'], ['sell', -2, 'put']], 0.79, 0],
  ['long straddle', [['buy', 0, 'call'], ['buy', 0, 'put']], 2.41, 0],
  ['short put', [['sell', -6, 'put']], -0.21, 6],
];
const SPOTS: Readonly<Record<Underlying, number>> = { SPY: 612, QQQ: 549, IWM: 231 };
const TAGS = ['earnings', 'late entry', 'plan followed', 'revenge', 'FOMC'] as const;
const NOTES = [
  '',
  'Entered on the second test of the low. Let the target work; would do it again.\n\nNext time: smaller before 14:00.',
  'Filled a tick worse than mid. <b>Too large</b> & too late.',
];

/** Net results in dollars that repeat, wins more often than losses. */
const RESULTS = [48.2, -96.4, 31.75, 57.1, -12.6, 22.05, -141.9, 64.3] as const;

export const madeTradeId = (number: number): string => `50000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** The made package of a number: 0 is the newest and still open; each session has eight, an hour and more apart. */
export function madeRow(number: number): JournalRow {
  const underlying = (['SPY', 'QQQ', 'IWM'] as const)[number % 3] ?? 'SPY';
  const [strategy, shape, entry, width] = SHAPES[number % SHAPES.length] ?? SHAPES[0] ?? (['short put', [], 0, 0] as const);
  const date = sessionBefore(Math.floor(number / 8));
  const openedAt = newYorkTime(date, '14:20') - (number % 8) * 41 * MINUTE + (number % 7) * 7_000;
  const isOpen = number === 0;
  const isSettled = number % 5 === 3;
  const closedAt = isOpen ? null : isSettled ? newYorkTime(date, '16:15') + 1_000 : openedAt + (13 + (number % 9) * 11) * MINUTE;
  const quantity = 1 + (number % 3);
  const commission = fromDollars(0.65 * shape.length * quantity * 2);
  const fees = fromDollars(0.11 * shape.length * quantity);
  const net = isOpen ? money(-commission - fees) : fromDollars((RESULTS[number % RESULTS.length] ?? 0) * quantity);
  const realised = money(net + commission + fees);
  const isBySignal = number % 4 === 1;
  return {
    tradeId: madeTradeId(number),
    accountId: 'own',
    underlying,
    strategy,
    legs: shape.map(([side, offset, right, ratio = 1]): OrderLeg => ({ symbol: optionOf(underlying, date, SPOTS[underlying] + offset, right), side, ratio })),
    source: isBySignal ? 'automated' : 'manual',
    signalId: isBySignal ? `30000000-0000-4000-8000-00000000000${1 + (number % 3)}` : null,
    signalType: isBySignal ? 'correlation_reversion' : null,
    status: isOpen ? 'open' : isSettled ? 'settled' : 'closed',
    openedAt,
    closedAt,
    quantity,
    entry,
    exit: isOpen || isSettled ? null : -entry - realised / 10_000 / 100 / quantity,
    realised,
    commission,
    fees,
    net,
    netAtMid: number % 6 === 5 ? null : money(net + 20_000 * quantity),
    netAtNatural: number % 6 === 5 ? null : money(net - 12_000 * quantity),
    risk: width === 6 ? null : fromDollars((entry > 0 ? entry : width + entry) * 100 * quantity),
    best: number % 6 === 5 ? null : money(Math.max(net, 0) + 180_000),
    worst: number % 6 === 5 ? null : money(Math.min(net, 0) - 240_000),
    vix: 16.2 + (number % 5) * 0.7,
    regime: 'normal',
    tags: TAGS.filter((_tag, at) => (number + at) % 4 === 0),
    notes: NOTES[number % NOTES.length] ?? '',
    importId: null,
  };
}

/** The made package with its orders, fills and what its end did. */
export function madeEntry(number: number): JournalEntry {
  const row = madeRow(number);
  const net = (dollars: number | null): Money => fromDollars(dollars ?? 0);
  const orders = [madeOrder(row, 1, false), ...(row.exit === null ? [] : [madeOrder(row, 2, true)])];
  const half = { commission: money(row.commission / 2), fees: money(row.fees / 2) };
  const costs = row.exit === null ? { commission: row.commission, fees: row.fees } : half;
  const fill = (order: OrderView, price: number, time: number) => ({
    id: `${order.id}:1`,
    orderId: order.id,
    time,
    packages: row.quantity,
    net: net(price),
    mid: row.netAtMid === null ? null : subtract(net(price), money(100)),
    natural: row.netAtMid === null ? null : money(net(price) + 300),
    legs: order.legs.map(({ symbol, side, ratio }, at) => ({ symbol, side, quantity: ratio * row.quantity, price: fromDollars(0.4 + at * 0.31) })),
    ...costs,
  });
  const [opening, closing] = orders;
  return {
    row,
    orders,
    fills: [
      ...(opening === undefined || row.entry === null ? [] : [fill(opening, row.entry, row.openedAt)]),
      ...(closing === undefined || row.exit === null || row.closedAt === null ? [] : [fill(closing, row.exit, row.closedAt)]),
    ],
    settlements:
      row.status === 'settled'
        ? row.legs.map(({ symbol, side, ratio }, at) => ({
            id: `${row.tradeId}:lapse:${at}`,
            time: row.closedAt ?? 0,
            cause: 'lapse' as const,
            symbol,
            quantity: (side === 'buy' ? -1 : 1) * ratio * row.quantity,
            cash: money(0),
            realised: at === 0 ? row.realised : money(0),
            reason: null,
          }))
        : [],
    signal: null,
  };
}

/** The made chain around a package. */
export function madeChain(number: number, moment: 'entry' | 'exit'): ChainPicture {
  const { underlying, legs, openedAt, closedAt } = madeRow(number);
  const spot = SPOTS[underlying] + (moment === 'entry' ? 0.27 : 1.13);
  const time = moment === 'entry' ? openedAt : (closedAt ?? openedAt);
  const held = (strike: number, right: 'call' | 'put'): number =>
    legs.reduce((sum, { symbol, side, ratio }) => {
      const instrument = parseSymbol(symbol);
      return instrument.kind === 'option' && instrument.right === right && instrument.strike === strike * 10_000 ? sum + (side === 'buy' ? ratio : -ratio) : sum;
    }, 0);
  return {
    underlying,
    time,
    recordedAt: time - 42_000,
    source: 'recorded session',
    spot,
    rows: Array.from({ length: 21 }, (_, at) => {
      const strike = SPOTS[underlying] - 10 + at;
      const side = (sign: 1 | -1) => {
        const inside = Math.max(0, sign * (spot - strike));
        const mid = inside + 1.2 * Math.exp(-(((strike - spot) / 4) ** 2));
        const half = 0.02;
        return { bid: Math.max(0, mid - half), ask: mid + half, iv: 0.13 + 0.0006 * (strike - spot) ** 2, delta: sign / (1 + Math.exp((sign * (strike - spot)) / 1.8)) };
      };
      return { strike, call: side(1), put: side(-1), callLeg: held(strike, 'call'), putLeg: held(strike, 'put') };
    }),
  };
}

function madeOrder(row: JournalRow, place: number, closing: boolean): OrderView {
  const time = closing ? (row.closedAt ?? row.openedAt) : row.openedAt;
  const price = closing ? row.exit : row.entry;
  return {
    id: `${row.tradeId.slice(0, -1)}${place}`,
    tradeId: row.tradeId,
    sequence: place,
    underlying: row.underlying,
    strategy: row.strategy,
    closing,
    legs: closing ? row.legs.map((leg) => ({ ...leg, side: leg.side === 'buy' ? 'sell' : 'buy' })) : row.legs,
    quantity: row.quantity,
    terms: { type: 'limit', limit: fromDollars(Math.round((price ?? 0) * 100) / 100) },
    timeInForce: 'DAY',
    state: 'FILLED',
    open: false,
    filledQuantity: row.quantity,
    averageNet: price,
    source: row.source,
    signalId: row.signalId,
    createdAt: time - 4_200,
    updatedAt: time,
    reason: null,
    group: null,
    history: [
      { time: time - 4_200, state: 'SUBMITTED', text: 'sent to the broker' },
      { time: time - 3_900, state: 'ACCEPTED', text: 'accepted' },
      { time, state: 'FILLED', text: `filled ${row.quantity}` },
    ],
  };
}

function optionOf(underlying: Underlying, expiry: IsoDate, strike: number, right: 'call' | 'put'): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying, expiry, right, strike: fromDollars(strike) });
}

const sessions: IsoDate[] = [MADE_DATE];

function sessionBefore(count: number): IsoDate {
  for (let last = sessions.at(-1) ?? MADE_DATE; sessions.length <= count; sessions.push(last)) last = previousSession(last).date;
  return sessions[count] ?? MADE_DATE;
}

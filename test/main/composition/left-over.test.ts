import { expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { Book } from '../../../src-core/ledger/book.ts';
import type { LedgerEntry } from '../../../src-core/ledger/transaction.ts';
import { ZERO, fromDollars, negate } from '../../../src-core/money.ts';
import { type IsoDate, parseIsoDate, SECOND } from '../../../src-core/time.ts';
import { settleLeftOver } from '../../../src-main/composition/left-over.ts';
import type { MarketSession } from '../../../src-main/stores/relational/session-repository.ts';

const FRIDAY = parseIsoDate('2026-11-20');
const MONDAY = parseIsoDate('2026-11-23');
const optionOf = (expiry: IsoDate) => symbolOf({ kind: 'option', underlying: 'SPY', expiry, right: 'call', strike: fromDollars(600) });
const CALL = optionOf(FRIDAY);

const SESSION: MarketSession = {
  id: 'friday',
  date: FRIDAY,
  feed: { kind: 'ibkr', detail: '' },
  seed: 1,
  now: newYorkTime(FRIDAY, '15:00'),
  previousCloses: {},
  closes: { SPY: fromDollars(601.25) },
  referencePrices: {},
  settledAt: null,
};

function bookWith(symbol: InstrumentSymbol): Book {
  const cost = fromDollars(100);
  const entries: readonly LedgerEntry[] = [
    { account: 'positions', amount: cost, symbol, quantity: 1, price: fromDollars(1) },
    { account: 'cash', amount: negate(cost) },
  ];
  return Book.replay([{ id: 'fill', time: 1, cause: 'fill', tradeId: 'trade', entries }]);
}

async function settled(newest: MarketSession | null, symbol = CALL) {
  const asked: unknown[] = [];
  const told: string[] = [];
  await settleLeftOver({
    orders: {
      book: bookWith(symbol),
      settle: async (date, priceOf, time) => {
        asked.push({ date, price: priceOf('SPY'), time });
        return { date, time, exercised: 1, assigned: 0, lapsed: 0, realised: ZERO, trades: [], expiredOrders: [] };
      },
    },
    newest,
    date: MONDAY,
    tell: (level, text) => told.push(`${level}: ${text}`),
  });
  return { asked, told };
}

test('options that expired on an earlier live day are settled at the reference, or else at the last price seen', async () => {
  const time = newYorkTime(FRIDAY, '16:15') + SECOND;
  expect(await settled({ ...SESSION, referencePrices: { SPY: fromDollars(601) } })).toEqual({
    asked: [{ date: FRIDAY, price: fromDollars(601), time }],
    told: ['warning: options of 2026-11-20 expired while the terminal was not there, and are settled at SPY 601.00'],
  });
  expect(await settled(SESSION)).toMatchObject({ asked: [{ price: fromDollars(601.25), time }], told: [expect.stringContaining('SPY 601.25 (the last price seen)')] });
});

test('without a price of that day they stay, and it is said; what expires today is left alone', async () => {
  for (const newest of [null, { ...SESSION, closes: {} }, { ...SESSION, date: MONDAY }]) {
    expect(await settled(newest)).toEqual({ asked: [], told: [expect.stringContaining('error: options of 2026-11-20 are held and were never settled: no price of SPY')] });
  }
  expect(await settled(SESSION, optionOf(MONDAY))).toEqual({ asked: [], told: [] });
});

import { expect, test } from 'vitest';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { ReferencePrices } from '../../../src-main/trading/reference-prices.ts';
import { SESSION } from './trading-fixture.ts';

type Prices = Partial<Record<Underlying, { last: number; age?: number; implied?: boolean }>>;
const at = (prices: Prices, listed: readonly Underlying[] = []) => ({
  underlyingPrice: (underlying: Underlying) => {
    const found = prices[underlying];
    return found === undefined ? null : { price: found.last, time: SESSION.reference - (found.age ?? 0), implied: found.implied ?? false };
  },
  chain: (underlying: Underlying) => (listed.includes(underlying) ? {} : null),
});

test('takes the last price of each underlying, once', () => {
  const reference = new ReferencePrices(SESSION, {});
  expect(reference.set(at({ SPY: { last: 612.31 }, QQQ: { last: 548.02 } }))).toEqual([]);
  expect(reference.set(at({ SPY: { last: 1 }, QQQ: { last: 1 }, IWM: { last: 231.5 } }))).toEqual([]);
  expect(reference.of('SPY')).toBe(fromDollars(612.31));
  expect(reference.dollars()).toEqual({ SPY: 612.31, QQQ: 548.02, IWM: 231.5 });
  expect(reference.known()).toEqual({ SPY: 6_123_100, QQQ: 5_480_200, IWM: 2_315_000 });
  expect(reference.text()).toBe('SPY 612.31, QQQ 548.02, IWM 231.50');
});

test('says so when a price is older than a minute', () => {
  const reference = new ReferencePrices(SESSION, {});
  const problems = reference.set(at({ SPY: { last: 612, age: 60_000 }, QQQ: { last: 548, age: 60_001 }, IWM: { last: 231, age: 30 * 60_000 } }));
  expect(problems).toEqual(['the reference price of QQQ is 1 minutes old', 'the reference price of IWM is 30 minutes old']);
});

test('says so when a price is implied, and when options are listed on what has none', () => {
  const reference = new ReferencePrices(SESSION, {});
  expect(reference.set(at({ SPY: { last: 612, implied: true } }, ['SPY', 'QQQ']))).toEqual([
    'the reference price of SPY is implied by its options: the feed gives none',
    'QQQ has no reference price: its options cannot be settled',
  ]);
  expect(reference.of('SPY')).toBe(fromDollars(612));
});

test('goes on from those that were known, and has none where there never was a price', () => {
  const reference = new ReferencePrices(SESSION, { SPY: fromDollars(600), VIX: fromDollars(17) });
  reference.set(at({ SPY: { last: 612 } }));
  expect(reference.known()).toEqual({ SPY: fromDollars(600) });
  expect(() => reference.of('IWM')).toThrow(new RangeError('IWM has no reference price to settle against'));
});

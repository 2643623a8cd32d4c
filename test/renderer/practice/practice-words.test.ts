import { expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import type { PracticeScore } from '../../../src-core/contract/practice.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { dollarsOf, scoreLines, sizeWords, spanWords, timeOn } from '../../../src-renderer/panels/practice/practice-words.ts';

const DATE = parseIsoDate('2026-07-28');

test('times and amounts are read as a person writes them', () => {
  expect([timeOn(DATE, '10:05'), timeOn(DATE, ' 9:30 '), timeOn(DATE, '15:59:30')]).toEqual([newYorkTime(DATE, '10:05'), newYorkTime(DATE, '09:30'), newYorkTime(DATE, '15:59') + 30_000]);
  expect(['', '25:00', '10:60', '10:05:61', 'noon', '10'].map((text) => timeOn(DATE, text))).toEqual([null, null, null, null, null, null]);
  expect(['25,000', '$1000', '2500.50', '', '-5', '1e9', '1,2,3x'].map(dollarsOf)).toEqual([25_000, 1_000, 2_500.5, null, null, null, null]);
});

test('sizes and spans are short', () => {
  expect([812, 43_664_418, 5_200_000_000].map(sizeWords)).toEqual(['1 kB', '43.7 MB', '5.2 GB']);
  expect(spanWords({ from: newYorkTime(DATE, '09:30'), to: newYorkTime(DATE, '16:15') })).toBe('09:30 – 16:15');
  expect(spanWords({ from: null, to: null })).toBe('–');
});

const NOTHING: PracticeScore = {
  capital: fromDollars(25_000),
  from: newYorkTime(DATE, '09:30'),
  to: newYorkTime(DATE, '16:15'),
  net: ZERO,
  commission: ZERO,
  fees: ZERO,
  risk: ZERO,
  riskTrades: 0,
  perRisk: null,
  slippage: { mid: ZERO, natural: ZERO, trades: 0 },
  left: { amount: ZERO, trades: 0 },
  largestLoss: null,
  held: { amount: ZERO, madeOfThem: ZERO, trades: 0 },
  orders: { placed: 0, filled: 0, cancelled: 0, denied: 0 },
  denials: [],
  events: [],
  trades: [],
  metrics: [],
};

test('a figure that is not known is absent and says why, never 0', () => {
  const lines = new Map(scoreLines(NOTHING).map((line) => [line.title, line]));
  for (const title of ['For each dollar of risk', 'Against holding every entry', 'Left on the table', 'Slippage', 'Largest loss against its plan']) {
    expect(lines.get(title)).toMatchObject({ value: '–', tone: null });
    expect(lines.get(title)?.how).toMatch(/^(No|The recording has no)/);
  }
  expect(scoreLines({ ...NOTHING, net: null })[0]).toMatchObject({ value: '–', how: 'Something open has no quote, so the sum is not known.' });
});

test('each figure comes with the numbers it is made of', () => {
  const score: PracticeScore = { ...NOTHING, held: { amount: fromDollars(127), madeOfThem: fromDollars(-85), trades: 2 }, perRisk: -0.5, risk: fromDollars(170), riskTrades: 1 };
  const lines = new Map(scoreLines(score).map((line) => [line.title, line]));
  expect(lines.get('Against holding every entry')).toMatchObject({ value: '−$212.00', tone: 'down', how: '2 entries held to the reference price: +$127.00, opening costs included; traded: −$85.00.' });
  expect(lines.get('For each dollar of risk')).toMatchObject({ value: '−0.50', how: 'The result of 1 trade with a bounded greatest loss, by those losses together, $170.00.' });
});

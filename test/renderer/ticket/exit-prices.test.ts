import { describe, expect, test } from 'vitest';
import { fromDollars } from '../../../src-core/money.ts';
import { completeExits, exitWords, namedExits, NO_EXITS, readExit, withoutPrices } from '../../../src-renderer/panels/ticket/exit-prices.ts';

const CREDIT = fromDollars(-0.66);
const DEBIT = fromDollars(1.1);

describe('an exit as a part of the entry’s net', () => {
  test('of a credit is bought back for less or more', () => {
    expect(readExit('target', '50 %', CREDIT, 2)).toEqual({ net: fromDollars(0.33), result: fromDollars(66) });
    expect(readExit('stop', '100%', CREDIT, 2)).toEqual({ net: fromDollars(1.32), result: fromDollars(-132) });
  });

  test('of a debit is sold for more or less, a target never for less than was asked', () => {
    expect(readExit('target', '45 %', DEBIT, 1)).toEqual({ net: fromDollars(-1.6), result: fromDollars(50) });
    expect(readExit('stop', '25 %', DEBIT, 1)).toMatchObject({ net: fromDollars(-0.82) });
    expect(readExit('target', '33%', fromDollars(-0.5), 1)).toEqual({ net: fromDollars(0.33), result: fromDollars(17) });
  });

  test('is refused where nothing could come of it', () => {
    expect(readExit('target', '120 %', CREDIT, 1)).toEqual({ problem: 'a 0.66 credit gains at most 100 %' });
    expect(readExit('stop', '101 %', DEBIT, 1)).toEqual({ problem: 'a 1.10 debit loses at most 100 %' });
    expect(readExit('stop', '0 %', DEBIT, 1)).toMatchObject({ problem: expect.stringContaining('more than 0 %') });
    expect(readExit('target', '50 %', null, 1)).toMatchObject({ problem: expect.stringContaining('not known yet') });
  });
});

test('an exit as a price is on the closing side, whatever the entry costs', () => {
  expect(readExit('target', '0.20', CREDIT, 1)).toEqual({ net: fromDollars(0.2), result: fromDollars(46) });
  expect(readExit('target', '1.60', DEBIT, 1)).toEqual({ net: fromDollars(-1.6), result: fromDollars(50) });
  expect(readExit('stop', '0.10 db', DEBIT, 1)).toEqual({ net: fromDollars(0.1), result: fromDollars(-120) });
  expect(readExit('target', '0.20', null, 1)).toEqual({ net: fromDollars(0.2), result: null });
  expect(readExit('target', 'half', CREDIT, 1)).toMatchObject({ problem: expect.stringContaining('"half"') });
  expect(readExit('target', ' ', CREDIT, 1)).toBeNull();
});

test('exits go with an order that can rest, and the target comes before the stop', () => {
  expect(completeExits(NO_EXITS, CREDIT, 'IOC', null)).toEqual({ exits: null });
  expect(completeExits({ target: '50 %', stop: '' }, CREDIT, 'IOC', null)).toMatchObject({ field: 'timeInForce' });
  expect(completeExits({ target: '0.90', stop: '0.80' }, CREDIT, 'DAY', null)).toEqual({ problem: 'the stop at 0.80 debit is reached before the target at 0.90 debit', field: 'stop' });
  expect(completeExits({ target: '50 %', stop: 'x' }, CREDIT, 'DAY', null)).toMatchObject({ field: 'stop' });
  expect(completeExits({ target: '', stop: '3.20' }, CREDIT, 'DAY', fromDollars(3))).toMatchObject({ field: 'stop', problem: expect.stringContaining('is never reached') });
  const complete = completeExits({ target: '50 %', stop: '100 %' }, CREDIT, 'GTC', fromDollars(3));
  if (!('exits' in complete) || complete.exits === null) throw new Error('they are complete');
  let ids = 0;
  const named = namedExits(complete.exits, 'GTC', () => `id ${(ids += 1)}`);
  expect(named).toEqual({
    target: { id: 'id 1', terms: { type: 'limit', limit: fromDollars(0.33) }, timeInForce: 'GTC' },
    stop: { id: 'id 2', terms: { type: 'stop', stop: fromDollars(1.32) }, timeInForce: 'GTC' },
  });
  expect(exitWords(named)).toEqual([
    'Target: closed at 0.33 debit or better.',
    'Stop: closed at the market once the natural price is 1.32 debit or more.',
    'Both wait for this order’s fill; what one takes back the other no longer does.',
  ]);
});

test('a percentage holds for another package, a price does not', () => {
  expect(withoutPrices({ target: '50 %', stop: '1.30' })).toEqual({ target: '50 %', stop: '' });
});

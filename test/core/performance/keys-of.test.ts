import { describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { compareKeys, inSlice, keysOf, titleOfKey } from '../../../src-core/performance/keys-of.ts';
import { DIMENSIONS, type Dimension } from '../../../src-core/performance/slice.ts';
import { slicesOf } from '../../../src-core/performance/slices-of.ts';
import type { TradeResult } from '../../../src-core/performance/trade-result.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { madeTrades } from './made-trades.ts';

const { results } = madeTrades();
const EXAMPLE = results[0] as TradeResult;
const entered = (date: string, clock: string): TradeResult => ({ ...EXAMPLE, openedAt: newYorkTime(parseIsoDate(date), clock) });
const when = (date: string, clock: string) => (['hour', 'weekday'] as const).map((dimension) => keysOf(entered(date, clock), dimension)[0]);

describe('keysOf', () => {
  it('reads the entry on a New York clock, in winter and in summer', () => {
    expect(when('2026-03-06', '09:30')).toEqual(['09:30', '5']);
    expect(when('2026-03-09', '09:59')).toEqual(['09:30', '1']);
    expect(when('2026-07-01', '16:14')).toEqual(['16:00', '3']);
    expect(when('2026-11-03', '10:00')).toEqual(['10:00', '2']);
    expect(when('2026-07-01', '23:59')).toEqual(['23:30', '3']);
  });

  it('names what is not known or not there', () => {
    const bare = { ...EXAMPLE, regime: null, signalType: null, tags: [] };
    expect((['regime', 'signal', 'tag'] as const).map((dimension) => keysOf(bare, dimension))).toEqual([['unknown'], ['none'], ['untagged']]);
    expect(keysOf({ ...EXAMPLE, tags: ['late', 'plan'] }, 'tag')).toEqual(['late', 'plan']);
  });
});

describe('inSlice', () => {
  it('takes one of the keys of each dimension that is named', () => {
    const trade: TradeResult = { ...EXAMPLE, underlying: 'QQQ', strategy: 'iron condor', tags: ['late', 'plan'] };
    expect(inSlice(trade, {})).toBe(true);
    expect(inSlice(trade, { underlying: ['SPY', 'QQQ'], tag: ['plan'] })).toBe(true);
    expect(inSlice(trade, { underlying: ['QQQ'], tag: ['untagged'] })).toBe(false);
    expect(inSlice(trade, { underlying: ['SPY'], tag: ['plan'] })).toBe(false);
    expect(inSlice({ ...trade, tags: [] }, { tag: ['untagged', 'other'] })).toBe(true);
  });

  it('is true of exactly the trades that slicesOf puts under the key', () => {
    for (const dimension of DIMENSIONS) {
      const slices = slicesOf(results, dimension);
      expect(slices.map(({ key }) => key)).toEqual(slices.map(({ key }) => key).toSorted(compareKeys(dimension)));
      for (const { key, results: found } of slices) expect(found).toEqual(results.filter((result) => inSlice(result, { [dimension]: [key] })));
    }
  });
});

describe('keys for people', () => {
  it('have titles', () => {
    const titles: readonly (readonly [Dimension, string, string])[] = [
      ['strategy', 'iron condor', 'Iron condor'],
      ['underlying', 'SPY', 'SPY'],
      ['hour', '09:30', '09:30–10:00'],
      ['hour', '12:00', '12:00–12:30'],
      ['weekday', '1', 'Monday'],
      ['regime', 'unknown', 'Unknown'],
      ['signal', 'opening_range', 'Opening range'],
      ['signal', 'none', 'No signal'],
      ['tag', 'untagged', 'No tag'],
      ['tag', 'FOMC_day', 'FOMC_day'],
      ['source', 'automated', 'By rule'],
    ];
    for (const [dimension, key, title] of titles) expect(titleOfKey(dimension, key)).toBe(title);
  });

  it('come in the order of the market or the clock, and none last', () => {
    const sorted = (dimension: Dimension, ...keys: string[]) => keys.toSorted(compareKeys(dimension));
    expect(sorted('regime', 'unknown', 'extreme', 'normal', 'low')).toEqual(['low', 'normal', 'extreme', 'unknown']);
    expect(sorted('hour', '13:00', '09:30', '10:00')).toEqual(['09:30', '10:00', '13:00']);
    expect(sorted('underlying', 'IWM', 'SPY', 'QQQ')).toEqual(['SPY', 'QQQ', 'IWM']);
    expect(sorted('tag', 'untagged', 'zebra', 'a')).toEqual(['a', 'zebra', 'untagged']);
    expect(sorted('signal', 'none', 'pin')).toEqual(['pin', 'none']);
    expect(sorted('source', 'automated', 'manual')).toEqual(['manual', 'automated']);
  });
});

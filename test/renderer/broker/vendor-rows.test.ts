import { describe, expect, it } from 'vitest';
import { answeredWords, FIGURE_COLUMNS, figureTexts, inOrder, isOld, rowName, type VendorRow } from '../../../src-renderer/panels/vendor-greeks/vendor-rows.ts';
import { NOW } from './broker-fixture.ts';

const none = { volatility: null, delta: null, gamma: null, vega: null, theta: null };
const row = (strike: number, right: VendorRow['right'], changes: Partial<VendorRow> = {}): VendorRow => ({ strike, right, ours: { volatility: 0.131, delta: 0.5, gamma: 0.097, vega: 0.06, theta: -4.8 }, theirs: none, at: null, ...changes });

describe('the broker’s Greeks', () => {
  it('are absent where it computed none, and so is the difference', () => {
    for (const column of FIGURE_COLUMNS) {
      const { ours, theirs, difference } = figureTexts(row(612, 'call'), column);
      expect([theirs, difference], column.name).toEqual(['–', '–']);
      expect(ours).not.toBe('–');
    }
    expect(figureTexts({ ours: none, theirs: { ...none, delta: 0.5 } }, { figure: 'delta', name: '', unit: '', decimals: 3, scale: 1, priority: 0 })).toEqual({ ours: '–', theirs: '0.500', difference: '–' });
  });

  it('differ by ours less theirs, volatility in percent', () => {
    const [volatility] = FIGURE_COLUMNS;
    if (volatility === undefined) throw new Error('no column');
    expect(figureTexts(row(612, 'call', { theirs: { ...none, volatility: 0.1335 } }), volatility)).toEqual({ ours: '13.10', theirs: '13.35', difference: '−0.25' });
  });

  it('are listed by strike, the call first, counted, and told to be old after a minute', () => {
    const rows = [row(613, 'call'), row(612, 'put', { theirs: { ...none, delta: 0.4 } }), row(612, 'call')];
    expect(inOrder(rows).map(rowName)).toEqual(['call 612.00', 'put 612.00', 'call 613.00']);
    expect(answeredWords(rows)).toBe('the broker’s for 1 of 3 contracts');
    expect([isOld({ at: NOW - 59_000 }, NOW), isOld({ at: NOW - 60_000 }, NOW), isOld({ at: null }, NOW)]).toEqual([false, true, false]);
  });
});

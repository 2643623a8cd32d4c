import { describe, expect, it } from 'vitest';
import type { WhatIf } from '../../../src-core/contract/broker.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { commissionWords, whatIfLines } from '../../../src-renderer/panels/ticket/what-if-words.ts';

const answer: WhatIf = {
  currency: 'USD',
  initialMargin: { before: 6_578.42, after: 6_756.92 },
  maintenanceMargin: { before: null, after: 6_756.92 },
  equityAfter: null,
  commission: { least: 1.3, most: 1.9, currency: 'USD' },
  warning: null,
};
const fees = { commission: fromDollars(1.3), fees: fromDollars(0.2), total: fromDollars(1.5), lines: [] };

describe('the broker’s margin', () => {
  it('stands beside ours before and after, and is absent where either says nothing', () => {
    const lines = whatIfLines(answer, { marginChange: fromDollars(200), fees }, fromDollars(100));
    expect(lines.map(({ name, before, after, ours }) => [name, before, after, ours])).toEqual([
      ['Initial', '6,578.42', '6,756.92', '$100.00 → $300.00'],
      ['Maintenance', '–', '6,756.92', null],
      ['Equity', null, '–', null],
      ['Commission', null, '1.30 to 1.90 USD', '$1.50'],
    ]);
    expect(whatIfLines(answer, null, null).every(({ ours }) => ours === null)).toBe(true);
  });

  it('gives one figure of a commission where there is but one', () => {
    expect(commissionWords({ least: 1.3, most: 1.3, currency: 'EUR' })).toBe('1.30 EUR');
    expect(commissionWords({ least: null, most: 2, currency: 'USD' })).toBe('2.00 USD');
    expect(commissionWords({ least: null, most: null, currency: 'USD' })).toBe('–');
  });
});

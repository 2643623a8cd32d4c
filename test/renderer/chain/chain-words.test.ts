import { describe, expect, it } from 'vitest';
import type { TickerView } from '../../../src-core/contract/schemas.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { columnTitle } from '../../../src-renderer/panels/chain/chain-columns.ts';
import { clockWords, forwardWords } from '../../../src-renderer/panels/chain/chain-words.ts';

const chain: NonNullable<TickerView['chain']> = {
  expiry: parseIsoDate('2026-11-20'),
  contracts: 126,
  forward: 611.17,
  forwardSource: 'parity',
  atmStrike: 611,
  atmIv: 0.35,
  sigmaLeft: 4.1,
  clock: 'variance',
  clockLabel: 'variance clock · FOMC 14:00',
  minutesLeft: 186.4,
  forwardError: 0.0023,
  pairsUsed: 24,
  pairsRejected: 2,
  discount: 0.99998,
  discountSource: 'configured',
  rate: 0.04,
  dividendYield: { value: 0.07, error: 0.016, significant: false },
  disagreement: false,
};

describe('forwardWords', () => {
  it('says how sure the forward is, what it was discounted with, and what is not significant', () => {
    expect(forwardWords(chain).split('\n')).toEqual([
      'Forward 611.17 ± 0.002, by put-call parity: 24 pairs of strikes, 2 left out as outliers. ± is one standard error',
      'Rate 4.00 % a year, configured; a dollar at expiry is worth 0.99998',
      'Dividends and borrowing: not told apart from nothing by these quotes (± 1.6 % a year)',
    ]);
  });

  it('says what is implied, significant, or does not agree', () => {
    const words = forwardWords({ ...chain, discountSource: 'parity', dividendYield: { value: -0.02, error: 0.004, significant: true }, disagreement: true });
    expect(words).toContain('implied by puts and calls');
    expect(words).toContain('−2.0 % a year ± 0.4\n△');
  });

  it('claims no error for a forward that is not from parity', () => {
    const words = forwardWords({ ...chain, forwardSource: 'spot', forwardError: null, pairsUsed: 0, pairsRejected: 0, dividendYield: null });
    expect(words).toMatch(/^Forward 611\.17, from the spot/);
    expect(words).not.toContain('±');
    expect(forwardWords({ ...chain, forward: null, forwardSource: 'none', forwardError: null })).toMatch(/^No forward/);
  });
});

it('says what the clock counts and what is left on it', () => {
  expect(clockWords(chain)).toMatch(/^Volatility and Greeks are on the variance clock · FOMC 14:00\..* 186 minutes are left/);
  expect(clockWords({ clock: 'flat', clockLabel: 'flat clock', minutesLeft: 4.26 })).toContain('4.3 minutes are left');
});

it('names the clock of volatilities and Greeks in their headings alone', () => {
  expect(columnTitle('iv', 'call', 'variance clock')).toBe('Implied volatility, percent a year (calls); on the variance clock');
  expect(columnTitle('charm', 'put', 'flat clock')).toContain('on the flat clock');
  expect(columnTitle('volume', 'put', 'flat clock')).toBe('Contracts traded today (puts)');
  expect(columnTitle('iv', 'put', '')).not.toContain('on the');
});

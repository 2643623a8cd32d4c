import { describe, expect, it } from 'vitest';
import { FRAME_FIELDS } from '../../../src-core/contract/frame.ts';
import { STATUS_CODE } from '../../../src-core/market/quote-status.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { ChainBook, fieldOffset } from '../../../src-renderer/connection/chain-frames.ts';
import { naturalNet } from '../../../src-renderer/panels/signals/use-package-nets.ts';
import { option, signalView } from './signal-fixture.ts';

function book(quotes: readonly (readonly [strike: number, bid: number, ask: number, status: keyof typeof STATUS_CODE])[]): ChainBook {
  const contracts = quotes.map(([strike]) => ({ symbol: option(strike), strike, right: 'call' as const }));
  const chain = new ChainBook({ underlying: 'QQQ', expiry: parseIsoDate('2026-11-20'), layoutVersion: 1, clockLabel: 'flat clock', contracts });
  quotes.forEach(([, bid, ask, status], row) => {
    const from = row * FRAME_FIELDS.length;
    chain.values[from + fieldOffset('bid')] = bid;
    chain.values[from + fieldOffset('ask')] = ask;
    chain.values[from + fieldOffset('status')] = STATUS_CODE[status];
  });
  return chain;
}

describe('what a package costs now', () => {
  const { legs } = signalView(1);
  it('buys at the ask and sells at the bid', () => {
    expect(naturalNet(book([[549, 1.4, 1.44, 'priced'], [551, 0.6, 0.64, 'priced']]), legs)).toBe(8400);
  });
  it('is not known with a leg that is stale, one-sided or not listed', () => {
    expect(naturalNet(book([[549, 1.4, 1.44, 'stale'], [551, 0.6, 0.64, 'priced']]), legs)).toBeNull();
    expect(naturalNet(book([[549, 1.4, 1.44, 'priced'], [551, Number.NaN, 0.64, 'one_sided']]), legs)).toBeNull();
    expect(naturalNet(book([[549, 1.4, 1.44, 'priced']]), legs)).toBeNull();
  });
});

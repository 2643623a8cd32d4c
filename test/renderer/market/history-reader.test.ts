import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HistoryView } from '../../../src-core/contract/connections.ts';
import { type Histories, HistoryReader, REFRESH_MS } from '../../../src-renderer/panels/market/history-reader.ts';
import type { HistoryRange } from '../../../src-renderer/panels/market/market-range.ts';

const view = (source: string): HistoryView => ({ every: 'day', bars: [], source });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function reading(answer: (ticker: string, range: HistoryRange) => Promise<HistoryView>) {
  const asked: string[] = [];
  const shown: { range: HistoryRange; histories: Histories }[] = [];
  const reader = new HistoryReader(
    (ticker, range) => {
      asked.push(`${ticker} ${range}`);
      return answer(ticker, range);
    },
    (range, histories) => shown.push({ range, histories }),
  );
  return { reader, asked, last: () => shown.at(-1) };
}

describe('HistoryReader', () => {
  it('asks for every ticker at once, and again each minute', async () => {
    const { reader, asked, last } = reading(() => Promise.resolve(view('SQLite')));
    reader.watch('5d');
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['SPY 5d', 'QQQ 5d', 'IWM 5d', 'VIX 5d']);
    expect(last()?.histories.VIX).toEqual({ view: view('SQLite'), failure: null });
    await vi.advanceTimersByTimeAsync(REFRESH_MS);
    expect(asked).toHaveLength(8);
    reader.stop();
    await vi.advanceTimersByTimeAsync(3 * REFRESH_MS);
    expect(asked).toHaveLength(8);
  });

  it('keeps what was read when a later reading fails, ticker by ticker', async () => {
    let isDown = false;
    const { reader, last } = reading((ticker) => (isDown && ticker === 'SPY' ? Promise.reject(new Error('no answer')) : Promise.resolve(view('InfluxDB'))));
    reader.watch('30d');
    await vi.advanceTimersByTimeAsync(0);
    isDown = true;
    await vi.advanceTimersByTimeAsync(REFRESH_MS);
    expect(last()?.histories.SPY).toEqual({ view: view('InfluxDB'), failure: 'no answer' });
    expect(last()?.histories.QQQ?.failure).toBeNull();
    isDown = false;
    await vi.advanceTimersByTimeAsync(REFRESH_MS);
    expect(last()?.histories.SPY?.failure).toBeNull();
    reader.stop();
  });

  it('shows no answer of a range that was left, and a range that comes back at once', async () => {
    const waiting: (() => void)[] = [];
    const { reader, last } = reading((_, range) => new Promise((resolve) => waiting.push(() => resolve(view(range)))));
    reader.watch('5d');
    reader.watch('2y');
    for (const answer of waiting) answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(last()).toMatchObject({ range: '2y', histories: { SPY: { view: { source: '2y' } } } });
    reader.watch('5d');
    expect(last()).toEqual({ range: '5d', histories: {} });
    reader.watch('2y');
    expect(last()?.histories.SPY?.view?.source).toBe('2y');
    reader.stop();
  });
});

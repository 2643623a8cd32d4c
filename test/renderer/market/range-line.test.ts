import { describe, expect, it } from 'vitest';
import type { Bar, HistoryView } from '../../../src-core/contract/connections.ts';
import { rangeAfter } from '../../../src-renderer/panels/market/market-range.ts';
import { barTimeWords, historyLine, historyWords, thinTicks, todayLine } from '../../../src-renderer/panels/market/range-line.ts';

const bar = (time: string, close = 600): Bar => ({ time: Date.parse(time), open: null, high: null, low: null, close, volume: null });
const view = (bars: readonly Bar[], every: HistoryView['every'] = 'minute'): HistoryView => ({ every, bars: [...bars], source: 'SQLite' });

describe('todayLine', () => {
  it('spans the session, with a tick on each hour and none where no price was', () => {
    const line = todayLine([600, null, 601], Date.parse('2026-11-20T14:30:00Z'), 390);
    expect(line.points.map(({ at, close }) => [at, close])).toEqual([
      [0, 600],
      [2, 601],
    ]);
    expect([line.from, line.to]).toEqual([0, 390]);
    expect(line.ticks.map(({ at, label }) => `${at} ${label}`)).toEqual(['30 10:00', '90 11:00', '150 12:00', '210 13:00', '270 14:00', '330 15:00', '390 16:00']);
  });
});

describe('historyLine', () => {
  it('sets bars side by side over nights, and marks each New York day', () => {
    const line = historyLine(view([bar('2026-11-19T20:59:00Z'), bar('2026-11-20T14:30:00Z'), bar('2026-11-20T14:31:00Z')]), '5d');
    expect(line.points.map(({ at }) => at)).toEqual([0, 1, 2]);
    expect(line.ticks).toEqual([
      { at: 0, label: 'Thu 19' },
      { at: 1, label: 'Fri 20' },
    ]);
  });

  it('marks months over years, but not the one it begins in the middle of', () => {
    const line = historyLine(view([bar('2025-12-30T14:30:00Z'), bar('2025-12-31T14:30:00Z'), bar('2026-01-02T14:30:00Z')], 'day'), '2y');
    expect(line.ticks).toEqual([{ at: 2, label: 'Jan ’26' }]);
  });

  it('stands with one bar, and with none', () => {
    expect(historyLine(view([bar('2026-11-20T14:30:00Z')]), '5d').to).toBe(1);
    expect(historyLine(view([]), '30d')).toMatchObject({ points: [], ticks: [] });
  });
});

describe('thinTicks', () => {
  it('keeps no more than there is room for', () => {
    const ticks = Array.from({ length: 21 }, (_, at) => ({ at, label: String(at) }));
    expect(thinTicks(ticks, 5).length).toBeLessThanOrEqual(5);
    expect(thinTicks(ticks, 30)).toHaveLength(21);
    expect(thinTicks(ticks, 0)).toHaveLength(1);
  });
});

describe('the words of a history', () => {
  it('name extent, bars and source', () => {
    expect(historyWords('SPY', '5 days', view([bar('2026-11-20T14:30:00Z', 598.2), bar('2026-11-20T14:31:00Z', 614.1)]))).toBe('SPY, 5 days: 598.20 to 614.10 in 2 minute bars, from SQLite');
    expect(historyWords('SPY', '5 days', view([]))).toContain('nothing recorded yet');
  });

  it('give a minute its New York time and a day none', () => {
    expect(barTimeWords(bar('2026-11-20T18:42:00Z'), 'minute')).toBe('Fri, 20 Nov 2026, 13:42');
    expect(barTimeWords(bar('2026-11-20T18:42:00Z'), 'day')).toBe('Fri, 20 Nov 2026');
  });
});

describe('rangeAfter', () => {
  it('goes round', () => {
    expect(rangeAfter('today', 1)).toBe('5d');
    expect(rangeAfter('2y', 1)).toBe('today');
    expect(rangeAfter('today', -1)).toBe('2y');
  });
});

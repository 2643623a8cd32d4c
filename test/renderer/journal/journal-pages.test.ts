import { expect, test, vi } from 'vitest';
import { money } from '../../../src-core/money.ts';
import { PAGE } from '../../../src-renderer/connection/paged-rows.ts';
import { JournalPages } from '../../../src-renderer/panels/journal/journal-pages.ts';
import { madeRow, madeTradeId } from '../../support/made-journal.ts';

const TOTAL = 20_000;

function listing() {
  const read = vi.fn((offset: number, limit: number, _signal: AbortSignal) =>
    Promise.resolve({ total: TOTAL, net: money(1_234), rows: Array.from({ length: Math.min(limit, TOTAL - offset) }, (_, at) => ({ ...madeRow((offset + at) % 40), tradeId: madeTradeId(offset + at) })) }),
  );
  const changed = vi.fn();
  return { read, changed, pages: new JournalPages(read, changed) };
}

test('of 20,000 packages only the pages in sight are read, each once', async () => {
  const { read, changed, pages } = listing();
  expect(pages.head).toBeNull();
  pages.need(0, 30);
  pages.need(5, 40);
  await vi.waitFor(() => expect(pages.head).toEqual({ total: TOTAL, net: 1_234 }));
  expect(read.mock.calls.map(([offset, limit]) => [offset, limit])).toEqual([[0, PAGE]]);
  expect(pages.rowAt(99)?.tradeId).toBe(madeTradeId(99));
  expect(pages.rowAt(100)).toBeNull();
  pages.need(19_850, 20_400);
  await vi.waitFor(() => expect(pages.rowAt(19_999)?.tradeId).toBe(madeTradeId(19_999)));
  expect(read.mock.calls.map(([offset]) => offset)).toEqual([0, 19_800, 19_900]);
  expect(changed).toHaveBeenCalledTimes(3);
  expect(pages.placeOf(madeTradeId(19_901))).toBe(19_901);
  expect(pages.placeOf(madeTradeId(150))).toBeNull();
});

test('a row that was annotated is put in place of what was read', async () => {
  const { pages } = listing();
  pages.need(0, 0);
  await vi.waitFor(() => expect(pages.head).not.toBeNull());
  pages.replace({ ...madeRow(3), tradeId: madeTradeId(3), tags: ['planned'] });
  expect(pages.rowAt(3)?.tags).toEqual(['planned']);
  pages.replace({ ...madeRow(3), tradeId: madeTradeId(5_000) });
  expect(pages.placeOf(madeTradeId(5_000))).toBeNull();
});

test('a page that failed says why and is asked for again; after the end nothing is heard', async () => {
  const { read, changed, pages } = listing();
  read.mockImplementationOnce(() => Promise.reject(new Error('the books are closed')));
  pages.need(0, 0);
  await vi.waitFor(() => expect(pages.failure).toBe('the books are closed'));
  pages.need(0, 0);
  expect(read).toHaveBeenCalledTimes(1);
  pages.again(0, 0);
  await vi.waitFor(() => expect(pages.head).not.toBeNull());
  expect(pages.failure).toBeNull();
  changed.mockClear();
  pages.need(300, 300);
  pages.end();
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(changed).not.toHaveBeenCalled();
  expect(read.mock.calls.at(-1)?.[2].aborted).toBe(true);
});

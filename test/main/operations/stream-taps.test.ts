import { describe, expect, test } from 'vitest';
import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import { FRAME_FIELDS, FRAME_ROWS, readFrame } from '../../../src-core/contract/frame.ts';
import type { StreamPayload, Tap } from '../../../src-core/contract/host.ts';
import { chainLayoutSchema } from '../../../src-core/contract/schemas.ts';
import type { ContractListing } from '../../../src-core/market/chain.ts';
import { newQuoteBatch } from '../../../src-main/market-data/quote-batch.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { chainTap } from '../../../src-main/operations/chain-tap.ts';
import { Notices } from '../../../src-main/operations/notices.ts';
import { KeyedSource, Signal, stateTap } from '../../../src-main/operations/stream-taps.ts';
import { DATE, SESSION, TEN } from '../trading/trading-fixture.ts';

function valueOf(tap: Tap): unknown {
  const payload = tap.take();
  return payload?.kind === 'value' ? payload.value : payload;
}

describe('a stream of states', () => {
  test('gives its first value at once, then one for any number of changes, read when it is taken', () => {
    const signal = new Signal();
    let state = 1;
    let notified = 0;
    const tap = stateTap(signal, () => state, () => (notified += 1));
    expect(valueOf(tap)).toBe(1);
    expect(tap.take()).toBeNull();
    for (state = 2; state < 50; state += 1) signal.fire();
    expect(notified).toBe(48);
    expect(valueOf(tap)).toBe(50);
    expect(tap.take()).toBeNull();
    tap.close();
    signal.fire();
    expect(notified).toBe(48);
    expect(tap.take()).toBeNull();
  });
});

describe('a stream of a collection', () => {
  test('gives all items first, then those that changed, each once', () => {
    const items = new Map([['a', 1], ['b', 2]]);
    const source = new KeyedSource<number>(() => items.keys(), (key) => items.get(key) ?? null);
    let notified = 0;
    const tap = source.tap(() => (notified += 1));
    const late = source.tap(() => undefined);
    expect(valueOf(tap)).toEqual([1, 2]);
    expect(tap.take()).toBeNull();
    items.set('b', 3);
    source.mark('b');
    items.set('b', 4).set('c', 5);
    source.mark('b');
    source.mark('c');
    source.mark('gone');
    expect(notified).toBe(4);
    expect(valueOf(tap)).toEqual([4, 5]);
    expect(tap.take()).toBeNull();
    // One that was slow has the same end state, in one value.
    expect(valueOf(late)).toEqual([1, 4, 5]);
    tap.close();
    source.mark('a');
    expect(notified).toBe(4);
  });

  test('of nothing gives an empty first value', () => {
    const tap = new KeyedSource<number>(() => [], () => null).tap(() => undefined);
    expect(valueOf(tap)).toEqual([]);
    expect(tap.take()).toBeNull();
  });

  test('notices: the newest hundred for a window that opens later, each with the time it was told', () => {
    let now = 5;
    const notices = new Notices({ now: () => now });
    for (let count = 1; count <= 130; count += 1) notices.tell('info', `notice ${count}`);
    expect(notices.all()).toHaveLength(100);
    const tap = notices.source.tap(() => undefined);
    expect((valueOf(tap) as { id: number }[]).map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => index + 31));
    now = 9;
    notices.tell('error', 'last');
    expect(valueOf(tap)).toEqual([{ id: 131, time: 9, level: 'error', text: 'last' }]);
  });
});

describe('the chain', () => {
  const listing = (count: number, from = 0): ContractListing[] =>
    Array.from({ length: count }, (_, index) => ({ strike: 300 + (from + index), right: 'call' }));

  function setUp(): { market: Market; beat: Signal; notified: () => number; tap: Tap; quote: (rows: readonly number[], bid: number) => void } {
    const market = new Market({ session: SESSION, clock: flatClock(SESSION), rate: 0.04, staleAfterMs: 15_000, quoting: 'changes' });
    const beat = new Signal();
    let notified = 0;
    const tap = chainTap(market, { now: () => TEN }, 'SPY', beat, 7, () => (notified += 1));
    const batch = newQuoteBatch('SPY', 2_000);
    const quote = (rows: readonly number[], bid: number): void => {
      batch.time = TEN;
      batch.count = rows.length;
      rows.forEach((row, index) => {
        batch.row[index] = row;
        batch.bid[index] = bid;
        batch.ask[index] = bid + 0.02;
        batch.bidSize[index] = 10;
        batch.askSize[index] = Number.NaN;
        for (const column of [batch.last, batch.volume, batch.openInterest]) column[index] = Number.NaN;
      });
      market.quotes(batch);
      market.price(TEN);
    };
    return { market, beat, notified: () => notified, tap, quote };
  }

  function frameOf(payload: StreamPayload | null) {
    if (payload?.kind !== 'frame') throw new Error(`expected a frame, got ${JSON.stringify(payload)}`);
    return readFrame(payload.buffer);
  }

  test('says nothing before it is listed, then its layout, then all its rows', () => {
    const { market, beat, tap, notified } = setUp();
    beat.fire();
    expect([tap.take(), notified()]).toEqual([null, 0]);
    market.list('SPY', DATE, listing(3));
    beat.fire();
    expect(notified()).toBe(1);
    const layout = chainLayoutSchema.parse(valueOf(tap));
    expect(layout).toMatchObject({ underlying: 'SPY', expiry: DATE, layoutVersion: 1 });
    expect(layout.contracts[1]).toEqual({ symbol: 'SPY   260728C00301000', strike: 301, right: 'call' });
    const frame = frameOf(tap.take());
    expect(frame).toMatchObject({ subscription: 7, seq: 1, time: TEN, layoutVersion: 1 });
    expect([...frame.dirty]).toEqual([0, 1, 2]);
    const status = FRAME_FIELDS.indexOf('status');
    expect(frame.values.every((value, index) => (index % FRAME_FIELDS.length === status ? value === 0 : Number.isNaN(value)))).toBe(true);
    expect(tap.take()).toBeNull();
    beat.fire();
    expect(notified()).toBe(1);
  });

  test('gives a row that changed many times once, with its newest values', () => {
    const { market, beat, tap, quote, notified } = setUp();
    market.list('SPY', DATE, listing(3));
    tap.take();
    tap.take();
    for (const bid of [1, 2, 3]) {
      quote([2], bid);
      beat.fire();
    }
    expect(notified()).toBe(3);
    const frame = frameOf(tap.take());
    expect([frame.seq, [...frame.dirty]]).toEqual([2, [2]]);
    const value = (field: (typeof FRAME_FIELDS)[number]): number | undefined => frame.values[FRAME_FIELDS.indexOf(field)];
    expect([value('bid'), value('ask'), value('mid'), value('bidSize'), value('askSize')]).toEqual([3, 3.02, 3.01, 10, Number.NaN]);
    expect(tap.take()).toBeNull();
  });

  test('spreads a large change over frames below 64 KB and starves no row', () => {
    const { market, tap } = setUp();
    const count = 2 * FRAME_ROWS + 5;
    market.list('SPY', DATE, listing(count));
    tap.take();
    const frames = [frameOf(tap.take()), frameOf(tap.take()), frameOf(tap.take())];
    expect(tap.take()).toBeNull();
    expect(frames.map(({ dirty }) => dirty.length)).toEqual([FRAME_ROWS, FRAME_ROWS, 5]);
    for (const { values } of frames) expect(values.buffer.byteLength).toBeLessThan(65_536);
    expect(new Set(frames.flatMap(({ dirty }) => [...dirty])).size).toBe(count);
    expect(frames.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test('gives the layout again before the first frame of added rows', () => {
    const { market, tap, quote, beat, notified } = setUp();
    market.list('SPY', DATE, listing(2));
    tap.take();
    tap.take();
    quote([0], 5);
    market.list('SPY', DATE, listing(2, 2));
    beat.fire();
    expect(notified()).toBe(1);
    expect(valueOf(tap)).toMatchObject({ layoutVersion: 2, contracts: [{ strike: 300 }, { strike: 301 }, { strike: 302 }, { strike: 303 }] });
    const frame = frameOf(tap.take());
    expect([frame.layoutVersion, [...frame.dirty].sort()]).toEqual([2, [0, 2, 3]]);
  });

  test('is silent once closed', () => {
    const { market, tap, quote, beat, notified } = setUp();
    market.list('SPY', DATE, listing(2));
    tap.close();
    quote([0], 5);
    beat.fire();
    expect(notified()).toBe(0);
  });
});

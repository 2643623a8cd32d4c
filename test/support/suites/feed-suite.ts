import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FeedHarness, FeedWorld } from './feed-world.ts';
import { nameOf, WatchingSink } from './watching-sink.ts';

/** What every market feed behind the port does. */
export function feedSuite(harness: FeedHarness): void {
  describe(`the feed: ${harness.name}`, () => {
    let world: FeedWorld;
    beforeEach(async () => void (world = await harness.open()));
    afterEach(() => world.close());

    const watched = async (steps = harness.steps): Promise<WatchingSink> => {
      const sink = new WatchingSink();
      for (let step = 0; step < steps; step += 1) {
        const time = await world.next(sink);
        if (time === null) break;
        expect(sink.last).toBeLessThanOrEqual(time);
      }
      expect(sink.events).toBeGreaterThan(0);
      return sink;
    };

    test('lists contracts before their first quote, never runs back, and gives NaN for what is absent', async () => {
      const sink = await watched();
      expect(sink.broken).toEqual([]);
      expect(sink.listed.length).toBeGreaterThan(0);
      expect(sink.quoted.size).toBeGreaterThan(0);
      const { date } = world.feed.description;
      expect(sink.listed.filter(({ expiry }) => expiry !== date)).toEqual([]);
      const { absentBid } = world;
      if (absentBid !== null) {
        const quote = sink.quoted.get(nameOf(absentBid.underlying, absentBid.contract));
        expect(quote).toMatchObject({ bid: Number.NaN });
        expect(quote?.ask).toBeGreaterThan(0);
      }
    });

    test('keeps each contract in its row, and gives the state as of a moment', async () => {
      const sink = await watched();
      const before = { last: sink.last, listed: [...sink.listed], quoted: sorted(sink.quoted), tickers: sorted(sink.tickers) };
      sink.forget();
      world.feed.seek(before.last, sink);
      expect(sink.broken).toEqual([]);
      expect(sink.listed).toEqual(before.listed);
      expect(sorted(sink.quoted)).toEqual(before.quoted);
      expect(sorted(sink.tickers)).toEqual(before.tickers);
      // And it goes on from there as if nothing had been.
      const time = await world.next(sink);
      if (time !== null) expect(sink.last).toBeGreaterThanOrEqual(before.last);
      expect(sink.broken).toEqual([]);
    });

    test('says what it is', async () => {
      const sink = await watched();
      const { date, detail, from, kind, label, quoting, staleAfterMs, to } = world.feed.description;
      expect(kind).toBe(harness.kind);
      expect(harness.labels).toContain(label);
      expect(detail).not.toBe('');
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(['changes', 'snapshot']).toContain(quoting);
      expect(staleAfterMs).toBeGreaterThan(0);
      expect(sink.first).toBeGreaterThanOrEqual(from);
      expect(sink.last).toBeLessThanOrEqual(to);
      if (harness.isWhole) expect(world.feed.problems()).toEqual({ kept: [], total: 0 });
    });

    test('is over once it is closed', async () => {
      await watched(2);
      world.feed.close();
      expect(world.feed.nextTime()).toBeNull();
      const sink = new WatchingSink();
      world.feed.advance(Number.POSITIVE_INFINITY, sink);
      expect(sink.events).toBe(0);
    });
  });
}

function sorted<Value>(seen: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...seen].toSorted(([left], [right]) => (left < right ? -1 : 1));
}

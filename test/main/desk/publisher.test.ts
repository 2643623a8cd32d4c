import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Chain } from '../../../src-core/market/chain.ts';
import { readChanges } from '../../../src-main/desk/change-message.ts';
import type { DeskPublisher } from '../../../src-main/desk/publisher.ts';
import { CHANNELS, KEY_FAMILIES, type OptionField } from '../../../src-main/stores/realtime/key-families.ts';
import { createMemoryRealtimeStore } from '../../../src-main/stores/realtime/memory-store.ts';
import type { RealtimeStore } from '../../../src-main/stores/realtime/realtime-store.ts';
import { openRedisRealtimeStore } from '../../../src-main/stores/realtime/redis/redis-store.ts';
import { signalView } from '../../../src-main/signals/signal-views.ts';
import { FakeSignalDesk } from '../../support/fake-signal-desk.ts';
import { hasRedis, RedisServer } from '../../support/redis-server.ts';
import { signal, signalId, signalRecord } from '../../support/signal-records.ts';
import { allSent } from '../stores/realtime/all-sent.ts';
import { PACKAGE } from '../stores/realtime/family-samples.ts';
import { ACCOUNT, machineClock, tradedSession, USER } from './traded-session.ts';

/** The families each beat told of. */
async function toldBy(store: RealtimeStore, publisher: DeskPublisher): Promise<readonly string[]> {
  const heard: string[] = [];
  const end = store.subscribe(CHANNELS.changes(ACCOUNT), (message) => heard.push(...readChanges(message).map(([family, parts]) => [family, ...Object.values(parts)].join(' '))));
  publisher.beat();
  await Promise.resolve();
  await Promise.resolve();
  end();
  return heard;
}

describe('in memory', () => {
  test('the session, its market, orders and positions are there, and each beat tells what has changed', async () => {
    const store = createMemoryRealtimeStore({ clock: machineClock });
    const session = await tradedSession(store);
    await session.goOn(60_000);
    session.publisher.beat();
    const spy = session.market.tickerState('SPY');
    expect(await store.get('market', { ticker: 'SPY' })).toMatchObject({ price: spy.last, bid: spy.bid, timestamp: spy.time, previous_close: spy.previousClose });
    expect(await store.get('vix', {})).toBe(session.market.tickerState('VIX').last);
    expect(await store.get('regime', {})).toEqual({ type: 'normal', adaptation_factor: 1 });
    expect(await store.get('correlation', { pair: 'SPY_QQQ' })).toBe(0.85);
    expect(await store.get('correlation', { pair: 'SPY_IWM' })).toBeNull();
    expect(await store.get('positions', { user: USER })).toEqual([]);
    expect(await store.get('deskState', { account: ACCOUNT })).toMatchObject({ workstation: 'desk-1', epoch: 3, now: session.clock.now(), date: '2026-07-28', phase: 'open', rate: 0.04 });
    expect(await toldBy(store, session.publisher)).toEqual([`deskState ${ACCOUNT}`]);

    const id = await session.trade('buy');
    expect(await toldBy(store, session.publisher)).toEqual([`order ${id}`, `deskOrders ${ACCOUNT}`, `deskState ${ACCOUNT}`]);
    expect(await store.get('order', { id })).toMatchObject({ status: 'SUBMITTED', fill_data: { filled_quantity: 0, average_net: null } });
    await session.goOn(5_000);
    const tradeId = session.orders.order(id)?.tradeId ?? '';
    expect(await toldBy(store, session.publisher)).toEqual(expect.arrayContaining(['market SPY', `position ${tradeId}`, `positions ${USER}`, `order ${id}`]));
    expect(await store.get('order', { id })).toMatchObject({ status: 'FILLED', fill_data: { filled_quantity: 1 } });
    expect(await store.get('positions', { user: USER })).toEqual([tradeId]);
    expect(await store.get('position', { id: tradeId })).toMatchObject({ tradeId, quantity: 1, status: 'open' });
    expect((await store.get('deskState', { account: ACCOUNT }))?.account.cash).toBe(session.orders.book.cash);

    await session.trade('sell', tradeId);
    await session.goOn(5_000);
    expect(await toldBy(store, session.publisher)).toEqual(expect.arrayContaining([`position ${tradeId}`, `positions ${USER}`]));
    expect(await store.get('positions', { user: USER })).toEqual([]);
    expect(await store.get('position', { id: tradeId })).toBeNull();
    expect(await store.get('deskOrders', { account: ACCOUNT })).toHaveLength(2);
  });

  test('active signals are there until they expire or end, and how signals did; what watchers read is left out', async () => {
    let real = Date.now();
    const clock = { now: () => real };
    const store = createMemoryRealtimeStore({ clock });
    const signals = new FakeSignalDesk();
    const session = await tradedSession(store, { signals, machineClock: clock });
    const [first, second] = [1, 2].map((number) => signal(number, { generatedAt: session.clock.now() + number }));
    if (first === undefined || second === undefined) throw new Error('two signals');
    signals.put(signalRecord(first), signalRecord(second), signalRecord(signal(3), { status: 'expired', fate: 'left' }));
    session.publisher.beat();
    expect(await store.get('signalsActive', {})).toEqual([first.id, second.id]);
    expect(await store.get('signal', { id: first.id })).toEqual(signalRecord(first));
    expect(await store.get('signal', { id: signalId(3) })).toBeNull();
    expect(await store.get('signalPerformance', { ticker: 'SPY' })).toEqual({ accuracy: 0.6, avg_return: 0.1, count: 0 });
    expect(await store.get('signalPerformance', { ticker: 'QQQ' })).toBeNull();
    expect(await store.get('deskSignals', { account: ACCOUNT })).toBeNull();
    expect(await store.get('deskMarketState', { account: ACCOUNT })).toBeNull();

    const approved = signalRecord(second, { approvedAt: second.generatedAt + 5 });
    signals.put(signalRecord(first, { status: 'executed', fate: 'traded', endedAt: first.generatedAt + 1 }), approved);
    signals.settled = 1;
    signals.tell({ signals: [first.id, second.id], calibration: true });
    expect(await toldBy(store, session.publisher)).toEqual(expect.arrayContaining([`signal ${first.id}`, `signal ${second.id}`, 'signalsActive', 'signalPerformance SPY']));
    expect(await store.get('signalsActive', {})).toEqual([second.id]);
    expect(await store.get('signal', { id: first.id })).toBeNull();
    expect(await store.get('signal', { id: second.id })).toEqual(approved);
    expect(await store.get('signalPerformance', { ticker: 'SPY' })).toMatchObject({ count: 1 });

    // Where nobody removes it any more, it ends by itself at the signal's expiry.
    real += second.expiresAt - session.clock.now() - 1_000;
    expect(await store.get('signal', { id: second.id })).toEqual(approved);
    real += 2_000;
    expect(await store.get('signal', { id: second.id })).toBeNull();
    expect(await store.get('signalsActive', {})).toBeNull();
  });

  test('chains are left out: nobody else reads them there', async () => {
    const store = createMemoryRealtimeStore({ clock: machineClock });
    const session = await tradedSession(store);
    await session.goOn(10_000);
    const fields = vi.spyOn(store, 'setFields');
    session.publisher.beat();
    expect(fields).not.toHaveBeenCalled();
  });

  test('what lives for a minute is there as long as the session, though nothing moves', async () => {
    let now = Date.now();
    const store = createMemoryRealtimeStore({ clock: { now: () => now } });
    const session = await tradedSession(store, { machineClock: { now: () => now } });
    await session.goOn(10_000);
    for (let beat = 0; beat < 4 * 150; beat += 1) {
      session.publisher.beat();
      now += 250;
    }
    expect(await store.get('vix', {})).not.toBeNull();
    expect(await store.get('regime', {})).not.toBeNull();
    expect(await store.get('correlation', { pair: 'SPY_QQQ' })).not.toBeNull();
  });
});

describe.skipIf(!hasRedis('what a desk publishes'))('in Redis', () => {
  let server: RedisServer;
  let store: RealtimeStore;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(async () => {
    await server.empty();
    store = openRedisRealtimeStore({ access: server.access, clock: machineClock, random: Math.random });
    await settled();
  });
  afterEach(() => store.close());
  afterAll(() => server.stop());
  const settled = () => allSent(store, server);

  const fieldOf = (chain: Chain, row: number): OptionField => {
    const at = (column: Float64Array): number | null => (Number.isNaN(column[row]) ? null : (column[row] ?? null));
    const { bid, ask, iv, delta, bidSize, askSize, last, volume, openInterest } = chain.columns;
    return { bid: at(bid), ask: at(ask), iv: at(iv), delta: at(delta), bid_size: at(bidSize), ask_size: at(askSize), last: at(last), volume: at(volume), open_interest: at(openInterest), timestamp: at(chain.quoteTime) ?? 0 };
  };

  test('each side of each chain is there, row for row, and a beat sends the rows that changed', async () => {
    const session = await tradedSession(store);
    await session.goOn(30_000);
    session.publisher.beat();
    const fields = vi.spyOn(store, 'setFields');
    session.publisher.beat();
    expect(fields).not.toHaveBeenCalled();
    await session.goOn(250);
    session.publisher.beat();
    await settled();
    for (const underlying of ['SPY', 'QQQ', 'IWM'] as const) {
      const chain = session.market.chain(underlying);
      if (chain === null) throw new Error('the chain is listed');
      const wanted: Record<'calls' | 'puts', Record<string, OptionField>> = { calls: {}, puts: {} };
      for (let row = 0; row < chain.count; row += 1) wanted[chain.isCall[row] === 1 ? 'calls' : 'puts'][String(chain.strike[row])] = fieldOf(chain, row);
      for (const side of ['calls', 'puts'] as const) {
        const key = `options:${underlying}:20260728:${side}`;
        const held = Object.fromEntries(Object.entries(await server.direct.hgetall(key)).map(([strike, text]) => [strike, JSON.parse(text)]));
        expect(held).toEqual(wanted[side]);
        expect(Object.keys(held).length).toBeGreaterThan(20);
        expect(await server.direct.pttl(key)).toBeGreaterThan(KEY_FAMILIES.options.ttl - 10_000);
      }
    }
  });

  test('positions that an earlier trader left are removed', async () => {
    await server.direct.set(`positions:${USER}`, '["gone"]');
    await server.direct.set('position:gone', JSON.stringify(PACKAGE));
    const session = await tradedSession(store);
    await session.goOn(1_000);
    session.publisher.beat();
    await vi.waitFor(async () => expect(await server.direct.exists('position:gone')).toBe(0), { timeout: 5_000 });
    await settled();
    expect(await server.direct.get(`positions:${USER}`)).toBe('[]');
  });

  test.each([
    ['those of this session stay', [1], 3],
    ['all of them where this session has none', [], 1],
  ])('signals that an earlier trader left are removed: %s', async (_, kept, left) => {
    for (const record of [1, 2].map((number) => signalRecord(signal(number)))) {
      await server.direct.set(`signal:${record.signal.id}`, JSON.stringify(record));
      await server.direct.set(`desk:${ACCOUNT}:signal:${record.signal.id}`, JSON.stringify(signalView(record)));
    }
    await server.direct.set('signal:others', 'another account’s');
    await server.direct.set('signals:active', JSON.stringify([signalId(1), signalId(2), 'others']));
    await server.direct.set(`desk:${ACCOUNT}:signals`, JSON.stringify([signalId(1), signalId(2)]));
    const signals = new FakeSignalDesk();
    signals.put(...kept.map((number) => signalRecord(signal(number))));
    const session = await tradedSession(store, { signals });
    session.publisher.beat();
    const keys = [1, 2].flatMap((number) => [`signal:${signalId(number)}`, `desk:${ACCOUNT}:signal:${signalId(number)}`]);
    await vi.waitFor(async () => expect(await server.direct.exists(...keys, 'signal:others')).toBe(left), { timeout: 5_000 });
    await settled();
    expect(await server.direct.get('signals:active')).toBe(kept.length === 0 ? null : JSON.stringify(kept.map(signalId)));
    expect(await server.direct.get(`desk:${ACCOUNT}:signals`)).toBe(JSON.stringify(kept.map(signalId)));
  });

  test('a publisher that is abandoned leaves the keys to the next', async () => {
    const session = await tradedSession(store);
    await session.goOn(1_000);
    session.publisher.beat();
    await settled();
    session.publisher.close('abandoned');
    const state = `desk:${ACCOUNT}:state`;
    expect(await server.direct.exists(state)).toBe(1);
    await server.restart();
    await settled();
    expect(await server.direct.exists(state)).toBe(0);
  });
});

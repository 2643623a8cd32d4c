import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Chain } from '../../../src-core/market/chain.ts';
import { changeMessage } from '../../../src-main/desk/change-message.ts';
import { DeskFollower, type FollowedChange } from '../../../src-main/desk/follower.ts';
import type { Market } from '../../../src-main/market-data/market.ts';
import type { Pacer } from '../../../src-main/market-data/session-pump.ts';
import { CHANNELS } from '../../../src-main/stores/realtime/key-families.ts';
import type { RealtimeStore } from '../../../src-main/stores/realtime/realtime-store.ts';
import { openRedisRealtimeStore } from '../../../src-main/stores/realtime/redis/redis-store.ts';
import { signalView } from '../../../src-main/signals/signal-views.ts';
import { FakeSignalDesk } from '../../support/fake-signal-desk.ts';
import { hasRedis, RedisServer } from '../../support/redis-server.ts';
import { settlement, signal, signalRecord } from '../../support/signal-records.ts';
import { allSent } from '../stores/realtime/all-sent.ts';
import { DESK_STATE, SAMPLES } from '../stores/realtime/family-samples.ts';
import { ACCOUNT, machineClock, sessionMarket, type TradedSession, tradedSession, USER } from './traded-session.ts';

const PATIENT = { timeout: 10_000, interval: 10 };
const pacer: Pacer = {
  now: () => performance.now(),
  after(delay, run) {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};

describe.skipIf(!hasRedis('a terminal that watches'))('a terminal that watches', () => {
  let server: RedisServer;
  let stores: RealtimeStore[];
  let follower: DeskFollower;
  let changes: FollowedChange[];
  let session: TradedSession;
  let signals: FakeSignalDesk;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(async () => {
    await server.empty();
    stores = [0, 1].map(() => openRedisRealtimeStore({ access: server.access, clock: machineClock, random: Math.random }));
    await Promise.all(stores.map(settled));
    const [trading, watching] = stores;
    if (trading === undefined || watching === undefined) throw new Error('two stores');
    signals = new FakeSignalDesk();
    session = await tradedSession(trading, { signals });
    follower = new DeskFollower({ store: watching, account: ACCOUNT, user: USER, machineClock, pacer });
    changes = [];
    follower.onChange((change) => changes.push(change));
  });
  afterEach(async () => {
    follower.close();
    session.publisher.close('saved');
    await Promise.all(stores.map((store) => store.close()));
  });
  afterAll(() => server.stop());

  const settled = (store: RealtimeStore) => allSent(store, server);
  const isHeard = () =>
    vi.waitFor(async () => expect(await server.direct.pubsub('NUMSUB', CHANNELS.changes(ACCOUNT))).toEqual([CHANNELS.changes(ACCOUNT), 1]), PATIENT);

  /**
   * Largest differences of what is quoted and what is worked out from it, that of volatilities as the share of the forward
   * that prices differ by; rows without a figure must agree in that.
   */
  function differences(theirs: Market, ours: Market): Record<'rows' | 'quotes' | 'iv' | 'delta', number> {
    const found = { rows: 0, quotes: 0, iv: 0, delta: 0 };
    for (const underlying of ['SPY', 'QQQ', 'IWM'] as const) {
      const [one, other] = [theirs.chain(underlying), ours.chain(underlying)];
      if (one === null || other === null) throw new Error(`${underlying} is not listed`);
      expect(other.count).toBe(one.count);
      for (let row = 0; row < one.count; row += 1) {
        const there = other.row(one.strike[row] ?? 0, one.isCall[row] === 1 ? 'call' : 'put') ?? -1;
        const apart = (field: keyof Chain['columns']): number => {
          const [left, right] = [one.columns[field][row] ?? Number.NaN, other.columns[field][there] ?? Number.NaN];
          expect(Number.isNaN(right), `${underlying} ${one.strike[row]} ${field}: ${left}, ${right}`).toBe(Number.isNaN(left));
          return Number.isNaN(left) ? 0 : Math.abs(left - right);
        };
        found.rows += 1;
        for (const field of ['bid', 'ask', 'bidSize', 'askSize', 'last', 'volume', 'openInterest'] as const) found.quotes = Math.max(found.quotes, apart(field));
        const iv = apart('iv');
        if (iv > 0) found.iv = Math.max(found.iv, (iv * 100 * (one.columns.vega[row] ?? 0)) / one.forward);
        found.delta = Math.max(found.delta, apart('delta'));
      }
    }
    return found;
  }

  test('prices the chains as the one that trades does', async () => {
    await session.goOn(120_000);
    session.publisher.beat();
    await follower.start();
    await isHeard();
    await vi.waitFor(() => expect(follower.state()).not.toBeNull(), PATIENT);
    const state = follower.state();
    if (state === null) throw new Error('nothing was heard');
    expect(state).toMatchObject({ workstation: 'desk-1', epoch: 3, date: '2026-07-28', clockLabel: session.market.clock.label });
    const market = sessionMarket(state.feed, state.rate);
    const price = vi.spyOn(market, 'price');
    follower.deliverTo(market);
    const delays: number[] = [];
    for (let beat = 0; beat < 12; beat += 1) {
      await session.goOn(250);
      const told = session.clock.now();
      const from = performance.now();
      session.publisher.beat();
      await vi.waitFor(() => expect(price).toHaveBeenLastCalledWith(told), PATIENT);
      delays.push(performance.now() - from);
    }
    const { rows, quotes, iv, delta } = differences(session.market, market);
    expect(rows).toBeGreaterThan(200);
    expect(quotes).toBe(0);
    // A row is priced anew once the forward has moved by a ten-thousandth or the time left by a hundredth, here as there.
    expect(iv).toBeLessThan(1e-4);
    expect(delta).toBeLessThan(0.01);
    for (const ticker of ['SPY', 'QQQ', 'IWM', 'VIX'] as const) {
      const { last, bid, ask, volume, previousClose, time, open, high, low, minutes } = session.market.tickerState(ticker);
      // The day before it began to watch as well.
      expect(market.tickerState(ticker)).toMatchObject({ last, bid, ask, volume, previousClose, time, open, high, low });
      expect([...market.tickerState(ticker).minutes]).toEqual([...minutes]);
    }
    delays.sort((left, right) => left - right);
    expect(delays[Math.floor(delays.length / 2)]).toBeLessThan(1_000);
    expect(follower.silence()).toBeLessThan(1_000);
  });

  test('follows orders and positions', async () => {
    await session.goOn(10_000);
    const first = await session.trade('buy');
    session.publisher.beat();
    await settledOf(0);
    await follower.start();
    await isHeard();
    expect(follower.orders()).toMatchObject([{ id: first, state: 'SUBMITTED' }]);
    expect(follower.packages()).toEqual([]);

    await session.goOn(5_000);
    session.publisher.beat();
    await vi.waitFor(() => expect(follower.order(first)?.state).toBe('FILLED'), PATIENT);
    await vi.waitFor(() => expect(follower.packages()).toMatchObject([{ strategy: 'long call', quantity: 1 }]), PATIENT);
    expect(follower.packages()).toEqual(JSON.parse(JSON.stringify(follower.packages())));
    expect(changes.some(({ orders }) => orders.includes(first))).toBe(true);
    expect(changes.some(({ packages }) => packages)).toBe(true);
    expect(follower.state()?.account.cash).toBe(session.orders.book.cash);

    const second = await session.trade('sell', session.orders.order(first)?.tradeId);
    await session.goOn(5_000);
    session.publisher.beat();
    await vi.waitFor(() => expect(follower.orders().map(({ id, state }) => [id, state])).toEqual([[first, 'FILLED'], [second, 'FILLED']]), PATIENT);
    await vi.waitFor(() => expect(follower.packages()).toEqual([]), PATIENT);
  });

  test('follows signals, what they are made from, and how they did', async () => {
    const made = signal(1, { generatedAt: session.clock.now() });
    signals.put(signalRecord(made));
    session.publisher.beat();
    await settledOf(0);
    await follower.start();
    await isHeard();
    const { signals: followed } = follower;
    expect(followed.views()).toEqual([signalView(signalRecord(made))]);
    expect(await followed.whole(made.id)).toEqual(signalRecord(made));
    expect(followed.marketState()).toEqual(signals.marketState());
    expect(followed.settings()).toEqual(signals.settings());
    expect(followed.calibration(null)).toEqual(signals.calibration(null));
    expect(followed.calibration('momentum')).toEqual(signals.calibration('momentum'));

    changes.length = 0;
    const newer = signal(2, { generatedAt: session.clock.now() + 5 });
    const ended = signalRecord(made, { status: 'expired', fate: 'left', endedAt: newer.generatedAt, settlement: settlement(made) });
    signals.put(ended, signalRecord(newer));
    signals.settled = 1;
    signals.minute = 111;
    signals.tell({ signals: [made.id, newer.id], bar: true, calibration: true });
    session.publisher.beat();
    await vi.waitFor(() => expect(followed.views()).toEqual([signalView(signalRecord(newer)), signalView(ended)]), PATIENT);
    await vi.waitFor(() => expect(followed.marketState()?.state?.minute).toBe(111), PATIENT);
    await vi.waitFor(() => expect(followed.calibration('momentum')?.settled).toBe(1), PATIENT);
    await vi.waitFor(() => expect(changes.flatMap((change) => change.signals).toSorted()).toEqual([made.id, newer.id]), PATIENT);
    expect(changes.filter(({ marketState }) => marketState)).toHaveLength(1);
    expect(await followed.whole(made.id)).toBeNull();
  });

  const settledOf = async (index: number): Promise<void> => {
    const store = stores[index];
    if (store !== undefined) await settled(store);
  };

  test('reads what a lost message would have told', async () => {
    session.publisher.beat();
    await settledOf(0);
    await follower.start();
    await server.direct.set(`desk:${ACCOUNT}:state`, JSON.stringify({ ...DESK_STATE, date: '2026-07-28', toldAt: Date.now() + 5, now: 42 }));
    await server.direct.set(`desk:${ACCOUNT}:orders`, '["ord_1"]');
    await server.direct.set('order:ord_1', JSON.stringify(SAMPLES.order.value));
    await vi.waitFor(() => expect(follower.state()?.now).toBe(42), PATIENT);
    await vi.waitFor(() => expect(follower.order('ord_1')).toEqual(SAMPLES.order.value.order), PATIENT);
  });

  test('does not listen to one whose lease is over, nor to rubbish', async () => {
    session.publisher.beat();
    await settledOf(0);
    await follower.start();
    await isHeard();
    const before = follower.state();
    const tell = async (message: string): Promise<void> => void (await server.direct.publish(CHANNELS.changes(ACCOUNT), `somebody:${message}`));
    for (const rubbish of ['', '{', '[["order"]]', '[["nothing",{}]]', '[["order",{"id":1}]]', '[["market",{"ticker":"GOLD"}]]']) await tell(rubbish);
    await server.direct.set(`desk:${ACCOUNT}:state`, JSON.stringify({ ...DESK_STATE, date: '2026-07-28', epoch: 2, workstation: 'former', toldAt: Date.now() + 5 }));
    await server.direct.set(`positions:${USER}`, '["pos_1"]');
    await server.direct.set('position:pos_1', JSON.stringify(SAMPLES.position.value));
    await tell(changeMessage([['deskState', { account: ACCOUNT }], ['positions', { user: USER }]]));
    await vi.waitFor(() => expect(follower.packages()).toHaveLength(1), PATIENT);
    expect(follower.state()).toEqual(before);
  });

  test('keeps what it heard while the server is away, says how long ago that was, and goes on by itself', async () => {
    await session.goOn(10_000);
    const id = await session.trade('buy');
    await session.goOn(5_000);
    session.publisher.beat();
    await settledOf(0);
    await follower.start();
    expect(follower.packages()).toHaveLength(1);
    await server.kill();
    await session.trade('buy');
    await session.goOn(5_000);
    session.publisher.beat();
    await vi.waitFor(() => expect(follower.silence()).toBeGreaterThan(follower.staleAfterMs), PATIENT);
    expect(follower.orders()).toHaveLength(1);
    expect(follower.order(id)?.state).toBe('FILLED');
    expect(follower.packages()).toHaveLength(1);
    await server.run();
    const beats = setInterval(() => session.publisher.beat(), 250);
    try {
      await vi.waitFor(() => expect(follower.orders()).toHaveLength(2), PATIENT);
      await vi.waitFor(() => expect(follower.packages()).toHaveLength(2), PATIENT);
      await vi.waitFor(() => expect(follower.silence()).toBeLessThan(1_000), PATIENT);
    } finally {
      clearInterval(beats);
    }
  });

  test('lets the market go when the session is another day’s', async () => {
    await session.goOn(10_000);
    session.publisher.beat();
    await settledOf(0);
    await follower.start();
    const state = follower.state();
    if (state === null) throw new Error('nothing was heard');
    const market = sessionMarket(state.feed, state.rate);
    follower.deliverTo(market);
    await vi.waitFor(() => expect(market.chain('SPY')?.count).toBeGreaterThan(0), PATIENT);
    const price = vi.spyOn(market, 'price');
    await server.direct.set(`desk:${ACCOUNT}:state`, JSON.stringify({ ...DESK_STATE, date: '2026-07-29', epoch: 3, toldAt: Date.now() + 5 }));
    await server.direct.hset('options:SPY:20260729:calls', '640', JSON.stringify(Object.values(SAMPLES.options.value)[0]));
    await vi.waitFor(() => expect(follower.state()?.date).toBe('2026-07-29'), PATIENT);
    expect(price).not.toHaveBeenCalled();
    expect(changes.at(-1)?.state).toBe(true);
  });
});

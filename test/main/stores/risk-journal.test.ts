import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { riskEventQuerySchema } from '../../../src-core/contract/risk.ts';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { fromDollars, money, negate, ZERO } from '../../../src-core/money.ts';
import type { Execution, Order } from '../../../src-core/orders/order.ts';
import { NO_EXIT } from '../../../src-core/risk/exits.ts';
import type { RiskEvent } from '../../../src-core/risk/risk-event.ts';
import type { Trip } from '../../../src-core/risk/trading-state.ts';
import { type EpochMs, parseIsoDate } from '../../../src-core/time.ts';
import type { KeptExit } from '../../../src-main/risk/risk-journal.ts';
import { ensureLocalProfile, type LocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { nameUuid } from '../../../src-main/stores/relational/name-uuid.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createRiskJournal, type RiskJournal } from '../../../src-main/stores/relational/risk/risk-journal.ts';
import { tradingDayQuery } from '../../../src-main/stores/relational/risk/trading-day-rows.ts';
import { createSessionRepository } from '../../../src-main/stores/relational/session-repository.ts';
import { createTradingJournal } from '../../../src-main/stores/relational/trading/trading-journal.ts';
import type { JournalRecord } from '../../../src-main/trading/journal.ts';
import { describeStores, type TestStores } from './store-adapters.ts';

const DATE = parseIsoDate('2026-11-20');
const NEXT = parseIsoDate('2026-11-23');
const PUT = symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right: 'put', strike: money(6_000_000) });

function trip(id: string, more: Partial<Trip> = {}): Trip {
  return { id, breaker: 'day_loss', underlying: null, state: 'HALTED', lasts: 'day', time: 1_000, value: 8_100.25, threshold: 8_000, text: 'the day lost 8,100 dollars', ...more };
}

function exit(tradeId: string, more: Partial<KeptExit['progress']> = {}): KeptExit {
  return {
    tradeId,
    plan: { ...NO_EXIT, target: { unit: 'percent', value: 50 }, stop: { unit: 'dollars', value: fromDollars(250.5) }, at: 5_000 },
    progress: { best: null, targetOrder: null, closingOrder: null, reason: null, done: false, ...more },
  };
}

function event(number: number, more: Partial<RiskEvent> = {}): RiskEvent {
  return { id: nameUuid(`event ${number}`), time: number * 1_000, type: 'kill', severity: 'critical', description: `event ${number}`, value: null, threshold: null, action: null, resolvedAt: null, ...more };
}

describeStores('the risk journal', (newStores) => {
  let stores: TestStores;
  let store: RelationalStore;
  let profile: LocalProfile;
  let journal: RiskJournal;
  let sequence = 0;

  beforeEach(async () => {
    stores = await newStores();
    store = await stores.open();
    profile = await ensureLocalProfile(store, 'trader', randomUUID);
    journal = createRiskJournal(store, profile);
  });
  afterEach(() => stores.remove());

  /** Writes a trade of one put and the fills of its orders, as the order manager books them. */
  async function fill(name: string, status: Trade['status'], fills: readonly { readonly closing: boolean; readonly at: EpochMs }[]): Promise<string> {
    const id = nameUuid(name);
    const openedAt = fills[0]?.at ?? 0;
    const trade: Trade = {
      id, underlying: 'SPY', strategy: 'long put', legs: [{ symbol: PUT, side: 'buy', ratio: 1 }], source: 'manual', status, openedAt,
      openedQuantity: 1, closedQuantity: 0, openCost: ZERO, closeCost: ZERO, optimisticCost: ZERO, pessimisticCost: ZERO, realised: ZERO, commission: ZERO, fees: ZERO,
    };
    const records = fills.flatMap(({ closing, at }, index): JournalRecord[] => {
      const order: Order = {
        id: nameUuid(`${name} order ${index}`), underlying: 'SPY', legs: [{ symbol: PUT, side: closing ? 'sell' : 'buy', ratio: 1 }], quantity: 1, terms: { type: 'market' }, timeInForce: 'DAY',
        tradeId: id, source: 'manual', closing, state: 'FILLED', triggered: false, filledQuantity: 1, filledNetTotal: money(10_000), createdAt: at, updatedAt: at, sequence: (sequence += 1),
      };
      const execution: Execution = {
        id: `${order.id}:1`, time: at, packages: 1, net: money(10_000), legs: [{ symbol: PUT, side: closing ? 'sell' : 'buy', quantity: 1, price: money(10_000) }],
        evidence: { rule: 'marketable', seed: 1, optimistic: money(10_000), expected: money(10_000), pessimistic: money(10_000), quotes: [] },
      };
      const cost = money((closing ? -1 : 1) * 1_000_000);
      return [
        { kind: 'order', order },
        { kind: 'history', entry: { orderId: order.id, step: 1, time: at, state: 'FILLED', event: { type: 'filled', execution } } },
        {
          kind: 'transaction',
          transaction: {
            id: `fill:${execution.id}`, time: at, cause: 'fill', tradeId: id,
            entries: [{ account: 'positions', amount: cost, symbol: PUT, quantity: closing ? -1 : 1, price: money(10_000) }, { account: 'cash', amount: negate(cost) }],
          },
        },
      ];
    });
    await createTradingJournal(store, profile).write([{ kind: 'trade', trade }, ...records]);
    return id;
  }

  test('limits come back as they were set, one row a parameter whoever sets it; what is taken back is gone', async () => {
    expect(await journal.limits()).toEqual([]);
    await journal.setLimits(
      [
        { name: 'max_delta', value: 750.5, pending: null },
        { name: 'max_positions', value: null, pending: { value: 12, from: NEXT } },
        { name: 'correlation_emergency', value: -0.25, pending: { value: -0.3333, from: NEXT } },
      ],
      1_000,
    );
    expect(await journal.limits()).toEqual(
      expect.arrayContaining([
        { name: 'max_delta', value: 750.5, pending: null },
        { name: 'max_positions', value: null, pending: { value: 12, from: NEXT } },
        { name: 'correlation_emergency', value: -0.25, pending: { value: -0.3333, from: NEXT } },
      ]),
    );
    expect(await store.db.selectFrom('risk_parameters').selectAll().where('parameter_name', '=', 'max_delta').executeTakeFirstOrThrow()).toMatchObject({
      user_id: profile.userId, account_id: profile.accountId, parameter_value: 750.5, parameter_type: 'percentage', created_at: 1_000, updated_at: 1_000,
    });
    const other = randomUUID();
    await store.commit([store.db.insertInto('users').values({ id: other, username: 'other', email: 'other@localhost', password_hash: '!' }).compile()]);
    await createRiskJournal(store, { ...profile, userId: other }).setLimits(
      [
        { name: 'max_delta', value: null, pending: null },
        { name: 'max_positions', value: 8, pending: null },
        { name: 'correlation_emergency', value: -0.2, pending: { value: -0.3, from: NEXT } },
      ],
      2_000,
    );
    const now = [
      { name: 'max_positions', value: 8, pending: null },
      { name: 'correlation_emergency', value: -0.2, pending: { value: -0.3, from: NEXT } },
    ];
    const kept = await journal.limits();
    expect(kept).toHaveLength(2);
    expect(kept).toEqual(expect.arrayContaining(now));
    await journal.setLimits([{ name: 'max_delta', value: 900, pending: null }], 3_000);
    expect(await journal.limits()).toHaveLength(3);
    expect(await createRiskJournal(store, { ...profile, accountId: randomUUID() }).limits()).toEqual([]);
  });

  test('a day comes back as it was written', async () => {
    expect(await journal.day(DATE)).toBeNull();
    const day = { date: DATE, locked: false, trips: [trip(randomUUID(), { breaker: 'vix', state: 'REDUCING', lasts: 'calm', value: 36.5 })], best: fromDollars(120.5) };
    await journal.writeDay(day, 1_000);
    expect(await journal.day(DATE)).toEqual(day);
    await journal.writeDay({ ...day, trips: [], best: fromDollars(-3) }, 2_000);
    expect(await journal.day(DATE)).toEqual({ ...day, trips: [], best: fromDollars(-3) });
    expect(await journal.day(NEXT)).toBeNull();
  });

  test('a locked day stays locked, and keeps what lasts the day, whatever is written over it', async () => {
    const [lock, calm, later] = [trip(nameUuid('lock')), trip(nameUuid('calm'), { breaker: 'vix', lasts: 'calm' }), trip(nameUuid('later'), { breaker: 'kill', lasts: 'hand' })];
    await journal.writeDay({ date: DATE, locked: true, trips: [calm, lock], best: ZERO }, 1_000);
    await journal.writeDay({ date: DATE, locked: false, trips: [], best: ZERO }, 2_000);
    expect(await journal.day(DATE)).toEqual({ date: DATE, locked: true, trips: [lock], best: ZERO });
    // At once, as a recovery and a trip may.
    await Promise.all([
      journal.writeDay({ date: DATE, locked: false, trips: [later], best: ZERO }, 3_000),
      createRiskJournal(store, profile).writeDay({ date: DATE, locked: false, trips: [], best: ZERO }, 3_000),
    ]);
    expect(await journal.day(DATE)).toMatchObject({ locked: true, trips: expect.arrayContaining([lock]) });
    // A write that did not read the day: by the statement alone.
    await store.commit([tradingDayQuery(store.db, profile.accountId, { date: DATE, locked: false, trips: [], best: fromDollars(1) }, 4_000)]);
    expect(await journal.day(DATE)).toMatchObject({ locked: true, trips: expect.arrayContaining([lock]), best: fromDollars(1) });
  });

  test('exits are those of the newest session and of what is still held', async () => {
    const sessions = createSessionRepository(store);
    const begin = (id: string) => sessions.save({ id, date: DATE, feed: { kind: 'simulated', detail: 'seed 1' }, seed: 1, now: 1, previousCloses: {}, closes: {}, referencePrices: {}, settledAt: null });
    await begin('first');
    const gone = await fill('gone', 'closed', [{ closing: false, at: 1_000 }, { closing: true, at: 2_000 }]);
    const held = await fill('held', 'settled', [{ closing: false, at: 1_000 }]);
    await begin('second');
    const newest = await fill('newest', 'closed', [{ closing: false, at: 1_000 }, { closing: true, at: 2_000 }]);
    await journal.writeExits([exit(gone), exit(held), exit(newest)], 1_000);
    const acted = exit(held, { best: fromDollars(12.5), targetOrder: 'a', closingOrder: 'b', reason: 'trailing', done: true });
    await journal.writeExits([acted], 2_000);
    const exits = await journal.exits();
    expect(exits).toHaveLength(2);
    expect(exits).toEqual(expect.arrayContaining([acted, exit(newest)]));
  });

  test('the flattening that runs is the newest that is not over', async () => {
    expect(await journal.running()).toBeNull();
    const flattening = (startedAt: EpochMs) => ({ state: 'running' as const, startedAt, endedAt: null, plan: { time: startedAt, steps: [], atMid: ZERO, expected: null, atWorst: null, seconds: 20 } });
    const [first, second] = [nameUuid('first'), nameUuid('second')];
    await journal.writeFlattening(first, flattening(1_000));
    await journal.writeFlattening(second, flattening(2_000));
    expect(await journal.running()).toEqual({ id: second, flattening: flattening(2_000) });
    await journal.writeFlattening(second, { ...flattening(2_000), state: 'stopped', endedAt: 3_000 });
    expect(await journal.running()).toEqual({ id: first, flattening: flattening(1_000) });
    await journal.writeFlattening(first, { ...flattening(1_000), state: 'done', endedAt: 3_000 });
    expect(await journal.running()).toBeNull();
  });

  test('events are listed newest first, and change only by being resolved', async () => {
    const tripped = event(1, { type: 'breaker_vix', severity: 'high', value: 36.12346, threshold: 35, action: 'only what reduces is sent' });
    await journal.writeEvents([tripped, event(2), event(3, { severity: 'low', value: Number.POSITIVE_INFINITY })]);
    await journal.writeEvents([{ ...tripped, description: 'other words', resolvedAt: 9_000 }]);
    const found = async (given: object) => {
      const { total, events } = await journal.events(riskEventQuerySchema.parse(given));
      return [total, ...events.map(({ time }) => time)];
    };
    expect(await found({})).toEqual([3, 3_000, 2_000, 1_000]);
    expect(await found({ offset: 1, limit: 1 })).toEqual([3, 2_000]);
    expect(await found({ severity: 'critical' })).toEqual([1, 2_000]);
    expect(await found({ type: 'breaker_vix', severity: 'low' })).toEqual([0]);
    const { events } = await journal.events(riskEventQuerySchema.parse({}));
    expect(events).toEqual([event(3, { severity: 'low' }), event(2), { ...tripped, value: 36.1235, resolvedAt: 9_000 }]);
  });

  test('a day trade is opened and closed by orders on one New York date', async () => {
    const at = (date: string, clock: string) => newYorkTime(parseIsoDate(date), clock);
    await fill('in a day', 'closed', [{ closing: false, at: at('2026-11-20', '09:45') }, { closing: true, at: at('2026-11-20', '16:10') }]);
    await fill('closed in parts', 'closed', [{ closing: false, at: at('2026-11-20', '10:00') }, { closing: true, at: at('2026-11-20', '11:00') }, { closing: true, at: at('2026-11-20', '12:00') }]);
    await fill('half closed, half lapsed', 'settled', [{ closing: false, at: at('2026-11-20', '10:00') }, { closing: true, at: at('2026-11-20', '11:00') }]);
    await fill('lapsed', 'settled', [{ closing: false, at: at('2026-11-20', '10:00') }]);
    // One date in UTC, two in New York.
    await fill('overnight', 'closed', [{ closing: false, at: at('2026-11-19', '23:50') }, { closing: true, at: at('2026-11-20', '09:31') }]);
    await fill('before', 'closed', [{ closing: false, at: at('2026-11-13', '10:00') }, { closing: true, at: at('2026-11-13', '11:00') }]);
    expect(await journal.dayTradesSince(parseIsoDate('2026-11-16'))).toBe(3);
    expect(await journal.dayTradesSince(parseIsoDate('2026-11-13'))).toBe(4);
    expect(await journal.dayTradesSince(NEXT)).toBe(0);
  });
});

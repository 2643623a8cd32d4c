import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromDollars, money } from '../../../src-core/money.ts';
import { signalQuerySchema } from '../../../src-core/contract/signals.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { SignalJournal } from '../../../src-main/signals/signal-journal.ts';
import { ensureLocalProfile, type LocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createSessionRepository } from '../../../src-main/stores/relational/session-repository.ts';
import { createSignalJournal } from '../../../src-main/stores/relational/signals/signal-journal.ts';
import { settlement, signal, signalId, signalRecord } from '../../support/signal-records.ts';
import { describeStores, type TestStores } from './store-adapters.ts';

const FIRST = { id: 'first', date: parseIsoDate('2026-05-13') };
const SECOND = { id: 'second', date: parseIsoDate('2026-05-14') };
const query = (given: object = {}) => signalQuerySchema.parse(given);

describeStores('the signal journal', (newStores) => {
  let stores: TestStores;
  let store: RelationalStore;
  let profile: LocalProfile;
  let journal: SignalJournal;

  beforeEach(async () => {
    stores = await newStores();
    store = await stores.open();
    profile = await ensureLocalProfile(store, 'trader', randomUUID);
    journal = createSignalJournal(store, profile, profile.tickerIds);
    const sessions = createSessionRepository(store);
    for (const { id, date } of [FIRST, SECOND]) {
      await sessions.save({ id, date, feed: { kind: 'simulated', detail: 'seed 1' }, seed: 1, now: 1, previousCloses: {}, closes: {}, referencePrices: {}, settledAt: null });
    }
  });
  afterEach(() => stores.remove());

  test('a record comes back as it was written, and after each change; what it was made from stays', async () => {
    const made = signal(1);
    const fresh = signalRecord(made);
    await journal.write([fresh], FIRST);
    expect(await journal.ofSession('first')).toEqual([fresh]);
    expect(await journal.find(signalId(1))).toEqual(fresh);
    const ended = signalRecord(made, { status: 'executed', fate: 'traded', approvedAt: made.generatedAt + 1_000, endedAt: made.generatedAt + 2_000, reason: 'an order of it was taken', orderId: signalId(9) });
    await journal.write([{ ...ended, signal: { ...made, quantity: 99 } }], SECOND);
    expect(await journal.ofSession('first')).toEqual([ended]);
    expect(await journal.ofSession('second')).toEqual([]);
    const settled = { ...ended, settlement: settlement(made) };
    await journal.write([settled], FIRST);
    expect(await journal.find(signalId(1))).toEqual(settled);
    expect(await journal.find(signalId(2))).toBeNull();
  });

  test('the document’s columns are filled by their meaning', async () => {
    await journal.write([signalRecord(signal(1), { status: 'cancelled', fate: 'dismissed', endedAt: signal(1).generatedAt + 5 })], FIRST);
    expect(await store.db.selectFrom('signals').selectAll().executeTakeFirstOrThrow()).toMatchObject({
      ticker_id: profile.tickerIds.SPY,
      signal_type: 'bullish',
      strategy_type: 'bull put spread',
      confidence_score: 0.699,
      status: 'cancelled',
      underlying_price: fromDollars(600),
      target_profit: 0.12,
      stop_loss: 0.25,
      max_risk: fromDollars(162.42),
      max_reward: fromDollars(37.58),
      probability_profit: 0.712,
      break_even_price: fromDollars(597.6242),
      updated_at: signal(1).generatedAt + 5,
    });
    const legs = await store.db.selectFrom('signal_legs').selectAll().orderBy('leg_order').execute();
    expect(legs).toMatchObject([
      { leg_order: 1, action: 'sell', option_type: 'put', strike_price: fromDollars(598), expiration_date: '2026-05-13', quantity: 1, estimated_price: fromDollars(0.72), option_symbol: 'SPY   260513P00598000' },
      { leg_order: 2, action: 'buy', option_type: 'put', strike_price: fromDollars(596), quantity: 1, estimated_price: fromDollars(0.33) },
    ]);
  });

  test('signals that their session left unsettled are found, and what is settled is told without rounding', async () => {
    const [left, won, lost] = [signal(1), signal(2), signal(3, { hour: 15, regime: null, detector: 'pin', title: 'Pin' })];
    await journal.write([signalRecord(left), signalRecord(won, { settlement: settlement(won) })], FIRST);
    const loss = settlement(lost, { exit: 'expiry', result: money(-1_624_201), expectedResult: money(-1_600_001), won: false });
    await journal.write([signalRecord(lost, { status: 'expired', fate: 'left', settlement: loss }), signalRecord(signal(4))], SECOND);
    expect((await journal.unsettledBefore('second')).map((record) => record.signal.id)).toEqual([left.id]);
    await journal.write([signalRecord(left, { settlement: settlement(left, { exit: 'unsettled', result: null, expectedResult: null, won: null, reason: 'its session ended without it' }) })], SECOND);
    expect(await journal.unsettledBefore('second')).toEqual([]);
    const all = await journal.settled();
    expect(all.map(({ id }) => id)).toEqual([won.id, lost.id]);
    expect(all[1]).toEqual({
      id: lost.id,
      date: '2026-05-14',
      underlying: 'SPY',
      detector: 'pin',
      title: 'Pin',
      type: 'bullish',
      generatedAt: lost.generatedAt,
      hour: 15,
      regime: null,
      implied: 0.7123456789,
      confidence: 0.6987654321,
      calibrated: false,
      fate: 'left',
      exit: 'expiry',
      won: false,
      result: -162.4201,
      expectedResult: -160.0001,
      maximumLoss: 162.42,
    });
  });

  test('lists are filtered and paged, newest first, and another account’s signals are not in them', async () => {
    const records = [1, 2, 3, 4, 5].map((number) =>
      signalRecord(signal(number, { type: number === 3 ? 'bearish' : 'bullish', detector: number === 5 ? 'pin' : 'momentum' }), { status: number > 3 ? 'expired' : 'active', fate: number > 3 ? 'left' : 'open' }),
    );
    await journal.write(records.slice(0, 3), FIRST);
    await journal.write(records.slice(3), SECOND);
    const found = async (given: object) => {
      const { total, records: page } = await journal.list(query(given));
      return [total, ...page.map((record) => Number(record.signal.id.slice(-12)))];
    };
    expect(await found({})).toEqual([5, 5, 4, 3, 2, 1]);
    expect(await found({ limit: 2, offset: 1 })).toEqual([5, 4, 3]);
    expect(await found({ offset: 9 })).toEqual([5]);
    expect(await found({ from: '2026-05-14' })).toEqual([2, 5, 4]);
    expect(await found({ to: '2026-05-13', type: 'bullish' })).toEqual([2, 2, 1]);
    expect(await found({ status: 'expired', detector: 'momentum' })).toEqual([1, 4]);
    expect(await found({ fate: 'open', underlying: 'SPY' })).toEqual([3, 3, 2, 1]);
    expect(await found({ underlying: 'QQQ' })).toEqual([0]);
    const others = createSignalJournal(store, { accountId: randomUUID() }, profile.tickerIds);
    expect(await others.list(query())).toEqual({ total: 0, records: [] });
    expect(await others.find(signalId(1))).toBeNull();
  });
});

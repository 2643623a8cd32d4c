import { describe, expect, it } from 'vitest';
import { fromDollars, toDollars } from '../../../src-core/money.ts';
import { DEFAULT_SIGNAL_SETTINGS } from '../../../src-core/signals/automation.ts';
import type { SignalRecord } from '../../../src-core/signals/signal.ts';
import { MINUTE, SECOND } from '../../../src-core/time.ts';
import { DATE, SESSION } from '../trading/trading-fixture.ts';
import { bar, evidenceIn, LONG, MemorySignalJournal, SESSION_ID, SHORT, SignalWorld } from './signal-world.ts';

const reference = (dollars: number) => () => fromDollars(dollars);

async function signalled(options: Parameters<typeof SignalWorld.start>[0] = {}): Promise<SignalWorld> {
  const world = await SignalWorld.start(options);
  await world.at(bar(60));
  return world;
}

describe('making a signal', () => {
  it('freezes what it was made from, keeps it, and tells of it', async () => {
    const world = await signalled();
    const { signal, ...rest } = world.only();
    expect(rest).toMatchObject({ status: 'active', fate: 'open', settlement: null });
    expect(signal).toMatchObject({ detector: 'drift_up', type: 'bullish', underlying: 'SPY', generatedAt: bar(60), expiresAt: bar(70), hour: 10, regime: 'normal' });
    expect(signal.bound).toEqual({ underlyingLow: fromDollars(639.5), underlyingHigh: fromDollars(640.5), highestNet: fromDollars(1.28) });
    expect(signal.confidence).toMatchObject({ state: 'uncalibrated', probability: 0.72 });
    // 500.00 at most, 103.40 a package.
    expect(signal.quantity).toBe(4);
    expect(await world.journal.ofSession(SESSION_ID)).toEqual([{ ...world.only(), openResult: null }]);
    expect(world.told).toEqual([{ signals: [signal.id], bar: true, calibration: false }]);
  });

  it('tells nobody before it is on disk', async () => {
    const world = await SignalWorld.start();
    const open = world.journal.hold();
    world.clock.set(bar(60));
    world.engine.step(bar(60));
    await Promise.resolve();
    expect(world.engine.pending()).not.toBeNull();
    expect(world.engine.records()).toEqual([]);
    expect(world.told).toEqual([]);
    open();
    await world.settled();
    expect(world.engine.records()).toHaveLength(1);
  });

  it('sizes as in the wildest regime while it is not known', async () => {
    const world = await signalled({ unknownRegime: true });
    expect(world.only().signal).toMatchObject({ regime: null, quantity: 2 });
  });

  it('shows evidence that cannot be traded, and why', async () => {
    const world = await signalled({ untradable: 'every spread costs more than its edge' });
    expect(world.engine.records()).toEqual([]);
    const shown = world.engine.marketState().detections.find(({ detector, underlying }) => detector === 'drift_up' && underlying === 'SPY');
    expect(shown).toMatchObject({ detection: { kind: 'evidence' }, strategy: 'every spread costs more than its edge' });
  });

  it('lets a detector that fails abstain, and the others go on', async () => {
    const script = evidenceIn([60, 62]);
    const world = await signalled({ script: (id, underlying, minute) => (id === 'second_look' ? 'broken' : script(id, underlying, minute)) });
    await world.at(bar(61));
    expect(world.engine.records()).toHaveLength(1);
    expect(world.notices).toEqual(['the detector "Second look" has nothing to say: it failed: divided by nothing']);
  });

  it('makes none in the last twenty minutes, and none that is good past the last fifteen', async () => {
    const world = await SignalWorld.start({ script: evidenceIn([370, 371], [375, 376]), from: bar(369) });
    await world.at(bar(370));
    expect(world.only().signal.expiresAt).toBe(bar(375));
    await world.at(bar(371));
    await world.at(bar(375));
    expect(world.engine.records()).toHaveLength(1);
  });
});

describe('signalling again', () => {
  const count = (world: SignalWorld): number => world.engine.records().length;

  it('waits until the evidence was gone for a bar, and until the last is settled', async () => {
    const world = await SignalWorld.start({ script: evidenceIn([60, 63], [64, 100]) });
    for (const minute of [60, 61, 62, 63, 64]) await world.at(bar(minute));
    expect(count(world)).toBe(1);
    const [shown] = world.engine.marketState().detections;
    expect(shown?.strategy).toBe('its signal of 10:30 is not settled yet');
    await world.at(bar(89));
    expect(count(world)).toBe(1);
    world.prices(3);
    await world.at(bar(90));
    expect(count(world)).toBe(2);
  });

  it('never repeats evidence that was there all along', async () => {
    const world = await SignalWorld.start({ script: evidenceIn([60, 200]) });
    for (const minute of [60, 61, 100, 150]) await world.at(bar(minute));
    expect(count(world)).toBe(1);
  });

  it('does not wait for one that is settled', async () => {
    const world = await SignalWorld.start({ script: evidenceIn([60, 61], [63, 64]) });
    await world.at(bar(60));
    world.prices(1.8);
    await world.at(bar(61));
    expect(world.only().settlement?.exit).toBe('target');
    await world.at(bar(63));
    expect(count(world)).toBe(2);
  });
});

describe('expiring', () => {
  it('by time, between bars too', async () => {
    const world = await signalled();
    await world.at(bar(70) - SECOND);
    expect(world.only().status).toBe('active');
    await world.at(bar(70));
    expect(world.only()).toMatchObject({ status: 'expired', fate: 'left', endedAt: bar(70), reason: 'it was good until 10:40' });
  });

  it('by the underlying', async () => {
    const world = await signalled();
    world.prices(1, 640.51);
    await world.at(bar(60) + 7 * SECOND);
    expect(world.only()).toMatchObject({ status: 'expired', endedAt: bar(60) + 7 * SECOND, reason: 'SPY is at 640.51, outside 639.50 to 640.50' });
  });

  it('by the price of its package', async () => {
    const world = await signalled();
    world.prices(1.26);
    await world.at(bar(60) + 2 * SECOND);
    expect(world.only().status).toBe('active');
    world.prices(1.27);
    await world.at(bar(60) + 3 * SECOND);
    expect(world.only()).toMatchObject({ status: 'expired', reason: 'its package costs 1.29 at natural prices, above 1.28' });
  });

  it('not by what is not known', async () => {
    const world = await signalled();
    world.prices(3, null);
    world.quotes.set(LONG, bar(61), { bid: 3, ask: 3.1, status: 'stale' });
    await world.at(bar(60) + 5 * SECOND);
    expect(world.only()).toMatchObject({ status: 'active', openResult: null });
  });

  it('has lapsed where it was approved and not sent', async () => {
    const world = await signalled();
    await world.engine.approve(world.only().signal.id);
    await world.at(bar(70));
    expect(world.only()).toMatchObject({ status: 'expired', fate: 'lapsed', approvedAt: bar(60) });
  });
});

describe('settling', () => {
  /** Paid 102.00 and sold again 4 cents lower at the same mid. */
  it('closes at the natural price of a bar, with both fees', async () => {
    const world = await signalled();
    const { fees } = world.only().signal.candidates[0] ?? {};
    expect(toDollars(world.only().openResult ?? fromDollars(0))).toBeCloseTo(-4 - toDollars(fees?.entry ?? fromDollars(0)) - toDollars(fees?.exit ?? fromDollars(0)), 6);
    world.prices(1.8, 641);
    await world.at(bar(60) + 30 * SECOND);
    expect(world.only().settlement).toBeNull();
    await world.at(bar(61));
    const { settlement } = world.only();
    expect(settlement).toMatchObject({ exit: 'target', at: bar(61), won: true });
    // 1.78 - 1.02 a share; 1.78 is what a fill is expected at, too, for a spread so narrow.
    expect(toDollars(settlement?.result ?? fromDollars(0))).toBeCloseTo(76 - 2.8, 0);
    expect(world.told.at(-1)?.calibration || world.told.at(-2)?.calibration).toBe(true);
  });

  it('takes the stop, and leaves a stale leg undecided', async () => {
    const world = await signalled();
    world.prices(0.3);
    world.quotes.set(SHORT, bar(61), { bid: 0.49, ask: 0.51, status: 'stale' });
    await world.at(bar(61));
    expect(world.only().settlement).toBeNull();
    world.prices(0.3);
    await world.at(bar(62));
    expect(world.only().settlement).toMatchObject({ exit: 'stop', at: bar(62), won: false });
    await world.engine.settle(reference(700), SESSION.reference);
    expect(world.only().settlement?.exit).toBe('stop');
  });

  it('pays off at the reference price otherwise, without fees for expiry', async () => {
    const world = await signalled();
    world.prices(1.9);
    await world.at(SESSION.reference);
    await world.engine.settle(reference(641.5), SESSION.reference);
    const { settlement, signal } = world.only();
    const entry = signal.candidates[0]?.fees.entry ?? fromDollars(0);
    expect(settlement).toEqual({
      exit: 'expiry',
      at: SESSION.reference,
      result: fromDollars(150 - 102 - toDollars(entry)),
      expectedResult: fromDollars(150 - 102 - toDollars(entry)),
      won: true,
      reason: null,
    });
  });

  it('says so where there is no reference price', async () => {
    const world = await signalled();
    await world.engine.settle(() => null, SESSION.reference);
    expect(world.only()).toMatchObject({ status: 'expired', settlement: { exit: 'unsettled', result: null, won: null, reason: 'SPY has no reference price' } });
    expect(world.engine.calibration(null).settled).toBe(0);
  });

  it('settles each signal once, whatever was done with it', async () => {
    const world = await SignalWorld.start({ script: (_id, _underlying, minute) => (minute === 60 ? 'evidence' : 'quiet') });
    await world.at(bar(60));
    const [dismissed, traded] = world.engine.records();
    expect(world.engine.records()).toHaveLength(6);
    await world.engine.dismiss(dismissed?.signal.id ?? '');
    await world.desk.manager.place({ id: '00000000-0000-4000-8000-000000000001', underlying: 'SPY', legs: traded?.signal.candidates[0]?.legs ?? [], quantity: 1, terms: { type: 'limit', limit: fromDollars(1) }, timeInForce: 'DAY', source: 'manual', signalId: traded?.signal.id ?? '' }).catch(() => undefined);
    world.prices(1.8);
    await world.at(bar(61));
    const before = world.engine.records().map(({ settlement }) => settlement);
    expect(before.every((settlement) => settlement?.exit === 'target')).toBe(true);
    await world.at(bar(62));
    await world.engine.settle(reference(640), SESSION.reference);
    await world.engine.settle(reference(600), SESSION.reference);
    expect(world.engine.records().map(({ settlement }) => settlement)).toEqual(before);
    expect(world.engine.calibration(null).settled).toBe(6);
  });

  it('teaches the record in the order that a start will read it in', async () => {
    const world = await SignalWorld.start({ script: (_id, _underlying, minute) => (minute === 60 || minute === 64 ? 'evidence' : 'quiet') });
    await world.at(bar(60));
    world.prices(1.8);
    await world.at(bar(61));
    await world.at(bar(64));
    world.prices(3);
    await world.at(bar(65));
    expect(world.taught).toHaveLength(12);
    expect(world.taught).toEqual(await world.journal.settled());
  });

  it('ends what a former session left, without a result and in its own session', async () => {
    const former = await signalled();
    const journal = former.journal;
    for (const [id, row] of journal.rows) journal.rows.set(id, { ...row, session: 'before' });
    const world = await SignalWorld.start({ journal });
    expect(world.engine.records()).toEqual([]);
    const [record] = await journal.ofSession('before');
    expect(record).toMatchObject({ status: 'expired', fate: 'left', settlement: { exit: 'unsettled', reason: `the session of ${DATE} ended before it was settled` } });
    expect(await journal.settled()).toEqual([]);
    await expect(world.engine.approve(record?.signal.id ?? '')).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('acting by hand', () => {
  it('approves with a ticket at the expected price of now', async () => {
    const world = await signalled();
    world.prices(1.1);
    const { signal } = world.only();
    const approval = await world.engine.approve(signal.id);
    expect(approval).toMatchObject({ expiresAt: signal.expiresAt, bound: signal.bound });
    expect(approval.ticket).toMatchObject({ underlying: 'SPY', quantity: 4, terms: { type: 'limit', limit: fromDollars(1.12) }, timeInForce: 'DAY', signalId: signal.id });
    expect(world.only()).toMatchObject({ status: 'active', fate: 'open', approvedAt: bar(60) });
  });

  it('refuses an approval that comes too late, with the numbers, and lets it expire', async () => {
    const world = await signalled();
    world.prices(1, 640.8);
    await expect(world.engine.approve(world.only().signal.id)).rejects.toMatchObject({ code: 'conflict', message: 'the drift up of 10:30 has expired: SPY is at 640.80, outside 639.50 to 640.50' });
    expect(world.only()).toMatchObject({ status: 'expired', fate: 'left' });
    await expect(world.engine.approve(world.only().signal.id)).rejects.toMatchObject({ code: 'conflict', message: 'the signal is expired and cannot be approved: SPY is at 640.80, outside 639.50 to 640.50' });
    await expect(world.engine.approve('00000000-0000-4000-8000-00000000dead')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('approves nothing without a price', async () => {
    const world = await signalled();
    world.quotes.set(LONG, bar(60), { bid: null, ask: 1.5, status: 'one_sided' });
    await expect(world.engine.approve(world.only().signal.id)).rejects.toMatchObject({ code: 'conflict', message: `its package has no price now: the quote of ${LONG} is one-sided` });
    expect(world.only()).toMatchObject({ status: 'active', approvedAt: null });
  });

  it('dismisses, and takes that back while the price is there', async () => {
    const world = await signalled();
    const { id } = world.only().signal;
    expect(await world.engine.dismiss(id)).toMatchObject({ status: 'cancelled', fate: 'dismissed', endedAt: bar(60) });
    await world.engine.dismiss(id);
    expect(await world.engine.restore(id)).toMatchObject({ status: 'active', fate: 'open', endedAt: null, reason: null });
    await world.engine.dismiss(id);
    world.prices(1, 639.4);
    await expect(world.engine.restore(id)).rejects.toMatchObject({ code: 'conflict', message: 'it cannot be restored: SPY is at 639.40, outside 639.50 to 640.50' });
    world.prices(1, 640);
    await world.at(bar(70));
    await expect(world.engine.restore(id)).rejects.toMatchObject({ code: 'conflict', message: 'it cannot be restored: it was good until 10:40' });
    expect(world.only()).toMatchObject({ status: 'cancelled', fate: 'dismissed' });
  });

  it('counts the order that was sent', async () => {
    const world = await signalled();
    await world.engine.approve(world.only().signal.id);
    const { id } = await world.order();
    await world.settled();
    expect(world.only()).toMatchObject({ status: 'executed', fate: 'traded', orderId: id, endedAt: bar(60), reason: null });
    await world.at(bar(75));
    expect(world.only()).toMatchObject({ status: 'executed', fate: 'traded' });
    await expect(world.engine.dismiss(world.only().signal.id)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('orders that act on a signal', () => {
  const denied = (message: string) => ({ code: 'denied', message });

  it('are denied once its price is gone, and the signal says so until it expires', async () => {
    const world = await signalled();
    world.prices(1.3);
    await expect(world.order()).rejects.toMatchObject(denied("its signal's price is gone: the package costs 1.32, above 1.28"));
    await world.settled();
    expect(world.only()).toMatchObject({ status: 'active', fate: 'blocked', reason: "its signal's price is gone: the package costs 1.32, above 1.28", endedAt: null });
    world.prices(1);
    await world.order({ id: '00000000-0000-4000-8000-000000000002' });
    await world.settled();
    expect(world.only()).toMatchObject({ status: 'executed', fate: 'traded', reason: null });
  });

  it('stay blocked where nothing follows', async () => {
    const world = await signalled();
    await world.order({ terms: { type: 'limit', limit: fromDollars(1.29) } }).catch(() => undefined);
    await world.at(bar(70));
    expect(world.only()).toMatchObject({ status: 'expired', fate: 'blocked', reason: "its signal's price is gone: the order would pay 1.29, above 1.28; then it was good until 10:40" });
  });

  it.each([
    ['another package', { legs: [{ symbol: LONG, side: 'buy' as const, ratio: 1 }] }, /^its package is not that of its signal: buy 1 SPY .*C00640000 in place of buy 1 .*, sell 1 /],
    ['a signal nobody knows', { signalId: '00000000-0000-4000-8000-00000000dead' }, /it is none of this session$/],
    ['a stop beyond its bound', { terms: { type: 'stop' as const, stop: fromDollars(1.4) } }, /the order would pay 1.40, above 1.28$/],
  ])('are denied for %s', async (_what, request, message) => {
    const world = await signalled();
    await expect(world.order(request)).rejects.toMatchObject({ code: 'denied', message: expect.stringMatching(message) });
  });

  it('are sent once, even where two come at the same time', async () => {
    const world = await signalled();
    const hold = world.journal.hold();
    const first = world.order();
    const second = world.order({ id: '00000000-0000-4000-8000-000000000002' });
    await first;
    await expect(second).rejects.toMatchObject(denied('it acts on a signal that cannot be acted on: an order of it was sent already'));
    hold();
    await world.settled();
    expect(world.only()).toMatchObject({ status: 'executed', fate: 'traded', orderId: '00000000-0000-4000-8000-000000000001' });
  });

  it('may be changed once sent, and are refused after the signal', async () => {
    const world = await signalled();
    const { id } = await world.order();
    await world.at(bar(60) + SECOND);
    await world.desk.manager.change(id, { terms: { type: 'limit', limit: fromDollars(1.3) }, quantity: 1 });
    await world.at(bar(71));
    await expect(world.order({ id: '00000000-0000-4000-8000-000000000003' })).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('automatic execution', () => {
  const rule = { enabled: true, leastConfidence: 0.7, leastExpected: 10, mostPerDay: 2 };
  const settings = { ...DEFAULT_SIGNAL_SETTINGS, automation: { drift_up: rule } };

  it('sends what its rule allows, once', async () => {
    const world = await signalled({ settings, calibrated: true });
    expect(world.placed).toMatchObject([{ source: 'automated', quantity: 4, timeInForce: 'DAY', terms: { type: 'limit', limit: fromDollars(1.02) }, signalId: world.only().signal.id }]);
    expect(world.only()).toMatchObject({ status: 'executed', fate: 'automatic', orderId: world.placed[0]?.id, endedAt: bar(60) });
  });

  it('is left out altogether in safe mode, where a signal is shown and waits for its person', async () => {
    const world = await signalled({ settings, calibrated: true, executesByRule: false });
    expect(world.placed).toEqual([]);
    expect(world.only()).toMatchObject({ status: 'active', fate: 'open' });
    // The rules themselves are kept.
    expect(world.engine.settings().settings).toEqual(settings);
  });

  it('is refused while the confidence is uncalibrated', async () => {
    const world = await signalled({ settings });
    expect(world.placed).toEqual([]);
    expect(world.only()).toMatchObject({ status: 'active', fate: 'open', reason: null });
  });

  it.each([
    ['a confidence below it', { ...rule, leastConfidence: 0.73 }],
    ['a mean result below it', { ...rule, leastExpected: 20.01 }],
    ['a rule that is off', { ...rule, enabled: false }],
  ])('does not send for %s', async (_what, other) => {
    const world = await signalled({ settings: { ...settings, automation: { drift_up: other } }, calibrated: true });
    expect(world.placed).toEqual([]);
  });

  it('does not send where the risk for one trade is not enough for a package', async () => {
    const world = await signalled({ settings: { ...settings, riskPerTrade: fromDollars(100) }, calibrated: true });
    expect(world.only().signal.quantity).toBe(0);
    expect(world.placed).toEqual([]);
    // By hand one may.
    expect((await world.engine.approve(world.only().signal.id)).ticket.quantity).toBe(1);
  });

  it.each([[1, 1], [2, 2]])('sends at most %i a day', async (mostPerDay, sent) => {
    const world = await signalled({ settings: { ...settings, automation: { drift_up: { ...rule, mostPerDay } } }, calibrated: true, script: evidenceIn([60, 61], [63, 64]) });
    world.prices(1.8);
    await world.at(bar(61));
    await world.at(bar(63));
    expect(world.engine.records()).toHaveLength(2);
    expect(world.placed).toHaveLength(sent);
  });

  it('asks for more while the regime is not known', async () => {
    const world = await signalled({ settings, calibrated: true, unknownRegime: true });
    expect(world.placed).toEqual([]);
  });

  it('keeps why nothing came of it', async () => {
    const world = await signalled({ settings, calibrated: true, tradingBan: () => 'this terminal watches' });
    expect(world.only()).toMatchObject({ status: 'active', fate: 'open', reason: 'its order could not be placed: this terminal watches' });
    await world.at(bar(70));
    expect(world.only()).toMatchObject({ fate: 'left', reason: 'its order could not be placed: this terminal watches; then it was good until 10:40' });
  });

  it('goes on with what a stop interrupted, and never sends twice', async () => {
    const made = await signalled({ calibrated: true });
    const again = await SignalWorld.start({ journal: made.journal, orders: made.desk.journal, settings, calibrated: true, from: bar(60) + 5 * SECOND });
    await again.at(bar(60) + 6 * SECOND);
    expect(again.only()).toMatchObject({ status: 'executed', fate: 'automatic' });
    const third = await SignalWorld.start({ journal: again.journal, orders: again.desk.journal, settings, calibrated: true, from: bar(60) + 7 * SECOND });
    await third.at(bar(60) + 8 * SECOND);
    expect(third.placed).toEqual([]);
    expect(third.desk.manager.orders()).toHaveLength(1);
  });

  it('takes rules of types there are, and keeps them', async () => {
    const world = await SignalWorld.start();
    await expect(world.engine.configure({ ...settings, automation: { drift_dwon: rule } })).rejects.toMatchObject({
      code: 'bad_input',
      field: 'automation',
      message: 'automation: there is no type of signal "drift_dwon"; expected drift_up, second_look',
    });
    expect(await world.engine.configure(settings)).toMatchObject({ settings, calibrated: [] });
    expect(world.saved).toEqual([settings]);
  });
});

describe('a journal that cannot be written', () => {
  it('ends the signals, not the trading', async () => {
    const world = await signalled();
    const { id } = world.only().signal;
    world.journal.fail(new Error('disk full'));
    await expect(world.engine.dismiss(id)).rejects.toMatchObject({ code: 'unavailable' });
    expect(world.notices).toEqual(['signals have stopped because they could not be kept: disk full']);
    expect(world.only()).toMatchObject({ status: 'active' });
    await world.at(bar(61));
    expect(world.told.at(-1)).toEqual({ signals: [], bar: true, calibration: false });
    await world.engine.settle(reference(640), SESSION.reference);
    await expect(world.order()).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('disk full') });
    await expect(world.order({ id: '00000000-0000-4000-8000-000000000009', signalId: undefined })).resolves.toMatchObject({ state: 'SUBMITTED' });
    expect(world.notices).toHaveLength(1);
  });
});

describe('a start that goes back', () => {
  it('makes no signal twice, and judges none by prices from before it', async () => {
    const before = await signalled({ script: evidenceIn([60, 63]) });
    const world = await SignalWorld.start({ script: evidenceIn([60, 63]), journal: before.journal, orders: before.desk.journal, from: bar(59) });
    world.prices(1, 645);
    await world.at(bar(59) + 10 * SECOND);
    world.prices(1);
    await world.at(bar(60));
    await world.at(bar(61));
    expect(world.engine.records()).toEqual(before.engine.records());
  });
});

describe('a session', () => {
  const settings = { ...DEFAULT_SIGNAL_SETTINGS, automation: { drift_up: { enabled: true, leastConfidence: 0.6, leastExpected: 0, mostPerDay: 1 } } };
  const script = evidenceIn([60, 63], [95, 97], [130, 133], [200, 201]);

  /** Prices that move by the minute alone, acts at set moments; `stops` are where the program is started anew. */
  async function run(stops: readonly number[]): Promise<{ readonly journal: MemorySignalJournal; readonly records: readonly SignalRecord[] }> {
    let world = await SignalWorld.start({ settings, script, calibrated: true });
    for (let half = 119; half <= 780; half += 1) {
      const minute = half / 2;
      if (stops.includes(minute)) {
        const { journal, desk } = world;
        world = await SignalWorld.start({ settings, script, calibrated: true, journal, orders: desk.journal, from: world.clock.now() });
      }
      world.clock.set(SESSION.open + minute * MINUTE);
      const isLow = [76, 112, 150].some((from) => minute > from && minute < from + 16);
      world.prices(1 + 0.25 * Math.sin(minute / 9) + (isLow ? -0.7 : 0), 640 + 0.3 * Math.sin(minute / 5));
      await world.at(SESSION.open + minute * MINUTE);
      const last = world.engine.records().at(-1);
      if (minute === 97.5) await world.engine.approve(last?.signal.id ?? '');
      if (minute === 131) await world.engine.dismiss(last?.signal.id ?? '');
    }
    await world.engine.settle(reference(640.7), SESSION.reference);
    return { journal: world.journal, records: world.engine.records() };
  }

  it('run twice is the same to the byte, and so is one that was stopped on the way', async () => {
    const whole = await run([]);
    expect(whole.records.map(({ fate, settlement }) => [fate, settlement?.exit])).toEqual([
      ['automatic', 'stop'],
      ['lapsed', 'stop'],
      ['dismissed', 'stop'],
      ['left', 'expiry'],
    ]);
    expect((await run([])).journal.text()).toBe(whole.journal.text());
    const stopped = await run([60.5, 98, 131.5, 149]);
    expect(stopped.journal.text()).toBe(whole.journal.text());
    expect(stopped.records).toEqual(whole.records);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { fromDollars } from '../../../src-core/money.ts';
import { DEFAULT_SIGNAL_SETTINGS } from '../../../src-core/signals/automation.ts';
import { stageOf } from '../../../src-core/signals/life-cycle.ts';
import { SECOND } from '../../../src-core/time.ts';
import { random } from '../../../src-main/trading/random.ts';
import { SESSION } from '../trading/trading-fixture.ts';
import { bar, SESSION_ID, SignalWorld } from './signal-world.ts';

const settings = { ...DEFAULT_SIGNAL_SETTINGS, automation: { second_look: { enabled: true, leastConfidence: 0.6, leastExpected: 0, mostPerDay: 3 } } };

/** An hour in which everything happens at moments that `seed` chooses, to the settlement. */
async function wildHour(seed: number): Promise<SignalWorld> {
  let draws = 0;
  const draw = (): number => random(seed, (draws += 1), 0, 'wild');
  const cents = (least: number, range: number): number => Math.round(100 * (least + range * draw() * draw())) / 100;
  const start = { settings, calibrated: true, script: (id: string, underlying: string, minute: number) => (underlying === 'SPY' && (minute + id.length) % 7 < 2 ? 'evidence' : 'quiet') } as const;
  let world = await SignalWorld.start(start);
  for (let seconds = 0; seconds <= 3_600; seconds += 15) {
    const now = bar(59) + seconds * SECOND;
    world.clock.set(now);
    world.prices(cents(0.5, 1.3), cents(639.6, 0.9));
    await world.at(now);
    const newest = world.engine.records().slice(-3);
    const id = newest[Math.floor(newest.length * draw())]?.signal.id;
    const what = Math.floor(draw() * 12);
    if (what === 0) {
      const { journal, desk, clock } = world;
      world = await SignalWorld.start({ ...start, journal, orders: desk.journal, from: clock.now() });
    }
    if (id === undefined) continue;
    const refused = (): undefined => undefined;
    if (what === 1) await world.engine.approve(id).catch(refused);
    if (what === 2) await world.engine.dismiss(id).catch(refused);
    if (what === 3) await world.engine.restore(id).catch(refused);
    if (what === 4 || what === 5) {
      const order = (number: number) => world.order({ id: `00000000-0000-4000-8000-${String(seconds * 10 + number).padStart(12, '0')}`, signalId: id, terms: { type: 'limit', limit: fromDollars(cents(0.9, 0.5)) } }).catch(refused);
      await Promise.all(what === 4 ? [order(1)] : [order(1), order(2), world.engine.dismiss(id).catch(refused)]);
    }
    await world.settled();
  }
  await world.at(SESSION.reference);
  await world.engine.settle(() => fromDollars(641), SESSION.reference);
  return world;
}

describe('whatever happens to signals', () => {
  const seen = new Set<string>();
  // The hours are worth something: nearly all that can become of a signal became of one.
  afterAll(() => expect([...seen].sort()).toEqual(['automatic', 'blocked', 'dismissed', 'lapsed', 'left', 'traded', 'expiry', 'stop', 'target'].sort()));

  it.each(Array.from({ length: 8 }, (_, seed) => seed + 1))('each is settled once and says what was done (seed %i)', async (seed) => {
    const world = await wildHour(seed);
    const records = world.engine.records();
    expect(records.length).toBeGreaterThan(2);
    expect(await world.journal.ofSession(SESSION_ID)).toEqual(records);
    const orders = world.desk.manager.orders();
    for (const record of records) {
      expect(record.settlement).not.toBeNull();
      seen.add(record.fate).add(record.settlement?.exit ?? '');
      expect(stageOf(record)).not.toMatch(/^active/);
      const sent = orders.filter(({ signalId, state }) => signalId === record.signal.id && state !== 'DENIED');
      expect(sent.map(({ id }) => id)).toEqual(record.orderId === null ? [] : [record.orderId]);
      expect(record.fate).toBe(sent[0] === undefined ? record.fate : sent[0].source === 'automated' ? 'automatic' : 'traded');
      expect(record.status === 'executed').toBe(sent.length === 1);
    }
    expect(records.filter(({ fate }) => fate === 'automatic').length).toBeLessThanOrEqual(3);
    expect(world.engine.calibration(null).settled).toBe(records.length);
    expect(world.notices).toEqual([]);
  });
});

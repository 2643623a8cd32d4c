import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromDollars } from '../../../src-core/money.ts';
import { INITIAL_LIMITS } from '../../../src-core/risk/limits.ts';
import { stateAfter, strictest, TRADING_STATES } from '../../../src-core/risk/trading-state.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import type { BreakerReadings } from '../../../src-main/risk/breakers/readings.ts';
import { TradingStateDesk } from '../../../src-main/risk/trading-state-desk.ts';
import { dayResult, MemoryTradingDays, MemoryWitness, readings } from '../../support/trading-days.ts';

const DATE = parseIsoDate('2026-01-15');
const SEQUENCES = 2_000;

/** Mostly quiet; sometimes over a limit, far or by a little, or not known. */
const measured = (quiet: number, ...over: number[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(quiet) }, { weight: 1, arbitrary: fc.constantFrom(...over, Number.NaN) }).map((value) => ({ value, missing: Number.isNaN(value) ? 'unknown' : null, of: null }));
const day = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 400, -900).map((dollars) => dayResult(dollars)) },
  { weight: 1, arbitrary: fc.constantFrom(-1_600, -2_000, -3_000, 2_000).map((dollars) => dayResult(dollars)) },
  { weight: 1, arbitrary: fc.constantFrom(0, -2_500).map((booked) => ({ booked: fromDollars(booked), result: null })) },
);
const moment: fc.Arbitrary<BreakerReadings> = fc
  .record({ book: day, SPY: day, QQQ: day, IWM: day, vix: measured(18, 35, 80), volume: measured(1, 4), rejects: measured(0, 5, 12), doubt: measured(0, 31) })
  .map(({ book, SPY, QQQ, IWM, vix, volume, rejects, doubt }) => readings({ book, underlyings: { SPY, QQQ, IWM }, vix, volume, reject_streak: rejects, orders_in_doubt: doubt }));

type Act =
  | { readonly kind: 'step'; readonly after: number; readonly readings: BreakerReadings }
  | { readonly kind: 'kill' | 'reduce' | 'ACTIVE' | 'REDUCING' | 'restart' | 'restart without journal' | 'restart without witness' | 'journal' | 'witness' };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('step' as const), after: fc.constantFrom(100, 1_000, 6_000, 70_000), readings: moment }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'reduce', 'ACTIVE', 'REDUCING', 'restart', 'restart without journal', 'restart without witness', 'journal', 'witness') }),
  },
);

it('never makes a locked day ACTIVE again, whatever comes, and is never laxer than what is open', async () => {
  let locks = 0;
  let reduced = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
      let journal = new MemoryTradingDays();
      let witness = new MemoryWitness();
      const clock = new SessionClock(0);
      let count = 0;
      const recover = (): Promise<TradingStateDesk> =>
        TradingStateDesk.recover({
          ...{ journal, witness, date: DATE, clock, limits: () => INITIAL_LIMITS, equity: () => fromDollars(25_000), notice: () => undefined },
          events: { tell: () => ({ id: `event ${(count += 1)}` }), resolve: () => undefined },
        });
      let desk = await recover();
      let locked = false;
      const settled = async (): Promise<void> => {
        desk.retry();
        await desk.pending();
      };
      for (const one of acts) {
        const before = desk.stateOf(null).state;
        switch (one.kind) {
          case 'step':
            for (let times = 0; times < 2; times += 1) {
              clock.set(clock.now() + one.after);
              desk.step(clock.now(), one.readings);
              await desk.pending();
            }
            break;
          case 'kill':
            desk.kill();
            expect(desk.stateOf(null).state).toBe('HALTED');
            break;
          case 'reduce':
            await desk.reduce();
            expect(desk.stateOf(null).state).not.toBe('ACTIVE');
            break;
          case 'ACTIVE':
          case 'REDUCING': {
            const said = await desk.resume(one.kind).then(() => 'resumed', () => 'refused');
            expect(desk.stateOf(null).state).toBe(said === 'resumed' ? one.kind : before);
            break;
          }
          // One of the two records may be lost, or be away, but not both at once.
          case 'journal':
            journal.down = !journal.down && !witness.down;
            break;
          case 'witness':
            witness.down = !witness.down && !journal.down;
            break;
          case 'restart':
          case 'restart without journal':
          case 'restart without witness': {
            journal.down = false;
            witness.down = false;
            await settled();
            if (locked) {
              clock.set(clock.now() + 61_000);
              desk.step(clock.now(), readings());
              await new Promise((resolve) => setImmediate(resolve));
            }
            if (one.kind === 'restart without journal') journal = new MemoryTradingDays();
            if (one.kind === 'restart without witness') witness = new MemoryWitness();
            desk = await recover();
            await desk.pending();
            break;
          }
        }
        locked ||= desk.locked;
        expect(desk.locked).toBe(locked);
        if (locked) expect(desk.stateOf(null).state).not.toBe('ACTIVE');
        for (const subject of [null, 'SPY', 'QQQ', 'IWM'] as const) {
          const { state } = desk.stateOf(subject);
          expect(state).toBe(stateAfter(desk.trips(), subject));
          expect(TRADING_STATES.indexOf(state)).toBeGreaterThanOrEqual(TRADING_STATES.indexOf(strictest([desk.stateOf(null).state])));
        }
        for (const trip of desk.trips()) {
          const held = TRADING_STATES.indexOf(desk.stateOf(trip.underlying).state);
          expect(held).toBeGreaterThanOrEqual(TRADING_STATES.indexOf(trip.state));
        }
      }
      if (locked) locks += 1;
      if (locked && desk.stateOf(null).state === 'REDUCING') reduced += 1;
    }),
    { numRuns: SEQUENCES },
  );
  // The sequences reach what they are to prove.
  expect(locks).toBeGreaterThan(SEQUENCES / 10);
  expect(reduced).toBeGreaterThan(SEQUENCES / 100);
}, 60_000);

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { limitsViewSchema } from '../../../src-core/contract/risk.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { type LimitEffect, limitProblem } from '../../../src-core/risk/limit-changes.ts';
import { INITIAL_LIMITS, LIMIT_NAMES, limitContradictions, LIMITS, type LimitName, loosens, type RiskLimits } from '../../../src-core/risk/limits.ts';
import { type IsoDate, parseIsoDate } from '../../../src-core/time.ts';
import { LimitBook } from '../../../src-main/risk/limit-book.ts';
import type { KeptLimit, LimitJournal } from '../../../src-main/risk/risk-journal.ts';

const FRIDAY = parseIsoDate('2026-11-20');
const MONDAY = parseIsoDate('2026-11-23');

/** What a store keeps, and a book loaded from it for a session. */
class Desk {
  readonly kept = new Map<LimitName, KeptLimit>();
  readonly told: LimitEffect[] = [];
  refuses = false;
  readonly journal: LimitJournal = {
    limits: async () => [...this.kept.values()],
    setLimits: async (limits) => {
      if (this.refuses) throw new Error('the disk is full');
      for (const limit of limits) this.kept.set(limit.name, limit);
    },
  };

  load(date: IsoDate = FRIDAY, initial: Partial<RiskLimits> = {}): Promise<LimitBook> {
    return LimitBook.load({
      journal: this.journal,
      date,
      clock: { now: () => 1_000 },
      initial: { ...INITIAL_LIMITS, ...initial },
      equity: () => fromDollars(100_000),
      changed: (changes) => this.told.push(...changes),
    });
  }
}

function standing(book: LimitBook, name: LimitName) {
  const limit = limitsViewSchema.parse(book.view()).limits.find((each) => each.name === name);
  return [limit?.value, limit?.pending];
}

test('before anything is set, the limits are the initial ones, in dollars where they are of equity', async () => {
  const desk = new Desk();
  const book = await desk.load();
  expect(book.current()).toEqual(INITIAL_LIMITS);
  const view = limitsViewSchema.parse(book.view());
  expect(view).toMatchObject({ equity: fromDollars(100_000), session: MONDAY });
  expect(view.limits.map(({ name }) => name)).toEqual(LIMIT_NAMES);
  expect(view.limits.find(({ name }) => name === 'daily_loss_limit')).toMatchObject({ value: 8, dollars: fromDollars(8_000), unit: 'percent_of_equity' });
  expect(view.limits.find(({ name }) => name === 'max_positions')?.dollars).toBeNull();
  expect([desk.told, desk.kept.size]).toEqual([[], 0]);
});

test('what is safer counts at once, what is looser at the next session, and both outlive the program', async () => {
  const desk = new Desk();
  const book = await desk.load();
  let heard = 0;
  book.subscribe(() => (heard += 1));
  await book.set([
    { name: 'max_delta', value: 700 },
    { name: 'max_positions', value: 12 },
    { name: 'confidence_threshold', value: 70 },
    { name: 'event_blackout_after', value: 2 },
    { name: 'profit_target', value: 80 },
  ]);
  expect(book.current()).toMatchObject({ max_delta: 700, max_positions: 10, confidence_threshold: 70, event_blackout_after: 5, profit_target: 80 });
  expect(heard).toBe(1);
  expect(desk.told).toEqual([
    { name: 'max_delta', from: 800, to: 700, when: 'now' },
    { name: 'max_positions', from: 10, to: 12, when: MONDAY },
    { name: 'confidence_threshold', from: 65, to: 70, when: 'now' },
    { name: 'event_blackout_after', from: 5, to: 2, when: MONDAY },
    { name: 'profit_target', from: 50, to: 80, when: 'now' },
  ]);
  const again = await desk.load();
  expect(again.view()).toEqual(book.view());
  expect(standing(again, 'max_positions')).toEqual([10, 12]);

  desk.told.length = 0;
  const monday = await desk.load(MONDAY);
  expect(monday.current()).toMatchObject({ max_delta: 700, max_positions: 12, event_blackout_after: 2 });
  expect(standing(monday, 'max_positions')).toEqual([12, null]);
  expect(desk.told).toEqual([
    { name: 'max_positions', from: 10, to: 12, when: 'now' },
    { name: 'event_blackout_after', from: 5, to: 2, when: 'now' },
  ]);
  expect(desk.kept.get('max_positions')).toEqual({ name: 'max_positions', value: 12, pending: null });
  // In force once it was, in a session of an earlier date too.
  expect((await desk.load(FRIDAY)).current()).toMatchObject({ max_positions: 12 });
});

test('a newer value takes the place of one that waits, and what waits can be taken back', async () => {
  const desk = new Desk();
  const book = await desk.load();
  await book.set([{ name: 'max_delta', value: 900 }]);
  await book.set([{ name: 'max_delta', value: 1_000 }]);
  expect(standing(book, 'max_delta')).toEqual([800, 1_000]);
  await book.set([{ name: 'max_delta', value: 750 }]);
  expect(standing(book, 'max_delta')).toEqual([750, null]);
  expect(desk.told.slice(2)).toEqual([
    { name: 'max_delta', from: 800, to: 750, when: 'now' },
    { name: 'max_delta', from: 1_000, to: 750, when: MONDAY },
  ]);
  await book.set([{ name: 'max_delta', value: 800 }]);
  expect(standing(book, 'max_delta')).toEqual([750, 800]);
  await book.set([{ name: 'max_delta', value: 750 }]);
  expect(standing(book, 'max_delta')).toEqual([750, null]);
  await book.set([{ name: 'max_vega', value: 5 }]);
  await book.withdraw('max_vega');
  expect(standing(book, 'max_vega')).toEqual([4, null]);
  expect(desk.told.at(-1)).toEqual({ name: 'max_vega', from: 5, to: 4, when: MONDAY });
  expect((await desk.load(MONDAY)).current()).toEqual({ ...INITIAL_LIMITS, max_delta: 750 });
  await expect(book.withdraw('max_vega')).rejects.toMatchObject({ code: 'not_found' });
});

test.each([
  ['max_positions', 0, 'changes.max_positions: expected a whole number from 1 to 1000 (got 0)'],
  ['max_positions', 2.5, 'changes.max_positions: expected a whole number from 1 to 1000 (got 2.5)'],
  ['max_delta', 100_000.5, 'changes.max_delta: expected 1 to 100000 (got 100000.5)'],
  ['kill_flattens', 2, 'changes.kill_flattens: expected 0 or 1 (got 2)'],
  ['confirm_seconds', Number.NaN, 'changes.confirm_seconds: expected 0 to 120 (got NaN)'],
  ['max_vega', 1.00001, 'changes.max_vega: expected at most 4 decimals (got 1.00001)'],
  ['daily_loss_limit', 7, 'changes.max_loss_per_trade: Loss of one trade is 4; expected at most 0.5 times Day loss, which is 7'],
  ['max_orders_per_minute', 400, `changes.max_orders_per_minute: from ${MONDAY} on, Orders a minute is 400; expected at most Messages a minute, which is 300`],
] as const)('%s cannot be %d, and nothing else of the change is done', async (name, value, message) => {
  const desk = new Desk();
  const book = await desk.load();
  const { field } = /^(?<field>changes\.\w+)/.exec(message)?.groups ?? {};
  await expect(book.set([{ name: 'max_gamma', value: 100 }, { name, value }])).rejects.toMatchObject({ code: 'bad_input', message, field });
  expect(book.current()).toEqual(INITIAL_LIMITS);
  expect([desk.kept.size, desk.told]).toEqual([0, []]);
});

test('a limit is given once, and what waits for another cannot lose what it stands on', async () => {
  const book = await new Desk().load();
  await expect(book.set([{ name: 'max_gamma', value: 100 }, { name: 'max_gamma', value: 100 }])).rejects.toMatchObject({ message: 'changes.max_gamma: is given twice (got 100)' });
  await book.set([{ name: 'max_messages_per_minute', value: 500 }, { name: 'max_orders_per_minute', value: 400 }]);
  await expect(book.withdraw('max_messages_per_minute')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Orders a minute is 400') });
  await expect(book.set([{ name: 'max_messages_per_minute', value: 250 }])).rejects.toMatchObject({ code: 'bad_input', field: 'changes.max_orders_per_minute' });
  await book.withdraw('max_orders_per_minute');
  await book.withdraw('max_messages_per_minute');
});

test('changes asked for at once are judged one after another', async () => {
  const book = await new Desk().load();
  const [first, second] = await Promise.allSettled([book.set([{ name: 'max_loss_per_trade', value: 1 }, { name: 'daily_loss_limit', value: 6 }]), book.set([{ name: 'daily_loss_limit', value: 1 }, { name: 'underlying_loss_limit', value: 1 }])]);
  expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
  expect(book.current()).toMatchObject({ max_loss_per_trade: 1, daily_loss_limit: 6, underlying_loss_limit: 6 });
});

test('a change that could not be written is no change', async () => {
  const desk = new Desk();
  const book = await desk.load();
  desk.refuses = true;
  await expect(book.set([{ name: 'max_delta', value: 700 }])).rejects.toThrow('the disk is full');
  expect([book.current(), desk.told]).toEqual([INITIAL_LIMITS, []]);
  desk.refuses = false;
  await book.set([{ name: 'max_delta', value: 600 }]);
  expect(book.current().max_delta).toBe(600);
});

test('kept values that are out of range or contradict each other become safer, and that is told', async () => {
  const desk = new Desk();
  desk.kept.set('max_positions', { name: 'max_positions', value: 5_000, pending: null });
  desk.kept.set('duplicate_seconds', { name: 'duplicate_seconds', value: 99, pending: null });
  desk.kept.set('daily_loss_limit', { name: 'daily_loss_limit', value: 5.3333, pending: null });
  const book = await desk.load();
  expect(book.current()).toEqual({ ...INITIAL_LIMITS, max_positions: 1_000, duplicate_seconds: 60, daily_loss_limit: 5.3333, max_loss_per_trade: 2.6666, underlying_loss_limit: 5.3333 });
  expect(desk.told.map(({ name }) => name).sort()).toEqual(['duplicate_seconds', 'max_loss_per_trade', 'max_positions', 'underlying_loss_limit']);
  desk.told.length = 0;
  expect((await desk.load()).current()).toEqual(book.current());
  expect(desk.told).toEqual([]);
  // Initial values are taken as they are.
  expect((await new Desk().load(FRIDAY, { max_loss_per_trade: 1_000 })).current().max_loss_per_trade).toBe(1_000);
});

type Step = { readonly kind: 'set'; readonly changes: readonly { readonly name: LimitName; readonly value: number }[] } | { readonly kind: 'withdraw'; readonly name: LimitName } | { readonly kind: 'restart' | 'session' };

/** Few limits, so that they meet, and values that are often allowed. */
const nameArbitrary = fc.constantFrom<LimitName>(
  'max_loss_per_trade', 'max_underlying_risk', 'daily_loss_limit', 'daily_drawdown_limit', 'underlying_loss_limit', 'max_day_risk', 'max_orders_per_minute', 'max_messages_per_minute', 'size_factor_high', 'size_factor_low', 'correlation_emergency', 'confirm_seconds',
);
const changeArbitrary = nameArbitrary.chain((name) => {
  const { lowest, highest, initial } = LIMITS[name];
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 7, max: 13 }).map((tenths) => Number(((initial * tenths) / 10).toFixed(1))) },
    { weight: 1, arbitrary: fc.double({ min: lowest - 1, max: highest + 1, noNaN: true }) },
  );
  return fc.record({ name: fc.constant(name), value });
});
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.array(changeArbitrary, { minLength: 1, maxLength: 3 }).map((changes): Step => ({ kind: 'set', changes })) },
  { weight: 2, arbitrary: nameArbitrary.map((name): Step => ({ kind: 'withdraw', name })) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ kind: 'restart' }, { kind: 'session' }) },
);

test('whatever is asked for, the limits in force are never looser than at the session’s start, never contradictory and never out of range', async () => {
  let [taken, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 25 }), async (steps) => {
      const desk = new Desk();
      let date = FRIDAY;
      let book = await desk.load(date);
      let start = book.current();
      for (const step of steps) {
        const before = book.view();
        switch (step.kind) {
          case 'set':
          case 'withdraw':
            try {
              await (step.kind === 'set' ? book.set([...step.changes]) : book.withdraw(step.name));
              taken += 1;
            } catch {
              refused += 1;
              expect(book.view()).toEqual(before);
            }
            break;
          case 'restart':
            book = await desk.load(date);
            expect(book.view()).toEqual(before);
            break;
          case 'session':
            date = nextSession(date).date;
            book = await desk.load(date);
            start = book.current();
            for (const { name, value, pending } of before.limits) expect(start).toMatchObject({ [name]: pending ?? value });
            break;
        }
        const limits = book.current();
        expect(limitContradictions(limits)).toEqual([]);
        for (const name of LIMIT_NAMES) {
          expect(limitProblem(name, limits[name])).toBeNull();
          expect(loosens(name, start[name], limits[name])).toBe(false);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(Math.min(taken, refused)).toBeGreaterThan(300);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventTime, eventsOn, eventTableSchema } from '../../../src-core/calendar/event-times.ts';
import { type ExchangeSession, newYorkTime, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { type ExpiryClock, minutesLeft, YEAR, yearsToReference } from '../../../src-core/calendar/expiry-clock.ts';
import { varianceClock, type VarianceCurve, varianceCurveSchema } from '../../../src-core/calendar/variance-clock.ts';
import { HOUR, MINUTE, parseIsoDate, SECOND } from '../../../src-core/time.ts';
import curveFile from '../../../resources/variance-curve.json' with { type: 'json' };
import eventsFile from '../../../resources/events.json' with { type: 'json' };

const measured = varianceCurveSchema.parse(curveFile);
const table = eventTableSchema.parse(eventsFile);

function session(date: string): ExchangeSession {
  const found = sessionOn(parseIsoDate(date));
  if (found === null) throw new Error(`${date} is a session`);
  return found;
}

function clockOf(date: string, curve: VarianceCurve = measured): ExpiryClock {
  return varianceClock(session(date), curve, eventsOn(table, parseIsoDate(date)));
}

function curveOf(weights: readonly number[]): VarianceCurve {
  const mean = weights.reduce((total, weight) => total + weight, 0) / weights.length;
  return { bucketMinutes: 390 / weights.length, weights: weights.map((weight) => weight / mean), provenance: { source: 'a test' } };
}

const ordinary = session('2026-08-19');
const early = session('2026-11-27');
const statement = session('2026-07-29');
const SESSIONS = [ordinary, early, statement, session('2026-03-06'), session('2026-03-09'), session('2026-10-30'), session('2026-11-02')];

const weights = fc.constantFrom(13, 26, 39, 78, 390).chain((count) =>
  fc.array(fc.double({ min: 0.05, max: 20, noNaN: true }), { minLength: count, maxLength: count }),
);
const eventTimes = (of: ExchangeSession): fc.Arbitrary<EventTime[]> =>
  fc.array(
    fc.record({
      label: fc.constant('an event'),
      time: fc.constant('10:00'),
      at: fc.integer({ min: -120, max: 500 }).map((minute) => of.open + minute * MINUTE),
      extraVariance: fc.double({ min: 0.01, max: 10, noNaN: true }),
      halfLifeMinutes: fc.double({ min: 1, max: 120, noNaN: true }),
    }),
    { maxLength: 4 },
  );
const cases = fc
  .constantFrom(...SESSIONS)
  .chain((of) => fc.record({ session: fc.constant(of), weights, events: eventTimes(of), at: fc.integer({ min: of.open - 12 * HOUR, max: of.reference - 1 }) }));

describe('any curve, any events, any session', () => {
  it('falls strictly, without a jump, to exactly zero at the reference', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: HOUR }), ({ session, weights, events, at }, step) => {
        const clock = varianceClock(session, curveOf(weights), events);
        const now = clock.yearsLeft(at);
        expect(now).toBeGreaterThan(0);
        expect(clock.yearsLeft(at + step)).toBeLessThan(now);
        // A millisecond takes what it takes at the speed of the time, and no more.
        expect(now - clock.yearsLeft(at + 1)).toBeLessThan((clock.speed(at) / YEAR) * 1.0001);
        expect([clock.yearsLeft(session.reference), clock.yearsLeft(session.reference + step)]).toEqual([0, 0]);
        expect([clock.speed(session.reference), clock.speed(session.lastTrade)]).toEqual([0, 0]);
      }),
    );
  });

  it('runs at the speed it says', () => {
    fc.assert(
      fc.property(cases, ({ session, weights, events, at }) => {
        const clock = varianceClock(session, curveOf(weights), events);
        // Within a minute the speed is constant: a difference over half of it, from the start of either half.
        const start = Math.floor(at / (30 * SECOND)) * 30 * SECOND;
        const passed = (clock.yearsLeft(start) - clock.yearsLeft(start + 30 * SECOND)) / ((30 * SECOND) / YEAR);
        const speed = clock.speed(start);
        expect(speed).toBeGreaterThan(0);
        expect(Math.abs(passed / speed - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it('weighs a session by its length and by the events within it, and flat time before the open', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 24 * HOUR }), ({ session, weights, events }, before) => {
        const clock = varianceClock(session, curveOf(weights), events);
        const extra = events.filter(({ at }) => at >= session.open && at < session.reference).reduce((total, event) => total + event.extraVariance, 0);
        const whole = (1 + extra) * yearsToReference(session, session.open);
        expect(Math.abs(clock.yearsLeft(session.open) / whole - 1)).toBeLessThan(1e-11);
        expect(clock.yearsLeft(session.open - before) - clock.yearsLeft(session.open)).toBeCloseTo(before / YEAR, 14);
      }),
    );
  });

  it('with equal weights and no event is the flat clock', () => {
    fc.assert(
      fc.property(cases, ({ session, at }) => {
        const clock = varianceClock(session, curveOf(new Array<number>(78).fill(1)), []);
        expect(clock.yearsLeft(at)).toBeCloseTo(yearsToReference(session, at), 14);
        expect(clock.speed(at)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('the measured curve', () => {
  it('has positive weights for the whole of a regular session, of mean 1', () => {
    expect(measured.weights).toHaveLength(390 / measured.bucketMinutes);
    expect(Math.min(...measured.weights)).toBeGreaterThan(0);
    expect(measured.weights.reduce((total, weight) => total + weight, 0) / measured.weights.length).toBeCloseTo(1, 3);
    expect(curveFile.standardErrors).toHaveLength(measured.weights.length);
  });

  it('is heavy at the open, light in the afternoon and heavier again at the close', () => {
    const mean = (from: string, to: string): number => {
      const minute = (time: string): number => (newYorkTime(ordinary.date, time) - ordinary.open) / MINUTE / measured.bucketMinutes;
      const part = measured.weights.slice(minute(from), minute(to));
      return part.reduce((total, weight) => total + weight, 0) / part.length;
    };
    expect(mean('09:30', '10:00')).toBeGreaterThan(4 * mean('12:00', '14:00'));
    expect(mean('15:30', '16:00')).toBeGreaterThan(1.05 * mean('12:00', '15:30'));
    expect(mean('15:50', '16:00')).toBeGreaterThan(1.5 * mean('12:00', '15:50'));
  });

  it('keeps the step of 10:00', () => {
    const clock = clockOf('2026-08-19');
    const ten = newYorkTime(ordinary.date, '10:00');
    expect(clock.speed(ten) / clock.speed(ten - 1)).toBeGreaterThan(1.2);
  });

  it('shows 390 minutes at the open, fewer than the flat clock at noon, and passes edges of buckets smoothly', () => {
    const clock = clockOf('2026-08-19');
    expect([clock.name, clock.label]).toEqual(['variance', 'variance clock']);
    expect(minutesLeft(clock, ordinary.open)).toBeCloseTo(390, 9);
    expect(minutesLeft(clock, newYorkTime(ordinary.date, '12:00'))).toBeLessThan(0.75 * 240);
    for (let edge = ordinary.open; edge <= ordinary.reference; edge += measured.bucketMinutes * MINUTE) {
      const fastest = (Math.max(...measured.weights) * 2) / YEAR;
      expect(clock.yearsLeft(edge - 1) - clock.yearsLeft(edge + 1)).toBeLessThanOrEqual(fastest * 1.01);
    }
  });

  it.each(['2026-03-06', '2026-03-09', '2026-10-30', '2026-11-02'])('reads the same by the New York clock on %s, beside a change of the clocks', (date) => {
    for (const time of ['09:30', '10:07', '12:00', '15:59']) {
      const here = clockOf(date).yearsLeft(newYorkTime(parseIsoDate(date), time));
      expect(here).toBeCloseTo(clockOf('2026-08-19').yearsLeft(newYorkTime(ordinary.date, time)), 15);
    }
  });

  it('is compressed as a whole into an early close', () => {
    const clock = clockOf('2026-11-27');
    const regular = clockOf('2026-08-19');
    expect(minutesLeft(clock, early.open)).toBeCloseTo(210, 9);
    for (const share of [0.1, 0.5, 0.9]) {
      const shortened = clock.yearsLeft(early.open + share * 210 * MINUTE) / clock.yearsLeft(early.open);
      expect(shortened).toBeCloseTo(regular.yearsLeft(ordinary.open + share * 390 * MINUTE) / regular.yearsLeft(ordinary.open), 9);
    }
    expect(clock.yearsLeft(early.reference)).toBe(0);
  });

  it('refuses a session that does not last whole minutes', () => {
    expect(() => varianceClock({ ...ordinary, reference: ordinary.reference + 1 }, measured, [])).toThrow(RangeError);
    expect(() => varianceClock({ ...ordinary, reference: ordinary.open }, measured, [])).toThrow(RangeError);
  });
});

describe('an event day', () => {
  const clock = clockOf('2026-07-29');
  const time = (text: string): number => newYorkTime(statement.date, text);
  const plain = varianceClock(statement, measured, []);

  it('is named after its events and weighs more by them until they come', () => {
    expect(clock.label).toBe('variance clock · FOMC 14:00');
    const extra = eventsOn(table, statement.date).reduce((total, event) => total + event.extraVariance, 0);
    expect(extra).toBeGreaterThan(0);
    for (const before of ['09:30', '12:00', '14:00']) {
      expect(minutesLeft(clock, time(before)) - minutesLeft(plain, time(before))).toBeCloseTo(extra * 390, 9);
    }
  });

  it('runs fastest in the minute of the event, halves by the half-life and ends with the session', () => {
    const [event] = eventsOn(table, statement.date);
    if (event === undefined) throw new Error('2026-07-29 has a statement');
    const added = (at: number): number => clock.speed(at) - plain.speed(at);
    expect(added(event.at - 1)).toBeCloseTo(0, 9);
    expect(added(event.at)).toBeGreaterThan(5);
    expect(added(event.at + event.halfLifeMinutes * MINUTE) / added(event.at)).toBeCloseTo(0.5, 9);
    expect(clock.yearsLeft(statement.reference - 1)).toBeGreaterThan(plain.yearsLeft(statement.reference - 1));
    expect(clock.yearsLeft(statement.reference)).toBe(0);
  });

  it('takes no notice of events outside its session', () => {
    const outside = ['08:30', '16:00'].map((text): EventTime => ({ label: 'CPI', time: text, at: time(text), extraVariance: 1, halfLifeMinutes: 10 }));
    const other = varianceClock(statement, measured, outside);
    expect(other.label).toBe('variance clock');
    expect(other.yearsLeft(statement.open)).toBe(plain.yearsLeft(statement.open));
  });
});

describe('the form of a curve', () => {
  const form = (change: object): string[] =>
    (varianceCurveSchema.safeParse({ ...curveFile, ...change }).error?.issues ?? []).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);

  it.each([
    [{ bucketMinutes: 7 }, 'bucketMinutes: expected whole minutes that divide 390'],
    [{ weights: measured.weights.slice(1) }, 'weights.length: expected 78 weights of 5 minutes'],
    [{ weights: measured.weights.with(3, 0) }, 'weights.3: expected a weight from 0.01 to 100'],
    [{ weights: measured.weights.map((weight) => weight * 1.1) }, 'weights: expected weights of mean 1, found 1.1000'],
    [{ provenance: {} }, 'provenance.source: expected a text'],
  ])('refuses %j', (change, expected) => {
    expect(form(change)).toContain(expected);
  });
});

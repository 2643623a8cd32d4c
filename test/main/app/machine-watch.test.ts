import { expect, test } from 'vitest';
import { type Broken, brokenBetween, MachineWatch } from '../../../src-main/app/machine-watch.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const T = 1_795_000_000_000;

test.each<[string, { wall: number; monotonic: number; uptime: number }, Broken['kind'] | null]>([
  ['a second', { wall: 1, monotonic: 1, uptime: 1 }, null],
  ['a busy machine', { wall: 12, monotonic: 12, uptime: 12 }, null],
  ['a clock that is corrected by a little', { wall: 4, monotonic: 1, uptime: 1 }, null],
  ['a night, where the monotonic clock stands meanwhile', { wall: 8 * 3_600, monotonic: 1, uptime: 8 * 3_600 }, 'slept'],
  ['a night, where the monotonic clock goes on', { wall: 8 * 3_600, monotonic: 8 * 3_600, uptime: 8 * 3_600 }, 'slept'],
  ['a process that was held', { wall: 60, monotonic: 60, uptime: 60 }, 'slept'],
  ['a clock set forward', { wall: 3_600, monotonic: 1, uptime: 1 }, 'clock_set'],
  ['a clock set back', { wall: -3_600, monotonic: 1, uptime: 1 }, 'clock_set'],
  ['a night, and a clock that was wrong after it', { wall: -60, monotonic: 1, uptime: 8 * 3_600 }, 'slept'],
])('%s', (_name, passed, kind) => {
  const before = { wall: T, monotonic: 5_000, uptime: 90_000 };
  const now = { wall: T + passed.wall * SECOND, monotonic: 5_000 + passed.monotonic * SECOND, uptime: 90_000 + passed.uptime * SECOND };
  expect(brokenBetween(before, now)).toEqual(kind === null ? null : { kind, from: before.wall, to: now.wall });
});

/** A machine whose times are moved by hand. */
class Machine {
  wall = T;
  monotonic = 0;
  uptime = 0;
  readonly told: (Broken | 'sleeps')[] = [];
  #due: { at: number; run: () => void }[] = [];
  readonly watch = new MachineWatch({
    clock: { now: () => this.wall },
    pacer: {
      now: () => this.monotonic,
      after: (delay, run) => {
        const entry = { at: this.monotonic + delay, run };
        this.#due.push(entry);
        return () => (this.#due = this.#due.filter((other) => other !== entry));
      },
    },
    uptime: () => this.uptime / SECOND,
    onSleep: () => this.told.push('sleeps'),
    onBroken: (broken) => this.told.push(broken),
  });

  get waiting(): number {
    return this.#due.length;
  }

  pass(milliseconds: number): void {
    for (let left = milliseconds; left > 0; left -= SECOND) {
      this.wall += SECOND;
      this.monotonic += SECOND;
      this.uptime += SECOND;
      for (const entry of this.#due.filter(({ at }) => at <= this.monotonic)) {
        this.#due = this.#due.filter((other) => other !== entry);
        entry.run();
      }
    }
  }

  sleep(milliseconds: number): void {
    this.wall += milliseconds;
    this.uptime += milliseconds;
  }
}

test('a sleep that nobody announced is noticed by the next look, once', () => {
  const machine = new Machine();
  machine.pass(HOUR);
  const fell = machine.wall;
  machine.sleep(HOUR);
  machine.pass(3 * SECOND);
  expect(machine.told).toEqual([{ kind: 'slept', from: fell, to: fell + HOUR + SECOND }]);
});

test('one that the system announces is a sleep however short, and however often it is said', () => {
  const machine = new Machine();
  machine.watch.suspended();
  machine.watch.suspended();
  // The program still runs for a moment.
  machine.pass(2 * SECOND);
  machine.sleep(3 * SECOND);
  machine.watch.resumed();
  machine.watch.resumed();
  machine.pass(2 * SECOND);
  expect(machine.told).toEqual(['sleeps', { kind: 'slept', from: T, to: T + 5 * SECOND }]);
});

test('a machine that wakes and says nothing is found awake', () => {
  const machine = new Machine();
  machine.watch.suspended();
  machine.sleep(HOUR);
  machine.pass(2 * SECOND);
  expect(machine.told).toEqual(['sleeps', { kind: 'slept', from: T, to: T + HOUR + SECOND }]);
});

test('a clock that is set is told of, and nothing waits once it is closed', () => {
  const machine = new Machine();
  machine.wall -= HOUR;
  machine.pass(SECOND);
  expect(machine.told).toEqual([{ kind: 'clock_set', from: T, to: T - HOUR + SECOND }]);
  machine.watch.close();
  expect(machine.waiting).toBe(0);
});

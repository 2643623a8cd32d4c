import type { Interruption } from '../../src-core/contract/app.ts';
import type { Clock, EpochMs } from '../../src-core/time.ts';
import type { Pacer } from '../market-data/session-pump.ts';

/** The machine's times at one moment. */
export interface MachineReading {
  readonly wall: EpochMs;
  /** Milliseconds, monotonic; whether it counts sleep differs by system. */
  readonly monotonic: number;
  /** Milliseconds since the machine was switched on, sleep counted. */
  readonly uptime: number;
}

export type Broken = Pick<Interruption, 'kind' | 'from' | 'to'>;

/** Between two looks. */
const LOOK_MS = 1_000;
/** What a busy or a corrected machine may differ by. */
const SLACK_MS = 5_000;
/** A look that comes so late comes after a sleep, or after the process was stopped. */
const MISSED_MS = 30_000;

/** What happened between two looks: the machine slept (or the program was held), or its clock was set; null for neither. */
export function brokenBetween(before: MachineReading, now: MachineReading): Broken | null {
  const passed = now.monotonic - before.monotonic;
  const lived = now.uptime - before.uptime;
  const told = now.wall - before.wall;
  const at = { from: before.wall, to: now.wall };
  if (lived - passed > SLACK_MS || passed > MISSED_MS) return { kind: 'slept', ...at };
  if (Math.abs(told - Math.max(passed, lived)) > SLACK_MS) return { kind: 'clock_set', ...at };
  return null;
}

export interface MachineWatchParts {
  readonly clock: Clock;
  readonly pacer: Pacer;
  /** Seconds since the machine was switched on, as node:os has them. */
  readonly uptime: () => number;
  /** The machine goes to sleep, as far as the system says so beforehand. */
  readonly onSleep: () => void;
  /** It is awake again, or its clock was set. */
  readonly onBroken: (broken: Broken) => void;
}

/** Notices that the machine slept, or that its clock was set, whether or not the system says so. */
export class MachineWatch {
  readonly #parts: MachineWatchParts;
  #last: MachineReading;
  #cancel: () => void;
  #isAsleep = false;

  constructor(parts: MachineWatchParts) {
    this.#parts = parts;
    this.#last = this.#read();
    this.#cancel = this.#again();
  }

  /** The system says that it goes to sleep. */
  readonly suspended = (): void => {
    if (this.#isAsleep) return;
    this.#isAsleep = true;
    this.#last = this.#read();
    this.#parts.onSleep();
  };

  /** The system says that it is awake. */
  readonly resumed = (): void => this.#look();

  close(): void {
    this.#cancel();
  }

  #again(): () => void {
    return this.#parts.pacer.after(LOOK_MS, () => {
      this.#cancel = this.#again();
      // Between the two words of the system a look may still come, before the machine sleeps.
      if (!this.#isAsleep || brokenBetween(this.#last, this.#read()) !== null) this.#look();
    });
  }

  #look(): void {
    const now = this.#read();
    const broken: Broken | null = this.#isAsleep ? { kind: 'slept', from: this.#last.wall, to: now.wall } : brokenBetween(this.#last, now);
    this.#last = now;
    this.#isAsleep = false;
    if (broken !== null) this.#parts.onBroken(broken);
  }

  #read(): MachineReading {
    const { clock, pacer, uptime } = this.#parts;
    return { wall: clock.now(), monotonic: pacer.now(), uptime: uptime() * 1_000 };
  }
}

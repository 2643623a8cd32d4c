import type { Clock, EpochMs } from '../../src-core/time.ts';

/** The session's time: simulated or recorded sessions set it, engines read it. */
export class SessionClock implements Clock {
  #now: EpochMs;

  constructor(now: EpochMs) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now;
  }

  /** Throws RangeError when time would run backwards. */
  set(time: EpochMs): void {
    if (time < this.#now) throw new RangeError(`session time runs forward: ${time} is before ${this.#now}`);
    this.#now = time;
  }
}

/** Real time, for pacing only: no engine decision depends on it. */
export interface Pacer {
  /** Milliseconds from an arbitrary start, monotonic. */
  now(): number;
  /** Calls `run` once after `delay` milliseconds; the result cancels it. */
  after(delay: number, run: () => void): () => void;
}

/** Something that has its moments in session time. */
export interface Timed {
  nextTime(): EpochMs | null;
  /** Everything due at or before `now`, in order. */
  advance(now: EpochMs): void;
}

/** One thing to do at a moment of the session; the session does not go on before it is done. */
export interface Milestone {
  readonly time: EpochMs;
  run(): Promise<void> | void;
}

export interface SessionPumpParts {
  readonly clock: SessionClock;
  readonly pacer: Pacer;
  /** In the order they act at one moment: the feed before the broker that fills on it. */
  readonly timed: readonly Timed[];
  readonly milestones: readonly Milestone[];
  /** After each moment. */
  readonly onStep: (now: EpochMs) => void;
  /** Work that must be on disk before session time goes on; null when there is none. */
  readonly pending: () => Promise<void> | null;
  /** The clock that a live session goes with, as it is: it has no other speed, and what was slept through is caught up with. Absent where the session's time is its own. */
  readonly wall?: Clock | undefined;
  /** The session cannot go on. */
  readonly onFailure: (error: unknown) => void;
  readonly end: EpochMs;
}

/** Real milliseconds between looks at the clock at a finite speed. */
const PACE_MS = 25;
/** A turn that comes so late comes after a sleep, or after the process was held: that time is not caught up with. Real milliseconds. */
const MISSED_MS = 30_000;
/** Real milliseconds of work before other work gets its turn when going as fast as possible. */
const SLICE_MS = 10;

/**
 * Walks session time from event to event at a chosen speed. Every event happens at its own time and in the same
 * order whatever the speed, so a session's outcome does not depend on the machine.
 */
export class SessionPump {
  readonly #parts: SessionPumpParts;
  readonly #milestones: Milestone[];
  /** Times real time; null is as fast as it goes. */
  #speed: number | null;
  #paused = true;
  #stopped = false;
  #cancelTimer: (() => void) | null = null;
  #running: Promise<void> = Promise.resolve();
  #anchor = { session: 0, real: 0 };
  #lastTurn = 0;

  constructor(parts: SessionPumpParts, speed: number | null) {
    this.#parts = parts;
    this.#milestones = parts.milestones.toSorted((left, right) => left.time - right.time);
    this.#speed = speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get speed(): number | null {
    return this.#speed;
  }

  get ended(): boolean {
    return this.#parts.clock.now() >= this.#parts.end && this.#milestones.length === 0;
  }

  resume(): void {
    if (!this.#paused || this.#stopped) return;
    this.#paused = false;
    this.#reanchor();
    this.#scheduleTurn(0);
  }

  /** Resolves when the moment under way is over: nothing moves from then on. */
  pause(): Promise<void> {
    this.#paused = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    return this.#running;
  }

  setSpeed(speed: number | null): void {
    this.#speed = speed;
    if (this.#paused) return;
    this.#reanchor();
    this.#scheduleTurn(0);
  }

  /** Ends the pump and resolves when the moment under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.pause();
  }

  /** Walks to `target` without pacing, once the moment under way is over. Resolves there, or when stopped. */
  runTo(target: EpochMs): Promise<void> {
    const walked = this.#running.then(() => this.#runTo(target));
    // Whoever asked is told what went wrong.
    this.#running = walked.catch(() => undefined);
    return walked;
  }

  async #runTo(target: EpochMs): Promise<void> {
    const { pacer, end } = this.#parts;
    const sliceIsOver = (until: number) => () => this.#stopped || pacer.now() >= until;
    while (!this.#stopped && !(await this.#walk(Math.min(target, end), sliceIsOver(pacer.now() + SLICE_MS)))) {
      await new Promise<void>((resolve) => void pacer.after(0, resolve));
    }
  }

  #reanchor(): void {
    this.#anchor = { session: this.#parts.clock.now(), real: this.#parts.pacer.now() };
    this.#lastTurn = this.#anchor.real;
  }

  #scheduleTurn(delay: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#parts.pacer.after(delay, () => {
      this.#cancelTimer = null;
      this.#running = this.#running.then(() => this.#turn()).catch((error: unknown) => {
        void this.pause();
        this.#parts.onFailure(error);
      });
    });
  }

  async #turn(): Promise<void> {
    if (this.#paused || this.#stopped) return;
    const { pacer, end } = this.#parts;
    const began = pacer.now();
    if (began - this.#lastTurn > MISSED_MS) this.#reanchor();
    this.#lastTurn = began;
    const { wall } = this.#parts;
    const turnIsOver = (slice: number) => () => this.#paused || this.#stopped || pacer.now() >= began + slice;
    if (wall !== undefined) {
      // A clock that was set back stands until it is there again.
      await this.#walk(Math.min(end, Math.max(wall.now(), this.#parts.clock.now())), turnIsOver(4 * PACE_MS));
    } else if (this.#speed === null) {
      await this.#walk(end, turnIsOver(SLICE_MS));
    } else {
      const reached = this.#anchor.session + (began - this.#anchor.real) * this.#speed;
      await this.#walk(Math.min(end, Math.floor(reached)), turnIsOver(4 * PACE_MS));
    }
    if (this.ended) void this.pause();
    else if (!this.#paused && this.#cancelTimer === null) this.#scheduleTurn(this.#speed === null && wall === undefined ? 0 : PACE_MS);
  }

  /** Returns true at the target, false when `isOver` said so first, asked after each moment. */
  async #walk(target: EpochMs, isOver: () => boolean): Promise<boolean> {
    const { clock, pending } = this.#parts;
    for (;;) {
      const waiting = pending();
      if (waiting) await waiting;
      if (this.#stopped || (waiting && isOver())) return false;
      const moment = this.#nextMoment();
      if (moment === null || moment > target) {
        if (target > clock.now()) await this.#act(target);
        return true;
      }
      await this.#act(Math.max(moment, clock.now()));
      if (isOver()) return false;
    }
  }

  #nextMoment(): EpochMs | null {
    let next = this.#milestones[0]?.time ?? Number.POSITIVE_INFINITY;
    for (const timed of this.#parts.timed) {
      const time = timed.nextTime();
      if (time !== null && time < next) next = time;
    }
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  async #act(now: EpochMs): Promise<void> {
    this.#parts.clock.set(now);
    for (const timed of this.#parts.timed) timed.advance(now);
    for (let milestone = this.#milestones[0]; milestone && milestone.time <= now; milestone = this.#milestones[0]) {
      this.#milestones.shift();
      await milestone.run();
    }
    this.#parts.onStep(now);
  }
}

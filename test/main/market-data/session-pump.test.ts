import { beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../../src-core/time.ts';
import { type Milestone, type Pacer, SessionClock, SessionPump, type Timed } from '../../../src-main/market-data/session-pump.ts';

/** Real time that a test moves; what is due runs, and what that awaits, before `to` resolves. */
class FakePacer implements Pacer {
  #now = 0;
  #waiting: { readonly at: number; readonly run: () => void }[] = [];
  /** Real milliseconds that each look at the time takes. */
  cost = 0;

  now(): number {
    this.#now += this.cost;
    return this.#now;
  }

  after(delay: number, run: () => void): () => void {
    const entry = { at: this.#now + delay, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  /** Time passes while nothing runs. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
    for (const [index, { run, at }] of this.#waiting.entries()) this.#waiting[index] = { run, at: Math.max(at, this.#now) };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  async to(time: number): Promise<void> {
    for (;;) {
      await settle();
      const next = this.#waiting.filter(({ at }) => at <= time).sort((left, right) => left.at - right.at)[0];
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, time);
  }
}

/** Lets everything that is resolved already run to where it waits. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const START = 1_000;
const END = 2_000;

let log: string[];
let pacer: FakePacer;
let clock: SessionClock;
let pending: () => Promise<void> | null;
let failures: unknown[];
beforeEach(() => {
  log = [];
  pacer = new FakePacer();
  clock = new SessionClock(START);
  pending = () => null;
  failures = [];
});

/** Something with moments of its own, which it logs with the session's time. */
function timed(name: string, times: readonly number[], onMoment: (time: number) => void = () => undefined): Timed {
  const left = [...times];
  return {
    nextTime: () => left[0] ?? null,
    advance(now) {
      for (let [time] = left; time !== undefined && time <= now; [time] = left) {
        left.shift();
        log.push(`${name} ${time} at ${clock.now()}`);
        onMoment(time);
      }
    },
  };
}

function milestone(name: string, time: number, run: () => Promise<void> | void = () => undefined): Milestone {
  return {
    time,
    run: () => {
      log.push(`${name} at ${clock.now()}`);
      return run();
    },
  };
}

function pumpOf(sources: readonly Timed[], milestones: readonly Milestone[] = [], speed: number | null = null, wall?: Clock): SessionPump {
  return new SessionPump(
    { clock, pacer, timed: sources, milestones, onStep: (now) => log.push(`step ${now}`), pending: () => pending(), onFailure: (error) => failures.push(error), end: END, wall },
    speed,
  );
}

/** A market and a broker that answers it 7 later, with a write to disk behind each answer, and two milestones. */
function wholeSession(speed: number | null): SessionPump {
  const due: number[] = [];
  const broker: Timed = {
    nextTime: () => due[0] ?? null,
    advance(now) {
      for (let [time] = due; time !== undefined && time <= now; [time] = due) {
        due.shift();
        log.push(`broker ${time} at ${clock.now()}`);
        pending = () => {
          pending = () => null;
          return Promise.resolve().then(() => void log.push(`written at ${clock.now()}`));
        };
      }
    },
  };
  const feed = timed('feed', [1_000, 1_010, 1_017, 1_250, 1_251, 1_999], (time) => due.push(time + 7));
  return pumpOf([feed, broker], [milestone('settlement', END), milestone('reference', 1_250)], speed);
}

const events = (): string[] => log.filter((line) => !line.startsWith('step'));

describe('events', () => {
  test('happen at their own times, the feed before the broker, milestones after both, each once', async () => {
    await wholeSession(null).runTo(Number.POSITIVE_INFINITY);
    expect(events()).toEqual([
      'feed 1000 at 1000',
      'broker 1007 at 1007',
      'written at 1007',
      'feed 1010 at 1010',
      'feed 1017 at 1017',
      'broker 1017 at 1017',
      'written at 1017',
      'broker 1024 at 1024',
      'written at 1024',
      'feed 1250 at 1250',
      'reference at 1250',
      'feed 1251 at 1251',
      'broker 1257 at 1257',
      'written at 1257',
      'broker 1258 at 1258',
      'written at 1258',
      'feed 1999 at 1999',
      'settlement at 2000',
    ]);
    expect(log.at(-1)).toBe('step 2000');
    expect(clock.now()).toBe(END);
  });

  test.each([0.1, 1, 3, 60, 1_000, null])('are the same at speed %s as without pacing', async (speed) => {
    await wholeSession(null).runTo(Number.POSITIVE_INFINITY);
    const unpaced = events();
    log = [];
    clock = new SessionClock(START);
    const pump = wholeSession(speed);
    pump.resume();
    await pacer.to(20_000);
    expect(pump.ended).toBe(true);
    expect(pump.paused).toBe(true);
    expect(events()).toEqual(unpaced);
    expect(failures).toEqual([]);
  });

  test('at one moment are one step, and late ones happen now', async () => {
    await pumpOf([timed('feed', [900, 1_500]), timed('broker', [1_500])]).runTo(END);
    expect(log).toEqual(['feed 900 at 1000', 'step 1000', 'feed 1500 at 1500', 'broker 1500 at 1500', 'step 1500', 'step 2000']);
  });
});

describe('pacing', () => {
  test('walks session time as fast as told', async () => {
    const pump = pumpOf([timed('feed', [1_000, 1_100, 1_200, 1_300])], [], 2);
    pump.resume();
    await pacer.to(49);
    expect(events()).toEqual(['feed 1000 at 1000']);
    await pacer.to(50);
    expect(events()).toHaveLength(2);
    await pacer.to(150);
    expect(events()).toEqual(['feed 1000 at 1000', 'feed 1100 at 1100', 'feed 1200 at 1200', 'feed 1300 at 1300']);
  });

  test('stands while paused and goes on from there', async () => {
    const pump = pumpOf([timed('feed', [1_050, 1_100])], [], 1);
    pump.resume();
    await pacer.to(60);
    pump.pause();
    expect(pacer.waiting).toBe(0);
    const paused = clock.now();
    await pacer.to(10_000);
    expect([clock.now(), events()]).toEqual([paused, ['feed 1050 at 1050']]);
    pump.resume();
    await pacer.to(10_000 + (1_100 - paused) - 1);
    expect(events()).toHaveLength(1);
    await pacer.to(10_000 + 75);
    expect(events()).toHaveLength(2);
  });

  test('a new speed counts from now on', async () => {
    const pump = pumpOf([timed('feed', [1_500])], [], 1);
    pump.resume();
    await pacer.to(100);
    pump.setSpeed(4);
    expect(pump.speed).toBe(4);
    await pacer.to(175);
    expect(events()).toEqual([]);
    await pacer.to(200);
    expect(events()).toEqual(['feed 1500 at 1500']);
  });

  test('a speed set while paused does not start it', async () => {
    const pump = pumpOf([timed('feed', [1_500])], [], 1);
    pump.setSpeed(null);
    await pacer.to(100);
    expect([pump.paused, events()]).toEqual([true, []]);
  });

  test('as fast as it goes, gives way after each slice of work', async () => {
    const pump = pumpOf([timed('feed', Array.from({ length: 100 }, (_, index) => START + index))]);
    pacer.cost = 2;
    pump.resume();
    await settle();
    expect(pacer.waiting).toBe(1);
    pacer.cost = 0;
    await pacer.to(1_000_000);
    expect(events()).toHaveLength(100);
  });
});

describe('time waits', () => {
  test('for what must be on disk', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const feed = timed('feed', [1_100, 1_200], () => {
      pending = () => promise;
    });
    const run = pumpOf([feed]).runTo(END);
    await settle();
    expect(events()).toEqual(['feed 1100 at 1100']);
    expect(clock.now()).toBe(1_100);
    pending = () => null;
    resolve();
    await run;
    expect(events()).toEqual(['feed 1100 at 1100', 'feed 1200 at 1200']);
  });

  test('for a milestone', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const run = pumpOf([timed('feed', [1_150, 1_200])], [milestone('reference', 1_150, () => promise)]).runTo(END);
    await settle();
    expect(log).toEqual(['feed 1150 at 1150', 'reference at 1150']);
    resolve();
    await run;
    expect(log).toEqual(['feed 1150 at 1150', 'reference at 1150', 'step 1150', 'feed 1200 at 1200', 'step 1200', 'step 2000']);
  });
});

test('a stop ends the walk when the moment under way is over', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const pump = pumpOf([timed('feed', [1_100, 1_200])], [milestone('reference', 1_100, () => promise)]);
  pump.resume();
  await pacer.to(10);
  let stopped = false;
  const stop = pump.stop().then(() => (stopped = true));
  await settle();
  expect(stopped).toBe(false);
  resolve();
  await stop;
  expect(log).toEqual(['feed 1100 at 1100', 'reference at 1100', 'step 1100']);
  pump.resume();
  await pacer.to(10_000);
  expect([pump.paused, pump.ended, clock.now()]).toEqual([true, false, 1_100]);
});

test('a failure pauses the session and is told once', async () => {
  const pump = pumpOf([timed('feed', [1_100, 1_200])], [], null);
  pending = () => Promise.reject(new Error('disk full'));
  pump.resume();
  await pacer.to(1_000);
  expect(failures).toEqual([new Error('disk full')]);
  expect([pump.paused, clock.now()]).toEqual([true, START]);
});

test('the session clock never runs backwards', () => {
  clock.set(1_001);
  expect(() => clock.set(1_000)).toThrow(new RangeError('session time runs forward: 1000 is before 1001'));
  clock.set(1_001);
});

test('a turn that comes after a sleep catches up with none of it', async () => {
  const pump = pumpOf([timed('feed', [1_100, 1_900])], [], 0.1);
  pump.resume();
  await pacer.to(1_000);
  expect(clock.now()).toBe(1_100);
  // Held for six minutes, all of them on the monotonic clock.
  pacer.sleep(360_000);
  await pacer.to(362_000);
  expect(clock.now()).toBeGreaterThanOrEqual(1_190);
  expect(clock.now()).toBeLessThan(1_210);
  expect(events()).toEqual(['feed 1100 at 1100']);
  await pump.stop();
});

describe('a live session', () => {
  test('goes with its clock, whatever the speed says, through each moment that was slept through', async () => {
    const wall = { now: () => START + pacer.now() };
    const pump = pumpOf([timed('feed', [1_100, 1_400])], [milestone('reference', 1_300)], 60, wall);
    pump.resume();
    await pacer.to(200);
    expect(clock.now()).toBe(1_200);
    pacer.sleep(400);
    await pacer.to(650);
    expect(clock.now()).toBe(1_650);
    expect(log.filter((line) => !line.startsWith('step'))).toEqual(['feed 1100 at 1100', 'reference at 1300', 'feed 1400 at 1400']);
    await pacer.to(5_000);
    expect(pump.ended).toBe(true);
    expect(clock.now()).toBe(END);
  });

  test('stands while its clock is set back, and goes on where it was', async () => {
    let set = 0;
    const pump = pumpOf([], [], 1, { now: () => START + pacer.now() - set });
    pump.resume();
    await pacer.to(300);
    set = 200;
    await pacer.to(400);
    expect(clock.now()).toBe(1_300);
    await pacer.to(600);
    expect(clock.now()).toBe(1_400);
    expect(failures).toEqual([]);
  });
});

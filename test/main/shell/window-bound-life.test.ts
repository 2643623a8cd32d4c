import { beforeEach, describe, expect, it } from 'vitest';
import { ALONE_FOR, FIRST_WINDOW_WITHIN, LOOK_AGAIN, WindowBoundLife } from '../../../src-main/shell/browser/window-bound-life.ts';

let now: number;
let timers: { readonly at: number; readonly run: () => void }[];
let obstacle: string | null;
let said: string[];
let life: WindowBoundLife;

beforeEach(() => {
  now = 0;
  timers = [];
  obstacle = null;
  said = [];
  life = new WindowBoundLife({
    after(delay, run) {
      const timer = { at: now + delay, run };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    obstacle: () => obstacle,
    end: () => void said.push('ended'),
    onStaying: (why) => void said.push(why),
  });
});

function pass(milliseconds: number): void {
  const until = now + milliseconds;
  for (;;) {
    const [next] = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    if (next === undefined) break;
    now = next.at;
    timers = timers.filter((other) => other !== next);
    next.run();
  }
  now = until;
}

function openedAndShown(): void {
  life.browserStarted();
  life.windowsAre(1);
}

describe('a program that belongs to its windows', () => {
  it('ends a few seconds after its last window and its browser are gone', () => {
    openedAndShown();
    life.windowsAre(0);
    life.browserEnded();
    pass(ALONE_FOR - 1);
    expect(said).toEqual([]);
    pass(1);
    expect(said).toEqual(['ended']);
  });

  it('goes on while a page loads anew, its browser runs, or a window of another browser is connected', () => {
    openedAndShown();
    life.windowsAre(0);
    pass(10 * ALONE_FOR);
    life.windowsAre(1);
    life.browserEnded();
    pass(10 * ALONE_FOR);
    life.windowsAre(0);
    pass(ALONE_FOR - 1);
    life.windowsAre(1);
    pass(10 * ALONE_FOR);
    expect(said).toEqual([]);
    life.windowsAre(0);
    pass(ALONE_FOR);
    expect(said).toEqual(['ended']);
  });

  it('waits longer for its first window where its browser handed it on, and for one that a later start opens', () => {
    life.browserStarted();
    life.browserEnded();
    pass(FIRST_WINDOW_WITHIN - 1);
    life.windowsAre(1);
    life.windowsAre(0);
    pass(ALONE_FOR - 1);
    life.windowExpected();
    pass(FIRST_WINDOW_WITHIN - 1);
    expect(said).toEqual([]);
    pass(1);
    expect(said).toEqual(['ended']);
  });

  it('goes on while something stands in the way, says so once, and ends when that is over', () => {
    openedAndShown();
    obstacle = '1 order is working.';
    life.windowsAre(0);
    life.browserEnded();
    pass(ALONE_FOR + 3 * LOOK_AGAIN);
    expect(said).toEqual(['1 order is working.']);
    // Who comes back and leaves again is told again.
    life.windowsAre(1);
    pass(LOOK_AGAIN);
    life.windowsAre(0);
    pass(ALONE_FOR);
    expect(said).toEqual(['1 order is working.', '1 order is working.']);
    obstacle = null;
    pass(LOOK_AGAIN);
    expect(said.at(-1)).toBe('ended');
    expect(timers).toEqual([]);
  });

  it('is bound to nothing before it has opened a window, and no more once it is closed', () => {
    life.windowsAre(1);
    life.windowsAre(0);
    life.windowExpected();
    pass(FIRST_WINDOW_WITHIN);
    openedAndShown();
    life.close();
    life.windowsAre(0);
    life.browserEnded();
    pass(FIRST_WINDOW_WITHIN);
    expect(said).toEqual([]);
  });
});

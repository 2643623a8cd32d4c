import { beforeEach, describe, expect, it } from 'vitest';
import { Hold, type HoldState } from '../../../src-renderer/workspace/kill/hold.ts';
import { killSource, listenForKill } from '../../../src-renderer/workspace/kill/kill-keys.ts';
import { chordOf } from '../../../src-renderer/workspace/keys.ts';

/** A clock that a test moves; due tasks run in their order. */
class Clock {
  now = 0;
  #tasks: { readonly at: number; readonly task: () => void }[] = [];

  readonly later = (task: () => void, milliseconds: number): (() => void) => {
    const entry = { at: this.now + milliseconds, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== entry);
    };
  };

  pass(milliseconds: number): void {
    const until = this.now + milliseconds;
    for (;;) {
      const [next] = this.#tasks.filter(({ at }) => at <= until).toSorted((left, right) => left.at - right.at);
      if (next === undefined) break;
      this.#tasks = this.#tasks.filter((each) => each !== next);
      this.now = next.at;
      next.task();
    }
    this.now = until;
  }
}

let clock: Clock;
let hold: Hold;
let state: HoldState;
let halts: number;

beforeEach(() => {
  clock = new Clock();
  state = { kind: 'idle' };
  halts = 0;
  hold = new Hold({ later: clock.later, onState: (next) => (state = next), onHeld: () => (halts += 1) });
});

describe('a hold', () => {
  it('acts once after 0.8 s, while it is still held', () => {
    hold.press('key', 0);
    clock.pass(799);
    expect(halts).toBe(0);
    clock.pass(2);
    expect(halts).toBe(1);
    expect(state).toEqual({ kind: 'idle' });
    hold.release('key', clock.now);
    clock.pass(5_000);
    expect(halts).toBe(1);
  });

  it('does nothing when it is let go before, says so, and is silent again', () => {
    hold.press('key', 0);
    clock.pass(350);
    hold.release('key', 350);
    expect(state).toEqual({ kind: 'early', after: 350 });
    clock.pass(1_000);
    expect(halts).toBe(0);
    clock.pass(5_000);
    expect(state).toEqual({ kind: 'idle' });
    expect(halts).toBe(0);
  });

  it('goes by when it was let go, not by when a busy window heard of it', () => {
    hold.press('key', 0);
    clock.pass(780);
    hold.release('key', 300);
    expect(state).toEqual({ kind: 'early', after: 300 });
    // Held for long enough, with the timer late.
    hold.press('key', 10_000);
    hold.release('key', 10_900);
    expect(halts).toBe(1);
  });

  it('is begun and ended by one of its keys alone', () => {
    hold.press('button', 0);
    hold.press('key', 200);
    hold.release('key', 300);
    expect(state).toEqual({ kind: 'holding', by: 'button', since: 0 });
    hold.abandon(400);
    clock.pass(5_000);
    expect(halts).toBe(0);
  });

  it('begins anew after it was let go', () => {
    hold.press('key', 0);
    clock.pass(500);
    hold.release('key', 500);
    hold.press('key', 600);
    clock.pass(799);
    expect(halts).toBe(0);
    clock.pass(5);
    expect(halts).toBe(1);
  });
});

type Press = Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'repeat', boolean>> & { readonly key: string; readonly code: string };

class PressEvent extends Event {
  readonly ctrlKey = false;
  readonly shiftKey = false;
  readonly altKey = false;
  readonly metaKey = false;
  readonly repeat = false;
  readonly key = '';
  readonly code = '';

  constructor(type: string, press: Press) {
    super(type, { cancelable: true });
    Object.assign(this, press);
  }
}

const F8: Press = { key: 'F8', code: 'F8' };
const CHORD: Press = { key: 'K', code: 'KeyK', ctrlKey: true, shiftKey: true };

describe('the keys of the kill switch', () => {
  it('are F8, and Ctrl+Shift+K whatever the language writes there; neither is another command', () => {
    const press = (given: Press) => killSource({ ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...given });
    expect(press(F8)).toBe('key');
    expect(press({ key: 'Process', code: 'F8' })).toBe('key');
    expect(press(CHORD)).toBe('chord');
    expect(press({ ...CHORD, key: 'Л' })).toBe('chord');
    expect(press({ ...CHORD, shiftKey: false })).toBeNull();
    expect(press({ ...CHORD, metaKey: true })).toBeNull();
    expect(press({ key: 'k', code: 'KeyK' })).toBeNull();
    expect(chordOf({ key: 'F8', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false })).toBe('f8');
  });

  function listening(): { readonly target: EventTarget & { readonly document: EventTarget }; readonly log: string[]; stop(): void } {
    const target = Object.assign(new EventTarget(), { document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) });
    const log: string[] = [];
    const stop = listenForKill(target as unknown as Window, { press: (by) => log.push(`press ${by}`), release: (by) => log.push(`release ${by}`), abandon: () => log.push('abandon') });
    return { target, log, stop };
  }

  it('are taken before any field, sheet or panel hears of them, and press once however long they repeat', () => {
    const { target, log } = listening();
    let heard = 0;
    target.addEventListener('keydown', () => (heard += 1));
    const first = new PressEvent('keydown', F8);
    target.dispatchEvent(first);
    target.dispatchEvent(new PressEvent('keydown', { ...F8, repeat: true }));
    target.dispatchEvent(new PressEvent('keydown', CHORD));
    expect(first.defaultPrevented).toBe(true);
    expect(heard).toBe(0);
    target.dispatchEvent(new PressEvent('keyup', F8));
    expect(log).toEqual(['press key', 'release key']);
    target.dispatchEvent(new PressEvent('keydown', { key: 'a', code: 'KeyA' }));
    expect(heard).toBe(1);
  });

  it.each(['Control', 'Shift', 'k'])('let the chord go with %s', (key) => {
    const { target, log } = listening();
    target.dispatchEvent(new PressEvent('keydown', CHORD));
    target.dispatchEvent(new PressEvent('keyup', { key, code: '' }));
    expect(log).toEqual(['press chord', 'release chord']);
  });

  it('are let go by Esc and by losing the window, and need to be pressed anew', () => {
    const { target, log } = listening();
    target.dispatchEvent(new PressEvent('keydown', F8));
    const escape = new PressEvent('keydown', { key: 'Escape', code: 'Escape' });
    target.dispatchEvent(escape);
    expect(escape.defaultPrevented).toBe(true);
    target.dispatchEvent(new PressEvent('keydown', { ...F8, repeat: true }));
    target.dispatchEvent(new PressEvent('keyup', F8));
    expect(log).toEqual(['press key', 'abandon']);
    target.dispatchEvent(new PressEvent('keydown', F8));
    target.dispatchEvent(new Event('blur'));
    expect(log).toEqual(['press key', 'abandon', 'press key', 'abandon']);
    const idle = new PressEvent('keydown', { key: 'Escape', code: 'Escape' });
    target.dispatchEvent(idle);
    expect(idle.defaultPrevented).toBe(false);
  });
});

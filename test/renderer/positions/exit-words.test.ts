import { describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { type ExitBases, type ExitView, NO_EXIT } from '../../../src-core/risk/exits.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { exitParts, exitStanding, hasExits } from '../../../src-renderer/panels/positions/exit-words.ts';

const DATE = parseIsoDate('2026-11-20');
const NOW = newYorkTime(DATE, '13:42');
const BASES: ExitBases = { opened: 'credit', target: fromDollars(162), stop: fromDollars(438), mostGain: fromDollars(159), mostLoss: fromDollars(441) };
const percent = (value: number) => ({ unit: 'percent', value }) as const;

function view(rest: Partial<ExitView> = {}): ExitView {
  return { tradeId: 'a', plan: NO_EXIT, bases: BASES, targetAt: null, stopAt: null, trailingAt: null, closesAt: null, accountClosesAt: null, result: null, best: null, state: 'watching', reason: null, since: null, text: null, ...rest };
}

describe('the exits of a position in a line', () => {
  it('have each part in its own place, and none for what is absent', () => {
    const texts = (exit: ExitView) => exitParts(exit).map(({ name, text }) => (text === null ? null : `${name} ${text}`));
    expect(texts(view())).toEqual([null, null, null, null]);
    expect(texts(view({ plan: { ...NO_EXIT, target: percent(50), stop: percent(50) }, targetAt: fromDollars(81), stopAt: fromDollars(-219), closesAt: newYorkTime(DATE, '15:45') }))).toEqual(['target +81.00', 'stop −219.00', null, 'closes 15:45']);
    const trailing = { plan: { ...NO_EXIT, trailing: percent(10) } };
    expect(texts(view(trailing))[2]).toBe('trails by 43.80');
    expect(texts(view({ ...trailing, trailingAt: fromDollars(-20.5) }))[2]).toBe('trails −20.50');
    expect(texts(view({ ...trailing, bases: null }))[2]).toBe('trails by –');
  });

  it('say how they stand, as loudly as it needs to be', () => {
    expect(exitStanding(view(), NOW)).toEqual({ words: 'watching', tone: 'quiet' });
    expect(exitStanding(view({ plan: { ...NO_EXIT, minutesBeforeEnd: 0 } }), NOW)).toEqual({ words: 'left to expire', tone: 'quiet' });
    expect(exitStanding(view({ text: 'trading is halted: it waits' }), NOW)).toEqual({ words: 'trading is halted: it waits', tone: 'notice' });
    expect(exitStanding(view({ state: 'confirming', reason: 'stop', since: NOW - 3_000 }), NOW)).toEqual({ words: 'stop: confirming for 3 s', tone: 'notice' });
    expect(exitStanding(view({ state: 'confirming', reason: 'trailing', since: NOW, text: 'trading is halted: it waits' }), null).words).toBe('trailing stop: confirming; trading is halted: it waits');
    expect(exitStanding(view({ state: 'closing', reason: 'stop', text: 'closing at 0.45 debit' }), NOW)).toEqual({ words: 'stop: closing at 0.45 debit', tone: 'acting' });
    expect(exitStanding(view({ state: 'stuck', reason: 'end', text: 'given up after 5 attempts' }), NOW)).toEqual({ words: 'end of the day: stuck, given up after 5 attempts', tone: 'failed' });
    expect(exitStanding(view({ state: 'done', reason: 'target' }), NOW).words).toBe('closed by its target');
  });

  it('are shown where there is a plan, or something is being done', () => {
    expect([view(), view({ state: 'closing', reason: 'end' }), view({ plan: { ...NO_EXIT, minutesBeforeEnd: 0 } }), view({ state: 'done' })].map(hasExits)).toEqual([false, true, true, false]);
  });
});

import { expect, test } from 'vitest';
import { afterSign, NO_RESTART, type RestartSign } from '../../../src-renderer/workspace/restart/restart.ts';
import { restartWords } from '../../../src-renderer/workspace/restart/restart-words.ts';

const after = (...signs: readonly RestartSign[]) => signs.reduce(afterSign, NO_RESTART);
const there = (at: number): RestartSign => ({ kind: 'there', at });
const gone = (at: number): RestartSign => ({ kind: 'gone', told: 'the terminal is starting anew', at });

test('a restart that was asked for lasts until the terminal has gone and come back', () => {
  const asked: RestartSign = { kind: 'asked', what: 'on a backup', at: 1_000 };
  expect(after(asked, there(1_200))).toMatchObject({ phase: 'asked', what: 'on a backup' });
  expect(after(asked, there(1_200), gone(1_400))).toMatchObject({ phase: 'away', what: 'on a backup', told: null, since: 1_000 });
  expect(after(asked, gone(1_400), there(3_000))).toEqual({ ...NO_RESTART, starts: 1 });
});

test('one that was too quick to be missed is known by the session of another start', () => {
  expect(after({ kind: 'asked', what: null, at: 0 }, { kind: 'started' })).toEqual({ ...NO_RESTART, starts: 1 });
});

test('one that was begun elsewhere says what its shell says, and counts as well', () => {
  expect(after(there(5), gone(10), gone(20))).toMatchObject({ phase: 'away', told: 'the terminal is starting anew', since: 10 });
  expect(after(gone(10), there(30), gone(40), there(50)).starts).toBe(2);
});

test('a terminal that goes on as if nothing had been asked is told, until somebody leaves it', () => {
  const late = after({ kind: 'asked', what: null, at: 0 }, there(30_001));
  expect(late.phase).toBe('late');
  expect(afterSign(late, { kind: 'left' })).toEqual(NO_RESTART);
});

test('what a restart means names the orders that work, what is held, and who may take over', () => {
  expect(restartWords(0, 0, null)).toHaveLength(2);
  const desk = { workstation: 'desk-1', role: 'trading', holder: 'desk-1', epoch: 7, reason: null, canTakeOver: false, standsBy: false, others: ['desk-2'] } as const;
  const words = restartWords(3, 1, { ...desk, others: [...desk.others] }).join(' ');
  expect(words).toContain('3 orders are working: they stay with the broker');
  expect(words).toContain('One position is held');
  expect(words).toContain('desk-2');
});

import { describe, expect, it } from 'vitest';
import { keptWords, runWords, takeOverWords, testWords } from '../../../src-renderer/panels/connections/connection-words.ts';

describe('the words of the connections', () => {
  it.each([
    [null, 'for ever'],
    [1 / 24, '1 hour'],
    [1, '24 hours'],
    [30, '30 days'],
    [365, '1 year'],
    [730, '2 years'],
    [2_555, '7 years'],
    [400, '400 days'],
  ])('keep %s days as %s', (days, words) => expect(keptWords(days)).toBe(words));

  it('mark a test by a sign, whatever its colour', () => {
    expect(testWords({ outcome: 'good', text: 'Ready.', version: 'PostgreSQL 18.4', milliseconds: 12.4 })).toEqual({ isGood: true, head: '✓ PostgreSQL 18.4, 12 ms', text: 'Ready.' });
    expect(testWords({ outcome: 'tls', text: 'No TLS.', version: null, milliseconds: 3 })).toMatchObject({ isGood: false, head: '✗ 3 ms' });
  });

  it('say when a rule ran, runs, or has not run', () => {
    expect(runWords(null)).toEqual({ when: 'not yet', removed: '–', detail: '' });
    const startedAt = new Date(2026, 10, 20, 13, 42).getTime();
    expect(runWords({ startedAt, finishedAt: null, removed: 1_204, detail: 'd' })).toEqual({ when: 'running since 20 Nov, 13:42', removed: '1,204', detail: 'd' });
    expect(runWords({ startedAt, finishedAt: startedAt + 120_000, removed: 0, detail: '' })).toEqual({ when: '20 Nov, 13:44', removed: '0', detail: '' });
  });

  it('name whom an account is taken from', () => {
    expect(takeOverWords({ holder: 'desk-2' })).toMatch(/^Only if desk-2 is not trading/);
    expect(takeOverWords({ holder: null })).toMatch(/^Only if the other workstation is not trading/);
  });
});

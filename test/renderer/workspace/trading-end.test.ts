import { describe, expect, it } from 'vitest';
import { parseIsoDate } from '../../../src-core/time.ts';
import { tradingEnd } from '../../../src-renderer/workspace/trading-end.ts';

const feed = {
  kind: 'simulated',
  label: 'SIMULATED',
  detail: 'seed 1',
  age: 0,
  stale: false,
  ended: true,
  quotes: 0,
  quotesPerSecond: 0,
  problems: 0,
  lastProblem: null,
} as const;
const session = { date: parseIsoDate('2026-11-25'), lastTrade: Date.parse('2026-11-25T16:15:00-05:00'), paused: false, feed };

describe('tradingEnd', () => {
  it('is silent while orders can fill or wait', () => {
    for (const phase of ['before_open', 'open', 'after_reference'] as const) expect(tradingEnd({ ...session, phase })).toBeNull();
  });

  it('says when trading ended, and that a paused market must go on to settle', () => {
    expect(tradingEnd({ ...session, phase: 'closed' })).toEqual({ title: 'Trading ended at 16:15.', next: 'The session is being settled.' });
    expect(tradingEnd({ ...session, phase: 'closed', paused: true })?.next).toMatch(/Resume/);
  });

  it('names the next session, over a holiday too', () => {
    expect(tradingEnd({ ...session, phase: 'settled' })).toEqual({
      title: 'The session of 2026-11-25 is settled.',
      next: 'Start Smart 0DTE again for the session of 2026-11-27.',
    });
  });

  it('promises no next day to a recording', () => {
    expect(tradingEnd({ ...session, phase: 'settled', feed: { ...feed, kind: 'replay' } })?.next).toMatch(/another recording/);
  });
});

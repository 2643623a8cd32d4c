import { describe, expect, it } from 'vitest';
import type { DeskView } from '../../../src-core/contract/connections.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { deskStop, orderStop, watchStop } from '../../../src-renderer/workspace/desk-role.ts';

const trading: DeskView = { workstation: 'desk-1', role: 'trading', holder: 'desk-1', epoch: 3, reason: null, canTakeOver: false, standsBy: false, others: [] };
const watching: DeskView = { ...trading, role: 'watching', holder: 'desk-2', reason: 'desk-2 trades PAPER-1; this terminal watches' };

describe('deskStop', () => {
  it('is silent in the local profile and while this workstation trades', () => {
    expect(deskStop(null)).toBeNull();
    expect(deskStop(trading)).toBeNull();
  });

  it('says who trades, once', () => {
    expect(deskStop(watching)?.next).toBe('desk-2 trades PAPER-1; this terminal watches.');
    expect(deskStop({ ...watching, reason: 'the lease is held elsewhere' })?.next).toBe('desk-2 trades this account. The lease is held elsewhere.');
    expect(deskStop({ ...watching, holder: null, reason: null })?.next).toMatch(/^Another workstation trades the account/);
  });

  it('stops the holder too while it may not trade', () => {
    expect(deskStop({ ...trading, reason: 'PostgreSQL and Redis cannot be reached' })).toEqual({ title: 'No orders are taken here now.', next: 'PostgreSQL and Redis cannot be reached.' });
    expect(deskStop({ ...trading, role: 'waiting', holder: null, reason: 'who trades is not known' })?.title).toBe('No orders are taken here now.');
  });
});

describe('watchStop', () => {
  it('is of one who watches alone: whoever waits may hold the lease, and is answered by the core', () => {
    expect(watchStop(watching)).toEqual(deskStop(watching));
    expect(watchStop({ ...trading, role: 'waiting', reason: 'PostgreSQL and Redis cannot be reached' })).toBeNull();
    expect([watchStop(trading), watchStop(null)]).toEqual([null, null]);
  });
});

describe('orderStop', () => {
  const feed = { kind: 'simulated', label: 'SIMULATED', detail: '', age: 0, stale: false, ended: false, quotes: 0, quotesPerSecond: 0, problems: 0, lastProblem: null } as const;
  const session = { date: parseIsoDate('2026-11-25'), lastTrade: Date.parse('2026-11-25T16:15:00-05:00'), paused: false, feed, desk: watching };

  it('names the end of the session before the desk', () => {
    expect(orderStop({ ...session, phase: 'open' })?.title).toBe('This workstation watches.');
    expect(orderStop({ ...session, phase: 'settled' })?.title).toMatch(/is settled/);
    expect(orderStop({ ...session, phase: 'open', desk: trading })).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import type { ServerStatus } from '../../../src-core/contract/connections.ts';
import { SERVER_STATES, serverBrief, serverSentence } from '../../../src-renderer/design/server-words.ts';

const now = Date.parse('2026-11-20T18:00:00Z');
const status = (changes: Partial<ServerStatus> = {}): ServerStatus => ({ server: 'postgresql', state: 'connected', since: now - 12_400, backlog: 0, unit: 'changes', thinned: 0, detail: '', ...changes });
const shown = (changes: Partial<ServerStatus>): string => {
  const { sign, word, age, backlog, thinned } = serverBrief(status(changes), now);
  return [sign, word, age, backlog, thinned].filter((part) => part !== '').join(' ');
};

describe('serverBrief', () => {
  it('is a mark alone while all is well, whatever is on its way', () => {
    expect(shown({})).toBe('✓');
    expect(shown({ backlog: 7 })).toBe('✓');
  });

  it('says how long a server is away and what waits for it', () => {
    expect(shown({ state: 'down' })).toBe('▲ down 12 s');
    expect(shown({ state: 'down', since: now - 2 * 3_600_000, backlog: 1_204, unit: 'points', thinned: 3_401 })).toBe('▲ down 2 h 1,204 points 3,401 thinned');
    expect(shown({ state: 'failed', backlog: 1 })).toBe('✗ failed 12 s 1 change');
  });

  it('counts what is left to catch up with, not the time', () => {
    expect(shown({ state: 'catching_up', backlog: 342 })).toBe('↻ 342 changes');
    expect(shown({ state: 'connecting' })).toBe('… connecting');
  });

  it('has another sign for every state, so that colour is never alone', () => {
    const signs = Object.values(SERVER_STATES).map(({ sign }) => sign);
    expect(new Set(signs).size).toBe(signs.length);
  });
});

describe('serverSentence', () => {
  it('tells it all', () => {
    expect(serverSentence(status(), now)).toBe('PostgreSQL connected for 12 s.');
    expect(serverSentence(status({ server: 'influxdb', state: 'down', backlog: 1_204, unit: 'points', thinned: 2, detail: 'Refused.' }), now)).toBe(
      'InfluxDB down for 12 s; 1,204 points wait for it; 2 thinned for want of room. Refused.',
    );
  });

  it('does not count backwards where the clocks of window and core differ', () => {
    expect(serverSentence(status({ since: now + 5_000 }), now)).toContain('for 0 s');
  });
});

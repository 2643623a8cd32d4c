import { describe, expect, it } from 'vitest';
import { GATEWAY_DEFAULTS } from '../../../src-core/contract/gateway-settings.ts';
import type { LinkState } from '../../../src-main/ibkr/gateway.ts';
import { liveBrokerOf } from '../../../src-main/ibkr/live-broker.ts';

const settings = { ...GATEWAY_DEFAULTS, host: '127.0.0.1', port: 4001 };
const up = (accounts: readonly string[], changes: Partial<Extract<LinkState, { kind: 'up' }>> = {}): LinkState => ({
  kind: 'up',
  since: 0,
  serverVersion: 187,
  accounts,
  servers: 'connected',
  clockSkewMs: -1_240,
  farms: [],
  ...changes,
});

describe('the live broker', () => {
  it('is the account that the gateway serves', () => {
    expect(liveBrokerOf(up(['U7654321']), settings)).toEqual({ isSetUp: true, detail: 'Interactive Brokers, account U7654321', clockSkewSeconds: -1.2, account: { broker: 'ibkr', number: 'U7654321' } });
    expect(liveBrokerOf(up(['U1', 'U2'], { clockSkewMs: null }), { ...settings, account: 'U2' })).toMatchObject({ isSetUp: true, clockSkewSeconds: null, account: { number: 'U2' } });
  });

  it.each([
    ['no gateway', null, GATEWAY_DEFAULTS, /^none is set up/],
    ['none that is connected to', null, settings, /not connected to/],
    ['a paper account', up(['DU1234567']), settings, /serves DU1234567, which trades on paper/],
    ['an adviser’s paper account', up(['DF1234567']), settings, /trades on paper/],
    ['several, and none chosen', up(['U1', 'U2']), settings, /serves U1, U2, and not the one to trade/],
    ['another', up(['U1']), { ...settings, account: 'U2' }, /serves U1, and not/],
    ['one whose servers are lost', up(['U1'], { servers: 'lost' }), settings, /has lost the servers/],
    ['one that is down', { kind: 'down', since: 0, problem: 'not_running', detail: 'Nothing listens at 127.0.0.1:4001.', retryAt: 5 }, settings, /^Nothing listens at 127.0.0.1:4001$/],
  ] as const)('is not set up with %s', (_name, state, set, detail) => {
    const broker = liveBrokerOf(state, set);
    expect(broker.isSetUp).toBe(false);
    expect(broker.detail).toMatch(detail);
  });
});

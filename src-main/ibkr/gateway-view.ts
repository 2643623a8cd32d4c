import type { GatewayView } from '../../src-core/contract/broker.ts';
import type { Gateway, GatewayAddress } from './gateway.ts';

/** The connection as a window shows it. */
export function gatewayView({ state, waiting }: Pick<Gateway, 'state' | 'waiting'>, { host, port, clientId }: GatewayAddress): GatewayView {
  const shared = { since: state.since, address: `${host}:${port}`, clientId, waiting };
  const unknown = { retryAt: null, serverVersion: null, clockSkewMs: null, servers: 'unknown', farms: [] } as const;
  switch (state.kind) {
    case 'connecting':
      return { ...shared, ...unknown, farms: [], state: 'connecting', detail: `Connecting to ${host}:${port} as client ${clientId}.` };
    case 'down':
      return { ...shared, ...unknown, farms: [], state: 'down', detail: state.detail, retryAt: state.retryAt };
    case 'up':
      return {
        ...shared,
        state: 'connected',
        detail: state.servers === 'lost' ? 'The gateway has lost the broker’s servers: orders rest there as they are, and quotes stand.' : `Serves ${state.accounts.join(', ')}.`,
        retryAt: null,
        serverVersion: state.serverVersion,
        clockSkewMs: state.clockSkewMs,
        servers: state.servers,
        farms: [...state.farms],
      };
  }
}

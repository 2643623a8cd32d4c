import { GATEWAY_DEFAULTS } from '../../../src-core/contract/gateway-settings.ts';
import type { ConnectionsView } from '../../../src-core/contract/connections.ts';

const none = { url: '', organisation: '', bucket: '' };

export function connectionsView(changes: Partial<ConnectionsView> = {}): ConnectionsView {
  return {
    settings: {
      profile: 'local',
      workstation: 'desk-1',
      account: { owner: 'desk', number: 'PAPER-1' },
      servers: { postgresql: none, redis: none, influxdb: none },
      gateway: GATEWAY_DEFAULTS,
    },
    overrides: [],
    credentials: { postgresql: false, redis: false, influxdb: false },
    configFile: '/data/connections.json',
    vault: 'file',
    restartNeeded: false,
    servers: [],
    desk: null,
    retention: [],
    ...changes,
  };
}

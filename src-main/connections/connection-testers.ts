import type { GatewayTest } from '../../src-core/contract/broker.ts';
import type { ConnectionTest } from '../../src-core/contract/connections.ts';
import type { GatewaySettings } from '../../src-core/contract/gateway-settings.ts';
import type { InfluxAccess, ServerAccess } from '../desk-settings.ts';
import type { GatewayAddress } from '../ibkr/gateway.ts';

/** How each server is tried: it changes nothing, and fails only where the program is wrong. */
export interface ConnectionTesters {
  readonly postgresql: (access: ServerAccess) => Promise<ConnectionTest>;
  readonly redis: (access: ServerAccess) => Promise<ConnectionTest>;
  readonly influxdb: (access: InfluxAccess) => Promise<ConnectionTest>;
  /** running: where this terminal is connected to itself. */
  readonly gateway: (settings: GatewaySettings, running: () => GatewayAddress | null) => Promise<GatewayTest>;
}

import type { ConnectionTest } from '../../src-core/contract/connections.ts';
import type { InfluxAccess, ServerAccess } from '../desk-settings.ts';

/** How each server is tried: it changes nothing, and fails only where the program is wrong. */
export interface ConnectionTesters {
  readonly postgresql: (access: ServerAccess) => Promise<ConnectionTest>;
  readonly redis: (access: ServerAccess) => Promise<ConnectionTest>;
  readonly influxdb: (access: InfluxAccess) => Promise<ConnectionTest>;
}

import type { ConnectionTesters } from '../connections/connection-testers.ts';
import { realPacer } from './real-pacer.ts';

/** How each server of a desk is tried. What speaks to it is loaded then: a start without a desk needs none of it. */
export const connectionTesters: ConnectionTesters = {
  postgresql: async (access) => (await import('../stores/relational/postgres/postgres-test.ts')).testPostgres(access),
  redis: async (access) => (await import('../stores/realtime/redis/redis-test.ts')).testRedis(access),
  influxdb: async (access) => (await import('../stores/timeseries/influx/influx-test.ts')).testInflux(access),
  gateway: async (settings, running) => {
    const [{ testGateway }, { connectWire }] = await Promise.all([import('../ibkr/gateway-test.ts'), import('../ibkr/wire/wire.ts')]);
    return testGateway(settings, { clock: { now: () => Date.now() }, pacer: realPacer, connect: connectWire, running });
  },
};

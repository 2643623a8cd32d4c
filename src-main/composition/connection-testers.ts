import type { ConnectionTesters } from '../connections/connection-testers.ts';

/** How each server of a desk is tried. What speaks to it is loaded then: a start without a desk needs none of it. */
export const connectionTesters: ConnectionTesters = {
  postgresql: async (access) => (await import('../stores/relational/postgres/postgres-test.ts')).testPostgres(access),
  redis: async (access) => (await import('../stores/realtime/redis/redis-test.ts')).testRedis(access),
  influxdb: async (access) => (await import('../stores/timeseries/influx/influx-test.ts')).testInflux(access),
};

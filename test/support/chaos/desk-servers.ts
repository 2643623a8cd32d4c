import { hasRedis, RedisServer } from '../redis-server.ts';
import { PostgresProcess, postgresBinaries } from '../postgres-process.ts';
import { hasVictoriaMetrics, VictoriaMetrics } from '../victoria-metrics.ts';
import type { TroubledServer } from './troubled-server.ts';

const DATABASE = 'desk';

/** Whether a desk's three servers are here to be tested on; where not, the suite is noted as left out. */
export function hasDeskServers(suite: string): boolean {
  return postgresBinaries(suite) !== null && hasRedis(suite) && hasVictoriaMetrics(suite);
}

/** A real PostgreSQL, a real Redis, and a server that takes InfluxDB's line protocol. */
export class DeskServers {
  readonly postgres: PostgresProcess;
  readonly redis: RedisServer;
  readonly influx: VictoriaMetrics;
  readonly postgresUrl: string;

  private constructor(postgres: PostgresProcess, redis: RedisServer, influx: VictoriaMetrics, postgresUrl: string) {
    this.postgres = postgres;
    this.redis = redis;
    this.influx = influx;
    this.postgresUrl = postgresUrl;
  }

  static async start(): Promise<DeskServers> {
    const binaries = postgresBinaries('a desk');
    if (binaries === null) throw new Error('there is no PostgreSQL');
    const postgres = await PostgresProcess.start(binaries);
    const [redis, influx, postgresUrl] = await Promise.all([RedisServer.start(), VictoriaMetrics.start(), postgres.createDatabase(DATABASE)]);
    return new DeskServers(postgres, redis, influx, postgresUrl);
  }

  /** What makes a terminal a workstation of this desk. */
  environment(workstation: string): Readonly<Record<string, string>> {
    return {
      SMART_0DTE_PROFILE: 'desk',
      SMART_0DTE_WORKSTATION: workstation,
      SMART_0DTE_POSTGRES_URL: this.postgresUrl,
      SMART_0DTE_REDIS_URL: this.redis.url,
      SMART_0DTE_INFLUX_URL: this.influx.url,
      SMART_0DTE_INFLUX_ORG: 'desk',
      SMART_0DTE_INFLUX_BUCKET: 'smart-0dte',
      SMART_0DTE_INFLUX_TOKEN: 'any',
    };
  }

  troubled(): readonly TroubledServer[] {
    const { postgres, redis, influx } = this;
    return [
      {
        name: 'PostgreSQL',
        kill: () => postgres.kill(),
        run: () => postgres.run(),
        pause: () => postgres.pause(),
        continue: () => postgres.continue(),
        empty: () => postgres.recreateDatabase(DATABASE),
      },
      {
        name: 'Redis',
        kill: () => redis.kill(),
        run: () => redis.run(),
        pause: () => redis.pause(),
        continue: () => redis.continue(),
        empty: () => redis.empty(),
      },
      {
        name: 'InfluxDB',
        kill: () => influx.kill(),
        run: () => influx.run(),
        pause: () => influx.freeze(),
        continue: () => influx.thaw(),
        // Every series of it.
        empty: () => influx.empty(),
      },
    ];
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.redis.stop(), this.influx.stop()]);
  }
}

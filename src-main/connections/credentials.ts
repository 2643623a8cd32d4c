import type { ServerName } from '../../src-core/contract/connections.ts';
import type { DeskSettings } from '../desk-settings.ts';
import type { Vault } from './vault.ts';

/** Adds the passwords that are kept to those that the environment gave, which come first. Throws where a kept one cannot be read. */
export async function resolveCredentials(desk: DeskSettings, vault: Vault): Promise<DeskSettings> {
  const { postgresql, redis, influxdb } = desk;
  const secret = async (server: ServerName, given: string | null): Promise<string | null> => given ?? (await vault.get(server));
  return {
    ...desk,
    postgresql: { ...postgresql, password: await secret('postgresql', postgresql.password) },
    redis: redis === null ? null : { ...redis, password: await secret('redis', redis.password) },
    influxdb: influxdb === null ? null : { ...influxdb, token: await secret('influxdb', influxdb.token) },
  };
}

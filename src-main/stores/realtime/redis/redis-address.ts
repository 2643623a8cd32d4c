import type { ServerAccess } from '../../../desk-settings.ts';

/** Where a Redis is and who asks for it. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  /** null for the default user. */
  readonly user: string | null;
  readonly password: string | null;
  /** Encrypted, and the server's certificate verified. */
  readonly tls: boolean;
}

/** A Redis URL that cannot be used. The message never holds what was given: a password may be in it. */
export class BadRedisUrl extends RangeError {
  override name = 'BadRedisUrl';

  constructor(what: string) {
    super(`The Redis URL ${what}; expected redis://host:6379/0, or rediss:// for TLS.`);
  }
}

const DEFAULT_PORT = 6379;

/** Reads a redis:// or rediss:// URL. Throws BadRedisUrl. */
export function parseRedisAddress({ url: text, password }: ServerAccess): RedisAddress {
  if (!URL.canParse(text)) throw new BadRedisUrl('is no URL');
  const url = new URL(text);
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') throw new BadRedisUrl(`begins with ${url.protocol}//`);
  if (url.hostname === '') throw new BadRedisUrl('names no host');
  if (url.search !== '') throw new BadRedisUrl('has settings after a question mark, and there are none');
  const database = url.pathname.replace(/^\//, '');
  if (!/^\d{0,5}$/.test(database)) throw new BadRedisUrl('names a database that is no number');
  return {
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    database: Number(database),
    user: url.username === '' ? null : decoded(url.username),
    password: password ?? (url.password === '' ? null : decoded(url.password)),
    tls: url.protocol === 'rediss:',
  };
}

/** What may be shown: never the password. */
export function redisPlace({ host, port, database }: RedisAddress): string {
  return `Redis ${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadRedisUrl('has a % that starts no escape');
  }
}

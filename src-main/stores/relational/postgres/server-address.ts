import { ServerRefused } from '../store-failure.ts';

/** Where a database is and who asks for it. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  /** 'required' encrypts without asking who answers; 'verified' checks the certificate too. */
  readonly tls: 'off' | 'required' | 'verified';
}

const EXPECTED = 'expected postgres://user@host:5432/database, with ?sslmode=disable, require or verify-full';
const DEFAULT_PORT = 5432;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const TLS_OF: Readonly<Record<string, ServerAddress['tls']>> = { disable: 'off', require: 'required', 'verify-full': 'verified' };

/**
 * Reads a postgres:// URL. Without sslmode, the connection is verified TLS, and plain on this machine.
 * Throws ServerRefused, whose message never holds what was given: a password may be in it.
 */
export function parseAddress(text: string, password: string | null = null): ServerAddress {
  if (!URL.canParse(text)) throw new ServerRefused('bad_url', `The database URL is no URL; ${EXPECTED}.`);
  const url = new URL(text);
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw new ServerRefused('bad_url', `The database URL begins with ${url.protocol}//; ${EXPECTED}.`);
  }
  const database = decoded(url.pathname.slice(1));
  const user = decoded(url.username);
  if (url.hostname === '') throw new ServerRefused('bad_url', `The database URL names no host; ${EXPECTED}.`);
  if (user === '') throw new ServerRefused('bad_url', `The database URL names no user; ${EXPECTED}.`);
  if (database === '' || database.includes('/')) throw new ServerRefused('bad_url', `The database URL names no database; ${EXPECTED}.`);
  for (const name of url.searchParams.keys()) {
    if (name !== 'sslmode') throw new ServerRefused('bad_url', `The database URL has the unknown setting "${name}"; ${EXPECTED}.`);
  }
  const mode = url.searchParams.get('sslmode');
  const tls = mode === null ? (LOOPBACK.includes(url.hostname) ? 'off' : 'verified') : TLS_OF[mode];
  if (tls === undefined) throw new ServerRefused('bad_url', `The database URL has sslmode=${mode}; ${EXPECTED}.`);
  return {
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    database,
    user,
    password: password ?? (url.password === '' ? null : decoded(url.password)),
    tls,
  };
}

/** What may be shown: never the password. */
export function placeOf({ host, port, database }: ServerAddress): string {
  return `PostgreSQL ${host}:${port}/${database}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ServerRefused('bad_url', `The database URL has a % that starts no escape; ${EXPECTED}.`);
  }
}

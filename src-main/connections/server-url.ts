import type { ServerName } from '../../src-core/contract/connections.ts';
import { BadRedisUrl, parseRedisAddress } from '../stores/realtime/redis/redis-address.ts';
import { parseAddress } from '../stores/relational/postgres/server-address.ts';
import { ServerRefused } from '../stores/relational/store-failure.ts';

const INFLUX_EXPECTED = 'expected http://host:8086 or https://host:8086; its token is given apart from it';
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'postgres:': 5432, 'postgresql:': 5432, 'redis:': 6379, 'rediss:': 6379, 'http:': 80, 'https:': 443 };

/** A URL that can be used, and the password that was in it; or what is wrong and what is expected, without the password. */
export type UrlReading =
  | { readonly good: true; readonly url: string; readonly password: string | null }
  | { readonly good: false; readonly problem: string };

/** Reads where a server is. */
export function readServerUrl(server: ServerName, text: string): UrlReading {
  const problem = problemOf(server, text);
  if (problem !== null) return { good: false, problem: `${problem.replace(/\.$/, '')} (got ${shownUrl(text)})` };
  const url = new URL(text);
  if (url.password === '') return { good: true, url: text, password: null };
  const password = decodeURIComponent(url.password);
  url.password = '';
  return { good: true, url: url.href, password };
}

/** Host and port: what a password is kept for. null for a URL that names none. */
export function placeOfUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || url.hostname === '') return null;
  return `${url.hostname}:${url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? '') : url.port}`;
}

/** As much of a URL as cannot hold a password. */
function shownUrl(text: string): string {
  if (!/[@?]/.test(text)) return `"${text.slice(0, 80)}"`;
  const url = URL.parse(text);
  if (url === null || url.hostname === '' || url.pathname.includes('@')) return 'a text that may hold a password';
  return `"${url.protocol}//${url.host}${url.pathname}"`;
}

/** A sentence; null where the URL can be used. */
function problemOf(server: ServerName, text: string): string | null {
  switch (server) {
    case 'postgresql':
      return refusalOf(() => parseAddress(text));
    case 'redis':
      return refusalOf(() => parseRedisAddress({ url: text, password: null }));
    case 'influxdb': {
      const what = influxProblem(text);
      return what === null ? null : `The InfluxDB URL ${what}; ${INFLUX_EXPECTED}`;
    }
  }
}

function refusalOf(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (error instanceof ServerRefused || error instanceof BadRedisUrl) return error.message;
    throw error;
  }
}

function influxProblem(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return 'is no URL';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `begins with ${url.protocol}`;
  if (url.username !== '' || url.password !== '') return 'holds a user or a password';
  return url.search === '' && url.hash === '' ? null : 'has settings after a ? or #';
}

import type { ServerName } from '../../src-core/contract/connections.ts';
import { parseAddress } from '../stores/relational/postgres/server-address.ts';
import { ServerRefused } from '../stores/relational/store-failure.ts';

const EXPECTED: Readonly<Record<ServerName, string>> = {
  postgresql: 'expected postgres://user@host:5432/database, with ?sslmode=disable, require or verify-full',
  redis: 'expected redis://host:6379/0, redis://user@host:6379/0, or rediss:// with TLS',
  influxdb: 'expected http://host:8086 or https://host:8086; its token is given apart from it',
};
const NAMES: Readonly<Record<ServerName, string>> = { postgresql: 'database', redis: 'Redis', influxdb: 'InfluxDB' };
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'postgres:': 5432, 'postgresql:': 5432, 'redis:': 6379, 'rediss:': 6379, 'http:': 80, 'https:': 443 };

/** A URL that can be used, and the password that was in it; or what is wrong and what is expected, without the password. */
export type UrlReading =
  | { readonly good: true; readonly url: string; readonly password: string | null }
  | { readonly good: false; readonly problem: string };

/** Reads where a server is. */
export function readServerUrl(server: ServerName, text: string): UrlReading {
  const problem = problemOf(server, text);
  if (problem !== null) return { good: false, problem: `${problem} (got ${shownUrl(text)})` };
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
export function shownUrl(text: string): string {
  if (!/[@?]/.test(text)) return `"${text.slice(0, 80)}"`;
  const place = URL.parse(text);
  if (place === null || place.hostname === '' || place.pathname.includes('@')) return 'a text that may hold a password';
  return `"${place.protocol}//${place.host}${place.pathname}"`;
}

function problemOf(server: ServerName, text: string): string | null {
  switch (server) {
    case 'postgresql':
      return postgresProblem(text);
    case 'redis':
      return webProblem(server, text, ['redis:', 'rediss:'], (url) => {
        if (!/^\/?\d{0,5}$/.test(url.pathname)) return 'names a database that is no number';
        return decodes(url.username) && decodes(url.password) ? null : 'has a % that starts no escape';
      });
    case 'influxdb':
      return webProblem(server, text, ['http:', 'https:'], ({ username, password }) =>
        username === '' && password === '' ? null : 'holds a user or a password',
      );
  }
}

function postgresProblem(text: string): string | null {
  try {
    parseAddress(text);
    return null;
  } catch (error) {
    if (error instanceof ServerRefused) return error.message.replace(/\.$/, '');
    throw error;
  }
}

function webProblem(server: ServerName, text: string, schemes: readonly string[], rest: (url: URL) => string | null): string | null {
  const says = (what: string): string => `The ${NAMES[server]} URL ${what}; ${EXPECTED[server]}`;
  const url = URL.parse(text);
  if (url === null) return says('is no URL');
  if (!schemes.includes(url.protocol)) return says(`begins with ${url.protocol}`);
  if (url.hostname === '') return says('names no host');
  if (url.search !== '' || url.hash !== '') return says('has settings after a ? or #');
  const wrong = rest(url);
  return wrong === null ? null : says(wrong);
}

function decodes(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

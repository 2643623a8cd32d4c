import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came: its target is not decoded and not resolved. */
export interface AskedRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Letters of a request's target; the longest of ours is a link with its code. */
const LONGEST_TARGET = 1_024;

/** The names this server answers to; any other Host is a page elsewhere that was pointed at this address. */
export function isOwnHost(host: string | undefined, port: number): host is string {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** Why a request for a page or a file of it is refused whoever asks; null where what it proves is to be looked at. */
export function refusalOfPage({ method, url = '', headers }: AskedRequest, port: number): Refusal | null {
  const { host } = headers;
  if (!isOwnHost(host, port)) return { status: 403, reason: `This terminal answers only to 127.0.0.1:${port} and localhost:${port}.` };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, reason: 'Only GET and HEAD are served.', headers: { Allow: 'GET, HEAD' } };
  if (url.length > LONGEST_TARGET) return { status: 414, reason: `An address here has at most ${LONGEST_TARGET} letters.` };
  // An absolute target, "//" before a name, or none at all: not how a browser asks a server for its own pages.
  if (!/^\/(?!\/)/.test(url)) return { status: 400, reason: 'The address cannot be read.' };
  const length = headers['content-length'];
  if (headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')) {
    return { status: 413, reason: 'A request for a page carries nothing.', headers: { Connection: 'close' } };
  }
  return null;
}

/**
 * Whether the window's own page asks, or a person who typed the address. Another page is not served, one on another port
 * of this address (whose cookies are the same) included. Programs and older browsers do not say.
 */
export function isFromOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

/**
 * Whether a person is on the way to the page: a link is followed from anywhere, but never inside another page, by a
 * script of one, or by a browser that only prepares for a click.
 */
export function isFollowingLink({ method, headers }: AskedRequest): boolean {
  const mode = headers['sec-fetch-mode'];
  const destination = headers['sec-fetch-dest'];
  const purpose = `${headers['sec-purpose'] ?? ''} ${headers['purpose'] ?? ''}`;
  return method === 'GET' && (mode === undefined || mode === 'navigate') && (destination === undefined || destination === 'document') && !purpose.includes('prefetch');
}

/** Why a socket is refused whoever asks; null where what it proves is to be looked at. */
export function refusalOfSocket({ method, url, headers }: AskedRequest, port: number): Refusal | null {
  const { host, origin } = headers;
  if (url !== '/socket' || method !== 'GET') return { status: 404, reason: 'the contract is spoken at /socket' };
  if (!isOwnHost(host, port)) return { status: 403, reason: `Host must be 127.0.0.1:${port} or localhost:${port}` };
  // Programs other than browsers send none; what they must show instead is the token.
  if (origin !== undefined && origin !== `http://${host}`) return { status: 403, reason: `Origin must be http://${host}` };
  return null;
}

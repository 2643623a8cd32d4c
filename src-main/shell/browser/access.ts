import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { type Clock, SECOND } from '../../../src-core/time.ts';
import { StartFailure } from '../../start-failure.ts';
import { browserName } from './browser-name.ts';
import { type DeviceBook, type KnownDevice, UNUSED_FOR } from './device-book.ts';
import { LinkCodes } from './link-codes.ts';

const TOKEN_FILE = 'browser-token';
const TOKEN = /^[\w-]{43}$/;

/** What a request's credentials prove. */
export type Proof = { readonly kind: 'window'; readonly device: Pick<KnownDevice, 'tokenHash' | 'agent'> } | { readonly kind: 'script' };

/** Who may talk to the browser shell: browsers that were given a link, and scripts that can read the token's file. */
export interface Access {
  /** A code for one link: good once, for five minutes. `spent` is called when it is. */
  newCode(spent?: () => void): string;
  /** Spends the code and returns the cookie to set, one that no other browser has; null where the code is unknown, spent or too old. */
  exchange(code: string, headers: IncomingHttpHeaders): string | null;
  /** The request's own cookie with a new term, so that a browser that comes back stays; null where it has none that is good. */
  renewed(headers: IncomingHttpHeaders): string | null;
  /** What the request's credentials prove; null where they prove nothing. */
  identify(headers: IncomingHttpHeaders): Proof | null;
}

/** The token in the data directory, made on the first start and readable by its owner alone. Throws StartFailure. */
export function readToken(dataDir: string): string {
  const path = join(dataDir, TOKEN_FILE);
  if (!existsSync(path)) {
    const fresh = `${path}.new`;
    writeFileSync(fresh, randomBytes(32).toString('base64url'), { mode: 0o600 });
    renameSync(fresh, path);
  }
  chmodSync(path, 0o600);
  const token = readFileSync(path, 'utf8').trim();
  if (!TOKEN.test(token)) throw new StartFailure(`${path} does not hold a token of 43 characters; delete it and a new one is made`);
  return token;
}

export interface AccessParts {
  /** Of scripts, as readToken gives it. */
  readonly token: string;
  readonly devices: DeviceBook;
  readonly clock: Clock;
}

export function createAccess({ token, devices, clock }: AccessParts): Access {
  const codes = new LinkCodes(clock);
  // Named after the token: browsers keep one cookie jar for every port of an address, and two terminals must not share one.
  const cookieName = `smart-0dte-${createHash('sha256').update(token).digest('hex').slice(0, 12)}`;
  const cookieOf = (value: string): string => `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${UNUSED_FOR / SECOND}`;

  /** A browser may send several of one name; the first that is good counts. */
  function windowOf(headers: IncomingHttpHeaders): { readonly value: string; readonly device: KnownDevice } | null {
    for (const cookie of (headers.cookie ?? '').split(';')) {
      const [name, value = ''] = cookie.trim().split('=', 2);
      if (name !== cookieName) continue;
      const device = devices.find(value);
      if (device !== null) return { value, device };
    }
    return null;
  }

  return {
    newCode: (spent) => codes.create(spent),
    exchange: (code, headers) => (codes.spend(code) ? cookieOf(devices.add(browserName(headers['user-agent']))) : null),
    renewed(headers) {
      const window = windowOf(headers);
      return window === null ? null : cookieOf(window.value);
    },
    identify(headers) {
      const { authorization } = headers;
      if (authorization !== undefined) return same(authorization, `Bearer ${token}`) ? { kind: 'script' } : null;
      const window = windowOf(headers);
      if (window === null) return null;
      const agent = browserName(headers['user-agent']);
      const { tokenHash } = window.device;
      devices.seen(tokenHash, agent);
      return { kind: 'window', device: { tokenHash, agent } };
    },
  };
}

function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

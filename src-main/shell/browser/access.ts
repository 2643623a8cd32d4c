import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { StartFailure } from '../../start-failure.ts';

const TOKEN_FILE = 'browser-token';
const TOKEN = /^[\w-]{43}$/;

/** Who may talk to the browser shell: whoever was given a link, and scripts that can read the token's file. */
export interface Access {
  /** A code for one link; good once. */
  newCode(): string;
  /** Spends the code and returns the cookie to set, or null where it is unknown or spent. */
  exchange(code: string): string | null;
  /** SHA-256 of the cookie's value, in hex: what may be told of it. */
  readonly sessionHash: string;
  /** What the request's credentials prove; null where they prove nothing. */
  identify(headers: IncomingHttpHeaders): 'window' | 'script' | null;
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

export function createAccess(token: string): Access {
  const codes = new Set<string>();
  // Named after the token: browsers keep one cookie jar for every port of an address, and two terminals must not share one.
  const cookieName = `smart-0dte-${createHash('sha256').update(token).digest('hex').slice(0, 12)}`;
  // Derived from the token, so that a window stays signed in when the core starts again, and does not hold the token itself.
  const cookieValue = createHmac('sha256', token).update('window').digest('base64url');

  return {
    sessionHash: createHash('sha256').update(cookieValue).digest('hex'),
    newCode() {
      const code = randomBytes(18).toString('base64url');
      codes.add(code);
      return code;
    },
    exchange(code) {
      if (!codes.delete(code)) return null;
      return `${cookieName}=${cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
    },
    identify(headers) {
      const { authorization } = headers;
      if (authorization !== undefined) return same(authorization, `Bearer ${token}`) ? 'script' : null;
      const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
      return cookies.some((cookie) => same(cookie, `${cookieName}=${cookieValue}`)) ? 'window' : null;
    },
  };
}

function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

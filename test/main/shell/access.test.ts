import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccess, readToken } from '../../../src-main/shell/browser/access.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'access-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the token', () => {
  it('is made once, for its owner alone', () => {
    const token = readToken(directory);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(readToken(directory)).toBe(token);
    expect(readFileSync(join(directory, 'browser-token'), 'utf8')).toBe(token);
    if (process.platform !== 'win32') expect(statSync(join(directory, 'browser-token')).mode & 0o777).toBe(0o600);
  });

  it('is refused when its file holds something else', () => {
    writeFileSync(join(directory, 'browser-token'), 'short');
    expect(() => readToken(directory)).toThrow(/browser-token does not hold a token.*delete it/);
  });
});

describe('access', () => {
  const token = 'a'.repeat(43);

  it('gives a cookie for a code, once', () => {
    const access = createAccess(token);
    const code = access.newCode();
    const cookie = access.exchange(code);
    expect(cookie).toMatch(/^smart-0dte-\w+=[\w-]+; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(token);
    expect(access.exchange(code)).toBeNull();
    expect(access.exchange('')).toBeNull();
    const [pair = ''] = cookie?.split(';') ?? [];
    expect(access.identify({ cookie: `theme=dark; ${pair}` })).toBe('window');
    expect(access.identify({ cookie: `${pair}x` })).toBeNull();
    // A core that was started again with the same data still knows its windows.
    expect(createAccess(token).identify({ cookie: pair })).toBe('window');
    expect(createAccess('b'.repeat(43)).identify({ cookie: pair })).toBeNull();
  });

  it('knows a script by the bearer token, whatever cookie comes with it', () => {
    const access = createAccess(token);
    expect(access.identify({ authorization: `Bearer ${token}` })).toBe('script');
    expect(access.identify({ authorization: 'Bearer wrong' })).toBeNull();
    expect(access.identify({ authorization: token })).toBeNull();
    expect(access.identify({})).toBeNull();
  });
});

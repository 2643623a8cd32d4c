import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../../src-core/time.ts';
import { type Access, createAccess, readToken } from '../../../src-main/shell/browser/access.ts';
import { DeviceBook } from '../../../src-main/shell/browser/device-book.ts';

const LINUX = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
const TOKEN = 'a'.repeat(43);
const clock = { now: () => now };

let directory: string;
let now: number;
let warnings: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'access-'));
  now = Date.parse('2026-11-20T15:00:00Z');
  warnings = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

const bookOf = (): DeviceBook => new DeviceBook(directory, clock, (text) => void warnings.push(text));
const accessOf = (devices = bookOf(), token = TOKEN): Access => createAccess({ token, devices, clock });
const pairOf = (access: Access, agent = LINUX): string => access.exchange(access.newCode(), { 'user-agent': agent })?.split(';')[0] ?? '';
const devicesFile = (): string => join(directory, 'browser-devices.json');

describe('the token of scripts', () => {
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

  it('proves a script, whatever cookie comes with it', () => {
    const access = accessOf();
    const cookie = pairOf(access);
    expect(access.identify({ authorization: `Bearer ${TOKEN}`, cookie })).toEqual({ kind: 'script' });
    expect(access.identify({ authorization: 'Bearer wrong', cookie })).toBeNull();
    expect(access.identify({ authorization: TOKEN })).toBeNull();
    expect(access.identify({})).toBeNull();
  });
});

describe('a link’s code', () => {
  it('is good once', () => {
    const access = accessOf();
    let spent = 0;
    const code = access.newCode(() => (spent += 1));
    expect(access.exchange('', {})).toBeNull();
    expect(access.exchange(`${code}x`, {})).toBeNull();
    expect(access.exchange(code, {})).toMatch(/^smart-0dte-\w{12}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=7776000$/);
    expect(access.exchange(code, {})).toBeNull();
    expect(spent).toBe(1);
  });

  it('is good for five minutes', () => {
    const access = accessOf();
    const [early, late] = [access.newCode(), access.newCode()];
    now += 5 * MINUTE - 1;
    expect(access.exchange(early, {})).not.toBeNull();
    now += 1;
    expect(access.exchange(late, {})).toBeNull();
  });

  it('ends when twenty newer ones are open', () => {
    const access = accessOf();
    const codes = Array.from({ length: 21 }, () => access.newCode());
    expect(codes.map((code) => access.exchange(code, {}) !== null)).toEqual([false, ...Array.from({ length: 20 }, () => true)]);
  });
});

describe('a browser’s cookie', () => {
  it('is its own, and not made of the token', () => {
    const access = accessOf();
    const [first, second] = [pairOf(access), pairOf(access)];
    expect(first).not.toBe(second);
    expect(`${first}${second}`).not.toContain(TOKEN);
    const one = access.identify({ cookie: `theme=dark; ${first}`, 'user-agent': LINUX });
    expect(one).toMatchObject({ kind: 'window', device: { agent: 'Chromium 143 on Linux' } });
    expect(access.identify({ cookie: second, 'user-agent': LINUX })).not.toEqual(one);
    // Whatever of that name comes before it.
    expect(access.identify({ cookie: `${first.split('=')[0]}=${'b'.repeat(43)}; ${first}`, 'user-agent': LINUX })).toEqual(one);
    expect(access.identify({ cookie: `${first}x` })).toBeNull();
    expect(accessOf(bookOf(), 'b'.repeat(43)).identify({ cookie: first })).toBeNull();
  });

  it('is known when the core starts again, of which the disk has the hash alone', () => {
    const pair = pairOf(accessOf());
    expect(accessOf().identify({ cookie: pair })).toMatchObject({ kind: 'window' });
    expect(readFileSync(devicesFile(), 'utf8')).not.toContain(pair.split('=')[1]);
    if (process.platform !== 'win32') expect(statSync(devicesFile()).mode & 0o777).toBe(0o600);
  });

  it('is worth nothing once it is forgotten, after a start too', () => {
    const book = bookOf();
    const forgotten: string[] = [];
    book.onForgotten((tokenHash) => void forgotten.push(tokenHash));
    const access = accessOf(book);
    const [gone, stays] = [pairOf(access), pairOf(access)];
    const [device] = book.devices;
    book.forget(device?.tokenHash ?? '');
    expect(forgotten).toEqual([device?.tokenHash]);
    for (const later of [access, accessOf()]) {
      expect(later.identify({ cookie: gone })).toBeNull();
      expect(later.identify({ cookie: stays })).not.toBeNull();
    }
  });

  it('ends when it is not used for ninety days, and goes on when it is', () => {
    const access = accessOf();
    const [used, unused] = [pairOf(access), pairOf(access)];
    now += 60 * DAY;
    expect(access.renewed({ cookie: used })).toBe(`${used}; Path=/; HttpOnly; SameSite=Strict; Max-Age=7776000`);
    access.identify({ cookie: used });
    now += 40 * DAY;
    expect(access.identify({ cookie: unused })).toBeNull();
    expect(accessOf().identify({ cookie: used })).not.toBeNull();
    expect(access.renewed({ cookie: unused })).toBeNull();
  });

  it('of the browser that was longest away ends with the fifty-first', () => {
    const book = bookOf();
    const access = accessOf(book);
    const pairs = Array.from({ length: 51 }, () => {
      now += MINUTE;
      return pairOf(access);
    });
    expect(pairs.map((cookie) => access.identify({ cookie }) !== null)).toEqual([false, ...Array.from({ length: 50 }, () => true)]);
    expect(book.devices).toHaveLength(50);
  });

  it('is asked for anew where the file of the browsers is damaged', () => {
    const pair = pairOf(accessOf());
    writeFileSync(devicesFile(), '{"devices":[{"tokenHash":"x"}]}');
    const access = accessOf();
    expect(access.identify({ cookie: pair })).toBeNull();
    expect(warnings).toEqual([`${devicesFile()} cannot be read; each browser needs a new link`]);
    expect(pairOf(access)).not.toBe('');
  });
});

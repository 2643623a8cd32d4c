import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { withoutSecretsIn } from '../../../../src-main/app/diagnostics/secrets-in-text.ts';

const redact = withoutSecretsIn('/home/bob');

describe('a text that is kept', () => {
  it('has no secret that was planted in it', () => {
    const secret = 'hunter2/=:x';
    const code = randomBytes(18).toString('base64url');
    const token = randomBytes(32).toString('base64url');
    const texts = [
      `connecting to postgres://desk:${secret}@db:5432/smart and rediss://:${secret}@cache:6380`,
      `postgres://desk:a@${secret}@db:5432/smart refused`,
      `Smart 0DTE is running at http://127.0.0.1:4785/?code=${code}`,
      `GET /a?x=1&token=${secret}&y=2`,
      `Authorization: Bearer ${token}`,
      `Authorization: Basic ZGVzazpodW50ZXIyLz06eA==`,
      `authorization: Token ${token.slice(0, 20)}1`,
      `{"password":"${secret}","user":"desk"}`,
      `password=${secret}; passphrase: '${secret} and more'`,
      `api_key=${secret}`,
      `cookie: device=${token}`,
      `the device ${token} is unknown`,
      randomBytes(32).toString('hex'),
    ];
    for (const text of texts) {
      const kept = redact(text);
      for (const planted of [secret, code, token, token.slice(0, 20), 'ZGVzazpodW50ZXIyLz06eA', 'and more']) expect(kept, text).not.toContain(planted);
      expect(kept).toContain('…');
    }
    expect(redact(texts[0] ?? '')).toBe('connecting to postgres://desk:…@db:5432/smart and rediss://:…@cache:6380');
    expect(redact(texts[3] ?? '')).toBe('GET /a?x=1&token=…&y=2');
  });

  it('finds nearly every code and token that was drawn, and takes no name for one', () => {
    const missed = Array.from({ length: 2_000 }, (_, at) => randomBytes(at % 2 === 0 ? 18 : 32).toString('base64url')).filter((drawn) => redact(`found ${drawn} there`).includes(drawn));
    expect(missed.length).toBeLessThan(20);
    const names = [
      '5b0d1f0a-21c3-4e00-8000-00000000000a is not an order of this session',
      'at SessionPumpAdvanceToNextMilestone (file:///opt/Smart0DTE/out/main/index.js:1:2)',
      'smart-0dte-20261120-143000.tar.gz.age was written',
      'a token is needed: token of the data directory; the password must have 12 letters',
      'SPY   261120C00595000 at 10:30:05, 4 of 5',
      '--feed "replay:/data/2026-08-21": there is no such file',
    ];
    for (const name of names) expect(redact(name)).toBe(name);
  });

  it('has the home directory as ~, and nothing that only begins like it', () => {
    expect(redact('at x (file:///home/bob/app/main.js:1:2)')).toBe('at x (file://~/app/main.js:1:2)');
    expect(redact('/home/bob and /home/bobby/x')).toBe('~ and /home/bobby/x');
    const windows = withoutSecretsIn(String.raw`C:\Users\Bob Smith`);
    expect(windows(String.raw`c:\users\bob smith\AppData`)).toBe(String.raw`~\AppData`);
    expect(windows(JSON.stringify(String.raw`C:\Users\Bob Smith\x`))).toBe(String.raw`"~\\x"`);
    expect(windows('file:///C:/Users/Bob%20Smith/AppData')).toBe('file:///~/AppData');
    expect(withoutSecretsIn('/')('/etc/x')).toBe('/etc/x');
  });
});

import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentPolicy } from '../../src-main/shell/page-headers.ts';
import { StartFailure } from '../../src-main/start-failure.ts';
import { CHROMIUM_ON_LINUX, ServedShell, tokenHashOf } from '../support/served-shell.ts';

let served: ServedShell;
beforeEach(() => {
  served = new ServedShell();
});
afterEach(() => served.close());

describe('the link', () => {
  it('is exchanged for a cookie once, and leads to the window', async () => {
    const { newLink } = await served.start();
    const link = new URL(newLink());
    const first = await served.ask(link.pathname + link.search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const [setCookie = ''] = first.headers['set-cookie'] ?? [];
    expect(setCookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=7776000$/);
    const [cookie = ''] = setCookie.split(';');
    expect(await served.ask('/', { cookie })).toMatchObject({ status: 200, body: '<!doctype html><title>window</title>' });

    const second = await served.ask(link.pathname + link.search);
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(second.body).toMatch(/used already.*Press Enter.*new link/);
    // The browser that is signed in is led on, though its link is spent.
    expect(await served.ask(link.pathname + link.search, { cookie })).toMatchObject({ status: 303 });
  });

  it('is not spent by a HEAD', async () => {
    const { newLink } = await served.start();
    const link = new URL(newLink());
    expect(await served.ask(link.pathname + link.search, {}, 'HEAD')).toMatchObject({ status: 403, body: '' });
    expect(await served.ask(link.pathname + link.search)).toMatchObject({ status: 303 });
  });
});

describe('pages', () => {
  it('are shown to nobody without a cookie or the token', async () => {
    await served.start();
    for (const path of ['/', '/index.html', '/assets/app.js', '/?code=guess']) expect((await served.ask(path)).status, path).toBe(403);
    expect((await served.ask('/', { cookie: await served.signIn() })).status).toBe(200);
    expect((await served.ask('/', served.bearer)).status).toBe(200);
  });

  it('carry a policy that lets nothing foreign in', async () => {
    const { port } = await served.start();
    for (const { headers } of [await served.ask('/', { cookie: await served.signIn() }), await served.ask('/'), await served.ask('/none', { cookie: await served.signIn() })]) {
      expect(headers['content-security-policy']).toBe(contentPolicy(["'self'", `ws://127.0.0.1:${port}`]));
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('answer only to their own name', async () => {
    const { port } = await served.start();
    const cookie = await served.signIn();
    expect((await served.ask('/', { cookie, host: `localhost:${port}` })).status).toBe(200);
    for (const foreign of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`]) {
      expect((await served.ask('/', { cookie, host: foreign })).status, foreign).toBe(403);
    }
  });

  it('never reach outside the window’s files', async () => {
    await served.start();
    const cookie = await served.signIn();
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/%252e%252e%252fsecret.txt',
      '/assets/../../secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/..\\secret.txt',
      '//secret.txt',
      '/%00',
      '/index.html%00.js',
      '/./index.html',
      '/data/browser-token',
    ]) {
      const answer = await served.ask(path, { cookie });
      expect(answer.status, path).toBe(path.startsWith('//') ? 400 : 404);
    }
    expect(await served.ask('/assets/app.js', { cookie })).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
  });

  it('are read, never written', async () => {
    await served.start();
    const cookie = await served.signIn();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(await served.ask('/', { cookie }, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
  });
});

describe('the socket', () => {
  it('opens for a signed-in window of the same origin', async () => {
    const { port } = await served.start();
    const cookie = await served.signIn();
    const { socket, refusal } = await served.openSocket({ origin: `http://127.0.0.1:${port}`, cookie, 'user-agent': CHROMIUM_ON_LINUX });
    expect(refusal).toBeNull();
    expect(served.callers).toEqual([{ origin: 'window', remote: '127.0.0.1', device: { tokenHash: tokenHashOf(cookie), agent: 'Chromium 143 on Linux' } }]);
    socket.close();
  });

  it.each([
    ['another origin', () => ({ ...served.bearer, origin: 'http://evil.example' }), '/socket', /^403 Origin must be/],
    ['another port’s origin', () => ({ ...served.bearer, origin: 'http://127.0.0.1:1' }), '/socket', /^403 Origin must be/],
    ['another host', () => ({ ...served.bearer, host: 'evil.example', origin: 'http://evil.example' }), '/socket', /^403 Host must be/],
    ['a browser’s cookie without its origin', async () => ({ cookie: await served.signIn() }), '/socket', /^403 .*Origin/],
    ['no credentials', () => ({ origin: served.origin }), '/socket', /^403 .*Bearer/],
    ['a wrong token', () => ({ origin: served.origin, authorization: 'Bearer wrong' }), '/socket', /^403 .*Bearer/],
    ['another path', () => ({ origin: served.origin, ...served.bearer }), '/', /^404/],
  ])('stays closed with %s', async (_name, headers, path, reason) => {
    await served.start();
    const { refusal } = await served.openSocket(await headers(), path);
    expect(refusal).toMatch(reason);
    expect(served.callers).toEqual([]);
  });

  it('is driven by a script with the token, which has no origin', async () => {
    await served.start();
    const { socket } = await served.openSocket(served.bearer);
    socket.send(JSON.stringify({ type: 'call', id: 1, operation: 'session.pause', input: {} }));
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(answer.toString())).toEqual({ type: 'result', id: 1, output: { operation: 'session.pause', input: {} } });
    expect(served.callers).toEqual([{ origin: 'script', remote: '127.0.0.1' }]);
    socket.close();
  });

  it('survives garbage and closes on a message that is too large', async () => {
    const { port } = await served.start();
    const { socket } = await served.openSocket({ origin: `http://127.0.0.1:${port}`, ...served.bearer });
    socket.send('{"type":');
    socket.send(Buffer.from([1, 2, 3]));
    socket.send(JSON.stringify({ type: 'call', id: 1, operation: 'session.get', input: {} }));
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(answer.toString())).toMatchObject({ id: 1, type: 'result' });
    socket.send(JSON.stringify({ type: 'call', id: 2, operation: 'settings.set', input: { value: 'x'.repeat(1_100_000) } }));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
  });

  it('takes a file of 20 million letters where an operation is given one, and no more', async () => {
    const { port } = await served.start();
    const { socket } = await served.openSocket({ origin: `http://127.0.0.1:${port}`, ...served.bearer });
    served.host = { ...served.host, call: async (operation, input) => ({ operation, letters: (input as { readonly content: string }).content.length }) };
    const { socket: other } = await served.openSocket({ origin: `http://127.0.0.1:${port}`, ...served.bearer });
    // Every letter is escaped.
    const call = (content: string) => JSON.stringify({ type: 'call', id: 1, operation: 'journal.previewImport', input: { fileName: 'a.csv', content } });
    other.send(call('"'.repeat(20_000_000)));
    const [answer] = (await once(other, 'message')) as [Buffer];
    expect(JSON.parse(answer.toString())).toEqual({ type: 'result', id: 1, output: { operation: 'journal.previewImport', letters: 20_000_000 } });
    socket.send(call('x'.repeat(51_000_000)));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
  });

  it('stops taking from a client that does not read', async () => {
    let calls = 0;
    const answer = 'x'.repeat(1_000_000);
    served.host = {
      ...served.host,
      call: async () => {
        calls += 1;
        return answer;
      },
    };
    const { port } = await served.start();
    const { socket } = await served.openSocket({ origin: `http://127.0.0.1:${port}`, ...served.bearer });
    socket.pause();
    for (let id = 1; id <= 200; id += 1) socket.send(JSON.stringify({ type: 'call', id, operation: 'session.get', input: {} }));
    // A second connection's round trips show that the first one's messages had their turn.
    const { socket: other } = await served.openSocket({ origin: `http://127.0.0.1:${port}`, ...served.bearer });
    for (let id = 1; id <= 5; id += 1) {
      other.send(JSON.stringify({ type: 'call', id, operation: 'session.get', input: {} }));
      await once(other, 'message');
    }
    const taken = calls - 5;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(100);
    let answers = 0;
    const all = new Promise<void>((resolve) => {
      socket.on('message', () => {
        answers += 1;
        if (answers === 200) resolve();
      });
    });
    socket.resume();
    await all;
    expect(calls).toBe(205);
    socket.close();
    other.close();
  });
});

describe('start and stop', () => {
  it('names a port that is in use', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(served.run(taken)).rejects.toThrow(new StartFailure(`--port "${taken}": is in use; expected a free port, or 0 for any`));
    blocker.close();
  });

  it('takes any free port when none was asked for and the usual one is taken', async () => {
    const first = await served.run(null);
    const second = await served.run(null);
    expect(second.port).not.toBe(first.port);
    await Promise.all([first.close(), second.close()]);
  });

  it('leaves nothing running when the terminal cannot start', async () => {
    const failing = served.run(0, {}, async () => {
      throw new StartFailure('--date "2026-01-01": the exchange is closed');
    });
    await expect(failing).rejects.toBeInstanceOf(StartFailure);
  });

  it('says what is missing when the window is not built', async () => {
    rmSync(join(served.directory, 'renderer', 'index.html'));
    await expect(served.run()).rejects.toThrow(/the window is not built/);
  });

  it('closes its sockets and the terminal', async () => {
    await served.start();
    const { socket } = await served.openSocket({ origin: served.origin, ...served.bearer });
    const closed = once(socket, 'close');
    await served.stop();
    expect(((await closed) as [number])[0]).toBe(1001);
    expect(served.terminalClosed).toBe(true);
  });
});

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ContractHost } from '../../src-core/contract/host.ts';
import { type BrowserShell, runBrowserShell, type SignIn } from '../../src-main/shell/browser/browser-shell.ts';
import { StartFailure } from '../../src-main/start-failure.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let directory: string;
let shell: BrowserShell | null;
let callers: { origin: string; remote?: string }[];
let terminalClosed: boolean;
let signIns: SignIn[];
let host: ContractHost;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'browser-shell-'));
  mkdirSync(join(directory, 'renderer', 'assets'), { recursive: true });
  mkdirSync(join(directory, 'data'));
  writeFileSync(join(directory, 'renderer', 'index.html'), '<!doctype html><title>window</title>');
  writeFileSync(join(directory, 'renderer', 'assets', 'app.js'), 'export {};');
  writeFileSync(join(directory, 'secret.txt'), 'secret');
  callers = [];
  terminalClosed = false;
  signIns = [];
  host = {
    call: async (operation, input) => ({ operation, input }),
    open: () => ({ take: () => null, close: () => undefined }),
    closed: () => undefined,
  };
  shell = null;
});

afterEach(async () => {
  await shell?.close();
  rmSync(directory, { recursive: true });
});

function run(port: number | null = 0): Promise<BrowserShell> {
  return runBrowserShell({
    settings: { dataDir: join(directory, 'data'), port },
    rendererDir: join(directory, 'renderer'),
    start: async () => ({
      host: (caller) => {
        callers.push(caller);
        return host;
      },
      close: async () => {
        terminalClosed = true;
      },
      signedIn: (signIn) => void signIns.push(signIn),
    }),
  });
}

async function start(): Promise<BrowserShell> {
  shell = await run();
  return shell;
}

/** A request whose path and Host are sent exactly as given. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const sent = httpRequest({ host: '127.0.0.1', port: shell?.port, path, method, headers, agent: false });
  sent.end();
  const [response]: IncomingMessage[] = (await once(sent, 'response')) as [IncomingMessage];
  if (response === undefined) throw new Error('no response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

async function signIn(): Promise<string> {
  const link = new URL((shell as BrowserShell).newLink());
  const { headers } = await ask(link.pathname + link.search);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** Opens a socket and says whether it was let in; null stands for 101, else the status and reason. */
async function openSocket(headers: Record<string, string>, path = '/socket'): Promise<{ socket: WebSocket; refusal: string | null }> {
  const socket = new WebSocket(`ws://127.0.0.1:${shell?.port}${path}`, { headers });
  const refused = Promise.withResolvers<string | null>();
  socket.on('open', () => refused.resolve(null));
  socket.on('error', () => undefined);
  socket.on('unexpected-response', (_request, response) => {
    let body = '';
    response.on('data', (chunk: Buffer) => (body += chunk.toString()));
    response.on('end', () => refused.resolve(`${response.statusCode} ${body.trim()}`));
  });
  return { socket, refusal: await refused.promise };
}

const token = (): string => readFileSync(join(directory, 'data', 'browser-token'), 'utf8');

describe('the link', () => {
  it('is exchanged for a cookie once, and leads to the window', async () => {
    const { newLink } = await start();
    const link = new URL(newLink());
    const first = await ask(link.pathname + link.search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const [setCookie = ''] = first.headers['set-cookie'] ?? [];
    expect(setCookie).toMatch(/HttpOnly; SameSite=Strict/);
    const [cookie = ''] = setCookie.split(';');
    expect(await ask('/', { cookie })).toMatchObject({ status: 200, body: '<!doctype html><title>window</title>' });

    // The terminal is told of the browser, and nothing that would let anybody in.
    const [, value = ''] = cookie.split('=');
    expect(signIns).toEqual([{ tokenHash: createHash('sha256').update(value).digest('hex'), expiresAt: null }]);

    const second = await ask(link.pathname + link.search);
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(second.body).toMatch(/used already.*Press Enter.*new link/);
    // The browser that is signed in is led on, though its link is spent.
    expect(await ask(link.pathname + link.search, { cookie })).toMatchObject({ status: 303 });
    expect(signIns).toHaveLength(1);
  });

  it('is not spent by a HEAD', async () => {
    const { newLink } = await start();
    const link = new URL(newLink());
    expect(await ask(link.pathname + link.search, {}, 'HEAD')).toMatchObject({ status: 403, body: '' });
    expect(await ask(link.pathname + link.search)).toMatchObject({ status: 303 });
  });
});

describe('pages', () => {
  it('are shown to nobody without a cookie or the token', async () => {
    await start();
    for (const path of ['/', '/index.html', '/assets/app.js', '/?code=guess']) expect((await ask(path)).status, path).toBe(403);
    expect((await ask('/', { cookie: await signIn() })).status).toBe(200);
    expect((await ask('/', { authorization: `Bearer ${token()}` })).status).toBe(200);
  });

  it('carry a policy that lets nothing foreign in', async () => {
    const { port } = await start();
    for (const { headers } of [await ask('/', { cookie: await signIn() }), await ask('/'), await ask('/none', { cookie: await signIn() })]) {
      expect(headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self' ws://127.0.0.1:${port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('answer only to their own name', async () => {
    const { port } = await start();
    const cookie = await signIn();
    expect((await ask('/', { cookie, host: `localhost:${port}` })).status).toBe(200);
    for (const foreign of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`]) {
      expect((await ask('/', { cookie, host: foreign })).status, foreign).toBe(403);
    }
  });

  it('never reach outside the window’s files', async () => {
    await start();
    const cookie = await signIn();
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '/assets/..%5c..%5csecret.txt', '//secret.txt', '/%00', '/data/browser-token']) {
      const answer = await ask(path, { cookie });
      expect(answer.status, path).toBe(path.startsWith('//') ? 400 : 404);
    }
    expect(await ask('/assets/app.js', { cookie })).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
  });

  it('are read, never written', async () => {
    await start();
    const cookie = await signIn();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(await ask('/', { cookie }, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
  });
});

describe('the socket', () => {
  it('opens for a signed-in window of the same origin', async () => {
    const { port } = await start();
    const { socket, refusal } = await openSocket({ origin: `http://127.0.0.1:${port}`, cookie: await signIn() });
    expect(refusal).toBeNull();
    expect(callers).toEqual([{ origin: 'window', remote: '127.0.0.1' }]);
    socket.close();
  });

  it.each([
    ['no origin', () => ({ authorization: `Bearer ${token()}` }), '/socket', /^403 Origin must be/],
    ['another origin', () => ({ authorization: `Bearer ${token()}`, origin: 'http://evil.example' }), '/socket', /^403 Origin must be/],
    ['another port’s origin', () => ({ authorization: `Bearer ${token()}`, origin: 'http://127.0.0.1:1' }), '/socket', /^403 Origin must be/],
    ['another host', () => ({ authorization: `Bearer ${token()}`, host: 'evil.example', origin: 'http://evil.example' }), '/socket', /^403 Host must be/],
    ['no credentials', () => ({ origin: `http://127.0.0.1:${shell?.port}` }), '/socket', /^403 .*Bearer/],
    ['a wrong token', () => ({ origin: `http://127.0.0.1:${shell?.port}`, authorization: 'Bearer wrong' }), '/socket', /^403 .*Bearer/],
    ['another path', () => ({ origin: `http://127.0.0.1:${shell?.port}`, authorization: `Bearer ${token()}` }), '/', /^404/],
  ])('stays closed with %s', async (_name, headers, path, reason) => {
    await start();
    const { refusal } = await openSocket(headers(), path);
    expect(refusal).toMatch(reason);
    expect(callers).toEqual([]);
  });

  it('is driven by a script with the token', async () => {
    const { port } = await start();
    const { socket } = await openSocket({ origin: `http://127.0.0.1:${port}`, authorization: `Bearer ${token()}` });
    socket.send(JSON.stringify({ type: 'call', id: 1, operation: 'session.pause', input: {} }));
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(answer.toString())).toEqual({ type: 'result', id: 1, output: { operation: 'session.pause', input: {} } });
    expect(callers).toEqual([{ origin: 'script', remote: '127.0.0.1' }]);
    socket.close();
  });

  it('survives garbage and closes on a message that is too large', async () => {
    const { port } = await start();
    const { socket } = await openSocket({ origin: `http://127.0.0.1:${port}`, authorization: `Bearer ${token()}` });
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
    const { port } = await start();
    const { socket } = await openSocket({ origin: `http://127.0.0.1:${port}`, authorization: `Bearer ${token()}` });
    host = { ...host, call: async (operation, input) => ({ operation, letters: (input as { readonly content: string }).content.length }) };
    const { socket: other } = await openSocket({ origin: `http://127.0.0.1:${port}`, authorization: `Bearer ${token()}` });
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
    host = {
      ...host,
      call: async () => {
        calls += 1;
        return answer;
      },
    };
    const { port } = await start();
    const { socket } = await openSocket({ origin: `http://127.0.0.1:${port}`, authorization: `Bearer ${token()}` });
    socket.pause();
    for (let id = 1; id <= 200; id += 1) socket.send(JSON.stringify({ type: 'call', id, operation: 'session.get', input: {} }));
    // A second connection's round trips show that the first one's messages had their turn.
    const { socket: other } = await openSocket({ origin: `http://127.0.0.1:${port}`, authorization: `Bearer ${token()}` });
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
    await expect(run(taken)).rejects.toThrow(new StartFailure(`--port "${taken}": is in use; expected a free port, or 0 for any`));
    blocker.close();
  });

  it('takes any free port when none was asked for and the usual one is taken', async () => {
    const first = await run(null);
    const second = await run(null);
    expect(second.port).not.toBe(first.port);
    await Promise.all([first.close(), second.close()]);
  });

  it('leaves nothing running when the terminal cannot start', async () => {
    const failing = runBrowserShell({
      settings: { dataDir: join(directory, 'data'), port: 0 },
      rendererDir: join(directory, 'renderer'),
      start: async () => {
        throw new StartFailure('--date "2026-01-01": the exchange is closed');
      },
    });
    await expect(failing).rejects.toBeInstanceOf(StartFailure);
  });

  it('says what is missing when the window is not built', async () => {
    rmSync(join(directory, 'renderer', 'index.html'));
    await expect(run()).rejects.toThrow(/the window is not built/);
  });

  it('closes its sockets and the terminal', async () => {
    const { port, close } = await start();
    const { socket } = await openSocket({ origin: `http://127.0.0.1:${port}`, authorization: `Bearer ${token()}` });
    const closed = once(socket, 'close');
    await close();
    shell = null;
    expect(((await closed) as [number])[0]).toBe(1001);
    expect(terminalClosed).toBe(true);
  });
});

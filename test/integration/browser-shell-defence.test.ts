import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { DAY, MINUTE } from '../../src-core/time.ts';
import { ServedShell, tokenHashOf } from '../support/served-shell.ts';

const HASTY = { headersWithin: 150, requestWithin: 300, idle: 150, lookEvery: 20, goodbye: 50, heartbeat: 60 };

let served: ServedShell;
beforeEach(() => {
  served = new ServedShell();
});
afterEach(() => served.close());

/** Sends bytes as they are, and answers with all that comes until the other side hangs up. */
async function raw(text: string): Promise<string> {
  const socket = connect(served.shell.port, '127.0.0.1');
  socket.write(text);
  return untilHungUp(socket);
}

async function untilHungUp(socket: Socket): Promise<string> {
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return answer;
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

describe('a page of another site', () => {
  it.each(['cross-site', 'same-site'])('is not served what a browser asks for on its behalf: %s', async (site) => {
    await served.start();
    const cookie = await served.signIn();
    for (const path of ['/', '/assets/app.js', '/none']) expect((await served.ask(path, { cookie, 'sec-fetch-site': site })).status, path).toBe(403);
    for (const own of ['same-origin', 'none']) expect((await served.ask('/', { cookie, 'sec-fetch-site': own })).status, own).toBe(200);
  });

  it('cannot spend a link’s code but by sending a person to it', async () => {
    await served.start();
    const path = served.newPath();
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' },
    ]) {
      const answer = await served.ask(path, headers);
      expect(answer.status).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    // A strict cookie is kept back on the way from another site: the person is led on from our own address.
    const followed = await served.ask(path, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' });
    expect(followed.status).toBe(200);
    expect(followed.headers['set-cookie']).toHaveLength(1);
    expect(followed.body).toContain('<meta http-equiv="refresh" content="0; url=/">');
    expect(followed.body).not.toContain('code');
  });

  it('gets no socket for the cookie of another port’s page', async () => {
    await served.start();
    const cookie = await served.signIn();
    for (const origin of ['http://127.0.0.1:1', 'http://evil.example', 'null']) {
      expect((await served.openSocket({ ...served.ofWindow(cookie), origin })).refusal, origin).toMatch(/^403 Origin must be/);
    }
    expect(served.callers).toEqual([]);
  });
});

describe('a link', () => {
  it('is dead five minutes after it was printed', async () => {
    await served.start();
    const path = served.newPath();
    served.now += 5 * MINUTE;
    const answer = await served.ask(path);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatch(/older than five minutes/);
    expect(answer.body).not.toContain(path.split('=')[1]);
  });
});

describe('a browser that is signed in', () => {
  it('stays so when the shell starts again, and needs a new link after ninety days away', async () => {
    await served.start();
    const cookie = await served.signIn();
    await served.stop();
    await served.start();
    const answer = await served.ask('/', { cookie });
    expect(answer).toMatchObject({ status: 200 });
    // Each visit begins the ninety days anew, here as in the browser.
    expect(answer.headers['set-cookie']?.[0]).toBe(`${cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age=7776000`);
    served.now += 91 * DAY;
    expect((await served.ask('/', { cookie })).status).toBe(403);
  });

  it('is sent away when it is revoked: its windows end, and its cookie is worth nothing', async () => {
    await served.start();
    const [revoked, other] = [await served.signIn(), await served.signIn()];
    const { socket } = await served.openSocket(served.ofWindow(revoked));
    const { socket: stays } = await served.openSocket(served.ofWindow(other));
    const closed = closeCode(socket);
    served.revoke(tokenHashOf(revoked));
    expect(await closed).toBe(1008);
    expect((await served.ask('/', { cookie: revoked })).status).toBe(403);
    expect((await served.openSocket(served.ofWindow(revoked))).refusal).toMatch(/^403/);
    expect(stays.readyState).toBe(stays.OPEN);
    await served.stop();
    await served.start();
    expect((await served.ask('/', { cookie: revoked })).status).toBe(403);
    expect((await served.ask('/', { cookie: other })).status).toBe(200);
  });

  it('has no effect any more between its sending away and its going', async () => {
    let calls = 0;
    served.host = { ...served.host, call: async () => (calls += 1) };
    await served.start({ goodbye: 60_000 });
    const cookie = await served.signIn();
    const { socket } = await served.openSocket(served.ofWindow(cookie));
    served.revoke(tokenHashOf(cookie));
    socket.send(JSON.stringify({ type: 'call', id: 1, operation: 'orders.place', input: {} }));
    await closeCode(socket);
    expect(calls).toBe(0);
  });
});

describe('a client that takes its time', () => {
  it('is hung up on while it says nothing, writes headers by the letter, or stays without a request', async () => {
    await served.start(HASTY);
    const silent = connect(served.shell.port, '127.0.0.1');
    const slow = connect(served.shell.port, '127.0.0.1');
    slow.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${served.shell.port}\r\n`);
    const drip = setInterval(() => slow.write('X'), 20);
    const idle = connect(served.shell.port, '127.0.0.1');
    idle.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${served.shell.port}\r\n\r\n`);
    const [, slowly, once] = await Promise.all([untilHungUp(silent), untilHungUp(slow), untilHungUp(idle)]);
    clearInterval(drip);
    expect(slowly).toMatch(/^HTTP\/1.1 408/);
    expect(once).toMatch(/^HTTP\/1.1 403/);
  });

  it('is hung up on when it was refused a socket and stays', async () => {
    await served.start(HASTY);
    const socket = connect({ port: served.shell.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(`GET /socket HTTP/1.1\r\nHost: 127.0.0.1:${served.shell.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    socket.on('error', () => undefined);
    const goes = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    const drip = setInterval(() => socket.write('x'), 10);
    await goes;
    clearInterval(drip);
  });

  it('is hung up on when its socket answers no ping, and stays while it does', async () => {
    await served.start(HASTY);
    const { socket: there } = await served.openSocket({ ...served.bearer });
    const { socket: dead } = await served.openSocket({ ...served.bearer });
    let pings = 0;
    there.on('ping', () => (pings += 1));
    // It does not read, so it cannot answer.
    dead.pause();
    await expect.poll(() => pings).toBeGreaterThanOrEqual(5);
    expect(there.readyState).toBe(there.OPEN);
    const closed = closeCode(dead);
    dead.resume();
    expect(await closed).toBe(1006);
  });
});

describe('a client that asks for too much', () => {
  it('is refused a long address, many letters of headers, and anything in a request', async () => {
    await served.start();
    const cookie = await served.signIn();
    const host = `Host: 127.0.0.1:${served.shell.port}\r\n`;
    expect((await served.ask(`/?${'x'.repeat(1_024)}`, { cookie })).status).toBe(414);
    expect(await raw(`GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/);
    expect(await raw(`GET / HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\nhello`)).toMatch(/^HTTP\/1.1 413[^]*carries nothing/);
    expect(await raw(`GET / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`)).toMatch(/^HTTP\/1.1 413/);
    expect(await raw(`GET http://127.0.0.1:${served.shell.port}/ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 400/);
    expect(await raw(`GET / HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`)).toMatch(/^HTTP\/1.1 400/);
    expect(await raw(`CONNECT 127.0.0.1:22 HTTP/1.1\r\n${host}\r\n`)).toBe('');
  });

  it('gets so many connections, and so many requests on one, and no more', async () => {
    await served.start({ idle: 1_000, connections: 2, requestsPerConnection: 2 });
    const first = connect(served.shell.port, '127.0.0.1');
    const second = connect(served.shell.port, '127.0.0.1');
    await Promise.all([once(first, 'connect'), once(second, 'connect')]);
    const request = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${served.shell.port}\r\n\r\n`;
    second.write(request);
    await once(second, 'data');
    expect(await untilHungUp(connect(served.shell.port, '127.0.0.1'))).toBe('');
    first.write(request + request + request);
    expect((await untilHungUp(first)).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 403', 'HTTP/1.1 403', 'HTTP/1.1 503']);
    second.destroy();
  });

  it('gets so many sockets for a browser, for scripts and in all, and no more', async () => {
    await served.start({ sockets: 4, socketsPerDevice: 2, scriptSockets: 1 });
    const [one, two, three] = [await served.signIn(), await served.signIn(), await served.signIn()];
    const open = async (headers: Readonly<Record<string, string>>) => (await served.openSocket(headers)).refusal;
    const { socket } = await served.openSocket(served.ofWindow(one));
    expect(await open(served.ofWindow(one))).toBeNull();
    expect(await open(served.ofWindow(one))).toBe('429 at most 2 windows of one browser may be connected at once');
    expect(await open(served.bearer)).toBeNull();
    expect(await open(served.bearer)).toBe('429 at most 1 scripts may be connected at once');
    expect(await open(served.ofWindow(two))).toBeNull();
    expect(await open(served.ofWindow(three))).toBe('429 at most 4 connections may be open at once');
    socket.close();
    await closeCode(socket);
    await expect.poll(() => open(served.ofWindow(three))).toBeNull();
  });
});

describe('a message that is too large', () => {
  const file = (letters: number): string => JSON.stringify({ type: 'call', id: 1, operation: 'journal.previewImport', input: { fileName: 'a.csv', content: 'x'.repeat(letters) } });

  it('ends the connection before all of it came, while nobody is signed in', async () => {
    served.isSignedIn = false;
    let calls = 0;
    served.host = { ...served.host, call: async () => (calls += 1) };
    await served.start();
    const { socket } = await served.openSocket({ ...served.bearer });
    socket.on('message', () => undefined);
    const closed = closeCode(socket);
    socket.send(file(10_000_000));
    expect(await closed).not.toBe(1000);
    expect(calls).toBe(0);
    // What fits is taken of nobody too: people sign in by it.
    const { socket: next } = await served.openSocket({ ...served.bearer });
    next.send(file(900_000));
    await once(next, 'message');
    expect(calls).toBe(1);
    next.send(file(1_100_000));
    expect(await closeCode(next)).toBe(1009);
    expect(calls).toBe(1);
  });

  it('is not one of many small ones that come at once', async () => {
    served.isSignedIn = false;
    await served.start();
    const { socket } = await served.openSocket({ ...served.bearer });
    let answers = 0;
    const all = new Promise<void>((resolve) => {
      socket.on('message', () => {
        answers += 1;
        if (answers === 200) resolve();
      });
    });
    for (let id = 1; id <= 200; id += 1) socket.send(JSON.stringify({ type: 'call', id, operation: 'session.get', input: 'x'.repeat(20_000) }));
    await all;
    socket.close();
  });
});

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { SeededRandom } from '../../../src-main/market-data/random.ts';
import { mutatedBytes } from './mutate.ts';
import { fuzzMessage } from './messages.ts';

/** Where a flood goes, and how much of it. */
export interface Flood {
  readonly to:
    | { readonly kind: 'message-port'; readonly port: MessagePort }
    | { readonly kind: 'websocket'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
    | { readonly kind: 'http'; readonly port: number };
  readonly messages: number;
  readonly seed: number;
  /** Operations that are not asked for. */
  readonly leftOut: readonly string[];
}

/** So many are sent before the core must have answered. */
const BATCH = 100;
/** Its answer says that all before it were taken. */
const PING = { type: 'call', id: 4_000_000_000, operation: 'session.get', input: {} };

const flood: Flood = workerData;
const random = new SeededRandom(flood.seed);

async function overMessagePort(port: MessagePort): Promise<void> {
  for (let sent = 0; sent < flood.messages; sent += BATCH) {
    for (let count = 0; count < BATCH; count += 1) {
      const message = fuzzMessage(random, 'clone', flood.leftOut);
      try {
        port.postMessage(message);
      } catch {
        // It cannot be cloned, so no page can send it.
      }
    }
    port.postMessage(PING);
    await answered((take) => port.on('message', take), (take) => port.off('message', take));
  }
  port.close();
}

async function answered(on: (take: (message: unknown) => void) => void, off: (take: (message: unknown) => void) => void): Promise<void> {
  await new Promise<void>((resolve) => {
    const take = (message: unknown): void => {
      if (typeof message !== 'object' || message === null || Reflect.get(message, 'id') !== PING.id) return;
      off(take);
      resolve();
    };
    on(take);
  });
}

/** A socket that the core hangs up is opened again: some messages may do no better. */
async function overWebSocket(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  let socket = await opened(url, headers);
  for (let sent = 0; sent < flood.messages; sent += BATCH) {
    if (socket.readyState !== socket.OPEN) socket = await opened(url, headers);
    for (let count = 0; count < BATCH; count += 1) {
      const text = JSON.stringify(fuzzMessage(random, 'json', flood.leftOut)) ?? 'null';
      const how = random.uniform();
      if (how < 0.7) socket.send(text);
      else socket.send(mutatedBytes(text, random), { binary: how < 0.75 });
    }
    socket.send(JSON.stringify(PING));
    const current = socket;
    const listeners = new Map<(message: unknown) => void, (data: Buffer, isBinary: boolean) => void>();
    const pong = answered(
      (take) => {
        const listener = (data: Buffer, isBinary: boolean): void => take(isBinary ? null : JSON.parse(data.toString()));
        listeners.set(take, listener);
        current.on('message', listener);
      },
      (take) => current.off('message', listeners.get(take) ?? (() => undefined)),
    );
    const ended = current.readyState === current.CLOSED ? Promise.resolve() : new Promise<void>((resolve) => void current.once('close', () => resolve()));
    await Promise.race([pong, ended]);
  }
  socket.terminate();
}

async function opened(url: string, headers: Readonly<Record<string, string>>): Promise<WebSocket> {
  for (;;) {
    const socket = new WebSocket(url, { headers: { ...headers } });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.on('error', () => undefined);
    if (isOpen) return socket;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function overHttp(port: number): Promise<void> {
  for (let sent = 0; sent < flood.messages; sent += 1) {
    const path = ['/', '/index.html', '/socket', '/?code=abc', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd', '//evil.example/', '/\0', `/${'a'.repeat(500)}`][Math.floor(random.uniform() * 9)] ?? '/';
    const host = random.uniform() < 0.8 ? `127.0.0.1:${port}` : 'evil.example';
    const request = `${random.uniform() < 0.9 ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nCookie: smart-0dte=abc\r\nUpgrade: websocket\r\nConnection: ${random.uniform() < 0.3 ? 'Upgrade' : 'close'}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    const socket: Socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.end(random.uniform() < 0.3 ? request : mutatedBytes(request, random));
    await once(socket, 'close').catch(() => undefined);
  }
}

const { to } = flood;
switch (to.kind) {
  case 'message-port':
    await overMessagePort(to.port);
    break;
  case 'websocket':
    await overWebSocket(to.url, to.headers);
    break;
  case 'http':
    await overHttp(to.port);
    break;
}
parentPort?.postMessage('done');

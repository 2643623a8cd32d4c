import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServedShell } from '../../support/served-shell.ts';

let served: ServedShell;
beforeEach(() => {
  served = new ServedShell();
});
afterEach(() => served.close());

/** A whole frame of a client, masked with zeros; shorter than 126 bytes. */
function frame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
const TEXT = frame(1, Buffer.from('{"type":"cancel","id":1}'));
const PING = frame(9, Buffer.from('x'));
const BINARY = frame(2, Buffer.from([1, 2, 3]));
/** Bytes that are no text. */
const BAD_TEXT = frame(1, Buffer.from([0xff, 0xfe, 0x80]));

test('frames that are no text, after some that are, close their connection and nothing else', async () => {
  const { port } = await served.start();
  const uncaught: unknown[] = [];
  const caught = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', caught);
  try {
    for (const pieces of [[TEXT, TEXT, PING, BINARY, BAD_TEXT, TEXT], [TEXT, BAD_TEXT, PING], [PING, BAD_TEXT, BAD_TEXT, TEXT], [BINARY, TEXT, BAD_TEXT]]) {
      for (const size of [1, 3, 7, 64, 1_000]) {
        const socket = connect(port, '127.0.0.1');
        const headers = Object.entries(served.bearer).map(([name, value]) => `${name}: ${String(value)}\r\n`).join('');
        socket.write(`GET /socket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\n${headers}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
        const [answer] = await once(socket, 'data');
        expect(String(answer)).toContain('101 Switching Protocols');
        socket.on('error', () => undefined);
        socket.on('data', () => undefined);
        const all = Buffer.concat(pieces);
        for (let at = 0; at < all.length; at += size) socket.write(all.subarray(at, at + size));
        await once(socket, 'close');
      }
    }
  } finally {
    process.off('uncaughtException', caught);
  }
  expect(uncaught).toEqual([]);
});

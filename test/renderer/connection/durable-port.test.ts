import { describe, expect, it } from 'vitest';
import { newFrame } from '../../../src-core/contract/frame.ts';
import type { ClientMessage, ClientPort, ServerMessage } from '../../../src-core/contract/messages.ts';
import { durablePort, retryDelay } from '../../../src-renderer/connection/durable-port.ts';

class Connection implements ClientPort {
  readonly sent: (ClientMessage | ArrayBuffer)[] = [];
  say: (message: ServerMessage | ArrayBuffer) => void = () => undefined;
  drop: () => void = () => undefined;
  send(message: ClientMessage | ArrayBuffer): void {
    this.sent.push(message);
  }
  onMessage(listener: (message: ServerMessage | ArrayBuffer) => void): void {
    this.say = listener;
  }
  onClose(listener: () => void): void {
    this.drop = listener;
  }
  close(): void {
    this.drop();
  }
}

function setUp() {
  const connections: Connection[] = [];
  const waits: { task: () => void; milliseconds: number }[] = [];
  const states: string[] = [];
  const received: (ServerMessage | ArrayBuffer)[] = [];
  let isDown = false;
  const port = durablePort({
    connect: () => {
      if (isDown) return Promise.reject(new Error('down'));
      const connection = new Connection();
      connections.push(connection);
      return Promise.resolve(connection);
    },
    later: (task, milliseconds) => waits.push({ task, milliseconds }),
    onState: (state) => states.push(state),
  });
  port.onMessage((message) => received.push(message));
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i += 1) await Promise.resolve();
  };
  const last = (): Connection => {
    const connection = connections.at(-1);
    if (!connection) throw new Error('never connected');
    return connection;
  };
  const retry = async (): Promise<number> => {
    const wait = waits.shift();
    if (!wait) throw new Error('no retry is due');
    wait.task();
    await settle();
    return wait.milliseconds;
  };
  return { port, connections, states, received, settle, last, retry, down: (value: boolean) => (isDown = value) };
}

const subscribe: ClientMessage = { type: 'subscribe', id: 1, stream: 'chain', input: { underlying: 'SPY' } };

describe('durablePort', () => {
  it('is connected once the core was heard, not before', async () => {
    const { settle, states, last } = setUp();
    await settle();
    expect(states).toEqual([]);
    last().say({ type: 'next', id: 1, value: {} });
    expect(states).toEqual(['connected']);
  });

  it('asks for every live subscription again, and for no ended one', async () => {
    const { port, settle, last, retry, connections } = setUp();
    await settle();
    port.send(subscribe);
    port.send({ type: 'subscribe', id: 2, stream: 'market', input: {} });
    port.send({ type: 'unsubscribe', id: 2 });
    last().drop();
    await retry();
    expect(connections).toHaveLength(2);
    expect(last().sent).toEqual([subscribe]);
  });

  it('fails calls in flight as unavailable and never sends them again', async () => {
    const { port, settle, last, retry, received } = setUp();
    await settle();
    port.send({ type: 'call', id: 7, operation: 'orders.place', input: {} });
    last().drop();
    expect(received).toMatchObject([{ type: 'error', id: 7, error: { code: 'unavailable' } }]);
    await retry();
    expect(last().sent).toEqual([]);
  });

  it('fails a call made without a connection', async () => {
    const { port, settle, last, received } = setUp();
    await settle();
    last().drop();
    port.send({ type: 'call', id: 9, operation: 'session.get', input: {} });
    expect(received).toEqual([]);
    await settle();
    expect(received).toMatchObject([{ type: 'error', id: 9, error: { code: 'unavailable' } }]);
  });

  it('keeps back the credit of a frame that came over a lost connection', async () => {
    const { port, settle, last, retry } = setUp();
    await settle();
    port.send(subscribe);
    last().say(newFrame(1, 1, 0, 1, 0).buffer);
    last().drop();
    await retry();
    port.send({ type: 'credit', id: 1 });
    expect(last().sent).toEqual([subscribe]);
    last().say({ type: 'next', id: 1, value: {} });
    port.send({ type: 'credit', id: 1 });
    expect(last().sent).toEqual([subscribe, { type: 'credit', id: 1 }]);
  });

  it('waits longer after each failure, and starts over when the core was heard', async () => {
    const { settle, last, retry, down, states } = setUp();
    await settle();
    down(true);
    last().drop();
    expect([await retry(), await retry(), await retry()]).toEqual([250, 500, 1000]);
    down(false);
    expect(await retry()).toBe(2000);
    last().say({ type: 'next', id: 1, value: {} });
    expect(states.at(-1)).toBe('connected');
    last().drop();
    expect(await retry()).toBe(250);
  });

  it('bounds the wait', () => {
    expect(retryDelay(0)).toBe(250);
    expect(retryDelay(1000)).toBe(5000);
  });
});

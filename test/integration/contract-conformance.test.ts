import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { ContractClient } from '../../src-core/contract/client.ts';
import { type Frame, FRAME_FIELDS, newFrame } from '../../src-core/contract/frame.ts';
import type { ContractHost, StreamPayload } from '../../src-core/contract/host.ts';
import { type ClientPort, ContractFailure, type ServerMessage, type ServerPort } from '../../src-core/contract/messages.ts';
import { MAXIMUM_CALLS, MAXIMUM_SUBSCRIPTIONS, serveContract } from '../../src-core/contract/server.ts';
import { webSocketPort as serverSocketPort } from '../../src-main/shell/browser/websocket-port.ts';
import { messagePort } from '../../src-main/shell/electron/message-port.ts';
import { windowPort } from '../../src-renderer/connection/message-port.ts';
import { webSocketPort } from '../../src-renderer/connection/websocket-port.ts';
import { MessagePortMain } from '../support/electron-standin/message-channel-main.ts';
import { inProcessPorts } from '../support/in-process-ports.ts';

interface Connection {
  readonly client: ClientPort;
  readonly server: ServerPort;
  end(): Promise<void>;
}

async function overWebSocket(): Promise<Connection> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 1_048_576 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const accepted = once(server, 'connection');
  const client = webSocketPort(`ws://127.0.0.1:${address.port}`);
  const [socket, request] = await accepted;
  return {
    client,
    server: serverSocketPort({ socket, connection: request.socket, mayCarryFiles: () => true }),
    end: async () => {
      for (const open of server.clients) open.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

async function overElectronPorts(): Promise<Connection> {
  const { port1, port2 } = new MessageChannel();
  return {
    client: windowPort(port2 as unknown as MessagePort),
    server: messagePort(new MessagePortMain(port1)),
    end: async () => port1.close(),
  };
}

async function inProcess(): Promise<Connection> {
  const { client, server } = inProcessPorts();
  return { client, server, end: async () => client.close() };
}

/** A host whose every answer the test gives. */
class ScriptedHost implements ContractHost {
  readonly calls: { operation: string; input: unknown; signal: AbortSignal }[] = [];
  answer: (operation: string, input: unknown, signal: AbortSignal) => unknown = () => ({});
  payloads: StreamPayload[] = [];
  takes = 0;
  subscription = -1;
  openFails: unknown = null;
  takeFails: unknown = null;
  notify: () => void = () => undefined;
  closedTaps = 0;
  readonly gone = Promise.withResolvers<void>();

  async call(operation: string, input: unknown, signal: AbortSignal): Promise<unknown> {
    this.calls.push({ operation, input, signal });
    return this.answer(operation, input, signal);
  }

  open(_stream: string, _input: unknown, subscription: number, notify: () => void) {
    if (this.openFails !== null) throw this.openFails;
    this.subscription = subscription;
    this.notify = notify;
    notify();
    return {
      take: () => {
        this.takes += 1;
        if (this.takeFails !== null) throw this.takeFails;
        return this.payloads.shift() ?? null;
      },
      close: () => {
        this.closedTaps += 1;
      },
    };
  }

  closed(): void {
    this.gone.resolve();
  }

  offer(...payloads: StreamPayload[]): void {
    this.payloads.push(...payloads);
    this.notify();
  }
}

const saved = (value: number): StreamPayload => ({
  kind: 'value',
  value: [{ id: value, time: 1, level: 'info', text: `notice ${value}` }],
});

function frameOf(subscription: number, seq: number): StreamPayload {
  const { buffer, dirty, values } = newFrame(subscription, seq, 1_000, 7, 2);
  dirty.set([3, 9]);
  values.fill(Number.NaN);
  values[0] = 1.25;
  values[FRAME_FIELDS.length] = 2.5;
  return { kind: 'frame', buffer };
}

/** Turns a handler into a queue that a test awaits. */
class Queue<T> {
  readonly seen: T[] = [];
  #waiting: ((value: T) => void) | null = null;
  #read = 0;

  push(value: T): void {
    this.seen.push(value);
    if (this.#waiting === null) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#read += 1;
    waiting(value);
  }

  next(): Promise<T> {
    if (this.#read < this.seen.length) return Promise.resolve(this.seen[this.#read++] as T);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}

const transports = [
  ['in process', inProcess],
  ['a WebSocket', overWebSocket],
  ["Electron's ports", overElectronPorts],
] as const;

describe.each(transports)('the contract over %s', (_name, connect) => {
  const connections: Connection[] = [];

  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.end();
  });

  async function start() {
    const connection = await connect();
    connections.push(connection);
    const host = new ScriptedHost();
    serveContract(connection.server, host);
    const client = new ContractClient(connection.client);
    /** Returns once everything sent to the core before it was received, and the answers with it. */
    const settled = async (): Promise<void> => {
      const { answer } = host;
      host.answer = () => ({ value: 'settled' });
      await client.call('settings.get', { name: 'settled' });
      host.answer = answer;
    };
    return { host, client, port: connection.client, serverPort: connection.server, settled };
  }

  /** The core's side alone, spoken to in raw messages. */
  async function startRaw() {
    const connection = await connect();
    connections.push(connection);
    const host = new ScriptedHost();
    serveContract(connection.server, host);
    const answers = new Queue<ServerMessage | ArrayBuffer>();
    connection.client.onMessage((message) => answers.push(message));
    return { host, answers, send: (message: unknown) => connection.client.send(message as never) };
  }

  it('answers a call with what the host returns', async () => {
    const { host, client } = await start();
    host.answer = (_operation, input) => ({ value: { echoed: input } });
    expect(await client.call('settings.get', { name: 'theme' })).toEqual({ value: { echoed: { name: 'theme' } } });
    expect(host.calls[0]?.operation).toBe('settings.get');
  });

  it('keeps many calls apart, whatever order they are answered in', async () => {
    const { host, client } = await start();
    const gates = new Map<string, () => void>();
    const all = Promise.withResolvers<void>();
    host.answer = (_operation, input) =>
      new Promise((resolve) => {
        const { name } = input as { name: string };
        gates.set(name, () => resolve({ value: name }));
        if (gates.size === 20) all.resolve();
      });
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    const answers = names.map((name) => client.call('settings.get', { name }));
    await all.promise;
    for (const name of names.toReversed()) gates.get(name)?.();
    expect(await Promise.all(answers)).toEqual(names.map((name) => ({ value: name })));
  });

  it('carries a refusal with its code and field', async () => {
    const { host, client } = await start();
    host.answer = () => {
      throw new ContractFailure({ code: 'bad_input', message: 'speed must be at most 1000, got 2000', field: 'speed' });
    };
    const failure = await client.call('session.speed', { speed: 5 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ContractFailure);
    expect(failure).toMatchObject({ code: 'bad_input', field: 'speed', message: 'speed must be at most 1000, got 2000' });
  });

  it('tells the real reason of an error that cannot itself be sent', async () => {
    const { host, client } = await start();
    host.answer = () => {
      throw Object.assign(new Error('the disk is full'), { handle: () => 1, self: 1n });
    };
    await expect(client.call('session.pause', {})).rejects.toMatchObject({ code: 'internal', message: 'the disk is full' });
    host.answer = () => {
      throw { toString: () => { throw new Error('no words'); } };
    };
    await expect(client.call('session.pause', {})).rejects.toMatchObject({ code: 'internal' });
  });

  it('refuses a result that cannot be sent, by name', async () => {
    const { host, client } = await start();
    const circular: { value?: unknown; run?: () => void } = { run: () => undefined };
    circular.value = circular;
    host.answer = () => circular;
    await expect(client.call('settings.get', { name: 'a' })).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('settings.get'),
    });
  });

  it('refuses an answer that does not fit the contract', async () => {
    const { host, client } = await start();
    host.answer = () => ({ requested: 'three' });
    await expect(client.call('orders.cancelAll', {})).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('requested'),
    });
  });

  it('cancels at once here and aborts the call there', async () => {
    const { host, client } = await start();
    const aborted = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    host.answer = (_operation, _input, signal) => {
      signal.addEventListener('abort', () => aborted.resolve());
      arrived.resolve();
      return new Promise(() => undefined);
    };
    const controller = new AbortController();
    const call = client.call('orders.cancelAll', {}, { signal: controller.signal });
    await arrived.promise;
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await aborted.promise;
    await expect(client.call('orders.cancelAll', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(host.calls).toHaveLength(1);
  });

  it('delivers values in order, one credit each', async () => {
    const { host, client } = await start();
    const values = new Queue<number | undefined>();
    host.payloads.push(saved(1), saved(2), saved(3));
    client.subscribe('notices', {}, { next: (value) => values.push(value[0]?.id) });
    expect([await values.next(), await values.next(), await values.next()]).toEqual([1, 2, 3]);
    host.offer(saved(4));
    expect(await values.next()).toBe(4);
  });

  it('takes nothing while the client owes a credit', async () => {
    const { host, answers, send } = await startRaw();
    host.payloads.push(saved(1), saved(2));
    send({ type: 'subscribe', id: 5, stream: 'notices', input: {} });
    expect(await answers.next()).toMatchObject({ type: 'next', id: 5, value: [{ id: 1 }] });
    for (let i = 0; i < 50; i += 1) host.notify();
    send({ type: 'call', id: 6, operation: 'session.get', input: {} });
    expect(await answers.next()).toMatchObject({ type: 'result', id: 6 });
    expect(host.takes).toBe(1);
    send({ type: 'credit', id: 5 });
    expect(await answers.next()).toMatchObject({ type: 'next', id: 5, value: [{ id: 2 }] });
    expect(host.takes).toBe(2);
  });

  it('makes one take of many notices', async () => {
    const { host, client, settled } = await start();
    const values = new Queue<number | undefined>();
    client.subscribe('notices', {}, { next: (value) => values.push(value[0]?.id) });
    await settled();
    const before = host.takes;
    host.payloads.push(saved(1));
    for (let i = 0; i < 100; i += 1) host.notify();
    await values.next();
    await settled();
    // One take for the notices, one for the credit that followed.
    expect(host.takes - before).toBe(2);
  });

  it('carries frames bit by bit, each after the last was acknowledged', async () => {
    const { host, client, settled } = await start();
    const frames = new Queue<{ frame: Frame; acknowledge: () => void }>();
    client.subscribe('chain', { underlying: 'SPY' }, { next: () => undefined, frame: (frame, acknowledge) => frames.push({ frame, acknowledge }) });
    await settled();
    host.offer(frameOf(host.subscription, 1), frameOf(host.subscription, 2));
    const first = await frames.next();
    expect(first.frame).toMatchObject({ subscription: host.subscription, seq: 1, time: 1_000, layoutVersion: 7 });
    expect([...first.frame.dirty]).toEqual([3, 9]);
    expect(first.frame.values[0]).toBe(1.25);
    expect(first.frame.values[1]).toBeNaN();
    expect(first.frame.values[FRAME_FIELDS.length]).toBe(2.5);
    await settled();
    expect(frames.seen).toHaveLength(1);
    first.acknowledge();
    first.acknowledge();
    expect((await frames.next()).frame.seq).toBe(2);
  });

  it('stops a stream when it is unsubscribed', async () => {
    const { host, client, settled } = await start();
    const values = new Queue<unknown>();
    const unsubscribe = client.subscribe('notices', {}, { next: (value) => values.push(value), complete: () => values.push('complete') });
    await settled();
    unsubscribe();
    await settled();
    expect(host.closedTaps).toBe(1);
    host.offer(saved(1));
    await settled();
    expect(values.seen).toEqual([]);
  });

  it('confirms an unsubscribe with complete', async () => {
    const { answers, send } = await startRaw();
    send({ type: 'subscribe', id: 9, stream: 'notices', input: {} });
    send({ type: 'unsubscribe', id: 9 });
    expect(await answers.next()).toEqual({ type: 'complete', id: 9 });
  });

  it('fails a stream that cannot be opened or taken from', async () => {
    const { host, client, settled } = await start();
    const failures = new Queue<ContractFailure>();
    const handlers = { next: () => undefined, error: (failure: ContractFailure) => failures.push(failure) };
    host.openFails = new ContractFailure({ code: 'not_found', message: 'no such stream' });
    client.subscribe('orders', {}, handlers);
    expect(await failures.next()).toMatchObject({ code: 'not_found' });
    host.openFails = null;
    client.subscribe('orders', {}, handlers);
    await settled();
    host.takeFails = new Error('torn');
    host.notify();
    expect(await failures.next()).toMatchObject({ code: 'internal', message: 'torn' });
    expect(host.closedTaps).toBe(1);
  });

  it('fails a stream whose value cannot be sent or does not fit', async () => {
    const { host, client, settled } = await start();
    const failures = new Queue<ContractFailure>();
    const handlers = { next: () => undefined, error: (failure: ContractFailure) => failures.push(failure) };
    const circular: { self?: unknown; run: () => void } = { run: () => undefined };
    circular.self = circular;
    client.subscribe('notices', {}, handlers);
    await settled();
    host.offer({ kind: 'value', value: circular });
    expect(await failures.next()).toMatchObject({ code: 'internal' });
    client.subscribe('notices', {}, handlers);
    await settled();
    host.offer({ kind: 'value', value: [{ id: 'one' }] });
    expect((await failures.next()).message).toContain('notices');
    await settled();
    expect(host.closedTaps).toBe(2);
  });

  it('survives what is not a message and names the fault where there is an id', async () => {
    const { answers, send } = await startRaw();
    for (const nonsense of [null, 7, 'hello', [], {}, { type: 'call' }, { type: 'credit', id: -1 }, { type: 'cancel', id: 77 }, { type: 'credit', id: 78 }, { type: 'unsubscribe', id: 79 }]) {
      send(nonsense);
    }
    send({ type: 'call', id: 1, input: {} });
    expect(await answers.next()).toMatchObject({ type: 'error', id: 1, error: { code: 'bad_input', message: expect.stringContaining('operation') } });
    send({ type: 'dance', id: 2 });
    expect(await answers.next()).toMatchObject({ type: 'error', id: 2, error: { code: 'bad_input' } });
    send({ type: 'call', id: 3, operation: 'session.get', input: {} });
    expect(await answers.next()).toMatchObject({ type: 'result', id: 3 });
  });

  it('refuses an id that is in use', async () => {
    const { host, answers, send } = await startRaw();
    host.answer = () => new Promise(() => undefined);
    send({ type: 'call', id: 1, operation: 'session.get', input: {} });
    send({ type: 'subscribe', id: 1, stream: 'notices', input: {} });
    expect(await answers.next()).toMatchObject({ type: 'error', id: 1, error: { code: 'bad_input', field: 'id' } });
  });

  it('bounds the calls and the subscriptions of a connection', async () => {
    const { host, answers, send } = await startRaw();
    host.answer = () => new Promise(() => undefined);
    for (let id = 1; id <= MAXIMUM_CALLS + 1; id += 1) send({ type: 'call', id, operation: 'session.get', input: {} });
    expect(await answers.next()).toMatchObject({ type: 'error', id: MAXIMUM_CALLS + 1, error: { code: 'rate_limited' } });
    for (let id = 1_001; id <= 1_001 + MAXIMUM_SUBSCRIPTIONS; id += 1) send({ type: 'subscribe', id, stream: 'notices', input: {} });
    expect(await answers.next()).toMatchObject({ type: 'error', id: 1_001 + MAXIMUM_SUBSCRIPTIONS, error: { code: 'rate_limited' } });
  });

  it('tells the host when the client goes, and aborts what it waited for', async () => {
    const { host, client, settled } = await start();
    const reached = Promise.withResolvers<AbortSignal>();
    await settled();
    client.subscribe('notices', {}, { next: () => undefined });
    host.answer = (_operation, _input, signal) => {
      reached.resolve(signal);
      return new Promise(() => undefined);
    };
    const call = client.call('session.pause', {});
    const signal = await reached.promise;
    client.close();
    await expect(call).rejects.toMatchObject({ code: 'unavailable' });
    await host.gone.promise;
    expect(signal.aborted).toBe(true);
    expect(host.closedTaps).toBe(1);
  });

  it('fails calls and streams with "unavailable" when the core goes', async () => {
    const { host, client, serverPort } = await start();
    const reached = Promise.withResolvers<void>();
    const failures = new Queue<ContractFailure>();
    client.subscribe('notices', {}, { next: () => undefined, error: (failure) => failures.push(failure) });
    host.answer = () => {
      reached.resolve();
      return new Promise(() => undefined);
    };
    const call = client.call('session.pause', {});
    await reached.promise;
    serverPort.close();
    await expect(call).rejects.toMatchObject({ code: 'unavailable' });
    expect(await failures.next()).toMatchObject({ code: 'unavailable' });
    await expect(client.call('session.get', {})).rejects.toMatchObject({ code: 'unavailable' });
    client.subscribe('notices', {}, { next: () => undefined, error: (failure) => failures.push(failure) });
    expect(await failures.next()).toMatchObject({ code: 'unavailable' });
    await host.gone.promise;
  });
});

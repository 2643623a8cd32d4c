import type { ClientMessage, ClientPort, ServerMessage } from '../../src-core/contract/messages.ts';

/** 'connecting' until the first attempt has failed or the core was heard; 'connected' from the core's first message on. */
export type ConnectionState = 'connecting' | 'connected' | 'disconnected';

export interface DurablePortOptions {
  /** Opens a connection; rejects when the core is not there. */
  readonly connect: () => Promise<ClientPort>;
  /** Runs `task` once after a delay. */
  readonly later: (task: () => void, milliseconds: number) => void;
  readonly onState: (state: Exclude<ConnectionState, 'connecting'>) => void;
}

const FIRST_DELAY = 250;
const LONGEST_DELAY = 5_000;

type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>;

/** Milliseconds before the next attempt after `failures` in a row: doubling, bounded. */
export function retryDelay(failures: number): number {
  return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(failures, 20));
}

/**
 * A port that outlives its connections. When one is lost, calls in flight fail with "unavailable", nothing is sent
 * twice, and every subscription is asked for again on the next connection.
 */
export function durablePort({ connect, later, onState }: DurablePortOptions): ClientPort {
  const subscriptions = new Map<number, Subscribe>();
  const calls = new Set<number>();
  /** Subscriptions that were told something they have not credited yet. */
  const owing = new Set<number>();
  /** Subscriptions whose next credit answers a lost connection: the new one has granted its own. */
  const forgiven = new Set<number>();
  const early: (ServerMessage | ArrayBuffer)[] = [];
  let listener: ((message: ServerMessage | ArrayBuffer) => void) | null = null;
  let onClosed: () => void = () => {};
  let port: ClientPort | null = null;
  let failures = 0;
  let heard = false;
  let closed = false;

  const deliver = (message: ServerMessage | ArrayBuffer): void => {
    if (listener) listener(message);
    else early.push(message);
  };
  const unavailable = (id: number): void =>
    deliver({ type: 'error', id, error: { code: 'unavailable', message: 'The connection to the core was lost.' } });

  const receive = (message: ServerMessage | ArrayBuffer): void => {
    if (!heard) {
      heard = true;
      failures = 0;
      onState('connected');
    }
    if (message instanceof ArrayBuffer) {
      if (message.byteLength >= 4) owing.add(new DataView(message).getUint32(0, true));
    } else if (message.type === 'next') {
      owing.add(message.id);
    } else {
      calls.delete(message.id);
      if (message.type !== 'result') forget(message.id);
    }
    deliver(message);
  };

  const forget = (id: number): void => {
    subscriptions.delete(id);
    owing.delete(id);
    forgiven.delete(id);
  };

  const lost = (): void => {
    port = null;
    const pending = [...calls];
    calls.clear();
    for (const id of owing) forgiven.add(id);
    owing.clear();
    if (closed) return;
    onState('disconnected');
    for (const id of pending) unavailable(id);
    retry();
  };

  const retry = (): void => {
    later(open, retryDelay(failures));
    failures += 1;
  };

  const opened = (fresh: ClientPort): void => {
    if (closed) {
      fresh.close();
      return;
    }
    port = fresh;
    heard = false;
    fresh.onClose(() => {
      if (port === fresh) lost();
    });
    fresh.onMessage((message) => {
      if (port === fresh) receive(message);
    });
    for (const message of subscriptions.values()) fresh.send(message);
  };

  const open = (): void => {
    if (closed) return;
    connect().then(opened, () => {
      if (closed) return;
      onState('disconnected');
      retry();
    });
  };

  open();

  return {
    send(message) {
      if (message instanceof ArrayBuffer) {
        port?.send(message);
        return;
      }
      switch (message.type) {
        case 'subscribe':
          subscriptions.set(message.id, message);
          break;
        case 'unsubscribe':
          forget(message.id);
          break;
        case 'credit':
          owing.delete(message.id);
          if (forgiven.delete(message.id)) return;
          break;
        case 'call':
          if (!port) {
            queueMicrotask(() => unavailable(message.id));
            return;
          }
          calls.add(message.id);
          break;
        case 'cancel':
          break;
      }
      port?.send(message);
    },
    onMessage(next) {
      listener = next;
      for (const message of early.splice(0)) next(message);
    },
    onClose(next) {
      onClosed = next;
    },
    close() {
      closed = true;
      port?.close();
      port = null;
      onClosed();
    },
  };
}

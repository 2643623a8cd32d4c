import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { ClientMessage, ServerPort } from '../../../src-core/contract/messages.ts';
import { operations } from '../../../src-core/contract/operations.ts';

/** Bytes waiting for a slow client above which nothing more is taken from it, and below which it is heard again. */
const CONGESTED_BYTES = 1_048_576;
const CLEAR_BYTES = 262_144;

/** Bytes of a message from a window or a script, and of one that carries a file: 20 million letters, each escaped. */
const MOST_BYTES = 1_048_576;
export const MOST_BYTES_WITH_FILE = 48 * 1_048_576;
/** What may stand in buffers beside the message that is being read. */
const READ_AHEAD = 262_144;
/** Messages that wait for their turn, above which the client is not read. */
const MOST_WAITING = 64;
/** Closes a connection whose message is larger than it may be (RFC 6455). */
const TOO_LARGE = 1009;

export interface WebSocketPortParts {
  readonly socket: WebSocket;
  /** What it is spoken over: counted, so that a message can be refused before all of it is there. */
  readonly connection: Duplex;
  /** Whether somebody is signed in: of nobody no file is taken. */
  readonly mayCarryFiles: () => boolean;
}

/**
 * A port over a WebSocket: JSON text for messages, binary for frames. While the client reads too slowly its own
 * messages wait, so that its calls and credits bring nothing more into memory.
 */
export function webSocketPort({ socket, connection, mayCarryFiles }: WebSocketPortParts): ServerPort {
  const waiting: ClientMessage[] = [];
  const closeListeners: (() => void)[] = [];
  let listener: ((message: ClientMessage) => void) | null = null;
  let congested = false;
  let turn: NodeJS.Immediate | null = null;
  /** Bytes that came since the last whole message. */
  let unfinished = 0;

  function tooLarge(): void {
    waiting.length = 0;
    socket.close(TOO_LARGE, 'the message is too large');
  }

  /** One message a turn: its answer counts before the next one is taken, and nobody else waits for a whole burst. */
  function deliver(): void {
    if (listener === null || congested || turn !== null) return;
    turn = setImmediate(() => {
      turn = null;
      const message = listener === null || congested ? undefined : waiting.shift();
      if (message !== undefined) listener?.(message);
      readOrNot();
      if (waiting.length > 0) deliver();
    });
  }

  function readOrNot(): void {
    const isFull = congested || waiting.length > MOST_WAITING;
    if (isFull === socket.isPaused) return;
    if (isFull) socket.pause();
    else if (waiting.length === 0) socket.resume();
  }

  function written(): void {
    if (!congested || socket.bufferedAmount > CLEAR_BYTES) return;
    congested = false;
    readOrNot();
    deliver();
  }

  const whole = (): void => {
    unfinished = 0;
  };
  socket.on('ping', whole);
  socket.on('pong', whole);
  connection.on('data', (chunk: Buffer) => {
    unfinished += chunk.length;
    if (unfinished <= MOST_BYTES + READ_AHEAD || socket.readyState !== socket.OPEN || mayCarryFiles()) return;
    tooLarge();
    // What is still on its way is not read any more.
    socket.terminate();
  });
  socket.on('message', (data, isBinary) => {
    whole();
    // What comes after a goodbye was said has no effect.
    if (isBinary || socket.readyState !== socket.OPEN) return;
    if (bytesOf(data) > MOST_BYTES && !mayCarryFiles()) {
      tooLarge();
      return;
    }
    let message: ClientMessage | undefined;
    try {
      message = JSON.parse(data.toString());
    } catch {
      return;
    }
    if (message === undefined) return;
    if (bytesOf(data) > MOST_BYTES && !isOfFile(message)) {
      tooLarge();
      return;
    }
    waiting.push(message);
    readOrNot();
    deliver();
  });
  // The socket reports its own errors by closing.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    waiting.length = 0;
    if (turn !== null) clearImmediate(turn);
    for (const closed of closeListeners.splice(0)) closed();
  });

  return {
    send(message) {
      socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message), written);
      if (congested || socket.bufferedAmount <= CONGESTED_BYTES) return;
      congested = true;
      readOrNot();
    },
    onMessage(next) {
      listener = next;
      deliver();
    },
    onClose(closed) {
      closeListeners.push(closed);
    },
    close() {
      socket.close();
    },
  };
}

function bytesOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength;
}

function isOfFile(message: ClientMessage): boolean {
  if (message.type !== 'call' || typeof message.operation !== 'string') return false;
  return Object.entries(operations).some(([name, { large }]) => name === message.operation && large === true);
}

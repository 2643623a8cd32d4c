import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ShellLimits } from './limits.ts';
import { MOST_BYTES_WITH_FILE } from './websocket-port.ts';

/** Closes a connection whose browser is no longer signed in (RFC 6455, policy violation). */
const SENT_AWAY = 1008;
const GOING_AWAY = 1001;

interface OpenSocket {
  /** null for a script. */
  readonly device: string | null;
  /** Something came from the other side since the last look. */
  isThere: boolean;
  /** Bytes it had to read at the last look. */
  unread: number;
}

/** Every WebSocket of the shell: how many there may be, whose they are, and whether somebody is still there. */
export class OpenSockets {
  readonly #limits: ShellLimits;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES_WITH_FILE, perMessageDeflate: false });
  readonly #open = new Map<WebSocket, OpenSocket>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #seen: (tokenHash: string) => void;
  readonly #windowListeners = new Set<(count: number) => void>();

  /** `seen` is told at each look which browsers are there. */
  constructor(limits: ShellLimits, seen: (tokenHash: string) => void) {
    this.#limits = limits;
    this.#seen = seen;
    this.#heartbeat = setInterval(() => this.#look(), limits.heartbeat);
    this.#heartbeat.unref();
  }

  /** Why no more may be opened, as a sentence; null where one may. `device` is null for a script. */
  refusal(device: string | null): string | null {
    const { sockets, socketsPerDevice, scriptSockets } = this.#limits;
    if (this.#open.size >= sockets) return `at most ${sockets} connections may be open at once`;
    const own = [...this.#open.values()].filter((open) => open.device === device).length;
    if (device === null) return own < scriptSockets ? null : `at most ${scriptSockets} scripts may be connected at once`;
    return own < socketsPerDevice ? null : `at most ${socketsPerDevice} windows of one browser may be connected at once`;
  }

  /** Told how many windows are connected, when that changes. Returns the function that ends it. */
  onWindows(listener: (count: number) => void): () => void {
    this.#windowListeners.add(listener);
    return () => this.#windowListeners.delete(listener);
  }

  /** Makes a WebSocket of the connection, and hands it on. */
  open(request: IncomingMessage, connection: Duplex, head: Buffer, device: string | null, opened: (socket: WebSocket) => void): void {
    this.#server.handleUpgrade(request, connection, head, (socket) => {
      const entry: OpenSocket = { device, isThere: true, unread: 0 };
      this.#open.set(socket, entry);
      const heard = (): void => {
        entry.isThere = true;
      };
      socket.on('pong', heard);
      socket.on('message', heard);
      socket.on('close', () => {
        this.#open.delete(socket);
        if (device !== null) this.#tellWindows();
      });
      if (device !== null) this.#tellWindows();
      opened(socket);
    });
  }

  /** Ends the connections of a browser that is no longer signed in. */
  sendAway(device: string): void {
    for (const [socket, open] of this.#open) if (open.device === device) this.#end(socket, SENT_AWAY, 'this browser is no longer signed in');
  }

  /** Asks everybody to go, and hangs up on who does not. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const socket of this.#open.keys()) this.#end(socket, GOING_AWAY, 'the terminal is closing');
  }

  #tellWindows(): void {
    const windows = [...this.#open.values()].filter(({ device }) => device !== null).length;
    for (const listener of this.#windowListeners) listener(windows);
  }

  #end(socket: WebSocket, code: number, reason: string): void {
    socket.close(code, reason);
    // A connection that is not read from would never see the answer.
    const hangUp = setTimeout(() => socket.terminate(), this.#limits.goodbye);
    socket.on('close', () => clearTimeout(hangUp));
  }

  #look(): void {
    for (const [socket, open] of this.#open) {
      const { bufferedAmount } = socket;
      // One that reads slowly is not heard until it has read: it is there as long as it goes on reading.
      const reads = socket.isPaused && bufferedAmount < open.unread;
      if (!open.isThere && !reads) {
        socket.terminate();
        continue;
      }
      if (open.device !== null) this.#seen(open.device);
      open.isThere = false;
      open.unread = bufferedAmount;
      socket.ping();
    }
  }
}

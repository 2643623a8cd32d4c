import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { serveContract } from '../../../src-core/contract/server.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { Settings } from '../../settings.ts';
import type { Terminal } from '../../terminal.ts';
import { readRenderer } from '../renderer-files.ts';
import { type Access, createAccess, readToken } from './access.ts';
import { listen } from './listen.ts';
import { answerPage, isOwnHost } from './pages.ts';
import { MOST_BYTES_WITH_FILE, webSocketPort } from './websocket-port.ts';

/** How long a closing terminal waits for its windows to say goodbye. */
const GOODBYE_MS = 1_000;

/** A browser that has signed in by a link. */
export interface SignIn {
  /** SHA-256 of its cookie's value, in hex. */
  readonly tokenHash: string;
  /** null: until the browser is closed. */
  readonly expiresAt: EpochMs | null;
}

type ServedTerminal = Pick<Terminal, 'host' | 'close'> & { readonly signedIn?: (signIn: SignIn) => void };

export interface BrowserShellOptions {
  readonly settings: Pick<Settings, 'dataDir' | 'port'>;
  /** Where the built window lies. */
  readonly rendererDir: string;
  readonly start: () => Promise<ServedTerminal>;
}

export interface BrowserShell {
  readonly port: number;
  /** A new link that signs one browser in, once. */
  newLink(): string;
  /** Closes every connection, then the terminal. */
  close(): Promise<void>;
}

/** Starts the terminal behind an HTTP and WebSocket server on 127.0.0.1. Throws StartFailure; nothing is left running then. */
export async function runBrowserShell({ settings, rendererDir, start }: BrowserShellOptions): Promise<BrowserShell> {
  const files = readRenderer(rendererDir);
  const lock = createAccess(readToken(settings.dataDir));
  const access: Access = {
    ...lock,
    exchange(code) {
      const cookie = lock.exchange(code);
      if (cookie !== null) terminal?.signedIn?.({ tokenHash: lock.sessionHash, expiresAt: null });
      return cookie;
    },
  };
  const server = createServer();
  // One message a turn, so that its answer counts before the next one is taken.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES_WITH_FILE, perMessageDeflate: false, allowSynchronousEvents: false });
  // The port first: where it is taken, no session has been opened in vain.
  const port = await listen(server, settings.port);
  let terminal: ServedTerminal | null = null;

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { host, origin } = request.headers;
    if (request.url !== '/socket') {
      refuse(socket, '404 Not Found', 'the contract is spoken at /socket');
      return;
    }
    if (!isOwnHost(host, port)) {
      refuse(socket, '403 Forbidden', `Host must be 127.0.0.1:${port} or localhost:${port}`);
      return;
    }
    if (origin !== `http://${host}`) {
      refuse(socket, '403 Forbidden', `Origin must be http://${host}`);
      return;
    }
    const caller = access.identify(request.headers);
    if (caller === null) {
      refuse(socket, '403 Forbidden', "the link's cookie or Authorization: Bearer with the token of the data directory is needed");
      return;
    }
    if (terminal === null) {
      refuse(socket, '503 Service Unavailable', 'the terminal is starting or stopping');
      return;
    }
    const { remoteAddress } = request.socket;
    const contract = terminal.host({ origin: caller, ...(remoteAddress === undefined ? {} : { remote: remoteAddress }) });
    sockets.handleUpgrade(request, socket, head, (webSocket) => serveContract(webSocketPort(webSocket), contract));
  }

  async function stopServing(): Promise<void> {
    terminal = null;
    for (const socket of sockets.clients) socket.close(1001, 'the terminal is closing');
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    const hangUp = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, GOODBYE_MS);
    await closed;
    clearTimeout(hangUp);
  }

  server.on('request', (request, response) => answerPage(request, response, port, access, files));
  server.on('upgrade', upgrade);
  let started: ServedTerminal;
  try {
    started = await start();
  } catch (error) {
    await stopServing();
    throw error;
  }
  terminal = started;
  return {
    port,
    newLink: () => `http://127.0.0.1:${port}/?code=${access.newCode()}`,
    async close() {
      await stopServing();
      await started.close();
    },
  };
}

function refuse(socket: Duplex, status: string, reason: string): void {
  const body = `${reason}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { serveContract } from '../../../src-core/contract/server.ts';
import type { Clock } from '../../../src-core/time.ts';
import type { Settings } from '../../settings.ts';
import type { Terminal } from '../../terminal.ts';
import { readRenderer } from '../renderer-files.ts';
import { createAccess, readToken } from './access.ts';
import { DeviceBook } from './device-book.ts';
import { answerLaterStart } from './later-start.ts';
import { limitServer, serverOptions, SHELL_LIMITS, type ShellLimits } from './limits.ts';
import { removeWithLink } from './link-file.ts';
import { listen } from './listen.ts';
import { OpenSockets } from './open-sockets.ts';
import { answerPage } from './pages.ts';
import { refusalOfSocket } from './request-rules.ts';
import { newRunningKey, removeRunning, writeRunning } from './running-file.ts';
import { webSocketPort } from './websocket-port.ts';
import { realClock } from '../../real-clock.ts';

type ServedTerminal = Pick<Terminal, 'host' | 'onRevoked' | 'close'>;

export interface BrowserShellOptions {
  readonly settings: Pick<Settings, 'dataDir' | 'port'>;
  /** Where the built window lies. */
  readonly rendererDir: string;
  readonly start: () => Promise<ServedTerminal>;
  /** What a later start on the same data directory may ask for; absent, none finds this one. */
  readonly laterStarts?: LaterStarts;
  /** Other limits than the program's. */
  readonly limits?: Partial<ShellLimits>;
  /** The machine's time unless given. */
  readonly clock?: Clock;
  /** Told of what goes wrong and stops nothing; standard error unless given. */
  readonly warn?: (text: string) => void;
}

export interface LaterStarts {
  /** It was given a link, and opens a window. */
  readonly onLink: () => void;
  /** Ends the program once it was answered; or says what stands in the way, sentences. */
  readonly stop: (anyway: boolean) => string | null;
}

export interface BrowserShell {
  readonly port: number;
  /** A new link that signs one browser in: once, within five minutes. `used` is called when it does. */
  newLink(used?: () => void): string;
  /** Told how many windows are connected, when that changes. Returns the function that ends it. */
  onWindows(listener: (count: number) => void): () => void;
  /** Closes every connection, then the terminal. */
  close(): Promise<void>;
}

/** Starts the terminal behind an HTTP and WebSocket server on 127.0.0.1. Throws StartFailure; nothing is left running then. */
export async function runBrowserShell({ settings, rendererDir, start, laterStarts, limits: others, clock = realClock, warn = warnOnError }: BrowserShellOptions): Promise<BrowserShell> {
  const limits = { ...SHELL_LIMITS, ...others };
  const files = readRenderer(rendererDir);
  const devices = new DeviceBook(settings.dataDir, clock, warn);
  const token = readToken(settings.dataDir);
  const access = createAccess({ token, devices, clock });
  const server = createServer(serverOptions(limits));
  limitServer(server, limits);
  // The port first: where it is taken, no session has been opened in vain.
  const port = await listen(server, settings.port);
  const sockets = new OpenSockets(limits, (device) => devices.seen(device));
  devices.onForgotten((device) => sockets.sendAway(device));
  const newLink = (used?: () => void): string => `http://127.0.0.1:${port}/?code=${access.newCode(used)}`;
  const key = newRunningKey();
  const later = laterStarts === undefined ? null : { key, token, newLink: linkForLaterStart, stop: laterStarts.stop };
  let terminal: ServedTerminal | null = null;

  function upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', () => connection.destroy());
    const refusal = refusalOfSocket(request, port);
    if (refusal !== null) {
      refuse(connection, refusal.status, refusal.reason, limits);
      return;
    }
    const proof = access.identify(request.headers);
    if (proof === null || (proof.kind === 'window' && request.headers.origin === undefined)) {
      refuse(connection, 403, "the link's cookie with the page's Origin, or Authorization: Bearer with the token of the data directory is needed", limits);
      return;
    }
    if (terminal === null) {
      refuse(connection, 503, 'the terminal is starting or stopping', limits);
      return;
    }
    const device = proof.kind === 'window' ? proof.device : null;
    const full = sockets.refusal(device?.tokenHash ?? null);
    if (full !== null) {
      refuse(connection, 429, full, limits);
      return;
    }
    const { remoteAddress } = request.socket;
    const remote = remoteAddress === undefined ? {} : { remote: remoteAddress };
    const contract = terminal.host(device === null ? { origin: 'script', ...remote } : { origin: 'window', ...remote, device });
    sockets.open(request, connection, head, device?.tokenHash ?? null, (socket) => {
      serveContract(webSocketPort({ socket, connection, mayCarryFiles: () => contract.isSignedIn?.() ?? false }), contract);
    });
  }

  function offer(): void {
    try {
      writeRunning(settings.dataDir, { pid: process.pid, port, key });
    } catch (error) {
      warn(`a later start will not find this one: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async function stopServing(): Promise<void> {
    terminal = null;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    sockets.close();
    await closed;
  }

  function linkForLaterStart(): string {
    // It ends before its window has read the file.
    let remove = (): void => undefined;
    const link = newLink(() => remove());
    remove = removeWithLink(link, settings.dataDir);
    laterStarts?.onLink();
    return link;
  }

  server.on('request', (request, response) => {
    if (later !== null && answerLaterStart(request, response, port, later)) return;
    answerPage(request, response, port, access, files);
  });
  server.on('upgrade', upgrade);
  let started: ServedTerminal;
  try {
    started = await start();
  } catch (error) {
    await stopServing();
    throw error;
  }
  terminal = started;
  // Now that the books are held: of two starts at once, the one that got them is found.
  if (later !== null) offer();
  const stopHearing = started.onRevoked((tokenHash) => devices.forget(tokenHash));
  return {
    port,
    newLink,
    onWindows: (listener) => sockets.onWindows(listener),
    async close() {
      removeRunning(settings.dataDir, { key });
      await stopServing();
      stopHearing();
      await started.close();
    },
  };
}

/** Answers in the place of a socket, and is rid of the connection soon, whether or not the other side hangs up. */
function refuse(connection: Duplex, status: number, reason: string, { goodbye }: ShellLimits): void {
  const body = `${reason}\n`;
  connection.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  connection.resume();
  const hangUp = setTimeout(() => connection.destroy(), goodbye);
  connection.on('close', () => clearTimeout(hangUp));
}

function warnOnError(text: string): void {
  process.stderr.write(`smart-0dte: ${text}\n`);
}

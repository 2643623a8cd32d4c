import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { ContractHost } from '../../src-core/contract/host.ts';
import { type BrowserShell, type BrowserShellOptions, runBrowserShell } from '../../src-main/shell/browser/browser-shell.ts';
import type { Terminal } from '../../src-main/terminal.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Limits = NonNullable<BrowserShellOptions['limits']>;

/** What a Chromium on Linux says of itself. */
export const CHROMIUM_ON_LINUX = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';

/** The browser shell before a terminal that answers each call with what it was given, on a directory of its own. */
export class ServedShell {
  readonly directory = mkdtempSync(join(tmpdir(), 'browser-shell-'));
  readonly callers: Parameters<Terminal['host']>[0][] = [];
  readonly warnings: string[] = [];
  host: ContractHost = {
    call: async (operation, input) => ({ operation, input }),
    open: () => ({ take: () => null, close: () => undefined }),
    isSignedIn: () => this.isSignedIn,
    closed: () => undefined,
  };
  isSignedIn = true;
  /** What later starts may ask; absent, they find nobody. */
  laterStarts: BrowserShellOptions['laterStarts'];
  /** The machine's time, as the shell sees it. */
  now = Date.parse('2026-11-20T15:00:00Z');
  terminalClosed = false;
  revoke: (tokenHash: string) => void = () => undefined;
  #shell: BrowserShell | null = null;

  constructor() {
    mkdirSync(join(this.directory, 'renderer', 'assets'), { recursive: true });
    mkdirSync(join(this.directory, 'data'));
    writeFileSync(join(this.directory, 'renderer', 'index.html'), '<!doctype html><title>window</title>');
    writeFileSync(join(this.directory, 'renderer', 'assets', 'app.js'), 'export {};');
    writeFileSync(join(this.directory, 'secret.txt'), 'secret');
  }

  get shell(): BrowserShell {
    if (this.#shell === null) throw new Error('the shell is not started');
    return this.#shell;
  }

  get dataDir(): string {
    return join(this.directory, 'data');
  }

  /** What scripts show. */
  get bearer(): { readonly authorization: string } {
    return { authorization: `Bearer ${readFileSync(join(this.dataDir, 'browser-token'), 'utf8')}` };
  }

  get origin(): string {
    return `http://127.0.0.1:${this.shell.port}`;
  }

  /** A shell that `close` does not know of. */
  run(port: number | null = 0, limits: Limits = {}, start?: BrowserShellOptions['start']): Promise<BrowserShell> {
    return runBrowserShell({
      settings: { dataDir: this.dataDir, port },
      rendererDir: join(this.directory, 'renderer'),
      limits,
      ...(this.laterStarts === undefined ? {} : { laterStarts: this.laterStarts }),
      clock: { now: () => this.now },
      warn: (text) => void this.warnings.push(text),
      start:
        start ??
        (async () => ({
          host: (caller) => {
            this.callers.push(caller);
            return this.host;
          },
          onRevoked: (listener) => {
            this.revoke = listener;
            return () => undefined;
          },
          close: async () => {
            this.terminalClosed = true;
          },
        })),
    });
  }

  async start(limits: Limits = {}): Promise<BrowserShell> {
    this.#shell = await this.run(0, limits);
    return this.#shell;
  }

  async stop(): Promise<void> {
    await this.#shell?.close();
    this.#shell = null;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true });
  }

  /** A request whose path and headers are sent exactly as given. */
  async ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
    const sent = httpRequest({ host: '127.0.0.1', port: this.shell.port, path, method, headers, agent: false });
    sent.end();
    const [response]: IncomingMessage[] = (await once(sent, 'response')) as [IncomingMessage];
    if (response === undefined) throw new Error('no response');
    let body = '';
    for await (const chunk of response) body += chunk;
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  }

  /** A browser that followed a link: its cookie. */
  async signIn(): Promise<string> {
    const { headers } = await this.ask(this.newPath(), { 'user-agent': CHROMIUM_ON_LINUX });
    return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  }

  /** Of a new link, what a browser asks for. */
  newPath(): string {
    const { pathname, search } = new URL(this.shell.newLink());
    return pathname + search;
  }

  /** What a signed-in window's socket shows. */
  ofWindow(cookie: string): { readonly cookie: string; readonly origin: string; readonly 'user-agent': string } {
    return { cookie, origin: this.origin, 'user-agent': CHROMIUM_ON_LINUX };
  }

  /** Opens a socket and says whether it was let in; null stands for 101, else the status and reason. */
  async openSocket(headers: Readonly<Record<string, string>>, path = '/socket'): Promise<{ socket: WebSocket; refusal: string | null }> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.shell.port}${path}`, { headers });
    const refused = Promise.withResolvers<string | null>();
    socket.on('open', () => refused.resolve(null));
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => refused.resolve(`${response.statusCode} ${body.trim()}`));
    });
    return { socket, refusal: await refused.promise };
  }
}

/** By which a terminal knows the browser that has this cookie. */
export function tokenHashOf(cookie: string): string {
  return createHash('sha256')
    .update(cookie.split('=')[1] ?? '')
    .digest('hex');
}

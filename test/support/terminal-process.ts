import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { AccessView } from '../../src-core/contract/access.ts';
import { ContractClient } from '../../src-core/contract/client.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { scriptPort } from './script-port.ts';

const BROWSER_SHELL = join(import.meta.dirname, '../../out/main/browser.js');
const LINK = /running at (http:\/\/127\.0\.0\.1:(\d+)\/\?code=\S+)/;
/** A start opens a database and a socket; one that takes longer hangs. */
const START_MS = 20_000;

export interface TerminalStart {
  readonly dataDir: string;
  /** 0 for any free one. */
  readonly port?: number;
  /** Flags of the session, such as "--speed", "20". */
  readonly flags?: readonly string[];
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The built browser shell as a process of its own. */
export class TerminalProcess {
  readonly port: number;
  /** Signs one browser in, once. */
  readonly link: string;
  readonly #child: ChildProcess;
  readonly #dataDir: string;
  readonly #exited: Promise<number | null>;

  private constructor(child: ChildProcess, exited: Promise<number | null>, dataDir: string, link: string, port: number) {
    this.#child = child;
    this.#exited = exited;
    this.#dataDir = dataDir;
    this.link = link;
    this.port = port;
  }

  /** Resolves once the terminal has printed its link; rejects with what it said when it ends before. */
  static start({ dataDir, port = 0, flags = [], env = {} }: TerminalStart): Promise<TerminalProcess> {
    const child = spawn(process.execPath, [BROWSER_SHELL, '--no-open', '--data-dir', dataDir, '--port', String(port), ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
    return new Promise((resolve, reject) => {
      let said = '';
      const patience = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`the terminal printed no link in ${START_MS / 1000} s: ${said}`));
      }, START_MS);
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        const [, link, own] = LINK.exec(said) ?? [];
        if (link === undefined) return;
        clearTimeout(patience);
        resolve(new TerminalProcess(child, exited, dataDir, link, Number(own)));
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      void exited.then((code) => {
        clearTimeout(patience);
        reject(new Error(`the terminal ended with ${code} before it printed a link: ${said}`));
      });
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What a script shows at the door. */
  get credentials(): { readonly Authorization: string; readonly Origin: string } {
    return { Authorization: `Bearer ${readFileSync(join(this.#dataDir, 'browser-token'), 'utf8').trim()}`, Origin: this.origin };
  }

  /** The contract as a script speaks it: signed in as the desk's admin where somebody must be. */
  async connect(): Promise<ContractClient> {
    const socket = new WebSocket(`${this.origin.replace('http', 'ws')}/socket`, { headers: this.credentials });
    // Not through events.once: the port must listen before the first message can come.
    const port = scriptPort(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    const client = new ContractClient(port);
    await signedIn(client);
    return client;
  }

  /** Ends it as a person would, and resolves with its exit code. */
  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#exited;
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

/** Who runs the desks of tests. */
export const DESK_ADMIN = { username: 'desk-admin', password: 'paper over the desk' };

/** Names the desk's first admin, or signs in as the one that is there. */
async function signedIn(client: ContractClient): Promise<void> {
  const phase = (): Promise<AccessView['phase']> =>
    new Promise((resolve, reject) => {
      const stop = client.subscribe('access', {}, { next: (view) => (stop(), resolve(view.phase)), error: reject });
    });
  if ((await phase()) === 'set_up') {
    // Another workstation may have done it in the same moment.
    await client.call('access.setUp', DESK_ADMIN).catch((error: unknown) => {
      if (!(error instanceof ContractFailure) || error.code !== 'conflict') throw error;
    });
  }
  if ((await phase()) === 'signed_out') await client.call('access.signIn', DESK_ADMIN);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { leaveOut } from './left-out.ts';
import { freePort } from './free-port.ts';

const BINARY = '/usr/bin/redis-server';

/** Whether there is a Redis to test on; where not, the suite is noted as left out. */
export function hasRedis(suite: string): boolean {
  if (existsSync(BINARY)) return true;
  leaveOut(suite, `there is no ${BINARY}`);
  return false;
}

export interface RedisServerOptions {
  readonly password?: string;
  /** Files of a key and its certificate: TLS is spoken then, and nothing else. */
  readonly tls?: { readonly key: string; readonly certificate: string };
  /** More arguments of redis-server. */
  readonly args?: readonly string[];
}

/** A real Redis on a free port of 127.0.0.1 that keeps nothing on disk, with a directory of its own. */
export class RedisServer {
  readonly port: number;
  readonly directory: string;
  readonly #options: RedisServerOptions;
  #child: ChildProcess | null = null;
  #direct: Redis | null = null;

  private constructor(port: number, directory: string, options: RedisServerOptions) {
    this.port = port;
    this.directory = directory;
    this.#options = options;
  }

  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const server = await RedisServer.prepare(options);
    await server.run();
    return server;
  }

  /** One that does not run yet. */
  static async prepare(options: RedisServerOptions = {}): Promise<RedisServer> {
    return new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'redis-')), options);
  }

  /** Without a password: that is given beside it. */
  get url(): string {
    return `${this.#options.tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${this.port}/0`;
  }

  get access(): { readonly url: string; readonly password: string | null } {
    return { url: this.url, password: this.#options.password ?? null };
  }

  /** A client past the store, without a time limit. */
  get direct(): Redis {
    this.#direct ??= new Redis({
      host: '127.0.0.1',
      port: this.port,
      ...(this.#options.password !== undefined && { password: this.#options.password }),
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    }).on('error', () => {
      // It comes back with the server.
    });
    return this.#direct;
  }

  /** Starts it, empty, and waits until it answers. */
  async run(): Promise<void> {
    if (this.#child !== null) throw new Error('the server runs already');
    const { password, tls, args = [] } = this.#options;
    const port = String(this.port);
    const listening = tls === undefined ? ['--port', port] : ['--port', '0', '--tls-port', port, '--tls-key-file', tls.key, '--tls-cert-file', tls.certificate, '--tls-auth-clients', 'no'];
    const secret = password === undefined ? [] : ['--requirepass', password];
    const kept = ['--save', '', '--appendonly', 'no', '--dir', this.directory];
    const child = spawn(BINARY, ['--bind', '127.0.0.1', ...listening, ...kept, ...secret, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${said}`)));
      child.stdout.on('data', (bytes: Buffer) => {
        said = (said + bytes.toString()).slice(-4_000);
        if (said.includes('Ready to accept connections')) resolve();
      });
    });
  }

  /** SIGKILL. What it held is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.run();
  }

  /** Connections stay open, nothing is answered. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  continue(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Takes every key away while clients stay connected. */
  async empty(): Promise<void> {
    await this.direct.flushall();
  }

  /** Its directory goes with it. */
  async stop(): Promise<void> {
    this.#direct?.disconnect();
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}

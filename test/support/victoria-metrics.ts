import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { leaveOut } from './left-out.ts';
import { freePort } from './free-port.ts';

const BINARY = '/usr/bin/victoria-metrics';

/** Whether there is one to test on; where not, the suite is noted as left out. */
export function hasVictoriaMetrics(suite: string): boolean {
  if (existsSync(BINARY)) return true;
  leaveOut(suite, `there is no ${BINARY}`);
  return false;
}

const exportedSchema = z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.number()), timestamps: z.array(z.number()) });
export type ExportedSeries = z.output<typeof exportedSchema>;

/** A real VictoriaMetrics on a free port of 127.0.0.1: it takes InfluxDB's line protocol and gives it back. */
export class VictoriaMetrics {
  readonly port: number;
  readonly #directory: string;
  #child: ChildProcess | null = null;

  private constructor(port: number, directory: string) {
    this.port = port;
    this.#directory = directory;
  }

  static async start(): Promise<VictoriaMetrics> {
    const server = await VictoriaMetrics.prepare();
    await server.run();
    return server;
  }

  /** One that does not run yet. */
  static async prepare(): Promise<VictoriaMetrics> {
    return new VictoriaMetrics(await freePort(), await mkdtemp(join(tmpdir(), 'victoria-metrics-')));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it on what it kept, and waits until it answers. */
  async run(): Promise<void> {
    if (this.#child !== null) throw new Error('the server runs already');
    const args = [`-httpListenAddr=127.0.0.1:${this.port}`, `-storageDataPath=${this.#directory}`, '-retentionPeriod=100y', '-loggerLevel=ERROR', '-memory.allowedBytes=256MB'];
    const child = spawn(BINARY, args, { stdio: ['ignore', 'ignore', 'ignore'] });
    this.#child = child;
    child.on('exit', () => {
      if (this.#child === child) this.#child = null;
    });
    for (let attempt = 0; attempt < 500; attempt += 1) {
      if (this.#child === null) throw new Error('victoria-metrics ended at its start');
      const answered = await fetch(`${this.url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (answered) return;
      await sleep(20);
    }
    throw new Error('victoria-metrics does not answer');
  }

  /** SIGSTOP: it keeps its sockets and answers nothing. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** What it took in the last second or so may be lost. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Ends it in order: what it took is on its disk. */
  end(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Takes every series away while clients stay connected. */
  async empty(): Promise<void> {
    await fetch(`${this.url}/api/v1/admin/tsdb/delete_series?match[]=${encodeURIComponent('{__name__!=""}')}`, { method: 'POST' });
  }

  async stop(): Promise<void> {
    await this.#end('SIGKILL');
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Everything of the series that a selector like {__name__="market_data_price"} names. */
  async export(selector: string): Promise<readonly ExportedSeries[]> {
    await fetch(`${this.url}/internal/force_flush`);
    const answer = await fetch(`${this.url}/api/v1/export?match[]=${encodeURIComponent(selector)}`);
    const text = await answer.text();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => exportedSchema.parse(JSON.parse(line)));
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGCONT');
    child.kill(signal);
    await ended;
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command, Report } from './reports.ts';

const register = pathToFileURL(join(import.meta.dirname, 'register.mjs')).href;

/** The built main bundle, run against the stand-in. */
export class Program {
  readonly child: ChildProcess;
  readonly exited: Promise<number>;
  stderr = '';
  readonly #reports: Report[] = [];
  readonly #passed: Report[] = [];
  #waiting: (() => void) | null = null;

  /** `out` is where the built program lies. */
  constructor(out: string, flags: readonly string[], env: Record<string, string> = {}) {
    this.child = fork(join(out, 'main', 'index.js'), flags, {
      execArgv: ['--import', register, '--disable-warning=ExperimentalWarning'],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.child.on('message', (message: Report) => {
      this.#reports.push(message);
      this.#waiting?.();
    });
    this.exited = once(this.child, 'exit').then(([code]) => {
      this.#waiting?.();
      return Number(code);
    });
  }

  /** The next report of this kind; those before it are passed over. */
  async next<Kind extends Report['kind']>(kind: Kind): Promise<Extract<Report, { kind: Kind }>> {
    for (;;) {
      const next = this.#reports.shift();
      if (next === undefined) {
        if (this.child.exitCode !== null) throw new Error(`the program ended with ${this.child.exitCode} before "${kind}": ${this.stderr}`);
        await new Promise<void>((resolve) => {
          this.#waiting = resolve;
        });
      } else if (next.kind === kind) return next as Extract<Report, { kind: Kind }>;
      else this.#passed.push(next);
    }
  }

  /** Those of this kind that were passed over since it was last asked. */
  passed<Kind extends Report['kind']>(kind: Kind): readonly Report[] {
    return this.#passed.splice(0).filter((report) => report.kind === kind);
  }

  send(command: Command): void {
    this.child.send(command);
  }

  /** Ends it where it still runs. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await this.exited;
  }
}

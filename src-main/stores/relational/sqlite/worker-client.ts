import { Worker } from 'node:worker_threads';
import type { NumberedAnswer, NumberedRequest, WorkerAnswer, WorkerFailure, WorkerRequest } from './worker-protocol.ts';

/** A request that SQLite, or the thread that owns it, could not do. */
export class SqliteFailure extends Error {
  override name = 'SqliteFailure';
  readonly failure: WorkerFailure;

  constructor(failure: WorkerFailure) {
    super(describeFailure(failure));
    this.failure = failure;
  }
}

interface Waiting {
  readonly resolve: (answer: Exclude<WorkerAnswer, { kind: 'failed' }>) => void;
  readonly reject: (error: SqliteFailure) => void;
}

/** The main thread's end of the SQLite thread: a promise for each request. */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #endReason: string | null = null;

  constructor(workerUrl: URL) {
    this.#worker = new Worker(workerUrl, { name: 'sqlite' });
    this.#worker.on('message', ({ id, answer }: NumberedAnswer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (answer.kind === 'failed') waiting?.reject(new SqliteFailure(answer.failure));
      else waiting?.resolve(answer);
    });
    this.#worker.on('error', (error) => this.#end(`the database thread failed: ${String(error)}`));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end('the database is closed');
        resolve();
      });
    });
  }

  /** Throws SqliteFailure. */
  request(request: WorkerRequest): Promise<Exclude<WorkerAnswer, { kind: 'failed' }>> {
    if (this.#endReason !== null) return Promise.reject(new SqliteFailure({ kind: 'other', message: this.#endReason }));
    this.#lastId += 1;
    const numbered: NumberedRequest = { id: this.#lastId, request };
    return new Promise((resolve, reject) => {
      this.#waiting.set(numbered.id, { resolve, reject });
      this.#worker.postMessage(numbered);
    });
  }

  /** Ends after everything asked before it. */
  async close(): Promise<void> {
    if (this.#endReason === null) await this.request({ kind: 'close' });
    await this.#ended;
  }

  /** Ends at once; what was asked is given up. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(reason: string): void {
    this.#endReason ??= reason;
    for (const { reject } of this.#waiting.values()) reject(new SqliteFailure({ kind: 'other', message: this.#endReason }));
    this.#waiting.clear();
  }
}

function describeFailure(failure: WorkerFailure): string {
  switch (failure.kind) {
    case 'newer':
      return `the schema has number ${failure.found}, known is up to ${failure.known}`;
    case 'changed':
      return `migration ${failure.number} (${failure.name}) has another text`;
    case 'corrupt':
      return `the database is damaged: ${failure.damage}`;
    case 'in_use':
      return `the database is in use by process ${failure.pid ?? 'unknown'}`;
    case 'not_writable':
      return `the directory cannot be written to: ${failure.reason}`;
    case 'not_backed_up':
      return `the database could not be kept as it is before its migration: ${failure.reason}`;
    case 'other':
      return failure.message;
  }
}

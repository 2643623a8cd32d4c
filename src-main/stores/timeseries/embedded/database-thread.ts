import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../../src-core/time.ts';
import type { Answer, Failure, NumberedAnswer, NumberedRequest, Request, SetAside } from './worker-protocol.ts';

/** A request that the thread could not do. */
export class TimeSeriesFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind === 'other' ? failure.message : failure.kind === 'not_writable' ? failure.reason : failure.kind);
    this.failure = failure;
  }
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** The main thread's end of the time-series thread: a promise for each request. */
export class DatabaseThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  readonly #clock: Clock;
  #setAside: SetAside | null = null;
  #lastId = 0;
  #endReason: string | null = null;

  constructor(workerUrl: URL, clock: Clock) {
    this.#clock = clock;
    this.#worker = new Worker(workerUrl, { name: 'time-series' });
    this.#worker.on('message', ({ id, answer, setAside }: NumberedAnswer) => {
      this.#setAside = setAside ?? this.#setAside;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (answer.kind === 'failed') waiting?.reject(new TimeSeriesFailure(answer.failure));
      else waiting?.resolve(answer);
    });
    this.#worker.on('error', (error) => this.#end(`the time-series thread failed: ${String(error)}`));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end('the time series are closed');
        resolve();
      });
    });
  }

  /** The newest file that was set aside for its damage. */
  get setAside(): SetAside | null {
    return this.#setAside;
  }

  /** Throws TimeSeriesFailure, or Error once the thread has ended. */
  request(request: Request): Promise<Answer> {
    if (this.#endReason !== null) return Promise.reject(new Error(this.#endReason));
    this.#lastId += 1;
    const numbered: NumberedRequest = { id: this.#lastId, request, now: this.#clock.now() };
    return new Promise((resolve, reject) => {
      this.#waiting.set(numbered.id, { resolve, reject });
      this.#worker.postMessage(numbered);
    });
  }

  async close(): Promise<void> {
    if (this.#endReason === null) await this.request({ kind: 'close' }).catch(() => undefined);
    await this.#ended;
  }

  #end(reason: string): void {
    this.#endReason ??= reason;
    for (const { reject } of this.#waiting.values()) reject(new Error(this.#endReason));
    this.#waiting.clear();
  }
}

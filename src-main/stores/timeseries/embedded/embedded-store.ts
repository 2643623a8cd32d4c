import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar } from '../../../../src-core/contract/connections.ts';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import type { Clock, EpochMs } from '../../../../src-core/time.ts';
import { DatabaseInUse, DirectoryNotWritable, NewerDatabase } from '../../relational/store-failure.ts';
import type { Point } from '../measurements.ts';
import type { TimeSeriesStore } from '../time-series-store.ts';
import { DatabaseThread, TimeSeriesFailure } from './database-thread.ts';
import type { Answer, CorrelationValue, Failure, Request } from './worker-protocol.ts';

export interface EmbeddedTimeSeriesOptions {
  /** The data directory; the file in it is timeseries.sqlite. */
  readonly directory: string;
  /** The built or the source file of time-series-worker. */
  readonly workerUrl: URL;
  readonly clock: Clock;
  /** Points that are written at once, and how long a point waits for others. */
  readonly batch?: { readonly points: number; readonly milliseconds: number };
  /** Points that may wait for the disk; past it the oldest are dropped. */
  readonly maximumWaiting?: number;
}

export interface EmbeddedTimeSeries extends TimeSeriesStore {
  readonly kind: 'sqlite';
  /** What is wrong, or went wrong since the start, as a sentence; null where nothing did. */
  problem(): string | null;
}

/** Each is copied to the thread at once: few enough that the market does not notice. */
const BATCH = { points: 2_000, milliseconds: 500 };
const MAXIMUM_WAITING = 200_000;
/** Until a write that failed is tried again. */
const AGAIN_AFTER_MS = 1_000;

/** Opens the time series of the data directory. Throws StartFailure where another program has them or a newer one wrote them; a damaged file is set aside and begun anew. */
export async function openEmbeddedTimeSeries(options: EmbeddedTimeSeriesOptions): Promise<EmbeddedTimeSeries> {
  const file = join(options.directory, 'timeseries.sqlite');
  try {
    mkdirSync(options.directory, { recursive: true });
  } catch (error) {
    throw new DirectoryNotWritable(options.directory, messageOf(error));
  }
  const thread = new DatabaseThread(options.workerUrl, options.clock);
  try {
    await thread.request({ kind: 'open', file });
    return new SqliteTimeSeries(thread, file, options);
  } catch (error) {
    await thread.close();
    if (error instanceof TimeSeriesFailure) throw startFailure(error.failure, file, options.directory);
    throw error;
  }
}

class SqliteTimeSeries implements EmbeddedTimeSeries {
  readonly kind = 'sqlite';
  readonly #thread: DatabaseThread;
  readonly #file: string;
  readonly #batch: { readonly points: number; readonly milliseconds: number };
  readonly #maximumWaiting: number;
  #waiting: Point[] = [];
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failing: string | null = null;
  #dropped = 0;
  #closed = false;

  constructor(thread: DatabaseThread, file: string, options: EmbeddedTimeSeriesOptions) {
    this.#thread = thread;
    this.#file = file;
    this.#batch = options.batch ?? BATCH;
    this.#maximumWaiting = options.maximumWaiting ?? MAXIMUM_WAITING;
  }

  write(points: readonly Point[]): void {
    if (this.#closed) return;
    for (const point of points) this.#waiting.push(point);
    this.#bound();
    if (this.#failing === null && this.#waiting.length >= this.#batch.points) this.#beginWriting();
    else this.#schedule(this.#failing === null ? this.#batch.milliseconds : AGAIN_AFTER_MS);
  }

  async bars(ticker: Ticker, every: 'minute' | 'day', from: EpochMs, to: EpochMs): Promise<readonly Bar[]> {
    await this.#settle();
    const answer = await this.#thread.request({ kind: 'bars', ticker, every, from, to });
    return answer.kind === 'bars' ? answer.bars : unexpected(answer);
  }

  async correlations(pair: string, from: EpochMs, to: EpochMs): Promise<readonly CorrelationValue[]> {
    await this.#settle();
    const answer = await this.#thread.request({ kind: 'correlations', pair, from, to });
    return answer.kind === 'correlations' ? answer.values : unexpected(answer);
  }

  async aggregate(before: EpochMs): Promise<number> {
    await this.flush();
    for (let made = 0; ; made += 1) {
      if ((await this.#count({ kind: 'aggregate', before })) === 0) return made;
    }
  }

  prune(kind: 'detail' | 'daily', before: EpochMs, most: number): Promise<number> {
    return this.#count({ kind: 'prune', of: kind, before, most });
  }

  status(): null {
    return null;
  }

  problem(): string | null {
    const { setAside } = this.#thread;
    const sentences = [
      setAside === null ? null : `${this.#file} was damaged (${setAside.damage}) and was begun anew; the damaged file is kept as ${setAside.file}.`,
      this.#failing === null ? null : `${this.#file} cannot be written: ${this.#failing}.`,
      this.#dropped === 0 ? null : `${this.#dropped} points were dropped.`,
    ].filter((sentence) => sentence !== null);
    return sentences.length === 0 ? null : sentences.join(' ');
  }

  async flush(): Promise<void> {
    const reason = await this.#settle();
    if (reason !== null) throw new Error(`${this.#file} cannot be written: ${reason}`);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#settle();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#thread.close();
  }

  /** Writes what waits; answers with why it could not. */
  async #settle(): Promise<string | null> {
    await this.#writing;
    while (this.#waiting.length > 0) {
      this.#beginWriting();
      await this.#writing;
      if (this.#failing !== null) return this.#failing;
    }
    return null;
  }

  #schedule(milliseconds: number): void {
    if (this.#timer !== null || this.#writing !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#beginWriting();
    }, milliseconds);
  }

  #beginWriting(): void {
    if (this.#writing !== null || this.#waiting.length === 0) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writeBatch().finally(() => {
      this.#writing = null;
      if (this.#closed || this.#waiting.length === 0) return;
      if (this.#failing !== null) this.#schedule(AGAIN_AFTER_MS);
      else if (this.#waiting.length >= this.#batch.points) this.#beginWriting();
      else this.#schedule(this.#batch.milliseconds);
    });
  }

  async #writeBatch(): Promise<void> {
    const points = this.#waiting.slice(0, this.#batch.points);
    this.#waiting = this.#waiting.slice(points.length);
    try {
      await this.#thread.request({ kind: 'write', points });
      this.#failing = null;
    } catch (error) {
      this.#failing = messageOf(error);
      this.#waiting = [...points, ...this.#waiting];
      this.#bound();
    }
  }

  #bound(): void {
    const surplus = this.#waiting.length - this.#maximumWaiting;
    if (surplus <= 0) return;
    this.#waiting.splice(0, surplus);
    this.#dropped += surplus;
  }

  async #count(request: Request): Promise<number> {
    const answer = await this.#thread.request(request);
    return answer.kind === 'count' ? answer.count : unexpected(answer);
  }
}

function startFailure(failure: Failure, file: string, directory: string): Error {
  switch (failure.kind) {
    case 'newer':
      return new NewerDatabase(file, failure.found, failure.known);
    case 'in_use':
      return new DatabaseInUse(file, failure.pid);
    case 'not_writable':
      return new DirectoryNotWritable(directory, failure.reason);
    case 'other':
      return new Error(`${file} cannot be opened: ${failure.message}`);
  }
}

function unexpected(answer: Answer): never {
  throw new Error(`the time-series thread answered "${answer.kind}"`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

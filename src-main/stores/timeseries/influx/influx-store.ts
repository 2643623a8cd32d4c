import { HttpError } from '@influxdata/influxdb-client';
import type { Bar, ServerStatus } from '../../../../src-core/contract/connections.ts';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import type { Clock, EpochMs } from '../../../../src-core/time.ts';
import type { InfluxAccess } from '../../../desk-settings.ts';
import type { Point } from '../measurements.ts';
import type { TimeSeriesStore } from '../time-series-store.ts';
import { InfluxHttp, serverUrl } from './influx-http.ts';
import { InfluxReads } from './influx-reads.ts';
import { InfluxUpkeep } from './influx-upkeep.ts';
import { InfluxWriter, type WriterOptions } from './influx-writer.ts';
import { lineOf } from './line-protocol.ts';
import { Spool } from './spool.ts';
import { answerOf, networkReason } from './write-answer.ts';

export interface InfluxTimeSeriesOptions {
  readonly access: InfluxAccess;
  /** A directory of its own for what waits for the server. */
  readonly spoolDirectory: string;
  readonly clock: Clock;
  /** 0 <= value < 1; spreads the retries of several workstations. */
  readonly random: () => number;
  /** Of the spool; past it the oldest detail is thinned. */
  readonly maximumSpoolBytes?: number;
  readonly memoryBytes?: number;
  readonly batch?: WriterOptions['batch'];
  readonly retry?: WriterOptions['retry'];
  readonly probeMs?: number;
  readonly limits?: Limits;
}

/** Milliseconds until a request is given up. */
interface Limits {
  readonly write: number;
  readonly read: number;
  /** Of a request that aggregates or removes. */
  readonly upkeep: number;
}

const MAXIMUM_SPOOL_BYTES = 268_435_456;
const MEMORY_BYTES = 33_554_432;
const BATCH = { points: 5_000, bytes: 524_288, milliseconds: 1_000 };
const RETRY = { firstMs: 250, longestMs: 10_000, refusedMs: 30_000 };
const PROBE_MS = 5_000;
const LIMITS = { write: 2_000, read: 2_000, upkeep: 30_000 };

/** Time series in InfluxDB 2. Opening does not wait for the server, and what cannot be sent waits on this disk. Throws RangeError on a URL that is none. */
export function openInfluxTimeSeries(options: InfluxTimeSeriesOptions): TimeSeriesStore {
  return new InfluxTimeSeries(options);
}

class InfluxTimeSeries implements TimeSeriesStore {
  readonly kind = 'influxdb';
  readonly #writer: InfluxWriter;
  readonly #reads: InfluxReads;
  readonly #upkeep: InfluxUpkeep;

  constructor(options: InfluxTimeSeriesOptions) {
    const { access, clock } = options;
    const limits = options.limits ?? LIMITS;
    const http = new InfluxHttp(access);
    this.#reads = new InfluxReads(http, access.bucket, limits.read);
    this.#upkeep = new InfluxUpkeep(http, access.bucket, limits.upkeep);
    this.#writer = new InfluxWriter({
      post: (lines) =>
        http.write(lines, limits.write).then(
          () => ({ kind: 'taken' as const }),
          (error: unknown) => answerOf(error, access, clock.now()),
        ),
      probe: () =>
        http.get('/health', limits.write).then(
          () => null,
          (error: unknown) => (error instanceof HttpError && error.statusCode < 500 ? null : reasonOf(error)),
        ),
      spool: new Spool({ directory: options.spoolDirectory, maximumBytes: options.maximumSpoolBytes ?? MAXIMUM_SPOOL_BYTES }),
      clock,
      random: options.random,
      place: `InfluxDB at ${serverUrl(access.url).host}, bucket ${access.bucket}`,
      batch: options.batch ?? BATCH,
      memoryBytes: options.memoryBytes ?? MEMORY_BYTES,
      retry: options.retry ?? RETRY,
      probeMs: options.probeMs ?? PROBE_MS,
    });
  }

  write(points: readonly Point[]): void {
    for (const point of points) {
      const line = lineOf(point);
      if (line !== null) this.#writer.add(line, point.time);
    }
  }

  bars(ticker: Ticker, every: 'minute' | 'day', from: EpochMs, to: EpochMs): Promise<readonly Bar[]> {
    return plain(this.#reads.bars(ticker, every, from, to));
  }

  correlations(pair: string, from: EpochMs, to: EpochMs): Promise<readonly { readonly time: EpochMs; readonly correlation: number }[]> {
    return plain(this.#reads.correlations(pair, from, to));
  }

  /** Rejects while points wait here: a day would be made without them, and not made again. */
  async aggregate(before: EpochMs): Promise<number> {
    await this.#writer.flush();
    const { backlog, state } = this.#writer.status();
    // What came in just now is not of a day that ended.
    if (state !== 'connected') throw new Error(`${backlog} points wait for InfluxDB; daily aggregates are made once it has them`);
    return plain(this.#upkeep.aggregate(before));
  }

  /** InfluxDB does not say how many points it removes, and removes the oldest day at a time, whatever `most` is. */
  prune(kind: 'detail' | 'daily', before: EpochMs, _most: number): Promise<number> {
    return plain(this.#upkeep.prune(kind, before));
  }

  status(): ServerStatus {
    return this.#writer.status();
  }

  flush(): Promise<void> {
    return this.#writer.flush();
  }

  close(): Promise<void> {
    return this.#writer.close();
  }
}

/** Callers fall back or try later: they are told in plain words, without the client's own error classes. */
function plain<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => {
    throw new Error(`InfluxDB: ${reasonOf(error)}`);
  });
}

function reasonOf(error: unknown): string {
  return error instanceof HttpError ? `it answered ${error.statusCode}: ${error.message}` : networkReason(error);
}

import type { Bar } from '../../../src-core/contract/connections.ts';
import type { Ticker } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { EmbeddedTimeSeries } from './embedded/embedded-store.ts';
import type { Point } from './measurements.ts';

/** Points that are kept until it is open; past it the oldest are dropped. */
const MOST_WAITING = 200_000;

/**
 * Embedded time series that are opened once the start is over, or somebody reads: opening takes a thread and a disk that
 * the start needs. Time series that cannot be opened cost the past of the charts, not the terminal: `problem` says why.
 */
export class LateTimeSeries implements EmbeddedTimeSeries {
  readonly kind = 'sqlite';
  readonly #open: () => Promise<EmbeddedTimeSeries>;
  #opening: Promise<EmbeddedTimeSeries> | null = null;
  #opened: EmbeddedTimeSeries | null = null;
  #waiting: Point[] = [];
  #failure: string | null = null;

  constructor(open: () => Promise<EmbeddedTimeSeries>) {
    this.#open = open;
  }

  /** Opens them where they are not. */
  begin(): void {
    this.#ready().catch(() => {
      // Said by problem().
    });
  }

  write(points: readonly Point[]): void {
    if (this.#opened !== null) {
      this.#opened.write(points);
      return;
    }
    if (this.#failure !== null) return;
    for (const point of points) this.#waiting.push(point);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.splice(0, this.#waiting.length - MOST_WAITING);
  }

  async bars(ticker: Ticker, every: 'minute' | 'day', from: EpochMs, to: EpochMs): Promise<readonly Bar[]> {
    return (await this.#ready()).bars(ticker, every, from, to);
  }

  async correlations(pair: string, from: EpochMs, to: EpochMs): Promise<readonly { readonly time: EpochMs; readonly correlation: number }[]> {
    return (await this.#ready()).correlations(pair, from, to);
  }

  async aggregate(before: EpochMs): Promise<number> {
    return (await this.#ready()).aggregate(before);
  }

  async prune(kind: 'detail' | 'daily', before: EpochMs, most: number): Promise<number> {
    return (await this.#ready()).prune(kind, before, most);
  }

  status(): null {
    return null;
  }

  problem(): string | null {
    return this.#failure ?? this.#opened?.problem() ?? null;
  }

  async flush(): Promise<void> {
    if (this.#opening !== null || this.#waiting.length > 0) await (await this.#ready()).flush();
  }

  async close(): Promise<void> {
    if (this.#opening === null && this.#waiting.length === 0) return;
    await this.#ready().then(
      (opened) => opened.close(),
      () => undefined,
    );
  }

  #ready(): Promise<EmbeddedTimeSeries> {
    this.#opening ??= this.#open().then(
      (opened) => {
        this.#opened = opened;
        opened.write(this.#waiting);
        this.#waiting = [];
        return opened;
      },
      (error: unknown) => {
        this.#failure = error instanceof Error ? error.message : String(error);
        this.#waiting = [];
        throw error;
      },
    );
    return this.#opening;
  }
}

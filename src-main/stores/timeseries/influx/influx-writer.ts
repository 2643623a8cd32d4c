import type { ServerStatus } from '../../../../src-core/contract/connections.ts';
import type { Clock, EpochMs } from '../../../../src-core/time.ts';
import { Backoff } from './backoff.ts';
import { linesOf } from './line-protocol.ts';
import { type Batch, MemoryQueue } from './memory-queue.ts';
import type { Spool } from './spool.ts';
import type { WriteAnswer } from './write-answer.ts';

// The client's WriteApi keeps its retries in memory, drops the oldest lines past a bound and gives up after three minutes:
// here a batch that failed goes to the disk. Of the client there is its escaping, its Flux, its CSV and its errors.

export interface WriterOptions {
  post(lines: string): Promise<WriteAnswer>;
  /** Whether the server answers, and if not, why. */
  probe(): Promise<string | null>;
  readonly spool: Spool;
  readonly clock: Clock;
  /** 0 <= value < 1. */
  readonly random: () => number;
  /** "InfluxDB at host, bucket market". */
  readonly place: string;
  readonly batch: { readonly points: number; readonly bytes: number; readonly milliseconds: number };
  /** Bytes that may wait in memory; past it they go to the spool, and where the disk fails they are thinned. */
  readonly memoryBytes: number;
  readonly retry: { readonly firstMs: number; readonly longestMs: number; readonly refusedMs: number };
  /** Between two looks at a server that nothing is written to. */
  readonly probeMs: number;
}

type Failure = Extract<WriteAnswer, { kind: 'refused' | 'broken' | 'away' }>;

/** Requests at once: a server works several on several cores. */
const UNDER_WAY = 3;
/** That a request is not made smaller than for want of time. */
const FEWEST_POINTS = 50;
/** Answers 500 to one piece until the others may pass it. */
const PATIENCE = 5;
/** Requests that the search for malformed lines of one piece may take. */
const SEARCH_REQUESTS = 64;
/** What a close waits for the server. */
const CLOSE_MS = 1_500;
/** Until a disk that could not be read is tried again. */
const DISK_AGAIN_MS = 5_000;

/**
 * Brings lines to the server: batches in memory while it answers, the spool while it does not. The spool is always older
 * than what is in memory, and only batches whose times do not overlap are under way at once, so that of two values of a
 * point the newer one stays.
 */
export class InfluxWriter {
  readonly #options: WriterOptions;
  readonly #queue: MemoryQueue;
  readonly #backoff: Backoff;
  /** The batch that is being gathered. */
  #text = '';
  #textPoints = 0;
  #textFrom = Number.POSITIVE_INFINITY;
  #textTo = Number.NEGATIVE_INFINITY;
  readonly #underWay = new Set<Batch>();
  #pointsUnderWay = 0;
  /** On their way to the disk. */
  #spillingPoints = 0;
  #spilling: Promise<void> | null = null;
  #diskProblem: string | null = null;
  #readAgainAt = 0;
  #batchTimer: NodeJS.Timeout | null = null;

  #state: ServerStatus['state'] = 'connecting';
  #since: EpochMs;
  #reason: string | null = null;
  /** Answers 500 to the piece that is being sent. */
  #broken = 0;
  /** More than that in one request was too large. */
  #largestPoints = Number.POSITIVE_INFINITY;
  /** More than that in one request took too long; grows again with what arrives. */
  #timelyPoints = Number.POSITIVE_INFINITY;
  #rejected = 0;
  #rejectedReason = '';

  #closing = false;
  #wake: (() => void) | null = null;
  #changed: (() => void)[] = [];
  readonly #running: Promise<void>;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#queue = new MemoryQueue(options.memoryBytes);
    this.#backoff = new Backoff(options.retry, options.random);
    this.#since = options.clock.now();
    this.#running = this.#run();
  }

  /** Adds a line, without its line break; `time` is that of its point. */
  add(line: string, time: EpochMs): void {
    if (this.#closing) return;
    this.#text += `${line}\n`;
    this.#textPoints += 1;
    if (time < this.#textFrom) this.#textFrom = time;
    if (time > this.#textTo) this.#textTo = time;
    const { batch } = this.#options;
    if (this.#textPoints >= batch.points || this.#text.length >= batch.bytes) this.#endBatch();
    else this.#batchTimer ??= setTimeout(() => this.#endBatch(), batch.milliseconds);
  }

  /** Resolves when what was added is at the server or on the disk; rejects where neither takes it. */
  async flush(): Promise<void> {
    this.#endBatch();
    while (!this.#queue.isEmpty || this.#underWay.size > 0 || this.#spilling !== null) {
      if (this.#diskProblem !== null && this.#state !== 'connected' && this.#underWay.size === 0) {
        await this.#spill();
        if (this.#diskProblem !== null) throw new Error(`neither ${this.#options.place} nor the disk takes the points: ${this.#diskProblem}`);
      } else {
        await new Promise<void>((resolve) => {
          this.#changed.push(resolve);
          this.#wake?.();
        });
      }
    }
    if (this.#options.spool.points > 0) await this.#options.spool.sync();
  }

  /** What the server does not take soon stays on the disk. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
    await Promise.race([this.flush().catch(() => undefined), late]);
    clearTimeout(timer);
    this.#closing = true;
    if (this.#batchTimer !== null) clearTimeout(this.#batchTimer);
    this.#wake?.();
    await this.#spill();
    await this.#running;
    await this.#spill();
    await this.#options.spool.close().catch(() => undefined);
  }

  status(): ServerStatus {
    const { spool, place } = this.#options;
    const sentences = [
      this.#reason === null ? place : `${place}: ${this.#reason}`,
      this.#rejected === 0 ? null : `${this.#rejected} points were refused (${this.#rejectedReason})`,
      this.#diskProblem === null ? null : `the spool cannot be used: ${this.#diskProblem}`,
    ].filter((sentence) => sentence !== null);
    return {
      server: 'influxdb',
      state: this.#state === 'connected' && spool.points > 0 ? 'catching_up' : this.#state,
      since: this.#since,
      backlog: this.#textPoints + this.#queue.points + this.#pointsUnderWay + this.#spillingPoints + spool.points,
      unit: 'points',
      thinned: spool.thinned + this.#queue.thinned,
      detail: sentences.join('; '),
    };
  }

  async #run(): Promise<void> {
    await this.#options.spool.ready().catch((error: unknown) => this.#diskFailed(error));
    while (!this.#closing || this.#underWay.size > 0) {
      const now = performance.now();
      const toSend = this.#queue.first;
      if (this.#closing) await this.#pause(this.#options.probeMs);
      else if (this.#backoff.until > now) await this.#pause(this.#backoff.until - now);
      else if (this.#options.spool.points > 0 && this.#readAgainAt <= now && this.#underWay.size === 0) await this.#sendOldestSegment();
      else if (toSend !== null && this.#mayGo(toSend)) void this.#sendBatch();
      else if (this.#underWay.size > 0 || this.#spilling !== null || this.#state === 'failed') await this.#pause(this.#options.probeMs);
      else if (this.#state !== 'connected' || !(await this.#pause(this.#options.probeMs))) await this.#look();
    }
  }

  #mayGo(batch: Batch): boolean {
    if (this.#spilling !== null || this.#underWay.size >= UNDER_WAY) return false;
    if (this.#options.spool.points > 0 && this.#readAgainAt <= performance.now()) return false;
    return [...this.#underWay].every(({ from, to }) => to < batch.from || batch.to < from);
  }

  async #look(): Promise<void> {
    const reason = await this.#options.probe();
    if (reason === null) this.#reached();
    else this.#failed({ kind: 'away', reason, retryAfterMs: null, timedOut: false });
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#queue.takeFirst();
    if (batch === null) return;
    this.#underWay.add(batch);
    this.#pointsUnderWay += batch.points;
    const failure = await this.#deliver(batch.text, batch.points);
    if (failure !== null) {
      try {
        await this.#options.spool.prepend(batch.text, batch.points);
        this.#diskProblem = null;
      } catch (error) {
        this.#queue.putBack(batch);
        this.#diskFailed(error);
      }
    }
    this.#underWay.delete(batch);
    this.#pointsUnderWay -= batch.points;
    this.#tellChanged();
    this.#wake?.();
  }

  async #sendOldestSegment(): Promise<void> {
    const { spool } = this.#options;
    try {
      const oldest = await spool.oldest();
      this.#diskProblem = null;
      if (oldest === null) return;
      const failure = await this.#deliver(oldest.text, oldest.segment.points);
      if (failure === null) await spool.remove(oldest.segment);
      else if (failure.kind === 'broken' && this.#broken >= PATIENCE) {
        this.#broken = 0;
        await spool.moveBehind(oldest.segment);
      }
    } catch (error) {
      this.#readAgainAt = performance.now() + DISK_AGAIN_MS;
      this.#diskFailed(error);
    }
    this.#tellChanged();
  }

  /** Null when the server has the lines or never will; else why they have to wait. */
  async #deliver(text: string, points: number): Promise<Failure | null> {
    const rejected: string[] = [];
    let rejectedPoints = 0;
    let requests = 0;
    const pieces = [{ text, points }];
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      if (piece.points > Math.min(this.#largestPoints, this.#timelyPoints) && piece.points > 1) {
        pieces.unshift(...halves(piece.text, piece.points));
        continue;
      }
      requests += 1;
      const answer = await this.#options.post(piece.text);
      switch (answer.kind) {
        case 'taken':
          break;
        case 'partly_taken':
          rejected.push(piece.text);
          rejectedPoints += answer.rejected ?? piece.points;
          this.#rejectedReason = answer.reason;
          break;
        case 'malformed':
        case 'too_large':
          if (answer.kind === 'too_large') this.#largestPoints = Math.max(1, Math.min(this.#largestPoints, Math.ceil(piece.points / 2)));
          if (piece.points > 1 && requests < SEARCH_REQUESTS) {
            pieces.unshift(...halves(piece.text, piece.points));
          } else {
            rejected.push(piece.text);
            rejectedPoints += piece.points;
            this.#rejectedReason = answer.kind === 'too_large' ? 'too large' : answer.reason;
          }
          break;
        case 'away':
          if (answer.timedOut) this.#timelyPoints = Math.max(FEWEST_POINTS, Math.ceil(piece.points / 2));
          this.#failed(answer);
          return answer;
        case 'refused':
        case 'broken':
          this.#failed(answer);
          return answer;
      }
    }
    this.#timelyPoints *= 2;
    this.#rejected += rejectedPoints;
    if (rejected.length > 0) await this.#options.spool.keepRejected(rejected.join('')).catch((error: unknown) => this.#diskFailed(error));
    this.#reached();
    return null;
  }

  #endBatch(): void {
    if (this.#batchTimer !== null) clearTimeout(this.#batchTimer);
    this.#batchTimer = null;
    if (this.#textPoints === 0) return;
    this.#queue.add({ text: this.#text, points: this.#textPoints, from: this.#textFrom, to: this.#textTo });
    this.#text = '';
    this.#textPoints = 0;
    this.#textFrom = Number.POSITIVE_INFINITY;
    this.#textTo = Number.NEGATIVE_INFINITY;
    const { spool, memoryBytes } = this.#options;
    if (this.#state !== 'connected' || spool.points > 0 || this.#queue.bytes > memoryBytes / 2) void this.#spill();
    this.#wake?.();
  }

  /** Brings what waits in memory to the disk, oldest first. */
  #spill(): Promise<void> {
    this.#spilling ??= this.#spillAll().finally(() => {
      this.#spilling = null;
      this.#tellChanged();
      this.#wake?.();
    });
    return this.#spilling;
  }

  async #spillAll(): Promise<void> {
    for (let batch = this.#queue.takeFirst(); batch !== null; batch = this.#queue.takeFirst()) {
      this.#spillingPoints = batch.points;
      try {
        await this.#options.spool.append(batch.text, batch.points);
        this.#diskProblem = null;
      } catch (error) {
        this.#queue.putBack(batch);
        this.#diskFailed(error);
        return;
      } finally {
        this.#spillingPoints = 0;
      }
    }
  }

  #reached(): void {
    this.#backoff.reset();
    this.#broken = 0;
    this.#reason = null;
    this.#become('connected');
  }

  #failed(failure: Failure): void {
    // Several that were under way at once fail once.
    const isNew = this.#backoff.until <= performance.now();
    switch (failure.kind) {
      case 'refused':
        this.#reason = failure.reason;
        this.#backoff.refused();
        this.#become('failed');
        break;
      case 'broken':
        this.#broken += 1;
        this.#reason = `it fails: ${failure.reason}`;
        if (isNew) this.#backoff.failed(null);
        this.#become('down');
        break;
      case 'away':
        this.#reason = failure.reason;
        if (isNew || failure.retryAfterMs !== null) this.#backoff.failed(failure.retryAfterMs);
        this.#become('down');
        break;
    }
    // What was on its way when it failed goes before it.
    void this.#spill();
  }

  #become(state: ServerStatus['state']): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#since = this.#options.clock.now();
  }

  #diskFailed(error: unknown): void {
    this.#diskProblem = error instanceof Error ? error.message : String(error);
  }

  /** True when something came up before the time was over. */
  #pause(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (woken: boolean): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve(woken);
      };
      const timer = setTimeout(() => end(false), milliseconds);
      this.#wake = () => end(true);
    });
  }

  #tellChanged(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const resolve of waiting) resolve();
  }
}

function halves(text: string, points: number): { readonly text: string; readonly points: number }[] {
  const lines = linesOf(text);
  const middle = Math.ceil(lines.length / 2);
  const [left, right] = [lines.slice(0, middle), lines.slice(middle)];
  const half = (some: readonly string[], count: number): { text: string; points: number } => ({ text: some.map((line) => `${line}\n`).join(''), points: count });
  return [half(left, left.length), half(right, points - left.length)].filter((piece) => piece.text !== '');
}

import { appendFileSync, mkdirSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { createStream } from 'rotating-file-stream';
import { type Clock, type EpochMs, MINUTE } from '../../../src-core/time.ts';
import { filesToRemove, isLogFile, LOG_BOUNDS, LOG_NAME, type LogBounds, type LogFile, rotatedName } from './log-files.ts';
import { type LogLevel, logRecord } from './log-record.ts';

/** What the program writes down of itself, in files that a person reads. Nothing of it throws, and nothing waits for a disk. */
export interface Log {
  readonly folder: string;
  info(text: string): void;
  warning(text: string): void;
  error(text: string): void;
  /** The last records of this start, oldest first, without the ends of their lines. */
  recent(): readonly string[];
  /** The end of what is on disk, of earlier starts too: whole records, `bytes` at most. */
  tail(bytes: number): Promise<string>;
  /** Of all its files, bytes; null until they were looked at. */
  readonly size: number | null;
  /** Writes at once, and waits for the disk: for a process that ends now. */
  last(level: LogLevel, text: string): void;
  /** Resolves when what was said is written, or cannot be. */
  close(): Promise<void>;
}

export interface LogParts {
  readonly dataDir: string;
  readonly clock: Clock;
  /** What may be kept of a text. */
  readonly redact: (text: string) => string;
  /** Called once where the log cannot be written, with a sentence; what is said meanwhile is counted and lost. */
  readonly onProblem?: (problem: string) => void;
  readonly bounds?: LogBounds;
  /** What the records of a folder are written to; the rotated files unless given. */
  readonly openStream?: (folder: string) => Writable;
}

/** Of the data directory. */
export const LOG_FOLDER = 'logs';

/** Records of this start that are kept for a report. */
const RECENT = 200;
/** What may wait for a slow disk. */
const MOST_WAITING = 1 << 20;
/** Until a log that could not be written is tried again. */
const AGAIN_MS = MINUTE;

export function openLog(parts: LogParts): Log {
  return new RotatedLog(parts);
}

class RotatedLog implements Log {
  readonly folder: string;
  readonly #parts: LogParts;
  readonly #bounds: LogBounds;
  readonly #recent: string[] = [];
  #stream: Writable | null = null;
  /** Since it was last written, records that were not. */
  #lost = 0;
  #tryAgainAt: EpochMs = Number.NEGATIVE_INFINITY;
  #hasComplained = false;
  /** Bytes of all files when they were looked at last, and what was written since. */
  #onDisk: number | null = null;
  #written = 0;
  #isClosed = false;

  constructor(parts: LogParts) {
    this.#parts = parts;
    this.#bounds = parts.bounds ?? LOG_BOUNDS;
    this.folder = join(parts.dataDir, LOG_FOLDER);
    this.#prune();
  }

  info(text: string): void {
    this.#write('info', text);
  }

  warning(text: string): void {
    this.#write('warning', text);
  }

  error(text: string): void {
    this.#write('error', text);
  }

  recent(): readonly string[] {
    return this.#recent;
  }

  async tail(bytes: number): Promise<string> {
    const texts: string[] = [];
    let left = bytes;
    for (const { name } of (await this.#files()).sort((a, b) => b.time - a.time || (a.name === LOG_NAME ? -1 : 1))) {
      if (left <= 0) break;
      const text = await endOf(join(this.folder, name), left);
      texts.unshift(text);
      left -= Buffer.byteLength(text);
    }
    return texts.join('');
  }

  get size(): number | null {
    return this.#onDisk === null ? null : this.#onDisk + this.#written;
  }

  last(level: LogLevel, text: string): void {
    const record = this.#recorded(level, text);
    try {
      appendFileSync(join(this.folder, LOG_NAME), record, { mode: 0o600 });
    } catch {
      // A process that ends has nobody to tell.
    }
  }

  close(): Promise<void> {
    this.#isClosed = true;
    const stream = this.#stream;
    this.#stream = null;
    if (stream === null || stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      stream.once('error', () => resolve());
      stream.once('close', () => resolve());
      stream.end(() => resolve());
    });
  }

  #write(level: LogLevel, text: string): void {
    const record = this.#recorded(level, text);
    const stream = this.#writable();
    if (stream === null || stream.writableLength > MOST_WAITING) {
      this.#lost += 1;
      return;
    }
    if (this.#lost > 0) stream.write(logRecord(this.#parts.clock.now(), 'warning', `${this.#lost} records before this one could not be written`));
    this.#lost = 0;
    stream.write(record);
    this.#written += Buffer.byteLength(record);
  }

  #recorded(level: LogLevel, text: string): string {
    const record = logRecord(this.#parts.clock.now(), level, this.#parts.redact(text));
    this.#recent.push(record.trimEnd());
    if (this.#recent.length > RECENT) this.#recent.shift();
    return record;
  }

  /** null while it cannot be written. */
  #writable(): Writable | null {
    if (this.#stream !== null || this.#isClosed || this.#parts.clock.now() < this.#tryAgainAt) return this.#stream;
    try {
      const stream = (this.#parts.openStream ?? ((folder) => this.#rotated(folder)))(this.folder);
      stream.on('error', (error) => this.#failed(stream, error));
      this.#stream = stream;
    } catch (error) {
      this.#failed(null, error);
    }
    return this.#stream;
  }

  #rotated(folder: string): Writable {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stream = createStream((time: number | Date | null, index?: number) => (time === null ? LOG_NAME : rotatedName(Number(time), index ?? 1)), {
      path: folder,
      size: `${this.#bounds.bytesPerFile}B`,
      interval: '1d',
      intervalBoundary: true,
      intervalUTC: true,
      // A file of an earlier day is put away at a start too.
      initialRotation: true,
      mode: 0o600,
    });
    stream.on('rotated', () => this.#prune());
    return stream;
  }

  #failed(stream: Writable | null, error: unknown): void {
    if (stream !== this.#stream) return;
    this.#stream = null;
    this.#tryAgainAt = this.#parts.clock.now() + AGAIN_MS;
    // How many of those that waited went with it cannot be known.
    this.#lost += 1;
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    this.#parts.onProblem?.(`the log in ${this.folder} cannot be written (${error instanceof Error ? error.message : String(error)}); the program goes on without it`);
  }

  /** In the background; a file that cannot be removed now is found again. */
  #prune(): void {
    void (async () => {
      const before = this.#written;
      const files = await this.#files();
      const gone = filesToRemove(files, this.#parts.clock.now(), this.#bounds);
      for (const name of gone) await rm(join(this.folder, name), { force: true });
      this.#onDisk = files.reduce((sum, { name, bytes }) => sum + (gone.includes(name) ? 0 : bytes), 0);
      this.#written -= before;
    })().catch(() => undefined);
  }

  async #files(): Promise<LogFile[]> {
    const names = await readdir(this.folder).catch((): string[] => []);
    const files = await Promise.all(
      names.filter(isLogFile).map(async (name): Promise<LogFile[]> => {
        const about = await stat(join(this.folder, name)).catch(() => null);
        return about === null ? [] : [{ name, bytes: about.size, time: about.mtimeMs }];
      }),
    );
    return files.flat();
  }
}

/** Whole lines from a file's end; nothing where it cannot be read. */
async function endOf(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return '';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, bytes);
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, size - length);
    const text = buffer.toString('utf8', 0, bytesRead);
    return length === size ? text : text.slice(text.indexOf('\n') + 1);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}

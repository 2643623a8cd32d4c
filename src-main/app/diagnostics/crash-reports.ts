import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Exported } from '../../../src-core/contract/access.ts';
import type { CrashReport, WindowError } from '../../../src-core/contract/app.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { type Clock, type EpochMs, MINUTE } from '../../../src-core/time.ts';
import { writeOwnerFile } from '../../connections/owner-file.ts';
import type { CrashDesk } from '../app-desk.ts';
import { CRASH_BOUNDS, type CrashBounds, crashesToRemove } from './crash-bounds.ts';
import { exportTexts } from './crash-export.ts';
import { type CrashFile, crashId, type Doing, readCrashFile, readCrashId } from './crash-file.ts';
import { detailOf, wordsOf } from './crash-words.ts';
import type { Log } from './log.ts';
import { type MemoryDump, nearestReports, readDumps, removeDump } from './memory-dumps.ts';
import { SeenCrashes } from './seen-crashes.ts';
import { EXPORT_FOLDER } from '../../export-folder.ts';

export interface CrashReportsParts {
  readonly dataDir: string;
  readonly version: string;
  /** The system and its version, "linux 6.1 x64". */
  readonly system: string;
  readonly clock: Clock;
  /** What may be kept of a text. */
  readonly redact: (text: string) => string;
  readonly log: Pick<Log, 'recent' | 'tail' | 'last' | 'error'>;
  /** What the program is doing now. */
  readonly doing: () => Doing | null;
  /** Where native crashes leave their dumps; null where there are none. */
  readonly dumpFolder: string | null;
  readonly bounds?: CrashBounds;
}

export interface Crash {
  readonly source: CrashFile['source'];
  readonly error: unknown;
  /** What it was in, before the error's own words; '' for nothing. */
  readonly where?: string;
  readonly panel?: string | null;
}

/** Of the data directory. */
export const CRASH_FOLDER = 'crashes';
/** An error that is met again is counted, and its file written anew no more often. */
const SAME_AGAIN_MS = MINUTE;
const MOST_TITLE = 300;
const MOST_ERROR = 40_000;
/** Of the log in a report, letters. */
const MOST_LOG = 64_000;
/** Of the log in an export, bytes. */
const EXPORTED_LOG = 512 << 10;
/** Of the log that belongs to a native crash, bytes. */
const EARLIER_LOG = 32 << 10;
const MOST_KINDS = 50;

/** An error that was met in this start. */
interface Met {
  readonly id: string;
  file: CrashFile;
  writtenAt: EpochMs;
}

/** Crashes kept as small files of the data directory. Nothing is sent anywhere; what cannot be written stops nothing. */
export class CrashReports implements CrashDesk {
  readonly #parts: CrashReportsParts;
  readonly #folder: string;
  readonly #seen: SeenCrashes;
  readonly #listeners = new Set<() => void>();
  /** By what makes two errors the same. */
  readonly #met = new Map<string, Met>();
  /** Ids of what is on disk. */
  readonly #ids: Set<string>;

  constructor(parts: CrashReportsParts) {
    this.#parts = parts;
    this.#folder = join(parts.dataDir, CRASH_FOLDER);
    this.#seen = new SeenCrashes(this.#folder);
    this.#ids = new Set(idsIn(this.#folder));
    void this.#reportDumps();
  }

  get fresh(): number {
    return [...this.#ids].filter((id) => !this.#seen.has(id)).length;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  list(): readonly CrashReport[] {
    this.#writeCounts();
    const reports = this.#kept()
      .map(({ id, time, source, reading, bytes, dumps }): CrashReport => {
        const isFresh = !this.#seen.has(id);
        if (reading.good) return { id, time, source, version: reading.file.version, title: reading.file.title, detail: detailOf(reading.file, dumps), bytes, isFresh };
        return { id, time, source, version: '', title: 'A report that cannot be read', detail: `Its file cannot be read: ${reading.problem}.`, bytes, isFresh };
      })
      .sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1));
    const before = this.fresh;
    this.#seen.replace(reports.map(({ id }) => id));
    if (before !== this.fresh) this.#tell();
    return reports;
  }

  /** All of them with null, and then the log also where there is none. */
  async export(id: string | null): Promise<Exported> {
    const { clock, dataDir, log, redact, system, version } = this.#parts;
    if (id !== null) this.#require(id);
    this.#writeCounts();
    const time = clock.now();
    const texts = new Map<string, string>();
    const about = { program: 'Smart 0DTE', version, system, exportedAt: new Date(time).toISOString(), note: 'Passwords, tokens and codes were taken out. The memory dumps of native crashes are not in here.' };
    texts.set('about.json', `${JSON.stringify(about, null, 2)}\n`);
    for (const one of this.#kept()) {
      if ((id === null || one.id === id) && one.reading.good) texts.set(`crashes/${one.id}.json`, `${JSON.stringify(redacted(one.reading.file, redact), null, 2)}\n`);
    }
    texts.set('log.txt', redact(await log.tail(EXPORTED_LOG)));
    try {
      return await exportTexts({ folder: join(dataDir, EXPORT_FOLDER), time, texts });
    } catch (error) {
      throw new ContractFailure({ code: 'unavailable', message: `no export could be written: ${error instanceof Error ? error.message : String(error)}` });
    }
  }

  async remove(id: string | null): Promise<void> {
    if (id !== null) this.#require(id);
    this.#drop(this.#kept().filter((one) => id === null || one.id === id));
    this.#tell();
    await this.#seen.written();
  }

  /** A window met an error, and says so itself. */
  report({ message, stack, panel }: WindowError): void {
    const error = Object.assign(new Error(message), { name: 'Window', stack: stack.includes(message) ? stack : `${message}\n${stack}` });
    this.write({ source: 'window', error, panel });
  }

  /** Keeps a report before it returns; never throws. Answers with its id; null where it could not be kept. */
  write({ source, error, where = '', panel = null }: Crash): string | null {
    const { clock, doing, log, redact, system, version } = this.#parts;
    try {
      const now = clock.now();
      const words = wordsOf(error);
      const title = redact(`${where === '' ? '' : `${where}: `}${words.title.replace(/^Window: /, '')}`).slice(0, MOST_TITLE);
      const text = redact(where === '' ? words.text : `${where}\n${words.text}`).slice(0, MOST_ERROR);
      const kind = kindOf(source, title, text);
      const met = this.#met.get(kind);
      if (met !== undefined && this.#ids.has(met.id)) {
        met.file = { ...met.file, times: met.file.times + 1, lastTime: now };
        if (now - met.writtenAt >= SAME_AGAIN_MS) this.#writeMet(met, now);
        return met.id;
      }
      // A process that ends does not hear from its disk again.
      if (source === 'core') log.last('error', `crash: ${text}`);
      else log.error(`crash of a ${source}: ${title}`);
      const id = crashId(now, source, this.#ids);
      const file: CrashFile = { format: 'smart-0dte-crash', time: now, source, version, system, title, error: text, panel, doing: safely(doing), times: 1, lastTime: now, log: newest(log.recent()) };
      const fresh: Met = { id, file, writtenAt: now };
      this.#writeMet(fresh, now);
      this.#ids.add(id);
      this.#met.set(kind, fresh);
      const [oldest] = this.#met.keys();
      if (this.#met.size > MOST_KINDS && oldest !== undefined) this.#met.delete(oldest);
      this.#bound();
      this.#tell();
      return id;
    } catch {
      return null;
    }
  }

  /** Writes what was only counted; resolves when all is on disk. */
  async close(): Promise<void> {
    this.#writeCounts();
    await this.#seen.written();
  }

  #require(id: string): void {
    if (this.#ids.has(id)) return;
    throw new ContractFailure({ code: 'not_found', message: `there is no crash report "${id.slice(0, 60)}"; it may have been removed` });
  }

  #writeMet(met: Met, now: EpochMs): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeOwnerFile(this.#pathOf(met.id), JSON.stringify(met.file));
    met.writtenAt = now;
  }

  #writeCounts(): void {
    for (const met of this.#met.values()) {
      if (!this.#ids.has(met.id) || met.file.lastTime <= met.writtenAt) continue;
      try {
        this.#writeMet(met, met.file.lastTime);
      } catch {
        // The report is there; how often it was met is the lesser loss.
      }
    }
  }

  /** What is on disk, each with the dumps that are nearest to it. */
  #kept() {
    const reports = [...this.#ids].flatMap((id) => {
      const named = readCrashId(id);
      return named === null ? [] : [{ id, ...named, reading: readCrashFile(this.#pathOf(id)) }];
    });
    const owners = nearestReports(readDumps(this.#parts.dumpFolder), reports);
    return reports.map((report) => {
      const dumps = [...owners].flatMap(([dump, owner]) => (owner === report ? [dump] : []));
      return { ...report, dumps, bytes: dumps.reduce((sum, { bytes }) => sum + bytes, report.reading.bytes) };
    });
  }

  #bound(): void {
    const kept = this.#kept();
    const gone = crashesToRemove(kept, this.#parts.bounds ?? CRASH_BOUNDS);
    this.#drop(kept.filter(({ id }) => gone.includes(id)));
  }

  #drop(reports: readonly { readonly id: string; readonly dumps: readonly MemoryDump[] }[]): void {
    for (const { id, dumps } of reports) {
      rmSync(this.#pathOf(id), { force: true });
      for (const dump of dumps) removeDump(dump);
      this.#ids.delete(id);
    }
  }

  /** A native crash of the program itself leaves a dump and nothing else: the next start reports it. */
  async #reportDumps(): Promise<void> {
    const { dumpFolder, log, redact, system, version } = this.#parts;
    try {
      const owners = nearestReports(readDumps(dumpFolder), [...this.#ids].flatMap((id) => readCrashId(id) ?? []));
      for (const [dump, owner] of owners) {
        if (owner !== null) continue;
        const lines = (await log.tail(EARLIER_LOG)).trimEnd().split('\n');
        const id = crashId(dump.time, 'process', this.#ids);
        const title = 'A process of the program was ended by the system, or crashed in native code';
        const file: CrashFile = { format: 'smart-0dte-crash', time: Math.round(dump.time), source: 'process', version, system, title, error: `${title}. Its memory was written to ${redact(dump.path)}.`, panel: null, doing: null, times: 1, lastTime: Math.round(dump.time), log: newest(lines.map(redact)) };
        writeOwnerFile(this.#pathOf(id), JSON.stringify(file));
        this.#ids.add(id);
      }
      this.#bound();
      this.#tell();
    } catch {
      // What is told of an earlier crash must not harm this start.
    }
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The same error has the same words, whatever the numbers in them, and the same first place. */
function kindOf(source: string, title: string, text: string): string {
  const place = text.split('\n').find((line) => /^\s*at |@.*:\d+:\d+/.test(line)) ?? '';
  return `${source}\n${title.replaceAll(/\d+/g, '#')}\n${place}`;
}

function idsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .filter((id) => readCrashId(id) !== null);
  } catch {
    return [];
  }
}

/** As many of the last records as a report may have. */
function newest(log: readonly string[]): string[] {
  const kept: string[] = [];
  let letters = 0;
  for (const record of [...log].slice(-200).reverse()) {
    letters += record.length;
    if (letters > MOST_LOG) break;
    kept.unshift(record);
  }
  return kept;
}

/** Rules of redaction get better; what an earlier version kept goes through those of this one. */
function redacted(file: CrashFile, redact: (text: string) => string): CrashFile {
  return { ...file, title: redact(file.title), error: redact(file.error), log: file.log.map(redact) };
}

function safely<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}


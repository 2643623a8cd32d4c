import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readAbout, type RecordedEnd, type RecordedSessionAbout, type RecordingAbout } from './recording-about.ts';
import type { RecordedSegment } from './recorded-segment.ts';
import { withSegment, writeAbout, writeSegment } from './segment-file.ts';

const RECORDING = /^\d{4}-\d{2}-\d{2}_[a-z]+_/;
const SEGMENT = /^(?:quotes|underlying)-(\d{4,})\.parquet$/;
/** More recordings of one feed and day than a person makes. */
const MOST_OF_A_DAY = 1_000;

/** A recording that was taken away for the room it took. */
export interface RemovedRecording {
  readonly name: string;
  readonly bytes: number;
}

/** The folder a running session is recorded into. */
export class RunningRecording {
  readonly folder: string;
  #about: RecordingAbout;
  #next: number;

  /** Goes on with the session's own recording, or begins one: of another session of that day and feed beside it. */
  constructor(root: string, name: string, about: RecordedSessionAbout) {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const { folder, known } = folderOf(root, name, about.session);
    this.folder = folder;
    // What goes on may be another program's or another setting's: each part was true when it was written.
    this.#about = { ...nothingRecorded(about), ...known, ...about };
    this.#next = 1;
    if (known === null) mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const entry of readdirSync(folder)) {
      // Left by a program that was killed while it wrote.
      if (entry.endsWith('.tmp')) rmSync(join(folder, entry), { force: true });
      const [, number] = SEGMENT.exec(entry) ?? [];
      if (number !== undefined) this.#next = Math.max(this.#next, Number(number) + 1);
    }
    writeAbout(folder, this.#about);
  }

  get about(): RecordingAbout {
    return this.#about;
  }

  write(segment: RecordedSegment, end: RecordedEnd): void {
    const number = this.#next;
    this.#next += 1;
    writeSegment(this.folder, number, segment, this.#about);
    this.#about = withSegment(this.#about, number, segment, end);
    writeAbout(this.folder, this.#about);
  }

  end(end: RecordedEnd): void {
    this.#about = { ...this.#about, ...end };
    writeAbout(this.folder, this.#about);
  }
}

/** Takes recordings away, those written to longest ago first, until all that is left has room; never the running one. */
export function keepWithin(root: string, maximumBytes: number, running: string | null): readonly RemovedRecording[] {
  const recordings = existsSync(root) ? readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && RECORDING.test(entry.name)) : [];
  const found = recordings.map(({ name }) => ({ name, ...sizeOf(join(root, name)) })).sort((left, right) => left.written - right.written || (left.name < right.name ? -1 : 1));
  let total = found.reduce((sum, { bytes }) => sum + bytes, 0);
  const removed: RemovedRecording[] = [];
  for (const { name, bytes } of found) {
    if (total <= maximumBytes) break;
    if (join(root, name) === running) continue;
    rmSync(join(root, name), { recursive: true, force: true });
    total -= bytes;
    removed.push({ name, bytes });
  }
  return removed;
}

function sizeOf(folder: string): { readonly bytes: number; readonly written: number } {
  let [bytes, written] = [0, 0];
  for (const entry of readdirSync(folder)) {
    const { size, mtimeMs } = statSync(join(folder, entry));
    bytes += size;
    written = Math.max(written, mtimeMs);
  }
  return { bytes, written };
}

function folderOf(root: string, name: string, session: string): { readonly folder: string; readonly known: RecordingAbout | null } {
  for (let number = 1; number <= MOST_OF_A_DAY; number += 1) {
    const folder = join(root, number === 1 ? name : `${name}_${number}`);
    if (!existsSync(folder)) return { folder, known: null };
    const known = readAbout(folder);
    if (known?.session === session) return { folder, known };
  }
  throw new Error(`there are ${MOST_OF_A_DAY} recordings named ${name} already`);
}

function nothingRecorded(about: RecordedSessionAbout): RecordingAbout {
  return { format: 1, ...about, from: null, to: null, rows: { quotes: 0, underlying: 0 }, segments: [], settled: false, referencePrices: {} };
}

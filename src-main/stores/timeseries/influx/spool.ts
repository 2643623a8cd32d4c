import { type FileHandle, mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEEPEST_LEVEL, nextToThin, thin } from './thinning.ts';

/** A file of the spool: points in line protocol, a line a point. */
export interface Segment {
  readonly sequence: number;
  readonly points: number;
  readonly bytes: number;
  /** How often it was thinned. */
  readonly level: number;
  readonly detailSpent: boolean;
}

export interface SpoolOptions {
  readonly directory: string;
  /** Past it the oldest detail is thinned. */
  readonly maximumBytes: number;
}

/** Of a spool that was empty; a batch that goes back to the front gets a smaller number. */
const FIRST_SEQUENCE = 1_000_000_000;
const SEGMENT_BYTES = 1_048_576;
/** Of rejected.lp, which is kept for a person to look at. */
const REJECTED_BYTES = 4_194_304;

/**
 * Points on this disk that wait for the server, oldest first, in segment files: SEQUENCE.POINTS.LEVEL.lp, and SEQUENCE.open
 * for the one that is written. What is in it survives the process; a line that a crash tore is dropped and counted as thinned.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #segmentBytes: number;
  readonly #ready: Promise<void>;
  readonly #segments: Segment[] = [];
  #writing: { readonly handle: FileHandle; readonly sequence: number; points: number; bytes: number } | null = null;
  #nextSequence = FIRST_SEQUENCE;
  /** The segment that is being sent: not to be thinned under the sender's hands. */
  #lent: number | null = null;
  #points = 0;
  #bytes = 0;
  #thinned = 0;
  #turn: Promise<unknown>;

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#segmentBytes = Math.min(SEGMENT_BYTES, Math.ceil(options.maximumBytes / 16));
    this.#ready = this.#recover();
    this.#turn = this.#ready.catch(() => undefined);
  }

  /** Rejects where the directory cannot be used. */
  ready(): Promise<void> {
    return this.#ready;
  }

  get points(): number {
    return this.#points;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Points given up since the start. */
  get thinned(): number {
    return this.#thinned;
  }

  /** Adds points behind all others. Rejects where the disk does not take them; then none of them is kept. */
  append(text: string, points: number): Promise<void> {
    return this.#exclusive(async () => {
      const writing = (this.#writing ??= await this.#begin());
      const data = Buffer.from(text);
      try {
        await writeWhole(writing.handle, data, writing.bytes);
      } catch (error) {
        await writing.handle.truncate(writing.bytes).catch(() => undefined);
        // Room for the next attempt.
        await this.#thinOnce().catch(() => undefined);
        throw error;
      }
      writing.points += points;
      writing.bytes += data.length;
      this.#points += points;
      this.#bytes += data.length;
      if (writing.bytes >= this.#segmentBytes) await this.#seal();
      while (this.#bytes > this.#options.maximumBytes && (await this.#thinOnce()));
    });
  }

  /** Adds points before all others. */
  prepend(text: string, points: number): Promise<void> {
    return this.#exclusive(async () => {
      const oldest = this.#segments[0]?.sequence ?? this.#writing?.sequence ?? this.#nextSequence++;
      const segment = { sequence: oldest - 1, points, bytes: Buffer.byteLength(text), level: 0, detailSpent: false };
      await this.#replaceFile(segment, text);
      this.#segments.unshift(segment);
      this.#points += points;
      this.#bytes += segment.bytes;
      while (this.#bytes > this.#options.maximumBytes && (await this.#thinOnce()));
    });
  }

  /** The oldest segment and its whole lines; it stays until it is removed. Null when the spool is empty. */
  oldest(): Promise<{ readonly segment: Segment; readonly text: string } | null> {
    return this.#exclusive(async () => {
      this.#lent = null;
      if (this.#segments.length === 0 && this.#writing !== null) await this.#seal();
      for (const segment of [...this.#segments]) {
        try {
          const text = wholeLines(await readFile(this.#pathOf(segment), 'utf8'));
          const whole = countLines(text) < segment.points ? await this.#shorten(segment, text) : segment;
          this.#lent = whole.sequence;
          return { segment: whole, text };
        } catch (error) {
          if (!isLost(error)) throw error;
          this.#thinned += segment.points;
          this.#forget(segment);
        }
      }
      return null;
    });
  }

  /** The server has it, or never will. */
  remove(segment: Segment): Promise<void> {
    return this.#exclusive(async () => {
      await unlink(this.#pathOf(segment));
      this.#forget(segment);
      this.#lent = null;
    });
  }

  /** Lets the others pass. */
  moveBehind(segment: Segment): Promise<void> {
    return this.#exclusive(async () => {
      if (this.#writing !== null) await this.#seal();
      const moved = { ...segment, sequence: this.#nextSequence++ };
      await rename(this.#pathOf(segment), this.#pathOf(moved));
      this.#segments.splice(this.#segments.indexOf(segment), 1);
      this.#segments.push(moved);
      this.#lent = null;
    });
  }

  /** Keeps lines that the server refuses in rejected.lp, the newest few megabytes of them. */
  keepRejected(text: string): Promise<void> {
    return this.#exclusive(async () => {
      const file = join(this.#options.directory, 'rejected.lp');
      const before = await readFile(file, 'utf8').catch(() => '');
      const all = before + text;
      await writeFile(file, all.length <= REJECTED_BYTES ? all : all.slice(all.indexOf('\n', all.length - REJECTED_BYTES) + 1));
    });
  }

  /** Resolves when what was added is on the disk itself. */
  sync(): Promise<void> {
    return this.#exclusive(async () => this.#writing?.handle.datasync());
  }

  close(): Promise<void> {
    return this.#exclusive(async () => {
      if (this.#writing !== null) await this.#seal();
    });
  }

  #exclusive<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(() => this.#ready).then(act);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #recover(): Promise<void> {
    await mkdir(this.#options.directory, { recursive: true });
    const sealed = new Map<number, Segment>();
    for (const name of await readdir(this.#options.directory)) {
      const path = join(this.#options.directory, name);
      if (name.endsWith('.tmp')) await unlink(path);
      const open = /^(\d+)\.open$/.exec(name);
      const segment = open === null ? await segmentFrom(name, path) : await this.#closeTorn(Number(open[1]), path);
      if (segment === null) continue;
      const twin = sealed.get(segment.sequence);
      // A crash between the writing of a thinned segment and the removal of the one before.
      const [kept, stale] = twin === undefined || twin.level < segment.level ? [segment, twin] : [twin, segment];
      if (stale !== undefined) await unlink(this.#pathOf(stale));
      sealed.set(segment.sequence, kept);
    }
    for (const segment of [...sealed.values()].sort((left, right) => left.sequence - right.sequence)) {
      this.#segments.push(segment);
      this.#points += segment.points;
      this.#bytes += segment.bytes;
      this.#nextSequence = segment.sequence + 1;
    }
  }

  /** Seals a segment that the process before did not, without the line it was writing. */
  async #closeTorn(sequence: number, path: string): Promise<Segment | null> {
    const found = await readFile(path, 'utf8');
    const text = wholeLines(found);
    if (text.length < found.length) this.#thinned += 1;
    const points = countLines(text);
    const segment = { sequence, points, bytes: Buffer.byteLength(text), level: 0, detailSpent: false };
    if (points > 0) await this.#replaceFile(segment, text);
    await unlink(path);
    return points > 0 ? segment : null;
  }

  async #begin(): Promise<{ handle: FileHandle; sequence: number; points: number; bytes: number }> {
    const sequence = this.#nextSequence++;
    return { handle: await open(this.#openPath(sequence), 'w'), sequence, points: 0, bytes: 0 };
  }

  async #seal(): Promise<void> {
    if (this.#writing === null) return;
    const { handle, sequence, points, bytes } = this.#writing;
    this.#writing = null;
    await handle.close();
    if (points === 0) return unlink(this.#openPath(sequence));
    const segment = { sequence, points, bytes, level: 0, detailSpent: false };
    await rename(this.#openPath(sequence), this.#pathOf(segment));
    this.#segments.push(segment);
  }

  /** False where nothing is left to thin. */
  async #thinOnce(): Promise<boolean> {
    const candidates = this.#segments.filter(({ sequence }) => sequence !== this.#lent);
    const victim = nextToThin(candidates, this.#options.maximumBytes);
    if (victim === null) return false;
    const { piece, what } = victim;
    const index = this.#segments.indexOf(piece);
    const { text, points, detail } = thin(wholeLines(await readFile(this.#pathOf(piece), 'utf8')), piece.sequence >> piece.level, what);
    const left = { ...piece, points, bytes: Buffer.byteLength(text), level: piece.level + 1, detailSpent: detail === 0 };
    if (points === 0 || left.level > DEEPEST_LEVEL || !(await this.#replaceFile(left, text).then(() => true, () => false))) {
      this.#thinned += piece.points;
      this.#forget(piece);
    } else {
      this.#thinned += piece.points - points;
      this.#segments[index] = left;
      this.#points += points - piece.points;
      this.#bytes += left.bytes - piece.bytes;
    }
    await unlink(this.#pathOf(piece));
    return true;
  }

  /** A segment that lost its end: what is gone counts as given up. */
  async #shorten(segment: Segment, text: string): Promise<Segment> {
    const left = { ...segment, points: countLines(text), bytes: Buffer.byteLength(text) };
    await this.#replaceFile(left, text);
    await unlink(this.#pathOf(segment));
    this.#segments[this.#segments.indexOf(segment)] = left;
    this.#points += left.points - segment.points;
    this.#bytes += left.bytes - segment.bytes;
    this.#thinned += segment.points - left.points;
    return left;
  }

  async #replaceFile(segment: Segment, text: string): Promise<void> {
    const path = this.#pathOf(segment);
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
  }

  #forget(segment: Segment): void {
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    this.#points -= segment.points;
    this.#bytes -= segment.bytes;
  }

  #pathOf({ sequence, points, level }: Segment): string {
    return join(this.#options.directory, `${String(sequence).padStart(10, '0')}.${points}.${level}.lp`);
  }

  #openPath(sequence: number): string {
    return join(this.#options.directory, `${String(sequence).padStart(10, '0')}.open`);
  }
}

async function segmentFrom(name: string, path: string): Promise<Segment | null> {
  const match = /^(\d+)\.(\d+)\.(\d+)\.lp$/.exec(name);
  if (match === null) return null;
  const { size } = await stat(path);
  return { sequence: Number(match[1]), points: Number(match[2]), bytes: size, level: Number(match[3]), detailSpent: false };
}

/** The file is gone, or the disk cannot read it. */
function isLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EIO');
}

/** What a full disk took of it is taken back by the caller. */
async function writeWhole(handle: FileHandle, data: Buffer, at: number): Promise<void> {
  for (let written = 0; written < data.length; ) {
    const { bytesWritten } = await handle.write(data, written, data.length - written, at + written);
    written += bytesWritten;
  }
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

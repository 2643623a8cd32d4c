import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';
import { packTar, type TarSource } from 'modern-tar/fs';
import { fromWeb, toWeb } from '../../web-streams.ts';
import { ABOUT_FILE, type RecordingAbout, recordingAboutSchema, segmentFile } from './recording-about.ts';

/** How a recording in one file is named at its end. */
export const PACKAGE_SUFFIX = '.s0dte';

const TABLE = /^(?:quotes|underlying)-\d{4,6}\.parquet$/;
const MOST_ABOUT_BYTES = 4 << 20;
/** A recorded day is some 42 MB. */
const MOST_BYTES = 4 * 1024 ** 3;
const MOST_FILES = 2_000;
const MAKING = '.unpacking-';

/** A file that is no recording, or not a whole one; the message is a sentence without a subject: "holds …". */
export class BadPackage extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BadPackage';
  }
}

/** Writes the recording in `folder` into one file: a tar with its about.json first and then its tables. Returns the names. */
export async function packRecording(folder: string, to: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => TABLE.test(name)).sort();
  const about = await stat(join(folder, ABOUT_FILE));
  const sources: TarSource[] = [];
  for (const name of [ABOUT_FILE, ...names]) {
    const path = join(folder, name);
    const { size } = name === ABOUT_FILE ? about : await stat(path);
    sources.push({ type: 'stream', content: createReadStream(path, { highWaterMark: 1 << 18 }), size, target: name, mtime: about.mtime, mode: 0o600 });
  }
  try {
    await pipeline(packTar(sources, { concurrency: 1 }), createWriteStream(to, { mode: 0o600, flags: 'wx', flush: true }));
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  }
  return [ABOUT_FILE, ...names];
}

/** What a file says it is a recording of; nothing else of it is read. Throws BadPackage. */
export function aboutPackage(path: string): Promise<RecordingAbout> {
  return reading(async () => {
    for await (const entry of entriesOf(path)) return aboutOf(entry);
    throw new BadPackage('is empty');
  });
}

/**
 * Unpacks a recording into a new folder of `root`, called as `nameOf` says, and answers with it. Only what a recording has
 * is written, under its own names. Throws BadPackage, or what the disk said; nothing is left then.
 */
export async function unpackRecording(path: string, root: string, nameOf: (about: RecordingAbout) => string): Promise<{ readonly folder: string; readonly about: RecordingAbout }> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const making = await mkdtemp(join(root, MAKING));
  try {
    const about = await reading(() => unpackInto(path, making));
    return { folder: await settle(making, root, nameOf(about)), about };
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
}

async function unpackInto(path: string, folder: string): Promise<RecordingAbout> {
  let about: RecordingAbout | null = null;
  const names = new Set<string>();
  let bytes = 0;
  for await (const entry of entriesOf(path)) {
    const { name, size } = entry.header;
    bytes += size;
    if (bytes > MOST_BYTES || names.size >= MOST_FILES) throw new BadPackage('is larger than any recording');
    if (about === null) {
      about = await aboutOf(entry);
      await writeFile(join(folder, ABOUT_FILE), `${JSON.stringify(about, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      continue;
    }
    if (!TABLE.test(name) || names.has(name)) throw new BadPackage(`holds "${name.slice(0, 80)}", which is not of a recording`);
    names.add(name);
    await pipeline(fromWeb(entry.body), createWriteStream(join(folder, name), { mode: 0o600, flags: 'wx', flush: true }));
  }
  if (about === null) throw new BadPackage('is empty');
  for (const { number } of about.segments) {
    const absent = (['quotes', 'underlying'] as const).map((table) => segmentFile(table, number)).find((name) => !names.has(name));
    if (absent !== undefined) throw new BadPackage(`lacks ${absent}, which its ${ABOUT_FILE} names: it is not whole`);
  }
  if (names.size === 0) throw new BadPackage('holds no tables');
  return about;
}

async function* entriesOf(path: string): AsyncGenerator<ParsedTarEntry> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    for await (const entry of toWeb(file).pipeThrough(createTarDecoder({ strict: true }))) {
      if ((entry.header.type ?? 'file') !== 'file') throw new BadPackage(`holds "${entry.header.name.slice(0, 80)}", which is no file`);
      yield entry;
    }
  } finally {
    file.destroy();
  }
}

async function aboutOf({ header, body }: ParsedTarEntry): Promise<RecordingAbout> {
  if (header.name !== ABOUT_FILE || header.size > MOST_ABOUT_BYTES) throw new BadPackage(`begins with "${header.name.slice(0, 80)}" instead of a recording's ${ABOUT_FILE}`);
  const text = await new Response(body).text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadPackage(`has an ${ABOUT_FILE} that is not JSON`);
  }
  const parsed = recordingAboutSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BadPackage(`has an ${ABOUT_FILE} that this version does not read (${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not valid'})`);
}

/** Gives the folder a name that nobody has. */
async function settle(making: string, root: string, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const folder = join(root, number === 1 ? name : `${name}_${number}`);
    if (existsSync(folder)) continue;
    await rename(making, folder);
    return folder;
  }
}

/** Whatever a tar of another hand makes of its reader is one kind of failure; the disk's own are not. */
async function reading<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof BadPackage || isOfTheDisk(error)) throw error;
    throw new BadPackage('cannot be read to its end: it is not whole, or no recording', { cause: error });
  }
}

function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);
}

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { IsoDate } from '../../src-core/time.ts';
import { FeedRefused, ProblemLog, readTable } from './csv-table.ts';
import { RecordedTimes } from './recorded-time.ts';

/** A day that can be played. */
export interface RecordedDate {
  readonly path: string;
  readonly date: IsoDate;
}

const TABLE = /\.csv(\.gz)?$/;
const QUOTES = /^quotes\.csv(\.gz)?$/;

/**
 * Every date that a recording, or a folder of recordings, has same-day quotes of, in order; of one date in the order of
 * their names. A file or folder in it that is no recording is passed over. Throws FeedRefused where nothing is left.
 */
export async function recordedDates(path: string): Promise<readonly RecordedDate[]> {
  const recordings = (await isRecording(path)) ? [path] : await recordingsIn(path);
  const found: RecordedDate[] = [];
  for (const recording of recordings) {
    for (const date of await datesOf(recording)) found.push({ path: recording, date });
  }
  if (found.length === 0) throw new FeedRefused(path, 'holds no recording with quotes of options that expire on the day they are quoted');
  return found.sort((left, right) => order(left.date, right.date) || order(left.path, right.path));
}

async function isRecording(path: string): Promise<boolean> {
  return (await stat(path)).isFile() || (await readdir(path)).some((name) => QUOTES.test(name));
}

async function recordingsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.toSorted((left, right) => order(left.name, right.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() ? await isRecording(path) : entry.isFile() && TABLE.test(entry.name)) found.push(path);
  }
  return found;
}

async function datesOf(recording: string): Promise<readonly IsoDate[]> {
  const file = (await stat(recording)).isFile() ? recording : join(recording, (await readdir(recording)).filter((name) => QUOTES.test(name)).sort()[0] ?? '');
  const dates = new Set<IsoDate>();
  const times = new RecordedTimes();
  try {
    await readTable(file, ['time', 'underlying', 'expiry', 'right', 'strike', 'bid', 'ask'], new ProblemLog(), (row) => {
      times.read(row.text('time'));
      const { date } = times;
      const isOurs = UNDERLYINGS.some((underlying) => row.text('underlying').toUpperCase() === underlying);
      if (date !== null && isOurs && row.text('expiry') === date) dates.add(date);
    });
  } catch (error) {
    if (error instanceof FeedRefused) return [];
    throw error;
  }
  return [...dates];
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

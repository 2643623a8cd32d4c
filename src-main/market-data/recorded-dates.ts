import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isUnderlying } from '../../src-core/instruments/instrument.ts';
import type { IsoDate } from '../../src-core/time.ts';
import { FeedRefused, ProblemLog } from './csv-table.ts';
import { isTableFile, readTable, tableFiles } from './recorded-table.ts';
import { RecordedTimes } from './recorded-time.ts';
import { readAbout } from './recordings/recording-about.ts';

/** A day that can be played. */
export interface RecordedDate {
  readonly path: string;
  readonly date: IsoDate;
}

const COLUMNS = { required: ['time', 'underlying', 'expiry', 'right', 'strike', 'bid', 'ask'], optional: [] };

/**
 * Every date that a recording, or a folder of recordings, has same-day quotes of, in order; of one date in the order of
 * their names. A file or folder in it that is no recording is passed over. Throws FeedRefused where nothing is left.
 */
export async function recordedDates(path: string): Promise<readonly RecordedDate[]> {
  const recordings = await recordingsIn(path);
  const found: RecordedDate[] = [];
  for (const recording of recordings) {
    for (const date of await datesOf(recording)) found.push({ path: recording, date });
  }
  if (found.length === 0) throw new FeedRefused(path, 'holds no recording with quotes of options that expire on the day they are quoted');
  return found.sort((left, right) => order(left.date, right.date) || order(left.path, right.path));
}

async function isRecording(path: string): Promise<boolean> {
  return (await stat(path)).isFile() || (await tableFiles(path, 'quotes')).length > 0;
}

/** The path itself where it is a recording, or those of a folder, in the order of their names. */
export async function recordingsIn(folder: string): Promise<readonly string[]> {
  if (await isRecording(folder)) return [folder];
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.toSorted((left, right) => order(left.name, right.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() ? await isRecording(path) : entry.isFile() && isTableFile(entry.name)) found.push(path);
  }
  return found;
}

async function datesOf(recording: string): Promise<readonly IsoDate[]> {
  const isFile = (await stat(recording)).isFile();
  // The program's own are of one day, and say which.
  const about = isFile ? null : readAbout(recording);
  if (about !== null && about.rows.quotes > 0) return [about.date];
  const dates = new Set<IsoDate>();
  const times = new RecordedTimes();
  for (const file of isFile ? [recording] : await tableFiles(recording, 'quotes')) {
    try {
      await readTable(file, COLUMNS, new ProblemLog(), (row) => {
        row.time(times);
        const { date } = times;
        if (date !== null && isUnderlying(row.text('underlying').toUpperCase()) && row.text('expiry') === date) dates.add(date);
      });
    } catch (error) {
      if (!(error instanceof FeedRefused)) throw error;
    }
  }
  return [...dates];
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

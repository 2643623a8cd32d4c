import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isUnderlying, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import { FeedRefused, ProblemLog } from '../csv-table.ts';
import type { FeedDescription } from '../feed.ts';
import { readTable, tableFiles } from '../recorded-table.ts';
import { recordingsIn } from '../recorded-dates.ts';
import { RecordedTimes } from '../recorded-time.ts';
import { readAbout, type RecordingAbout } from './recording-about.ts';

/** A day that a recording holds. */
export interface SurveyedDay {
  readonly path: string;
  readonly name: string;
  readonly date: IsoDate;
  readonly underlyings: readonly Underlying[];
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly bytes: number;
  /** What was recorded; null where the recording does not say. */
  readonly source: FeedDescription['label'] | null;
  /** Rows of quotes; null where they were not counted. */
  readonly quotes: number | null;
}

const COLUMNS = { required: ['time', 'underlying', 'expiry', 'right', 'strike', 'bid', 'ask'], optional: [] };

/**
 * Every recorded day of a recording or of a folder of them. The program's own recordings say what they hold; others are
 * read through once and remembered while their files stay as they are. Throws FeedRefused where the path is not there.
 */
export class RecordingSurvey {
  readonly #known = new Map<string, { readonly stamp: string; readonly days: readonly SurveyedDay[] }>();

  async days(path: string): Promise<readonly SurveyedDay[]> {
    if ((await stat(path).catch(() => null)) === null) throw new FeedRefused(path, 'there is no such file or directory');
    const found: SurveyedDay[] = [];
    for (const recording of await recordingsIn(path)) found.push(...(await this.#daysOf(recording)));
    return found;
  }

  async #daysOf(recording: string): Promise<readonly SurveyedDay[]> {
    const { bytes, stamp } = await sizeOf(recording);
    const about = readAbout(recording);
    if (about !== null) return about.rows.quotes === 0 ? [] : [ownDay(recording, about, bytes)];
    const known = this.#known.get(recording);
    if (known?.stamp === stamp) return known.days;
    const days = await readThrough(recording, bytes);
    this.#known.set(recording, { stamp, days });
    return days;
  }
}

function ownDay(path: string, { date, feed, from, rows, to }: RecordingAbout, bytes: number): SurveyedDay {
  return {
    path,
    name: basename(path),
    date,
    // The program records them together.
    underlyings: UNDERLYINGS,
    from: from === null ? null : Date.parse(from),
    to: to === null ? null : Date.parse(to),
    bytes,
    source: feed.label,
    quotes: rows.quotes,
  };
}

async function readThrough(recording: string, bytes: number): Promise<readonly SurveyedDay[]> {
  const days = new Map<IsoDate, { readonly underlyings: Set<Underlying>; from: EpochMs; to: EpochMs; quotes: number }>();
  const times = new RecordedTimes();
  const files = (await stat(recording)).isFile() ? [recording] : await tableFiles(recording, 'quotes');
  for (const file of files) {
    try {
      await readTable(file, COLUMNS, new ProblemLog(), (row) => {
        const time = row.time(times);
        const { date } = times;
        const underlying = row.text('underlying').toUpperCase();
        if (date === null || !isUnderlying(underlying) || row.text('expiry') !== date) return;
        const day = days.get(date) ?? { underlyings: new Set<Underlying>(), from: time, to: time, quotes: 0 };
        days.set(date, day);
        day.underlyings.add(underlying);
        day.from = Math.min(day.from, time);
        day.to = Math.max(day.to, time);
        day.quotes += 1;
      });
    } catch (error) {
      if (!(error instanceof FeedRefused)) throw error;
    }
  }
  return [...days].map(([date, { underlyings, from, to, quotes }]) => ({
    path: recording,
    name: basename(recording),
    date,
    underlyings: UNDERLYINGS.filter((underlying) => underlyings.has(underlying)),
    from,
    to,
    bytes,
    source: null,
    quotes,
  }));
}

async function sizeOf(recording: string): Promise<{ readonly bytes: number; readonly stamp: string }> {
  const files = (await stat(recording)).isFile() ? [recording] : (await readdir(recording, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => join(recording, name));
  let bytes = 0;
  const stamps: string[] = [];
  for (const file of files) {
    const { size, mtimeMs } = await stat(file);
    bytes += size;
    stamps.push(`${file} ${size} ${mtimeMs}`);
  }
  return { bytes, stamp: stamps.join('\n') };
}

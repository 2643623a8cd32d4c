import { z } from 'zod';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { PracticeRecording, PracticeRecordings } from '../../src-core/contract/practice.ts';
import { sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import type { IsoDate } from '../../src-core/time.ts';
import type { RecordingsThread } from '../market-data/recordings/recordings-thread.ts';
import type { SurveyedDay } from '../market-data/recordings/recording-survey.ts';
import { FeedRefused } from '../market-data/csv-table.ts';

/** Beside the windows' settings. */
const SETTING = 'core/practice';
const MOST_FOLDERS = 50;
const keptSchema = z.object({ folders: z.array(z.string()) });

export interface RecordingShelfParts {
  readonly thread: Pick<RecordingsThread, 'survey' | 'running'>;
  /** Of the terminal's own recordings; it need not be there. */
  readonly own: string;
  readonly recorder: { readonly enabled: boolean; readonly maximumGigabytes: number };
  readonly settings: { get(name: string): Promise<unknown>; set(name: string, value: { readonly folders: string[] }): Promise<void> };
}

/** The recorded days that are there: the terminal's own, and those of folders that were added. */
export class RecordingShelf {
  readonly #parts: RecordingShelfParts;

  constructor(parts: RecordingShelfParts) {
    this.#parts = parts;
  }

  async view(): Promise<PracticeRecordings> {
    const { own, recorder } = this.#parts;
    const mine = await this.#survey(own);
    const folders: { path: string; problem: string | null }[] = [];
    const found = mine.days.map((day) => this.#shown(day, true));
    for (const path of await this.#folders()) {
      const { days, problem } = await this.#survey(path);
      folders.push({ path, problem: problem ?? (days.length === 0 ? 'holds no recording with quotes of options that expire on the day they are quoted' : null) });
      found.push(...days.map((day) => this.#shown(day, false)));
    }
    const bytes = mine.days.reduce((sum, day) => sum + day.bytes, 0);
    return { recordings: found.sort(newestFirst), folders, recorder: { folder: own, ...recorder, bytes } };
  }

  /** Throws ContractFailure 'bad_input'. */
  async add(path: string): Promise<void> {
    const folders = await this.#folders();
    if (folders.includes(path)) return;
    const bad = (problem: string): never => {
      throw new ContractFailure({ code: 'bad_input', field: 'path', message: `path: "${path}" ${problem}; expected a folder or file of recordings (docs/replay-format.md)` });
    };
    if (folders.length >= MOST_FOLDERS) bad(`would be one more than ${MOST_FOLDERS}`);
    const { days, problem } = await this.#survey(path);
    if (problem !== null) bad(problem);
    if (days.length === 0) bad('holds no quotes of SPY, QQQ or IWM options that expire on the day they are quoted');
    await this.#parts.settings.set(SETTING, { folders: [...folders, path] });
  }

  async remove(path: string): Promise<void> {
    await this.#parts.settings.set(SETTING, { folders: (await this.#folders()).filter((folder) => folder !== path) });
  }

  /** The day that is asked for. Throws ContractFailure 'not_found' for one that is not on the shelf, 'bad_input' for one that cannot be played. */
  async find(path: string, date: IsoDate): Promise<PracticeRecording> {
    const { recordings } = await this.view();
    const found = recordings.find((recording) => recording.path === path && recording.date === date);
    if (found === undefined) throw new ContractFailure({ code: 'not_found', field: 'path', message: `path: there is no recording ${path} of ${date} among those that are known; it may have been removed` });
    if (found.problem !== null) throw new ContractFailure({ code: 'bad_input', field: 'path', message: `path: ${found.problem}` });
    return found;
  }

  #shown({ path, name, date, underlyings, from, to, bytes, source }: SurveyedDay, own: boolean): PracticeRecording {
    return { path, name, date, underlyings: [...underlyings], from, to, bytes, source, own, running: own && path === this.#parts.thread.running, problem: problemOf(date) };
  }

  async #survey(path: string): Promise<{ readonly days: readonly SurveyedDay[]; readonly problem: string | null }> {
    try {
      return { days: await this.#parts.thread.survey(path), problem: null };
    } catch (error) {
      if (error instanceof FeedRefused) return { days: [], problem: error.reason };
      return { days: [], problem: error instanceof Error ? error.message : String(error) };
    }
  }

  async #folders(): Promise<readonly string[]> {
    const kept = keptSchema.safeParse(await this.#parts.settings.get(SETTING));
    return kept.success ? kept.data.folders : [];
  }
}


function problemOf(date: IsoDate): string | null {
  try {
    return sessionOn(date) === null ? `the exchange was closed on ${date}` : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function newestFirst(left: PracticeRecording, right: PracticeRecording): number {
  if (left.date !== right.date) return left.date < right.date ? 1 : -1;
  return left.path < right.path ? -1 : 1;
}

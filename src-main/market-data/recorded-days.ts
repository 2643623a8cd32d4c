import { basename } from 'node:path';
import { FeedRefused } from './csv-table.ts';
import { levelSource } from './gamma-level-records.ts';
import type { RecordedDays, StudiedDay } from './gamma-study.ts';
import { recordedDates } from './recorded-dates.ts';
import { readAbout } from './recordings/recording-about.ts';
import { openReplay } from './replay-feed.ts';

/**
 * The days of a recording in the replay layout, or of a folder of them: what `--feed replay:PATH` plays, and what the
 * program records. Those of the program's own are of the source that they were recorded from. A place with nothing to play, or that is not there,
 * has none.
 */
export function replayedDays(path: string): RecordedDays {
  return {
    async list() {
      try {
        return (await recordedDates(path)).map(({ path: recording, date }): StudiedDay => {
          const { kind, detail } = readAbout(recording)?.feed ?? { kind: 'replay' as const, detail: basename(recording) };
          return { date, ...levelSource({ kind, detail }), open: () => openReplay(recording, date) };
        });
      } catch (error) {
        if (error instanceof FeedRefused || isMissing(error)) return [];
        throw error;
      }
    },
  };
}

/** Several places as one; of a day that several have of one source, the first one's. */
export function allDays(places: readonly RecordedDays[]): RecordedDays {
  return {
    async list() {
      const days = new Map<string, StudiedDay>();
      for (const place of places) {
        for (const day of await place.list()) {
          const key = `${day.date} ${day.source}`;
          if (!days.has(key)) days.set(key, day);
        }
      }
      return [...days.values()];
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

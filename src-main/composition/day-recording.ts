import { join } from 'node:path';
import program from '../../package.json' with { type: 'json' };
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { FeedDescription } from '../market-data/feed.ts';
import type { Market } from '../market-data/market.ts';
import { DayRecorder, RESOLUTION_MS } from '../market-data/recordings/day-recorder.ts';
import type { RecordedEnd } from '../market-data/recordings/recording-about.ts';
import type { Foundation } from './foundation.ts';

/** Below the data directory. */
export const RECORDINGS_FOLDER = 'recordings';
const GIGABYTE = 1e9;

export interface DayRecording {
  /** To be called after each moment of the session. */
  step(now: EpochMs): void;
  /** What session time waits for; null for nothing. */
  pending(): Promise<void> | null;
  /** Resolves when what was seen is on disk. */
  close(): Promise<void>;
}

export interface DayRecordingParts {
  readonly foundation: Foundation;
  readonly session: ExchangeSession;
  readonly sessionId: string;
  readonly feed: FeedDescription;
  readonly market: Market;
  /** The last moment of its pump. */
  readonly end: EpochMs;
  readonly ended: () => RecordedEnd;
}

/** Keeps the session's market for practice, where the settings say so; null where not, and for a market that is a recording already. */
export function composeDayRecording({ foundation, session, sessionId, feed, market, end, ended }: DayRecordingParts): DayRecording | null {
  const { notices, recordings, settings } = foundation;
  const { enabled, maximumGigabytes } = settings.recordings;
  if (!enabled || feed.kind === 'replay') return null;
  const { kind, label, detail, quoting, staleAfterMs } = feed;
  const sink = recordings.sink({
    root: join(settings.dataDir, RECORDINGS_FOLDER),
    kind,
    maximumBytes: maximumGigabytes * GIGABYTE,
    about: {
      program: program.version,
      session: sessionId,
      date: session.date,
      feed: { kind, label, detail },
      quoting,
      staleAfterMs,
      rate: settings.rate,
      resolutionMs: RESOLUTION_MS,
    },
    end: ended,
    onRemoved: (removed) => notices.tell('info', `recordings took more than ${maximumGigabytes} GB: ${removed.map(({ name }) => name).join(', ')} went`),
  });
  let isBroken = false;
  const recorder = new DayRecorder({
    market,
    sink,
    end,
    onProblem: (problem) => {
      isBroken = true;
      notices.tell('error', `recording: ${problem}`);
    },
  });
  return {
    step: (now) => recorder.step(now),
    pending: () => recorder.pending(),
    async close() {
      await recorder.close();
      await sink.close().catch((error: unknown) => {
        if (!isBroken) notices.tell('error', `recording: ${error instanceof Error ? error.message : String(error)}`);
      });
    },
  };
}

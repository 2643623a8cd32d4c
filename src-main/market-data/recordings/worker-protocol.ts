import type { IsoDate } from '../../../src-core/time.ts';
import type { Recording } from '../recording.ts';
import type { RecordedChain, RecordedChainQuery } from './recorded-chain.ts';
import type { RecordedEnd, RecordedSessionAbout } from './recording-about.ts';
import type { RecordedSegment, SpentMemory } from './recorded-segment.ts';
import type { SurveyedDay } from './recording-survey.ts';
import type { RemovedRecording } from './recordings-folder.ts';

/** What the main thread asks of the thread that writes and reads recordings. Requests are worked in order. */
export type Request =
  /** Begins a running session's recording, or goes on with it. */
  | { readonly kind: 'begin'; readonly root: string; readonly name: string; readonly about: RecordedSessionAbout; readonly maximumBytes: number }
  | { readonly kind: 'write'; readonly segment: RecordedSegment; readonly end: RecordedEnd }
  | { readonly kind: 'end'; readonly end: RecordedEnd }
  | { readonly kind: 'load'; readonly path: string; readonly date: IsoDate | null }
  | { readonly kind: 'survey'; readonly path: string }
  | { readonly kind: 'chain'; readonly root: string; readonly query: RecordedChainQuery };

export type Answer =
  | { readonly kind: 'begun'; readonly folder: string; readonly to: string | null; readonly removed: readonly RemovedRecording[] }
  /** `spent` may be filled again. */
  | { readonly kind: 'written'; readonly removed: readonly RemovedRecording[]; readonly spent: SpentMemory }
  | { readonly kind: 'ended' }
  | { readonly kind: 'loaded'; readonly recording: Recording }
  | { readonly kind: 'surveyed'; readonly days: readonly SurveyedDay[] }
  | { readonly kind: 'chain'; readonly chain: RecordedChain | null }
  /** `refused`: the recording itself cannot be used, and the file that is at fault. */
  | { readonly kind: 'failed'; readonly message: string; readonly refused: { readonly file: string; readonly reason: string } | null };

export interface NumberedRequest {
  readonly id: number;
  readonly request: Request;
}

export interface NumberedAnswer {
  readonly id: number;
  readonly answer: Answer;
}

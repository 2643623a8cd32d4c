import { Worker } from 'node:worker_threads';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import { FeedRefused } from '../csv-table.ts';
import type { FeedDescription } from '../feed.ts';
import type { Recording } from '../recording.ts';
import type { SegmentSink } from './day-recorder.ts';
import type { RecordedChain, RecordedChainQuery } from './recorded-chain.ts';
import { type RecordedEnd, type RecordedSessionAbout, recordingName } from './recording-about.ts';
import type { RecordedSegment, SpentMemory } from './recorded-segment.ts';
import type { SurveyedDay } from './recording-survey.ts';
import type { RemovedRecording } from './recordings-folder.ts';
import type { Answer, NumberedAnswer, NumberedRequest, Request } from './worker-protocol.ts';

/** A session that is to be recorded. */
export interface RecordedSession {
  /** Where recordings are kept. */
  readonly root: string;
  readonly about: RecordedSessionAbout;
  readonly kind: FeedDescription['kind'];
  /** What all recordings together may take. */
  readonly maximumBytes: number;
  readonly end: () => RecordedEnd;
  readonly onRemoved: (removed: readonly RemovedRecording[]) => void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** The main thread's end of the thread that writes and reads recordings; it is started by the first request. */
export class RecordingsThread {
  readonly #workerUrl: URL;
  readonly #waiting = new Map<number, Waiting>();
  #running: string | null = null;
  #worker: Worker | null = null;
  #ended: Promise<void> = Promise.resolve();
  #lastId = 0;
  #endReason: string | null = null;

  /** `workerUrl`: the built or the source file of recordings-worker. */
  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl;
  }

  /** The folder that a session is recorded into now; null while none is. */
  get running(): string | null {
    return this.#running;
  }

  /** Where a running session's segments go. One at a time. */
  sink({ root, about, kind, maximumBytes, end, onRemoved }: RecordedSession): SegmentSink & { close(): Promise<void> } {
    const tell = (removed: readonly RemovedRecording[]): void => {
      if (removed.length > 0) onRemoved(removed);
    };
    return {
      open: async (): Promise<EpochMs | null> => {
        const name = recordingName({ date: about.date, kind, detail: about.feed.detail });
        const begun = await this.#request({ kind: 'begin', root, name, about, maximumBytes });
        if (begun.kind !== 'begun') return unexpected(begun);
        tell(begun.removed);
        this.#running = begun.folder;
        return begun.to === null ? null : Date.parse(begun.to);
      },
      write: async (segment: RecordedSegment): Promise<SpentMemory> => {
        const written = await this.#request({ kind: 'write', segment, end: end() }, [segment.quotes.buffer, segment.ticks.buffer]);
        if (written.kind !== 'written') return unexpected(written);
        tell(written.removed);
        return written.spent;
      },
      close: async (): Promise<void> => {
        this.#running = null;
        await this.#request({ kind: 'end', end: end() });
      },
    };
  }

  /** As loadRecording, apart from everything else the program does. Throws FeedRefused as it does. */
  async load(path: string, date: IsoDate | null): Promise<Recording> {
    const loaded = await this.#request({ kind: 'load', path, date });
    return loaded.kind === 'loaded' ? loaded.recording : unexpected(loaded);
  }

  /** Every day of a recording, or of a folder of them. Throws FeedRefused where the path is not there. */
  async survey(path: string): Promise<readonly SurveyedDay[]> {
    const answer = await this.#request({ kind: 'survey', path });
    return answer.kind === 'surveyed' ? answer.days : unexpected(answer);
  }

  /** The chain at a moment, of a folder's recordings; null where none of them has it. */
  async chainAt(root: string, query: RecordedChainQuery): Promise<RecordedChain | null> {
    const answer = await this.#request({ kind: 'chain', root, query });
    return answer.kind === 'chain' ? answer.chain : unexpected(answer);
  }

  /** Lets what was asked be done first. */
  async close(): Promise<void> {
    this.#endReason ??= 'recordings are closed';
    this.#worker?.postMessage('close');
    await this.#ended;
  }

  #request(request: Request, transferred: readonly ArrayBuffer[] = []): Promise<Answer> {
    if (this.#endReason !== null) return Promise.reject(new Error(this.#endReason));
    const worker = (this.#worker ??= this.#started());
    this.#lastId += 1;
    const numbered: NumberedRequest = { id: this.#lastId, request };
    return new Promise((resolve, reject) => {
      this.#waiting.set(numbered.id, { resolve, reject });
      worker.postMessage(numbered, transferred);
    });
  }

  #started(): Worker {
    const worker = new Worker(this.#workerUrl, { name: 'recordings' });
    worker.on('message', ({ id, answer }: NumberedAnswer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (answer.kind !== 'failed') waiting?.resolve(answer);
      else waiting?.reject(answer.refused === null ? new Error(answer.message) : new FeedRefused(answer.refused.file, answer.refused.reason));
    });
    worker.on('error', (error) => this.#end(`the thread of recordings failed: ${String(error)}`));
    this.#ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#end('recordings are closed');
        resolve();
      });
    });
    return worker;
  }

  #end(reason: string): void {
    this.#endReason ??= reason;
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}

function unexpected(answer: Answer): never {
  throw new Error(`the thread of recordings answered ${answer.kind}`);
}

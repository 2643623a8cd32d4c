import type { PracticeRecordings, PracticeRun, PracticeRunRow, PracticeStart, PracticeState } from '../../src-core/contract/practice.ts';
import type { EpochMs } from '../../src-core/time.ts';

/** Practice on recorded days, as the door sees it. Whatever cannot be done now fails with 'conflict' or 'unavailable' and a sentence. */
export interface PracticeDesk {
  recordings(): Promise<PracticeRecordings>;
  /** Fails with 'bad_input' for what is no folder, or holds no recording. */
  addFolder(path: string): Promise<PracticeRecordings>;
  removeFolder(path: string): Promise<PracticeRecordings>;
  state(): PracticeState;
  /** Fails with 'not_found' or 'bad_input' where the recording cannot be played; the session goes on as it was then. */
  start(request: PracticeStart): Promise<PracticeState>;
  /** Runs that much session time at full speed, and stands. */
  step(seconds: number): Promise<PracticeState>;
  /** Runs to a later time at full speed; an earlier one begins the day anew there, which discards what was traded. Stands then. */
  jump(time: EpochMs, discard: boolean): Promise<PracticeState>;
  /** Stands where a step or a jump has come to. */
  stop(): Promise<PracticeState>;
  /** Ends the run as it stands, keeps its score, and gives the window its session back. */
  end(): Promise<PracticeRun>;
  /** Newest first. */
  runs(): Promise<readonly PracticeRunRow[]>;
  /** Fails with 'not_found'. */
  run(id: string): Promise<PracticeRun>;
  /** Fails with 'not_found'. */
  removeRun(id: string): Promise<readonly PracticeRunRow[]>;
  /** `listener` must not throw. The result ends it. */
  subscribe(listener: () => void): () => void;
}

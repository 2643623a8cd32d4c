import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { PracticeRecording, PracticeRecordings, PracticeRun, PracticeRunRow, PracticeStart, PracticeState } from '../../src-core/contract/practice.ts';
import { type Clock, type EpochMs, SECOND } from '../../src-core/time.ts';
import { FeedRefused } from '../market-data/csv-table.ts';
import type { Recording } from '../market-data/recording.ts';
import { StartFailure } from '../start-failure.ts';
import type { PracticeRuns } from '../stores/relational/practice-runs.ts';
import type { PracticeDesk } from './practice-desk.ts';
import type { RecordingShelf } from './recording-shelf.ts';
import type { PractisedDay, PractisedDayRequest } from './practised-day.ts';

export interface PracticeParts {
  readonly shelf: RecordingShelf;
  readonly runs: PracticeRuns;
  /** Reads a recorded day, apart from everything else. */
  readonly load: (recording: PracticeRecording) => Promise<Recording>;
  /** Composes a terminal on a recorded day; it stands. */
  readonly compose: (request: PractisedDayRequest) => Promise<PractisedDay>;
  /** Puts the windows before a practised day, or (null) before their own session. */
  readonly show: (day: PractisedDay | null) => void;
  /** The windows' own session stands meanwhile, where it can. Says whether it does. */
  readonly stand: (isStanding: boolean) => boolean;
  /** The machine's. */
  readonly clock: Clock;
  readonly newId: () => string;
  readonly notice: (text: string) => void;
}

/** Session time that is run at once on the way to a later moment: a person may stop in between. */
const STRIDE_MS = 5 * SECOND;

interface Running {
  readonly id: string;
  readonly recording: PracticeRecording;
  readonly played: Recording;
  readonly capital: PracticeStart['capital'];
  readonly startedAt: EpochMs;
  readonly sessionStands: boolean;
  day: PractisedDay;
  jump: { readonly from: EpochMs; readonly to: EpochMs } | null;
  isStopped: boolean;
}

/** Trading on recorded days in the place of the session: one run at a time, on a terminal and books of its own. */
export class Practice implements PracticeDesk {
  readonly #parts: PracticeParts;
  readonly #listeners = new Set<() => void>();
  #loading: PracticeRecording | null = null;
  #running: Running | null = null;
  /** Something changes now: what else is asked for is refused. */
  #busy: string | null = null;
  #working: Promise<unknown> | null = null;
  #isClosed = false;
  /** Days that were left, until they are cleared away. */
  readonly #ending = new Set<Promise<void>>();

  constructor(parts: PracticeParts) {
    this.#parts = parts;
  }

  recordings(): Promise<PracticeRecordings> {
    return this.#parts.shelf.view();
  }

  async addFolder(path: string): Promise<PracticeRecordings> {
    await this.#parts.shelf.add(path);
    return this.recordings();
  }

  async removeFolder(path: string): Promise<PracticeRecordings> {
    await this.#parts.shelf.remove(path);
    return this.recordings();
  }

  state(): PracticeState {
    if (this.#loading !== null) return { state: 'loading', recording: this.#loading.name, date: this.#loading.date };
    const running = this.#running;
    if (running === null) return { state: 'none', refusal: null };
    const { capital, day, id, jump, recording, sessionStands, startedAt } = running;
    return {
      state: 'running',
      id,
      recording: recording.name,
      date: recording.date,
      source: recording.source,
      capital,
      startedAt,
      from: day.from,
      recordedFrom: day.recordedFrom,
      recordedTo: day.recordedTo,
      open: day.session.open,
      lastTrade: day.session.lastTrade,
      now: day.now(),
      ended: day.ended(),
      jump,
      ...day.standing(),
      session: sessionStands ? 'stands' : 'goes_on',
    };
  }

  start({ path, date, at, capital }: PracticeStart): Promise<PracticeState> {
    if (this.#running !== null || this.#loading !== null) return Promise.reject(conflict('a practice runs already; end it first'));
    return this.#exclusively('begins', async () => {
      const recording = await this.#parts.shelf.find(path, date);
      let begun: Running;
      try {
        this.#loading = recording;
        this.#changed();
        const played = await this.#parts.load(recording);
        const day = await this.#composed({ name: recording.name, recording: played, at: at ?? null, capital });
        begun = { id: this.#parts.newId(), recording, played, capital, startedAt: this.#parts.clock.now(), sessionStands: this.#parts.stand(true), day, jump: null, isStopped: false };
      } finally {
        this.#loading = null;
      }
      if (this.#isClosed) {
        await begun.day.close();
        throw new ContractFailure({ code: 'unavailable', message: 'the terminal is closing' });
      }
      this.#running = begun;
      this.#parts.show(begun.day);
      this.#changed();
      return this.state();
    });
  }

  step(seconds: number): Promise<PracticeState> {
    return this.#exclusively('steps', async () => {
      const running = this.#assumed();
      await this.#runTo(running, running.day.now() + seconds * SECOND);
      return this.state();
    });
  }

  jump(time: EpochMs, discard: boolean): Promise<PracticeState> {
    return this.#exclusively('jumps', async () => {
      const running = this.#assumed();
      const { day } = running;
      const { lastTrade } = day.session;
      if (!(time >= Math.min(day.recordedFrom, day.session.open) && time <= lastTrade)) {
        throw new ContractFailure({ code: 'bad_input', field: 'time', message: `time: expected a moment of the recorded session, ${iso(day.recordedFrom)} to ${iso(lastTrade)} (got ${iso(time)})` });
      }
      // With the last trade the day is over but for its settlement.
      if (time >= day.now()) await this.#runTo(running, time === lastTrade ? day.end : time);
      else await this.#beginAnew(running, time, discard);
      return this.state();
    });
  }

  async stop(): Promise<PracticeState> {
    const running = this.#assumed();
    running.isStopped = true;
    await running.day.pause();
    return this.state();
  }

  async end(): Promise<PracticeRun> {
    const running = this.#assumed();
    running.isStopped = true;
    await this.#working?.catch(() => undefined);
    return this.#exclusively('ends', async () => {
      const { day, id, recording, startedAt } = running;
      try {
        await day.pause();
        const score = await day.score();
        const run: PracticeRun = { id, recording: recording.name, date: recording.date, source: recording.source, startedAt, endedAt: this.#parts.clock.now(), score };
        await this.#parts.runs.save(run);
        return run;
      } finally {
        // Whatever became of its score, nobody is left before a run that has ended.
        this.#leave(running);
      }
    });
  }

  async runs(): Promise<readonly PracticeRunRow[]> {
    return (await this.#parts.runs.all()).map(({ score, ...run }) => ({ ...run, net: score.net, perRisk: score.perRisk, trades: score.trades.length }));
  }

  async run(id: string): Promise<PracticeRun> {
    const run = await this.#parts.runs.find(id);
    if (run === null) throw new ContractFailure({ code: 'not_found', field: 'id', message: `id: there is no practice run ${id}` });
    return run;
  }

  async removeRun(id: string): Promise<readonly PracticeRunRow[]> {
    await this.run(id);
    await this.#parts.runs.remove(id);
    return this.runs();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Ends with the terminal: the run is not scored. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = this.#running;
    this.#running = null;
    if (running !== null) {
      running.isStopped = true;
      await running.day.close();
    }
    await Promise.all(this.#ending);
  }

  /** At full speed, a stride at a time; ends early where a person stops it or lets the session go on. */
  async #runTo(running: Running, time: EpochMs): Promise<void> {
    const { day } = running;
    await day.pause();
    running.isStopped = false;
    const from = day.now();
    const to = Math.min(time, day.end);
    if (to - from > STRIDE_MS) running.jump = { from, to };
    this.#changed();
    try {
      while (day.now() < to && !running.isStopped && day.isPaused()) await day.runTo(Math.min(to, day.now() + STRIDE_MS));
    } finally {
      running.jump = null;
      this.#changed();
    }
  }

  async #beginAnew(running: Running, time: EpochMs, discard: boolean): Promise<void> {
    const { day } = running;
    if (day.standing().traded && !discard) {
      throw conflict(`time: ${iso(time)} is before ${iso(day.now())}, and going back begins the day anew there: what was ordered since would be discarded; ask for it with discard`);
    }
    await day.pause();
    const { capital, played, recording } = running;
    const next = await this.#composed({ name: recording.name, recording: played, at: time, capital });
    running.day = next;
    this.#parts.show(next);
    this.#changed();
    await this.#runTo(running, time);
    this.#endLater(day);
  }

  #leave(running: Running): void {
    this.#running = null;
    this.#parts.show(null);
    if (running.sessionStands) this.#parts.stand(false);
    this.#endLater(running.day);
  }

  /** Once whoever asked was answered: what was asked at a day's door is noted in its books. */
  #endLater(day: PractisedDay): void {
    const ending = day
      .close()
      .catch((error: unknown) => this.#parts.notice(`a practice could not be cleared away: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  async #composed(request: PractisedDayRequest): Promise<PractisedDay> {
    try {
      return await this.#parts.compose(request);
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      throw new ContractFailure({ code: 'bad_input', message: `the recording cannot be practised on: ${error.message}` });
    }
  }

  #exclusively<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#busy !== null) return Promise.reject(conflict(`practice ${this.#busy} just now; try again in a moment`));
    this.#busy = what;
    const working = work()
      .catch((error: unknown) => {
        if (error instanceof FeedRefused) throw new ContractFailure({ code: 'bad_input', field: 'path', message: `path: ${error.message}` });
        throw error;
      })
      .finally(() => {
        this.#busy = null;
        this.#working = null;
        this.#changed();
      });
    this.#working = working;
    return working;
  }

  #assumed(): Running {
    if (this.#running === null) throw conflict('no practice runs');
    return this.#running;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function conflict(message: string): ContractFailure {
  return new ContractFailure({ code: 'conflict', message });
}

function iso(time: EpochMs): string {
  return Number.isFinite(time) ? new Date(time).toISOString() : String(time);
}

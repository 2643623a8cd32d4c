import type { RetentionView } from '../../../src-core/contract/connections.ts';
import { type Clock, DAY, HOUR, SECOND } from '../../../src-core/time.ts';
import { RETENTION_RULES, type RetentionRuleName } from './retention-rules.ts';
import type { RetentionRun, RetentionRuns } from './retention-runs.ts';
import type { RetentionTask, StoreName } from './retention-task.ts';

export interface RetentionParts {
  /** In the order in which they are run. */
  readonly tasks: readonly RetentionTask[];
  /** Kept by themselves or for ever: shown, never run. */
  readonly standing: readonly { readonly rule: RetentionRuleName; readonly store: StoreName; readonly kept?: string }[];
  readonly runs: RetentionRuns;
  /** The machine's: what is kept for how long is a matter of the world's days, not of a session's. */
  readonly clock: Clock;
  readonly newId: () => string;
  /** Calls `run` once after `delay` milliseconds; the result cancels it. */
  readonly after: (delay: number, run: () => void) => () => void;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** A start has better things to do. */
const FIRST_AFTER_MS = 30 * SECOND;
const EVERY_MS = HOUR;
/** Between two pieces, so that whatever else the store has to do comes first. */
const PAUSE_MS = 50;
/** Pieces between two notes of how far a run came. */
const PIECES_A_NOTE = 10;

/** Sees to it that nothing is kept longer than its rule says: by itself, one task at a time, a piece at a time. */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #last = new Map<RetentionTask, RetentionRun>();
  #running: Promise<void> | null = null;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Reads what became of earlier runs, and begins in a while. Rejects as the store does. */
  async start(): Promise<void> {
    const { tasks, runs, clock } = this.#parts;
    await runs.endInterrupted(clock.now());
    for (const task of tasks) {
      const newest = await runs.newest(task.rule, task.store);
      if (newest !== null) this.#last.set(task, newest);
    }
    this.#schedule(FIRST_AFTER_MS);
  }

  /** Applies every rule now; joins a run that is under way. Never rejects: what went wrong is in the view. */
  run(): Promise<void> {
    this.#running ??= this.#runAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** What is kept for how long, and what the last runs took. */
  view(): readonly RetentionView[] {
    const { tasks, standing } = this.#parts;
    const ran = tasks.map((task): RetentionView => ({ ...shown(task), last: this.#lastOf(task) }));
    const views = [...ran, ...standing.map((entry): RetentionView => ({ ...shown(entry), last: null }))];
    const order: readonly string[] = Object.values(RETENTION_RULES).map(({ data }) => data);
    return views.sort((left, right) => order.indexOf(left.data) - order.indexOf(right.data));
  }

  /** Ends after the piece under way; the next start goes on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  #lastOf(task: RetentionTask): RetentionView['last'] {
    const run = this.#last.get(task);
    if (run === undefined) return null;
    const { startedAt, finishedAt, removed, detail } = run;
    return { startedAt, finishedAt, removed, detail };
  }

  #schedule(delay: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#parts.after(delay, () => {
      void this.run().then(() => this.#schedule(EVERY_MS));
    });
  }

  async #runAll(): Promise<void> {
    for (const task of this.#parts.tasks) {
      if (this.#stopped) return;
      if (task.isDue()) await this.#apply(task);
    }
  }

  async #apply(task: RetentionTask): Promise<void> {
    const { runs, clock, newId } = this.#parts;
    const { days } = RETENTION_RULES[task.rule];
    if (days === null) return;
    const startedAt = clock.now();
    const before = startedAt - days * DAY;
    const limit = `older than ${new Date(before).toISOString().slice(0, 10)}`;
    let run: RetentionRun = { id: newId(), rule: task.rule, store: task.store, startedAt, finishedAt: null, removed: 0, detail: limit };
    const tell = (change: Partial<RetentionRun>): void => {
      run = { ...run, ...change };
      this.#last.set(task, run);
    };
    let detail = limit;
    try {
      const note = await this.#removeAll(task, before, () => run, tell);
      if (this.#stopped) detail = `${limit}; stopped with the program, the next run goes on`;
      else if (note !== null) detail = `${limit}; ${note}`;
    } catch (error) {
      detail = `${limit}; failed: ${error instanceof Error ? error.message : String(error)}; the next run goes on`;
    }
    tell({ finishedAt: clock.now(), detail });
    await runs.finish(run).catch((error: unknown) => tell({ detail: `${detail}; this could not be noted: ${String(error)}` }));
  }

  /** Returns why something older stays, or null. */
  async #removeAll(task: RetentionTask, before: number, run: () => RetentionRun, tell: (change: Partial<RetentionRun>) => void): Promise<string | null> {
    const { runs, wait } = this.#parts;
    const pieces = task.remove(before);
    let uncounted = false;
    try {
      for (let count = 0; !this.#stopped; count += 1) {
        const piece = await pieces.next();
        if (piece.done === true) return uncounted ? [piece.value, 'the store does not count what went'].filter((note) => note !== null).join('; ') : piece.value;
        uncounted ||= piece.value < 0;
        tell({ removed: run().removed + Math.max(0, piece.value) });
        if (count % PIECES_A_NOTE === 0) await runs.save(run());
        await wait(PAUSE_MS);
      }
      return null;
    } finally {
      await pieces.return(null);
    }
  }
}

function shown({ rule, store, kept }: RetentionParts['standing'][number]): Omit<RetentionView, 'last'> {
  const { data, days } = RETENTION_RULES[rule];
  return { data, store, days, ...(kept !== undefined && { kept }) };
}

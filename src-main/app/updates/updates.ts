import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RolledBack, UpdateView } from '../../../src-core/contract/app.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { type Clock, DAY, HOUR, MINUTE, SECOND } from '../../../src-core/time.ts';
import type { UpdateDesk } from '../app-desk.ts';
import type { Standing } from '../standing.ts';
import { STAGED_FOLDER } from './update-start.ts';
import { type Calendar, updateObstacle } from './update-obstacle.ts';
import type { UpdateRecord, UpdateTrial } from './update-trial.ts';
import type { Found, Updater } from './updater.ts';

export interface UpdatesParts {
  readonly updater: Updater;
  readonly trial: UpdateTrial;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly standing: () => Standing | null;
  /** Ends the program as a person does, and starts it anew: what was chosen is installed by that start. Throws where it may not end. */
  readonly beginAnew: () => void;
  /** Whether it may ask for a new version by itself. */
  readonly mayCheck: () => Promise<boolean>;
  /** Calls each so many milliseconds; returns the function that ends it. */
  readonly every: (milliseconds: number, task: () => void) => () => void;
}

/** How long after the start, and after the last time, it asks by itself. */
const FIRST_CHECK = MINUTE;
const CHECK_INTERVAL = DAY;
/** A failed one is made again earlier. */
const AGAIN = 6 * HOUR;
const LOOK = 5 * SECOND;
/** Until who asked for it has been answered. */
const MOMENT = 250;

type Doing = { readonly kind: 'nothing' } | { readonly kind: 'checking' } | { readonly kind: 'downloading'; readonly found: Found; readonly share: number } | { readonly kind: 'installing'; readonly version: string };

/** The next version, from being looked for to the start that installs it. Nothing is fetched or installed that nobody asked for. */
export class Updates implements UpdateDesk {
  readonly #parts: UpdatesParts;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #doing: Doing = { kind: 'nothing' };
  #found: Found | null = null;
  #problem: string | null = null;
  #toldObstacle: string | null = null;
  #nextCheck: number;

  constructor(parts: UpdatesParts) {
    this.#parts = parts;
    const { clock, trial } = parts;
    this.#nextCheck = Math.max(clock.now() + FIRST_CHECK, (trial.checkedAt ?? 0) + CHECK_INTERVAL);
    this.#stop = parts.every(LOOK, () => this.#look());
  }

  view(): UpdateView {
    const doing = this.#doing;
    const { trial } = this.#parts;
    switch (doing.kind) {
      case 'checking':
        return { phase: 'checking' };
      case 'downloading':
        return { phase: 'downloading', version: doing.found.version, share: doing.share };
      case 'installing':
        return { phase: 'installing', version: doing.version };
      case 'nothing':
    }
    const staged = stagedIn(trial.record);
    if (this.#found !== null && this.#found.version !== staged?.update.version) {
      return { phase: 'available', ...this.#found, problem: this.#problem ?? this.#warning(this.#found.version) };
    }
    if (staged === null) return { phase: 'idle', checkedAt: trial.checkedAt, problem: this.#problem };
    const { update, atNextStart, problem } = staged;
    return { phase: 'staged', version: update.version, notes: update.notes, atNextStart, obstacle: this.#obstacle(), problem: this.#problem ?? problem ?? this.#warning(update.version) };
  }

  rolledBack(): RolledBack | null {
    return this.#parts.trial.rolledBack;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async check(): Promise<void> {
    this.#begin({ kind: 'checking' });
    const { clock, trial, updater } = this.#parts;
    try {
      this.#found = await updater.check();
      trial.checked(clock.now());
      this.#nextCheck = clock.now() + CHECK_INTERVAL;
    } catch (error) {
      this.#problem = messageOf(error);
      this.#nextCheck = clock.now() + AGAIN;
    } finally {
      this.#end();
    }
  }

  /** Begins it; how far it is, and what came of it, is in the view. */
  async download(): Promise<void> {
    const found = this.#found;
    if (found === null) throw conflict('there is no version to fetch: check for one first');
    this.#begin({ kind: 'downloading', found, share: 0 });
    void this.#fetch(found);
  }

  async install(when: 'now' | 'next_start'): Promise<void> {
    this.#refuseWhileBusy();
    const { trial } = this.#parts;
    const staged = stagedIn(trial.record);
    if (staged === null) throw conflict('nothing was fetched that could be installed');
    const obstacle = when === 'now' ? this.#obstacle() : null;
    if (obstacle !== null) throw conflict(obstacle);
    trial.step({ kind: 'chosen' });
    this.#problem = null;
    if (when === 'now') this.#doing = { kind: 'installing', version: staged.update.version };
    this.#changed();
    if (when === 'next_start') return;
    const stop = this.#parts.every(MOMENT, () => {
      stop();
      try {
        this.#parts.beginAnew();
      } catch (error) {
        // It stays chosen for the next start.
        this.#problem = messageOf(error);
        this.#end();
      }
    });
  }

  /** Where nothing was fetched: what was taken back is no longer told. */
  async discard(): Promise<void> {
    this.#refuseWhileBusy();
    const { trial } = this.#parts;
    const staged = stagedIn(trial.record);
    if (staged === null && trial.rolledBack === null) throw conflict('nothing was fetched that could be discarded');
    if (staged === null) trial.forgetRolledBack();
    else {
      trial.step({ kind: 'discarded' });
      rmSync(join(trial.directory, STAGED_FOLDER), { recursive: true, force: true });
    }
    this.#problem = null;
    this.#changed();
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
  }

  async #fetch(found: Found): Promise<void> {
    const { updater, trial } = this.#parts;
    const directory = join(trial.directory, STAGED_FOLDER);
    try {
      const update = await updater.download(directory, (share) => {
        const doing = this.#doing;
        // As often as a person sees it move.
        if (doing.kind !== 'downloading' || share - doing.share < 0.005) return;
        this.#doing = { ...doing, share: Math.min(1, share) };
        this.#changed();
      });
      trial.step({ kind: 'fetched', update });
      this.#found = null;
    } catch (error) {
      this.#found = found;
      this.#problem = messageOf(error);
    } finally {
      this.#end();
    }
  }

  /** What time and the account change by themselves. */
  #look(): void {
    const staged = stagedIn(this.#parts.trial.record);
    const obstacle = staged === null ? null : this.#obstacle();
    if (obstacle !== this.#toldObstacle) {
      this.#toldObstacle = obstacle;
      this.#changed();
    }
    if (this.#parts.clock.now() < this.#nextCheck || this.#doing.kind !== 'nothing' || staged !== null) return;
    this.#nextCheck = this.#parts.clock.now() + HOUR;
    void this.#parts.mayCheck().then(
      (may) => (may && this.#doing.kind === 'nothing' ? this.check() : undefined),
      () => undefined,
    );
  }

  #obstacle(): string | null {
    const { standing, clock, calendar } = this.#parts;
    return updateObstacle({ standing: standing(), now: clock.now(), calendar });
  }

  #warning(version: string): string | null {
    return version === this.#parts.trial.failedVersion ? `${version} was installed here before, never reached its window, and was taken back.` : null;
  }

  #begin(doing: Doing): void {
    this.#refuseWhileBusy();
    this.#doing = doing;
    this.#problem = null;
    this.#changed();
  }

  #end(): void {
    this.#doing = { kind: 'nothing' };
    this.#changed();
  }

  #refuseWhileBusy(): void {
    const { kind } = this.#doing;
    if (kind !== 'nothing') throw conflict(`wait: the program is ${kind === 'checking' ? 'checking for a new version' : kind === 'downloading' ? 'fetching a new version' : 'about to be replaced'}`);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function stagedIn(record: UpdateRecord | null): Extract<UpdateRecord, { state: 'staged' }> | null {
  return record?.state === 'staged' ? record : null;
}

function conflict(message: string): ContractFailure {
  return new ContractFailure({ code: 'conflict', message });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

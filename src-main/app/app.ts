import type { AppView, Installation, Interruption } from '../../src-core/contract/app.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { AppDesk, CrashDesk, OpenRequestDesk, UpdateDesk } from './app-desk.ts';
import { noCrashes, noOpenRequests, noUpdates } from './nothing-around.ts';

export interface AppParts {
  readonly version: string;
  readonly shell: AppView['shell'];
  readonly installation: Installation;
  readonly safeMode: boolean;
  /** Starts before this one, in a row, that never reached a window. */
  readonly failedStarts: number;
  readonly logFolder: string | null;
  /** Of all files of the log; null while it is not known. */
  readonly logBytes?: () => number | null;
  /** The system and what the program runs on. */
  readonly system?: string;
  readonly updates: UpdateDesk;
  readonly crashes: CrashDesk;
  readonly requests: OpenRequestDesk;
  /** What shows windows; null where the shell opens none of itself. */
  readonly windows: AppWindows | null;
  /** Ends the program, or throws ContractFailure 'conflict'; null where nobody here can. */
  readonly quit: ((anyway: boolean) => void) | null;
}

export interface AppWindows {
  open(): void;
  /** Names the displays of now and their arrangement. */
  monitors(): string;
  onMonitors(listener: () => void): () => void;
}

/** The program around the core, put together from what its shell has. */
export class App implements AppDesk {
  readonly updates: UpdateDesk;
  readonly crashes: CrashDesk;
  readonly requests: OpenRequestDesk;
  readonly #parts: AppParts;
  readonly #listeners = new Set<() => void>();
  #interruption: Interruption | null = null;

  constructor(parts: AppParts) {
    this.#parts = parts;
    ({ updates: this.updates, crashes: this.crashes, requests: this.requests } = parts);
    const changed = (): void => this.#changed();
    parts.updates.onChange(changed);
    parts.crashes.onChange(changed);
    parts.requests.onChange(changed);
    parts.windows?.onMonitors(changed);
  }

  view(): AppView {
    const { version, shell, installation, safeMode, failedStarts, logFolder, logBytes, system, windows } = this.#parts;
    const bytes = logBytes?.() ?? null;
    return {
      version,
      shell,
      installation,
      safeMode,
      failedStarts,
      update: this.updates.view(),
      rolledBack: this.updates.rolledBack(),
      monitors: windows?.monitors() ?? null,
      opensWindows: windows !== null,
      interruption: this.#interruption,
      openRequest: this.requests.view(),
      freshCrashes: this.crashes.fresh,
      logFolder,
      ...(bytes === null ? {} : { logBytes: bytes }),
      ...(system === undefined ? {} : { system }),
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The machine slept, or its clock was set; the newest is shown. */
  interrupted(interruption: Interruption): void {
    this.#interruption = interruption;
    this.#changed();
  }

  openWindow(): void {
    const { windows } = this.#parts;
    if (windows === null) throw new ContractFailure({ code: 'unavailable', message: 'this program opens no windows of itself; a browser opens its own' });
    windows.open();
  }

  quit(anyway: boolean): void {
    const { quit } = this.#parts;
    if (quit === null) throw new ContractFailure({ code: 'unavailable', message: 'this program cannot be ended from here; end it where it was started' });
    quit(anyway);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** A program with nothing around it: a run without a window, or a test. */
export function bareApp(): AppDesk {
  return new App({
    version: '',
    shell: 'none',
    installation: 'source',
    safeMode: false,
    failedStarts: 0,
    logFolder: null,
    updates: noUpdates('there is no window here'),
    crashes: noCrashes(),
    requests: noOpenRequests(),
    windows: null,
    quit: null,
  });
}

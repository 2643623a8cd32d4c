import type { Exported } from '../../src-core/contract/access.ts';
import type { AppView, CrashReport, OpenRequest, RolledBack, UpdateView, WindowError } from '../../src-core/contract/app.ts';

/** The next version of the program. Every method but `view` throws ContractFailure: 'unavailable' where it is off, 'conflict' where it may not be now. */
export interface UpdateDesk {
  view(): UpdateView;
  /** The version that was taken back; null for none. */
  rolledBack(): RolledBack | null;
  /** Returns the function that ends it. */
  onChange(listener: () => void): () => void;
  check(): Promise<void>;
  download(): Promise<void>;
  install(when: 'now' | 'next_start'): Promise<void>;
  discard(): Promise<void>;
}

/** Crashes that are kept on this machine. */
export interface CrashDesk {
  /** How many nobody has looked at. */
  readonly fresh: number;
  onChange(listener: () => void): () => void;
  /** Newest first; from now on none of them is fresh. */
  list(): readonly CrashReport[];
  /** Throws ContractFailure 'not_found'. */
  export(id: string | null): Promise<Exported>;
  remove(id: string | null): Promise<void>;
  report(error: WindowError): void;
}

/** What the system asked to open. */
export interface OpenRequestDesk {
  view(): OpenRequest | null;
  onChange(listener: () => void): () => void;
  close(id: string): void;
}

/** The program around the core, as the core's operations know it. */
export interface AppDesk {
  view(): AppView;
  onChange(listener: () => void): () => void;
  /** Throws ContractFailure 'unavailable'. */
  openWindow(): void;
  /** Throws ContractFailure 'conflict' with what stands in the way, 'unavailable' where nobody can end it. */
  quit(anyway: boolean): void;
  readonly updates: UpdateDesk;
  readonly crashes: CrashDesk;
  readonly requests: OpenRequestDesk;
}

import type { BackupsView, Exported } from '../../src-core/contract/access.ts';

/** Copies of this workstation's database. Failures are ContractFailures. */
export interface BackupDesk {
  view(): Promise<BackupsView>;
  make(): Promise<void>;
  verify(name: string): Promise<void>;
  /** Reads it through first; then the terminal starts anew on it once this has resolved and been answered. */
  restore(name: string): Promise<void>;
  /** null takes the configured passphrase. */
  export(passphrase: string | null): Promise<Exported>;
}

import type { ServerName } from '../../src-core/contract/connections.ts';

/** Where the passwords and tokens of the servers are kept: one for each server. */
export interface Vault {
  readonly kind: 'keychain' | 'file';
  /** null where none is kept. Throws where it is kept and cannot be read. */
  get(server: ServerName): Promise<string | null>;
  /** Kept when the promise resolves; null forgets it. */
  set(server: ServerName, secret: string | null): Promise<void>;
}

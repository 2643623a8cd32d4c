import { SERVERS } from '../../src-core/contract/connections.ts';

/** What is kept: a password or token for each server, the key of sensitive settings, and the one that seals the audit. */
export const SECRETS = [...SERVERS, 'configuration_key', 'audit_key'] as const;
export type SecretName = (typeof SECRETS)[number];

/** Where this workstation's secrets are kept. */
export interface Vault {
  readonly kind: 'keychain' | 'file';
  /** null where none is kept. Throws where it is kept and cannot be read. */
  get(name: SecretName): Promise<string | null>;
  /** Kept when the promise resolves; null forgets it. */
  set(name: SecretName, secret: string | null): Promise<void>;
}

import { randomBytes } from 'node:crypto';
import type { Vault } from '../connections/vault.ts';
import { StartFailure } from '../start-failure.ts';

const BYTES = 32;

/** The key that seals this workstation's entries; null where the vault has none. Throws StartFailure where it is no key. */
export async function keptAuditKey(vault: Vault): Promise<Buffer | null> {
  const kept = await vault.get('audit_key');
  if (kept === null) return null;
  const key = Buffer.from(kept, 'base64');
  if (key.length !== BYTES) throw new StartFailure(`the vault’s audit_key has ${key.length} bytes; expected ${BYTES} in base64. Put the right one back, or take it out: a new one is made, and older entries do not fit it`);
  return key;
}

/** The key that seals this workstation's entries, made and kept at the first start. */
export async function auditKey(vault: Vault): Promise<Buffer> {
  const kept = await keptAuditKey(vault);
  if (kept !== null) return kept;
  const key = randomBytes(BYTES);
  await vault.set('audit_key', key.toString('base64'));
  return key;
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Vault } from '../connections/vault.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Says how what follows is made: base64 of nonce, ciphertext and tag. */
const FORM = 'v1:';

/**
 * Encrypts values under a key that the vault keeps. Each is bound to its name: moved to another name it cannot be opened.
 */
export class ConfigCipher {
  readonly #vault: Vault;
  #key: Buffer | null;
  #making: Promise<Buffer> | null = null;

  private constructor(vault: Vault, key: Buffer | null) {
    this.#vault = vault;
    this.#key = key;
  }

  /** A vault that cannot be read, or has no key yet, opens nothing; that is no reason not to start. */
  static async open(vault: Vault): Promise<ConfigCipher> {
    const kept = await vault.get('configuration_key').catch(() => null);
    return new ConfigCipher(vault, kept === null ? null : keyOf(kept));
  }

  /** Makes the key where there is none yet. Throws ContractFailure 'unavailable' where the vault does not give or keep it. */
  async seal(name: string, text: string): Promise<string> {
    const key = this.#key ?? (await this.#neededKey());
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name, 'utf8'));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return FORM + sealed.toString('base64');
  }

  /** null where it was sealed with another key, for another name, or was changed. */
  open(name: string, sealed: string): string | null {
    const key = this.#key;
    if (key === null || !sealed.startsWith(FORM)) return null;
    const bytes = Buffer.from(sealed.slice(FORM.length), 'base64');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(name, 'utf8'))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }

  /** One key, whoever asks first. */
  #neededKey(): Promise<Buffer> {
    this.#making ??= this.#readOrMade().finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  async #readOrMade(): Promise<Buffer> {
    try {
      const kept = await this.#vault.get('configuration_key');
      const key = kept === null ? randomBytes(KEY_BYTES) : keyOf(kept);
      if (key === null) throw new Error('configuration_key is not 32 bytes in base64; take it out of the vault, and set what was encrypted anew');
      if (kept === null) await this.#vault.set('configuration_key', key.toString('base64'));
      this.#key = key;
      return key;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ContractFailure({ code: 'unavailable', message: `the vault of this workstation gives no key to encrypt with: ${reason}` });
    }
  }
}

function keyOf(kept: string): Buffer | null {
  const key = Buffer.from(kept, 'base64');
  return key.length === KEY_BYTES ? key : null;
}

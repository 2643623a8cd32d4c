import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { createFileVault } from '../../connections/file-vault.ts';
import { writeOwnerFile } from '../../connections/owner-file.ts';
import { type SecretName, SECRETS, type Vault } from '../../connections/vault.ts';

const FILE = 'credentials-encrypted.json';
/** What Chromium encrypts with where Linux has no keychain: a password that everybody knows. */
const NO_KEYCHAIN: readonly string[] = ['basic_text', 'unknown'];

const fileSchema = z.partialRecord(z.enum(SECRETS), z.base64());

export type Encryption = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

/**
 * The operating system's keychain where there is one, else the file of mode 0600. To be called once the app is ready.
 * The keychain is not touched, and nobody asked to open it, before there is something to keep or to read.
 */
export function openVault(encryption: Encryption, dataDir: string, platform: NodeJS.Platform, warn: (text: string) => void): Vault {
  const file = createFileVault(dataDir);
  if (platform === 'linux' && NO_KEYCHAIN.includes(encryption.getSelectedStorageBackend())) return file;
  return new Keychain(encryption, join(dataDir, FILE), file, warn);
}

/**
 * Passwords in a file, each encrypted with a key that is in the keychain. One that cannot be decrypted counts as not
 * kept. What another shell has put into the plain file is read from there, and moved when it is set.
 */
class Keychain implements Vault {
  kind: Vault['kind'] = 'keychain';
  readonly #encryption: Encryption;
  readonly #path: string;
  readonly #file: Vault;
  readonly #warn: (text: string) => void;

  constructor(encryption: Encryption, path: string, file: Vault, warn: (text: string) => void) {
    this.#encryption = encryption;
    this.#path = path;
    this.#file = file;
    this.#warn = warn;
  }

  async get(server: SecretName): Promise<string | null> {
    const encrypted = this.#read()[server];
    if (encrypted === undefined) return this.#file.get(server);
    try {
      const { result, shouldReEncrypt } = await this.#encryption.decryptStringAsync(Buffer.from(encrypted, 'base64'));
      if (shouldReEncrypt) this.#write(server, await this.#encryption.encryptStringAsync(result));
      return result;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn(`the keychain does not give what is kept for ${server} (${reason}); give it again in the Connections panel`);
      return null;
    }
  }

  async set(server: SecretName, secret: string | null): Promise<void> {
    const isAvailable = secret === null || (await this.#encryption.isAsyncEncryptionAvailable());
    if (secret !== null && !isAvailable) {
      this.kind = 'file';
      this.#warn('the keychain cannot be used now; passwords are kept in a file of mode 0600');
    }
    // The new place first: a crash between the two leaves the password in both, never in none.
    if (secret !== null && isAvailable) this.#write(server, await this.#encryption.encryptStringAsync(secret));
    else if (this.#read()[server] !== undefined) this.#write(server, null);
    const plain = isAvailable ? null : secret;
    if ((await this.#file.get(server)) !== plain) await this.#file.set(server, plain);
  }

  #write(server: SecretName, encrypted: Buffer | null): void {
    const { [server]: _replaced, ...others } = this.#read();
    const kept = encrypted === null ? others : { ...others, [server]: encrypted.toString('base64') };
    writeOwnerFile(this.#path, `${JSON.stringify(kept, null, 2)}\n`);
  }

  #read(): Partial<Record<SecretName, string>> {
    if (!existsSync(this.#path)) return {};
    try {
      return fileSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      this.#warn(`${this.#path} cannot be read; give the passwords again in the Connections panel`);
      return {};
    }
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeToOthers, writeOwnerFile } from '../../connections/owner-file.ts';
import type { Terminal } from '../../terminal.ts';

const FILE = 'desktop-device';
const TOKEN = /^[\w-]{43}$/;

export type Device = NonNullable<Parameters<Terminal['host']>[0]['device']>;

/** What the windows of a data directory are known by: one device, for as long as its session is not revoked. */
export class DesktopDevice {
  readonly #path: string;
  readonly #warn: (text: string) => void;
  #token: string;

  /** `warn` is told in a sentence when it cannot be kept; the windows are then new ones after the next start. */
  constructor(dataDir: string, warn: (text: string) => void) {
    this.#path = join(dataDir, FILE);
    this.#warn = warn;
    this.#token = this.#read() ?? this.#make();
  }

  get device(): Device {
    return { tokenHash: createHash('sha256').update(this.#token).digest('hex'), agent: 'the desktop app' };
  }

  /** A session of `tokenHash` was revoked: its windows are new ones from now on. True where it was this one's. */
  forget(tokenHash: string): boolean {
    if (tokenHash !== this.device.tokenHash) return false;
    this.#token = this.#make();
    return true;
  }

  #read(): string | null {
    if (!existsSync(this.#path)) return null;
    try {
      closeToOthers(this.#path);
      const token = readFileSync(this.#path, 'utf8').trim();
      return TOKEN.test(token) ? token : null;
    } catch {
      return null;
    }
  }

  #make(): string {
    const token = randomBytes(32).toString('base64url');
    try {
      writeOwnerFile(this.#path, token);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn(`${this.#path} cannot be written (${reason}); people sign in anew after the next start`);
    }
    return token;
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Clock, DAY, type EpochMs, HOUR } from '../../../src-core/time.ts';
import { closeToOthers, writeOwnerFile } from '../../connections/owner-file.ts';

const FILE = 'browser-devices.json';
/** Browsers that may be signed in; one more sends away the one that was not seen for the longest time. */
export const MOST_DEVICES = 50;
/** A browser that does not come back for so long needs a new link. */
export const UNUSED_FOR = 90 * DAY;
/** A later moment at which a browser was seen is written down no more often than this. */
const SEEN_STEP = HOUR;
const TOKEN = /^[\w-]{43}$/;

/** A browser that followed a link. */
export interface KnownDevice {
  /** SHA-256 of its token, in hex. */
  readonly tokenHash: string;
  /** "Chromium 143 on Linux". */
  readonly agent: string;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
}

const fileSchema = z.object({
  devices: z
    .array(z.object({ tokenHash: z.string().regex(/^[0-9a-f]{64}$/), agent: z.string().max(100), firstSeen: z.number(), lastSeen: z.number() }))
    .max(MOST_DEVICES),
});

/**
 * The browsers that were signed in by a link: each has a token of its own, of which only the hash is kept, in a file of
 * the data directory. A window so stays signed in when the core starts again, and one browser can be sent away alone.
 */
export class DeviceBook {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #warn: (text: string) => void;
  readonly #devices = new Map<string, KnownDevice>();
  readonly #listeners = new Set<(tokenHash: string) => void>();

  /** `warn` is told in a sentence when the file cannot be read or written; the browsers then need new links after the next start. */
  constructor(dataDir: string, clock: Clock, warn: (text: string) => void) {
    this.#path = join(dataDir, FILE);
    this.#clock = clock;
    this.#warn = warn;
    for (const device of this.#read()) this.#devices.set(device.tokenHash, device);
    this.#endUnused();
  }

  get devices(): readonly KnownDevice[] {
    return [...this.#devices.values()];
  }

  /** A token for a browser that has just spent a link's code; it is told to that browser and kept nowhere. */
  add(agent: string): string {
    this.#endUnused();
    const known = this.devices.toSorted((a, b) => a.lastSeen - b.lastSeen);
    for (const { tokenHash } of known.slice(0, Math.max(0, known.length - MOST_DEVICES + 1))) this.#remove(tokenHash);
    const token = randomBytes(32).toString('base64url');
    const now = this.#clock.now();
    const tokenHash = hashOf(token);
    this.#devices.set(tokenHash, { tokenHash, agent, firstSeen: now, lastSeen: now });
    this.#write();
    return token;
  }

  /** Whose token it is; null where it was never given, or is no longer good. */
  find(token: string): KnownDevice | null {
    if (!TOKEN.test(token)) return null;
    // Looked up by its hash: how long that takes says nothing of the token.
    const device = this.#devices.get(hashOf(token));
    if (device === undefined) return null;
    if (this.#isUnused(device)) {
      this.forget(device.tokenHash);
      return null;
    }
    return device;
  }

  /** It is there now; `agent` where its browser may be a newer one by now. */
  seen(tokenHash: string, agent?: string): void {
    const device = this.#devices.get(tokenHash);
    if (device === undefined) return;
    const now = this.#clock.now();
    const current: KnownDevice = { ...device, agent: agent ?? device.agent, lastSeen: now };
    if (current.agent === device.agent && now - device.lastSeen < SEEN_STEP) return;
    this.#devices.set(tokenHash, current);
    this.#write();
  }

  /** Its token is worth nothing from now on, after the next start too. */
  forget(tokenHash: string): void {
    if (!this.#devices.has(tokenHash)) return;
    this.#remove(tokenHash);
    this.#write();
  }

  /** Told of each browser that is no longer signed in. Returns the function that ends it. */
  onForgotten(listener: (tokenHash: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #remove(tokenHash: string): void {
    this.#devices.delete(tokenHash);
    for (const listener of this.#listeners) listener(tokenHash);
  }

  #isUnused({ lastSeen }: KnownDevice): boolean {
    return this.#clock.now() - lastSeen > UNUSED_FOR;
  }

  #endUnused(): void {
    for (const device of this.devices) if (this.#isUnused(device)) this.#remove(device.tokenHash);
  }

  #read(): readonly KnownDevice[] {
    if (!existsSync(this.#path)) return [];
    try {
      closeToOthers(this.#path);
      return fileSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8'))).devices;
    } catch {
      this.#warn(`${this.#path} cannot be read; each browser needs a new link`);
      return [];
    }
  }

  #write(): void {
    try {
      writeOwnerFile(this.#path, `${JSON.stringify({ devices: this.devices }, null, 2)}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn(`${this.#path} cannot be written (${reason}); what changed of the signed-in browsers is lost with the next start`);
    }
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

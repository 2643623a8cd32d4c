import type { ServerStatus } from '../../../src-core/contract/connections.ts';
import type { FamilyName, KeyPartsOf, ValueOf } from './key-families.ts';

/**
 * The newest state of what moves, by the keys of the schema document, each with its time to live. Writing never waits:
 * what is not sent yet is replaced by what is newer, so a server that is away costs no memory, and everything that still
 * lives is sent when it comes back.
 */
export interface RealtimeStore {
  readonly kind: 'memory' | 'redis';
  /** Keeps the value, for the family's time to live or until `expiresAt` where the family says so. */
  set<Family extends FamilyName>(family: Family, parts: KeyPartsOf<Family>, value: ValueOf<Family>, expiresAt?: number): void;
  /** Of a family of hashes: keeps these fields and leaves the others. */
  setFields<Family extends FamilyName>(family: Family, parts: KeyPartsOf<Family>, fields: Partial<ValueOf<Family>>): void;
  remove<Family extends FamilyName>(family: Family, parts: KeyPartsOf<Family>): void;
  /**
   * Gives up what was set here of the families, sent or not, and leaves it as it is at the server: another terminal sets
   * these keys from now on.
   */
  forget(families: readonly FamilyName[]): void;
  /** The value as the server has it, or this process where there is none; null when absent, expired or not of its shape. */
  get<Family extends FamilyName>(family: Family, parts: KeyPartsOf<Family>): Promise<ValueOf<Family> | null>;
  /** Tells the other workstations, if anybody listens. Nothing is kept. */
  publish(channel: string, message: string): void;
  /** Hears what any workstation publishes on the channel, this one's own messages too. The result ends it. */
  subscribe(channel: string, listener: (message: string) => void): () => void;
  /** null in memory. */
  status(): ServerStatus | null;
  /** Sends what waits, for a second at most, and closes. */
  close(): Promise<void>;
}

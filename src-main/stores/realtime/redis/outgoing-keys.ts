import type { EpochMs } from '../../../../src-core/time.ts';
import type { FamilyName } from '../key-families.ts';

/** What is to be said to the server of one key. */
export type Outgoing = { readonly key: string; readonly version: number } & (
  | { readonly kind: 'text'; readonly text: string; readonly ends: EpochMs }
  /** `whole` replaces the hash, else these fields are written over those that are there. */
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [field: string, text: string])[]; readonly whole: boolean; readonly ends: EpochMs }
  /** Lives on, unchanged. */
  | { readonly kind: 'extension'; readonly ends: EpochMs }
  | { readonly kind: 'removal' }
);

/** A key as this process has it. */
export type Held =
  | { readonly kind: 'absent' }
  /** Another may have set it since the server was told of its removal. */
  | { readonly kind: 'removed' }
  | { readonly kind: 'text'; readonly text: string; readonly isSent: boolean }
  | { readonly kind: 'hash'; readonly fields: ReadonlyMap<string, string>; readonly isSent: boolean };

interface Entry {
  readonly family: FamilyName;
  content: { kind: 'text'; text: string } | { kind: 'hash'; readonly fields: Map<string, string>; readonly dirty: Set<string>; whole: boolean } | { kind: 'removed' };
  /** Infinity where it does not end by itself. */
  ends: EpochMs;
  /** Grows with each change. */
  version: number;
  /** When the server's copy ends for certain, and at the latest: -Infinity where it has none. */
  confirmedUntil: EpochMs;
  mayLastUntil: EpochMs;
  /** The server refused it: not before then again. */
  waitsUntil: EpochMs;
}

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * What this process has set, and what of it the server does not have yet. A newer value takes the place of one that was
 * not sent, so what waits is never more than what lives.
 */
export class OutgoingKeys {
  readonly #entries = new Map<string, Entry>();
  /** Keys of which the server does not have the newest, longest waiting first. */
  readonly #dirty = new Set<string>();
  readonly #refused = new Set<string>();

  /** Keys that wait. */
  get backlog(): number {
    return this.#dirty.size;
  }

  /** Keys of those that the server does not take. */
  get refused(): number {
    return this.#refused.size;
  }

  /** Keys held, sent or not. */
  get size(): number {
    return this.#entries.size;
  }

  setText(family: FamilyName, key: string, text: string, ends: EpochMs, now: EpochMs): void {
    const entry = this.#entry(family, key);
    const isSame = entry.content.kind === 'text' && entry.content.text === text;
    entry.ends = ends;
    if (isSame && (this.#dirty.has(key) || !isHalfSpent(entry, now))) return;
    entry.content = { kind: 'text', text };
    this.#soil(key, entry);
  }

  setHash(family: FamilyName, key: string, fields: ReadonlyMap<string, string>, ends: EpochMs): void {
    const entry = this.#entry(family, key);
    entry.ends = ends;
    entry.content = { kind: 'hash', fields: new Map(fields), dirty: new Set(), whole: true };
    this.#soil(key, entry);
  }

  setFields(family: FamilyName, key: string, fields: ReadonlyMap<string, string>, ends: EpochMs, now: EpochMs): void {
    const entry = this.#entry(family, key);
    const before = entry.content;
    // What was removed, or has ended, may still be there at the server.
    const content = before.kind === 'hash' && entry.ends > now ? before : { kind: 'hash' as const, fields: new Map<string, string>(), dirty: new Set<string>(), whole: true };
    entry.content = content;
    entry.ends = ends;
    for (const [field, text] of fields) {
      if (content.fields.get(field) === text) continue;
      content.fields.set(field, text);
      content.dirty.add(field);
    }
    if (content.dirty.size > 0 || content.whole || isHalfSpent(entry, now)) this.#soil(key, entry);
  }

  remove(family: FamilyName, key: string): void {
    const entry = this.#entry(family, key);
    entry.content = { kind: 'removed' };
    entry.ends = Number.POSITIVE_INFINITY;
    // It is said even where this process never set it: another may have, before this one started.
    this.#soil(key, entry);
  }

  read(key: string, now: EpochMs): Held {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.ends <= now) return { kind: 'absent' };
    const isSent = !this.#dirty.has(key);
    const { content } = entry;
    switch (content.kind) {
      case 'removed':
        return { kind: 'removed' };
      case 'text':
        return { kind: 'text', text: content.text, isSent };
      case 'hash':
        return { kind: 'hash', fields: content.fields, isSent };
    }
  }

  /** The server may have lost everything, or may hold what is old: all of it waits again. */
  soilAll(): void {
    this.#refused.clear();
    for (const [key, entry] of this.#entries) {
      entry.confirmedUntil = NEVER;
      entry.waitsUntil = NEVER;
      if (entry.content.kind === 'hash') entry.content.whole = true;
      this.#dirty.add(key);
    }
  }

  /**
   * What to say next: about so many keys and fields, and so many characters. They wait until they are confirmed; where it
   * is not known whether they were heard, everything has to be said again. `isAll` when nothing is left to say.
   */
  take(now: EpochMs, most: { readonly items: number; readonly characters: number }): { readonly taken: readonly Outgoing[]; readonly isAll: boolean } {
    const taken: Outgoing[] = [];
    let items = 0;
    let characters = 0;
    for (const key of this.#dirty) {
      if (items >= most.items || characters >= most.characters) return { taken, isAll: false };
      const entry = this.#entries.get(key);
      if (entry === undefined || entry.waitsUntil > now || this.#isOver(key, entry, now)) continue;
      const outgoing = outgoingOf(key, entry);
      if (entry.content.kind === 'hash') {
        entry.content.whole = false;
        entry.content.dirty.clear();
      }
      entry.mayLastUntil = Math.max(entry.mayLastUntil, entry.ends);
      taken.push(outgoing);
      items += 1 + (outgoing.kind === 'fields' ? outgoing.fields.length : 0);
      if (outgoing.kind === 'text') characters += outgoing.text.length;
      if (outgoing.kind === 'fields') characters += outgoing.fields.reduce((sum, [field, text]) => sum + field.length + text.length, 0);
    }
    return { taken, isAll: true };
  }

  /** The server has it. */
  confirm(outgoing: Outgoing): void {
    const entry = this.#entries.get(outgoing.key);
    if (entry === undefined) return;
    entry.waitsUntil = NEVER;
    this.#refused.delete(outgoing.key);
    entry.confirmedUntil = entry.mayLastUntil = outgoing.kind === 'removal' ? NEVER : outgoing.ends;
    if (entry.version !== outgoing.version) return;
    this.#dirty.delete(outgoing.key);
    if (outgoing.kind === 'removal') this.#entries.delete(outgoing.key);
  }

  /** The server does not have what was to live on: said again, and whole. */
  lost(outgoing: Outgoing): void {
    const entry = this.#entries.get(outgoing.key);
    if (entry === undefined) return;
    entry.confirmedUntil = NEVER;
    if (entry.content.kind === 'hash') entry.content.whole = true;
  }

  /** The server does not take it: said again after `until`. */
  refuse(outgoing: Outgoing, until: EpochMs): void {
    const entry = this.#entries.get(outgoing.key);
    if (entry === undefined) return;
    this.lost(outgoing);
    entry.waitsUntil = until;
    this.#refused.add(outgoing.key);
  }

  /** Says no more of the families, and knows no more of them. */
  forget(families: readonly FamilyName[]): void {
    for (const [key, { family }] of this.#entries) if (families.includes(family)) this.#drop(key);
  }

  /** Forgets what has ended. */
  sweep(now: EpochMs): void {
    for (const [key, entry] of this.#entries) this.#isOver(key, entry, now);
  }

  /** Whether nothing needs to be said of the key any more, which is forgotten then. */
  #isOver(key: string, entry: Entry, now: EpochMs): boolean {
    const isGoneThere = entry.mayLastUntil <= now && entry.mayLastUntil !== NEVER;
    if (entry.content.kind === 'removed' ? !isGoneThere : entry.ends > now) return false;
    if (entry.mayLastUntil <= now) {
      this.#drop(key);
      return true;
    }
    // The server's older copy outlives it.
    entry.content = { kind: 'removed' };
    entry.ends = Number.POSITIVE_INFINITY;
    this.#soil(key, entry);
    return false;
  }

  #drop(key: string): void {
    this.#entries.delete(key);
    this.#dirty.delete(key);
    this.#refused.delete(key);
  }

  #entry(family: FamilyName, key: string): Entry {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { family, content: { kind: 'removed' }, ends: NEVER, version: 0, confirmedUntil: NEVER, mayLastUntil: NEVER, waitsUntil: NEVER };
    this.#entries.set(key, entry);
    return entry;
  }

  #soil(key: string, entry: Entry): void {
    entry.version += 1;
    this.#dirty.add(key);
  }
}

/** Less than half of its time to live is left at the server. */
function isHalfSpent({ confirmedUntil, ends }: Entry, now: EpochMs): boolean {
  return confirmedUntil - now < (ends - now) / 2;
}

function outgoingOf(key: string, { content, ends, version }: Entry): Outgoing {
  switch (content.kind) {
    case 'removed':
      return { key, version, kind: 'removal' };
    case 'text':
      return { key, version, kind: 'text', text: content.text, ends };
    case 'hash':
      if (content.whole) return { key, version, kind: 'fields', fields: [...content.fields], whole: true, ends };
      if (content.dirty.size === 0) return { key, version, kind: 'extension', ends };
      return { key, version, kind: 'fields', fields: [...content.dirty].map((field) => [field, content.fields.get(field) ?? 'null'] as const), whole: false, ends };
  }
}

import { type Clock, type EpochMs, MINUTE } from '../../../src-core/time.ts';
import { assertHash, endOf, type FamilyName, KEY_FAMILIES, keyOf, valueOf } from './key-families.ts';
import { LocalChannels } from './local-channels.ts';
import type { RealtimeStore } from './realtime-store.ts';

type Kept = { readonly family: FamilyName; readonly ends: EpochMs } & ({ readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'hash'; readonly fields: Map<string, unknown> });

/** How often what has ended is swept out. */
const SWEEP_MS = MINUTE;

/** The real-time store of one process. Values are kept as they are given, and must not be changed afterwards. */
export function createMemoryRealtimeStore({ clock }: { readonly clock: Clock }): RealtimeStore {
  const keys = new Map<string, Kept>();
  const channels = new LocalChannels();
  let nextSweep = clock.now() + SWEEP_MS;

  const keep = (key: string, kept: Kept, now: EpochMs): void => {
    if (kept.ends > now) keys.set(key, kept);
    else keys.delete(key);
    if (now < nextSweep) return;
    nextSweep = now + SWEEP_MS;
    for (const [other, { ends }] of keys) if (ends <= now) keys.delete(other);
  };
  const living = (key: string, now: EpochMs): Kept | null => {
    const kept = keys.get(key);
    return kept === undefined || kept.ends <= now ? null : kept;
  };

  return {
    kind: 'memory',
    set(family, parts, value, expiresAt) {
      const now = clock.now();
      const ends = endOf(family, now, expiresAt);
      const isHash = KEY_FAMILIES[family].type === 'hash';
      keep(keyOf(family, parts), isHash ? { kind: 'hash', family, ends, fields: new Map(Object.entries(value)) } : { kind: 'value', family, ends, value }, now);
    },
    setFields(family, parts, fields) {
      assertHash(family);
      const now = clock.now();
      const key = keyOf(family, parts);
      const before = living(key, now);
      const all = before?.kind === 'hash' ? before.fields : new Map<string, unknown>();
      for (const [field, value] of Object.entries(fields)) all.set(field, value);
      keep(key, { kind: 'hash', family, ends: endOf(family, now, undefined), fields: all }, now);
    },
    remove(family, parts) {
      keys.delete(keyOf(family, parts));
    },
    forget(families) {
      for (const [key, { family }] of keys) if (families.includes(family)) keys.delete(key);
    },
    async get(family, parts) {
      const kept = living(keyOf(family, parts), clock.now());
      if (kept === null) return null;
      return valueOf(family, kept.kind === 'hash' ? Object.fromEntries(kept.fields) : kept.value);
    },
    publish: (channel, message) => channels.deliver(channel, message),
    subscribe: (channel, listener) => channels.subscribe(channel, listener),
    status: () => null,
    async close() {
      keys.clear();
    },
  };
}

import { createHash, randomUUID } from 'node:crypto';
import type { JournalQuery } from '../../../src-core/contract/journal.ts';
import { journalQuerySchema } from '../../../src-core/contract/journal.ts';
import type { Clock } from '../../../src-core/time.ts';
import { orderView } from '../../../src-main/operations/views/order-view.ts';
import { Journal, type JournalParts } from '../../../src-main/performance/journal.ts';
import { createJournalRecords } from '../../../src-main/stores/relational/journal/journal-records.ts';
import { createSnapshotChains } from '../../../src-main/stores/relational/journal/snapshot-chains.ts';
import { ensureLocalProfile, type LocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { createPerformanceJournal } from '../../../src-main/stores/relational/performance/performance-journal.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createSignalJournal } from '../../../src-main/stores/relational/signals/signal-journal.ts';
import { createTradingJournal } from '../../../src-main/stores/relational/trading/trading-journal.ts';
import type { JournalRecord } from '../../../src-main/trading/journal.ts';

export interface JournalWorld {
  readonly store: RelationalStore;
  readonly profile: LocalProfile;
  readonly journal: Journal;
  /** Accounts of which it was told that their results changed. */
  readonly changed: string[];
  /** A journal that has read nothing yet, on the same store. */
  again(parts?: Partial<JournalParts>): Journal;
}

/** A journal on a store, with the terminal's own account and what was traded in it. */
export async function journalWorld(store: RelationalStore, records: readonly (readonly JournalRecord[])[], parts: Partial<JournalParts> = {}): Promise<JournalWorld> {
  const profile = await ensureLocalProfile(store, 'trader', randomUUID);
  const trading = createTradingJournal(store, profile);
  // Many calls' records in few writes: what is written is the same.
  for (let from = 0; from < records.length; from += 50) {
    const some = records.slice(from, from + 50).flat();
    if (some.length > 0) await trading.write(some);
  }
  const changed: string[] = [];
  let time = Date.UTC(2026, 11, 1, 12);
  const clock: Clock = { now: () => (time += 1_000) };
  const kept = createPerformanceJournal(store, profile);
  const again = (more: Partial<JournalParts> = {}): Journal =>
    new Journal({
      records: createJournalRecords(store, profile.tickerIds, clock),
      kept,
      days: (accountId) => kept.days(accountId),
      signal: (id) => createSignalJournal(store, profile, profile.tickerIds).find(id),
      orderViewOf: orderView,
      chains: createSnapshotChains(store, profile.tickerIds),
      accountId: profile.accountId,
      userId: profile.userId,
      clock,
      newId: randomUUID,
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      base64: (bytes) => Buffer.from(bytes).toString('base64'),
      breathe: () => new Promise((resolve) => void setImmediate(resolve)),
      importRefusal: null,
      changed: (accountId) => void changed.push(accountId),
      ...parts,
      ...more,
    });
  return { store, profile, journal: again(), changed, again };
}

export function query(more: Partial<JournalQuery> = {}): JournalQuery {
  return { ...journalQuerySchema.parse({}), ...more };
}

export function textOf({ base64 }: { readonly base64: string }): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

import type { RiskEvent } from '../../src-core/risk/risk-event.ts';
import type { RiskEventJournal } from '../../src-main/risk/risk-journal.ts';

/** Keeps risk events in memory; while `down` it takes and gives none. */
export class MemoryEventJournal implements RiskEventJournal {
  down = false;
  writes = 0;
  /** In the order they were added. */
  readonly kept = new Map<string, RiskEvent>();

  writeEvents(events: readonly RiskEvent[]): Promise<void> {
    this.writes += 1;
    if (this.down) return Promise.reject(new Error('the disk is full'));
    for (const event of events) this.kept.set(event.id, event);
    return Promise.resolve();
  }

  events({ severity, type, offset, limit }: Parameters<RiskEventJournal['events']>[0]): ReturnType<RiskEventJournal['events']> {
    if (this.down) return Promise.reject(new Error('the disk is full'));
    const found = [...this.kept.values()]
      .filter((event) => (severity === undefined || event.severity === severity) && (type === undefined || event.type === type))
      .toReversed();
    return Promise.resolve({ total: found.length, events: found.slice(offset, offset + limit) });
  }
}

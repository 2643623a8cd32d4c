import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../src-core/time.ts';
import { orderView } from '../operations/views/order-view.ts';
import { Journal } from '../performance/journal.ts';
import type { JournalDesk } from '../performance/journal-desk.ts';
import { type LivePerformance, PerformanceEngine } from '../performance/performance-engine.ts';
import { firstRecorded } from '../performance/recorded-chains.ts';
import { makeReport, type ReportQuery } from '../performance/report/make-report.ts';
import { createReportPrinter } from '../printing/report-printer.ts';
import { programFiles } from '../program-files.ts';
import { createJournalRecords } from '../stores/relational/journal/journal-records.ts';
import { createSnapshotChains } from '../stores/relational/journal/snapshot-chains.ts';
import { createPerformanceJournal } from '../stores/relational/performance/performance-journal.ts';
import { createReportQueries } from '../stores/relational/performance/report-queries.ts';
import { createSignalJournal } from '../stores/relational/signals/signal-journal.ts';
import type { Foundation } from './foundation.ts';
import { exactChains } from './recorded-chains.ts';

export interface ComposedPerformance {
  readonly engine: PerformanceEngine;
  readonly journal: JournalDesk;
}

export interface PerformanceComposition {
  readonly foundation: Foundation;
  /** The session's. */
  readonly clock: Clock;
  /** null where another workstation's trading is watched. */
  readonly live: LivePerformance | null;
}

/** What the trading did, and the journal of it, on a terminal that trades or watches. */
export async function composePerformance({ foundation, clock, live }: PerformanceComposition): Promise<ComposedPerformance> {
  const { desk, machineClock, notices, profile, store } = foundation;
  const { accountId, tickerIds, userId } = profile;
  const kept = createPerformanceJournal(store, { accountId });
  const signals = createSignalJournal(store, { accountId }, tickerIds);
  const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  const engine: PerformanceEngine = await PerformanceEngine.start({
    journal: kept,
    accountId,
    clock: live === null ? machineClock : clock,
    live,
    report: (query: ReportQuery) => report(query),
    breathe,
    notice: (text) => notices.tell('warning', text),
  });
  const journal = new Journal({
    records: createJournalRecords(store, tickerIds, machineClock),
    kept,
    days: (id) => engine.days({ accountId: id }),
    signal: (id) => signals.find(id),
    orderViewOf: orderView,
    chains: firstRecorded([exactChains(foundation), createSnapshotChains(store, tickerIds)]),
    accountId,
    userId,
    clock: machineClock,
    newId: randomUUID,
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    base64: (bytes) => Buffer.from(bytes).toString('base64'),
    breathe,
    importRefusal: desk() === null ? null : 'statements are imported on a terminal of the local profile: a desk keeps the books of one account',
    changed: (id, tradeIds) => engine.invalidate(id, tradeIds),
  });
  const report = makeReport({ performance: engine, journal, records: createReportQueries(store), print: createReportPrinter(programFiles()) });
  return { engine, journal };
}

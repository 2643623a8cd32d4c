import type { z } from 'zod';
import type {
  BookCorrection,
  MadeFile,
  metricDefinitionSchema,
  PerformanceAccount,
  PerformanceQuery,
  PerformanceState,
  PerformanceView,
  SlicesQuery,
  SlicesView,
} from '../../src-core/contract/performance.ts';
import type { DailyResult } from '../../src-core/performance/daily-result.ts';
import type { IsoDate } from '../../src-core/time.ts';

/** What the trading did, as the door sees it. Each fails with 'not_found' for an account that is none. */
export interface PerformanceDesk {
  accounts(): Promise<readonly PerformanceAccount[]>;
  definitions(): readonly z.output<typeof metricDefinitionSchema>[];
  get(query: PerformanceQuery): Promise<PerformanceView>;
  slices(query: SlicesQuery): Promise<SlicesView>;
  days(query: Pick<PerformanceQuery, 'accountId' | 'from' | 'to'>): Promise<readonly DailyResult[]>;
  report(query: { readonly accountId?: string | undefined; readonly date: IsoDate; readonly format: 'html' | 'pdf' }): Promise<MadeFile>;
  /** Books it; the days that changed. */
  correct(correction: BookCorrection): Promise<readonly DailyResult[]>;
  state(): PerformanceState;
  /** `listener` hears that results changed; it must not throw. The result ends it. */
  subscribe(listener: () => void): () => void;
}

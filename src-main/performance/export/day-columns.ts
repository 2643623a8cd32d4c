import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import type { Column } from './table.ts';

export interface DayRow {
  readonly account: string;
  readonly day: DailyResult;
}

/** The rows of daily_pnl: each day's of all underlyings ("all") before those of each. */
export const DAY_COLUMNS: readonly Column<DayRow>[] = [
  { name: 'account', kind: 'text', of: ({ account }) => account },
  { name: 'date', kind: 'date', of: ({ day }) => day.date },
  { name: 'underlying', kind: 'text', of: ({ day }) => day.underlying ?? 'all' },
  { name: 'realised', kind: 'money', of: ({ day }) => day.realised },
  { name: 'unrealised', kind: 'money', of: ({ day }) => day.unrealised },
  { name: 'unrealised_at_end', kind: 'money', of: ({ day }) => day.unrealisedAtEnd },
  { name: 'commission', kind: 'money', of: ({ day }) => day.commission },
  { name: 'fees', kind: 'money', of: ({ day }) => day.fees },
  { name: 'net', kind: 'money', of: ({ day }) => day.net },
  { name: 'trades', kind: 'count', of: ({ day }) => day.trades },
  { name: 'winners', kind: 'count', of: ({ day }) => day.winners },
  { name: 'losers', kind: 'count', of: ({ day }) => day.losers },
  { name: 'state', kind: 'text', of: ({ day }) => day.state },
];

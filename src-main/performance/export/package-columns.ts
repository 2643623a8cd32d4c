import type { JournalRow } from '../../../src-core/contract/journal.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { Column } from './table.ts';

export interface PackageRow {
  readonly account: string;
  readonly row: JournalRow;
}

/** One row a package, in the order of the journal. */
export const PACKAGE_COLUMNS: readonly Column<PackageRow>[] = [
  { name: 'account', kind: 'text', of: ({ account }) => account },
  { name: 'trade_id', kind: 'text', of: ({ row }) => row.tradeId },
  { name: 'underlying', kind: 'text', of: ({ row }) => row.underlying },
  { name: 'strategy', kind: 'text', of: ({ row }) => row.strategy },
  { name: 'legs', kind: 'text', of: ({ row }) => legsText(row) },
  { name: 'source', kind: 'text', of: ({ row }) => row.source },
  { name: 'signal_type', kind: 'text', of: ({ row }) => row.signalType },
  { name: 'status', kind: 'text', of: ({ row }) => row.status },
  { name: 'opened', kind: 'moment', of: ({ row }) => row.openedAt },
  { name: 'closed', kind: 'moment', of: ({ row }) => row.closedAt },
  { name: 'quantity', kind: 'count', of: ({ row }) => row.quantity },
  { name: 'entry', kind: 'money', of: ({ row }) => (row.entry === null ? null : fromDollars(row.entry)) },
  { name: 'exit', kind: 'money', of: ({ row }) => (row.exit === null ? null : fromDollars(row.exit)) },
  { name: 'realised', kind: 'money', of: ({ row }) => row.realised },
  { name: 'commission', kind: 'money', of: ({ row }) => row.commission },
  { name: 'fees', kind: 'money', of: ({ row }) => row.fees },
  { name: 'net', kind: 'money', of: ({ row }) => row.net },
  { name: 'net_at_mid', kind: 'money', of: ({ row }) => row.netAtMid },
  { name: 'net_at_natural', kind: 'money', of: ({ row }) => row.netAtNatural },
  { name: 'risk', kind: 'money', of: ({ row }) => row.risk },
  { name: 'best', kind: 'money', of: ({ row }) => row.best },
  { name: 'worst', kind: 'money', of: ({ row }) => row.worst },
  { name: 'vix', kind: 'figure', of: ({ row }) => row.vix },
  { name: 'regime', kind: 'text', of: ({ row }) => row.regime },
  { name: 'tags', kind: 'text', of: ({ row }) => row.tags.join(', ') },
  { name: 'notes', kind: 'text', of: ({ row }) => row.notes },
];

/** "-1 SPY 261124P00600000 +1 SPY 261124P00598000": signed ratios, symbols with one space. */
function legsText({ legs }: JournalRow): string {
  return legs.map(({ symbol, side, ratio }) => `${side === 'buy' ? '+' : '-'}${ratio} ${symbol.replaceAll(/ +/g, ' ')}`).join(' ');
}

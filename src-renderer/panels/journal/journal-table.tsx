import { type RefObject, useEffect } from 'react';
import type { JournalRow } from '../../../src-core/contract/journal.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatDollars, formatSigned, formatSignedAmount } from '../../design/format.ts';
import { useVirtualRows } from '../../design/virtual-rows.ts';
import { titleOfKey } from '../../../src-core/performance/keys-of.ts';
import { type JournalChoice, sortedBy } from './journal-choice.ts';
import type { JournalPages } from './journal-pages.ts';
import { heldWords, momentWords, multipleOf, multipleWords, netWords, rowTitle, STATUS_WORDS, wholeMoment } from './journal-words.ts';
import styles from './journal.module.css';

export interface JournalTableProps {
  readonly pages: JournalPages;
  readonly total: number;
  readonly choice: Pick<JournalChoice, 'sort' | 'descending'>;
  readonly now: EpochMs;
  /** Place of the selected row; null for none. */
  readonly selected: number | null;
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly sort: (by: Pick<JournalChoice, 'sort' | 'descending'>) => void;
  readonly select: (index: number) => void;
  readonly open: (index: number) => void;
  /** The rows in sight. */
  readonly look: (first: number, last: number) => void;
}

interface Heading {
  readonly title: string;
  readonly sort?: JournalChoice['sort'];
  readonly className?: string | undefined;
  readonly hint?: string;
}

const HEADINGS: readonly Heading[] = [
  { title: 'Opened', sort: 'opened' },
  { title: 'Package' },
  { title: 'Qty', className: styles.number },
  { title: 'Entry', className: styles.p2, hint: 'Net price per share at entry' },
  { title: 'Exit', className: styles.p2, hint: 'Net price per share at the exit; – where it was held to its end' },
  { title: 'Net', sort: 'net', className: styles.number, hint: 'Dollars, all costs taken off' },
  { title: 'Risk', sort: 'risk', className: styles.p3, hint: 'Greatest loss at expiry of what was opened, dollars' },
  { title: 'R', className: styles.p2, hint: 'Net result per unit of risk' },
  { title: 'Held', sort: 'holding', className: styles.p3 },
  { title: 'Ended', sort: 'closed', className: styles.p5 },
  { title: 'Sig', className: styles.p4, hint: 'The signal it came from' },
  { title: 'Tags', className: styles.tags },
];

/** The packages, of which only the rows in sight are drawn. */
export function JournalTable({ pages, total, choice, now, selected, scroll, sort, select, open, look }: JournalTableProps) {
  const { first, last, rowHeight, body } = useVirtualRows(total, selected, scroll);
  useEffect(() => look(first, Math.max(first, last)), [look, first, last]);

  return (
    <table className={styles.table} role="grid" aria-label="Packages" aria-rowcount={total}>
      <thead>
        <tr>
          {HEADINGS.map(({ title, sort: column, className, hint }) => {
            const isSorted = column !== undefined && choice.sort === column;
            return (
              <th key={title} scope="col" className={className} title={hint} aria-sort={isSorted ? (choice.descending ? 'descending' : 'ascending') : undefined}>
                {column === undefined ? (
                  title
                ) : (
                  <button type="button" className={styles.sort} tabIndex={-1} data-testid={`journal-sort-${column}`} onClick={() => sort(sortedBy(choice, column))}>
                    {title} {isSorted ? (choice.descending ? '▾' : '▴') : ''}
                  </button>
                )}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody ref={body}>
        <Spacer rows={first} height={rowHeight} />
        {Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at).map((index) => (
          <Row key={index} index={index} row={pages.rowAt(index)} now={now} isSelected={index === selected} select={select} open={open} />
        ))}
        <Spacer rows={total - 1 - last} height={rowHeight} />
      </tbody>
    </table>
  );
}

function Spacer({ rows, height }: { readonly rows: number; readonly height: number }) {
  return rows <= 0 ? null : (
    <tr aria-hidden="true" className={styles.spacer}>
      <td colSpan={HEADINGS.length} style={{ height: rows * height }} />
    </tr>
  );
}

interface RowProps {
  readonly index: number;
  /** null while it is read. */
  readonly row: JournalRow | null;
  readonly now: EpochMs;
  readonly isSelected: boolean;
  readonly select: (index: number) => void;
  readonly open: (index: number) => void;
}

function Row({ index, row, now, isSelected, select, open }: RowProps) {
  if (row === null) {
    return (
      <tr className={styles.row} aria-rowindex={index + 1} aria-selected={isSelected} aria-busy="true">
        <td colSpan={HEADINGS.length}>…</td>
      </tr>
    );
  }
  const { openedAt, closedAt, quantity, entry, exit, net, risk, status, signalType, tags, source, notes } = row;
  const isOver = status === 'closed' || status === 'settled';
  return (
    <tr
      id={`journal-${row.tradeId}`}
      className={styles.row}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      data-row
      data-testid="journal-row"
      data-trade-id={row.tradeId}
      data-status={status}
      onClick={() => select(index)}
      onDoubleClick={() => open(index)}
    >
      <td className={styles.moment} title={wholeMoment(openedAt)}>
        {momentWords(openedAt, now)}
      </td>
      <td className={styles.package} title={rowTitle(row)}>
        {rowTitle(row)}
      </td>
      <td className={styles.number}>{quantity}</td>
      <td className={styles.p2}>{netWords(entry)}</td>
      <td className={styles.p2}>{netWords(exit)}</td>
      <td className={styles.number} data-testid="journal-net">
        <Figure value={net} text={formatSignedAmount(net)} weight={isOver ? 'normal' : 'quiet'} title={isOver ? undefined : `So far: ${STATUS_WORDS[status]}`} />
      </td>
      <td className={styles.p3} title={risk === null ? 'Without bound' : undefined}>
        {formatDollars(risk).replace('$', '')}
      </td>
      <td className={styles.p2}>{risk === null ? ABSENT : isOver ? multipleWords(row).replace(' R', '') : formatSigned(multipleOf(row))}</td>
      <td className={styles.p3}>{heldWords(row)}</td>
      <td className={styles.p5} title={wholeMoment(closedAt)}>
        {momentWords(closedAt, now)}
      </td>
      <td className={styles.p4} title={signalType === null ? (source === 'manual' ? 'By hand, without a signal' : 'By rule') : titleOfKey('signal', signalType)}>
        {signalType === null ? '' : '◆'}
      </td>
      <td className={styles.tags} title={[...tags, ...(notes === '' ? [] : [`Notes: ${notes}`])].join(', ')}>
        {notes === '' ? '' : '✎ '}
        {tags.join(', ')}
      </td>
    </tr>
  );
}

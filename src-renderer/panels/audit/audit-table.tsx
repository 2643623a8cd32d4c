import { type RefObject, useEffect } from 'react';
import type { AuditRow } from '../../../src-core/contract/access.ts';
import { ABSENT } from '../../design/format.ts';
import { useVirtualRows } from '../../design/virtual-rows.ts';
import { actionTitle, momentOf, outcomeWords, placeWords, wholeMoment } from './audit-words.ts';
import styles from './audit.module.css';
import { summaryOf } from './entry-content.ts';
import type { AuditPages } from './use-audit-pages.ts';

export interface AuditTableProps {
  readonly pages: AuditPages;
  readonly total: number;
  /** Place of the selected entry; null for none. */
  readonly selected: number | null;
  /** The place in its chain that is looked for; null for none. */
  readonly sought: number | null;
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly select: (index: number) => void;
  readonly open: (index: number) => void;
  /** The rows in sight. */
  readonly look: (first: number, last: number) => void;
}

const HEADINGS = [
  { title: 'Time', hint: 'New York' },
  { title: 'Who', className: styles.p2 },
  { title: 'Action' },
  { title: 'What', className: styles.p4, hint: 'What it was done to' },
  { title: 'Outcome' },
  { title: 'What changed', className: styles.summary },
  { title: 'From where', className: styles.p3 },
] as const;

/** The entries, of which only the rows in sight are drawn. */
export function AuditTable({ pages, total, selected, sought, scroll, select, open, look }: AuditTableProps) {
  const { first, last, rowHeight, body } = useVirtualRows(total, selected, scroll);
  useEffect(() => look(first, Math.max(first, last)), [look, first, last]);
  return (
    <table className={styles.table} role="grid" aria-label="Entries" aria-rowcount={total}>
      <thead>
        <tr>
          {HEADINGS.map((heading) => (
            <th key={heading.title} scope="col" className={'className' in heading ? heading.className : undefined} title={'hint' in heading ? heading.hint : undefined}>
              {heading.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        <Spacer rows={first} height={rowHeight} />
        {Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at).map((index) => (
          <Row key={index} index={index} row={pages.rowAt(index)} isSelected={index === selected} sought={sought} select={select} open={open} />
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

interface RowProps extends Pick<AuditTableProps, 'sought' | 'select' | 'open'> {
  readonly index: number;
  /** null while it is read. */
  readonly row: AuditRow | null;
  readonly isSelected: boolean;
}

function Row({ index, row, isSelected, sought, select, open }: RowProps) {
  if (row === null) {
    return (
      <tr className={styles.row} aria-rowindex={index + 1} aria-selected={isSelected} aria-busy="true">
        <td colSpan={HEADINGS.length}>…</td>
      </tr>
    );
  }
  const { date, clock } = momentOf(row.time);
  const summary = summaryOf(row);
  return (
    <tr
      id={`audit-${row.id}`}
      className={styles.row}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      data-row
      data-testid="audit-row"
      data-action={row.action}
      data-outcome={row.outcome === 'done' ? 'done' : 'refused'}
      data-sought={sought !== null && row.sequence === sought}
      onClick={() => select(index)}
      onDoubleClick={() => open(index)}
    >
      <td className={styles.moment} title={wholeMoment(row.time)}>
        <span className={styles.date}>{date} </span>
        {clock}
      </td>
      <td className={styles.who} title={row.username ?? 'Nobody was signed in'}>
        {row.username ?? ABSENT}
      </td>
      <td className={styles.action} title={`${actionTitle(row.action)} (${row.action})`}>
        {actionTitle(row.action)}
      </td>
      <td className={styles.resource} title={row.resourceId ?? undefined}>
        {row.resourceId ?? ''}
      </td>
      <td className={styles.outcome} title={row.outcome}>
        {outcomeWords(row.outcome)}
      </td>
      <td className={styles.summary} title={summary}>
        {summary}
      </td>
      <td className={styles.from} title={[placeWords(row), row.agent].filter((part) => part !== null).join(', ')}>
        {placeWords(row)}
      </td>
    </tr>
  );
}

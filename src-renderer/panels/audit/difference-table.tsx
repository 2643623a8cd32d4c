import { useState } from 'react';
import type { JsonValue } from '../../../src-core/contract/schemas.ts';
import { formatCount } from '../../design/format.ts';
import styles from './entry.module.css';
import { type DifferenceRow, pathWords, valueWords } from './json-difference.ts';

const MARKS: Readonly<Record<DifferenceRow['kind'], { readonly sign: string; readonly word: string }>> = {
  same: { sign: '', word: 'the same' },
  added: { sign: '+', word: 'added' },
  removed: { sign: '−', word: 'removed' },
  changed: { sign: '±', word: 'changed' },
};

/** Two values beside each other, row by row, with what differs marked. */
export function DifferenceTable({ rows }: { readonly rows: readonly DifferenceRow[] }) {
  return (
    <table className={styles.difference} aria-label="Before and after" data-testid="audit-difference">
      <thead>
        <tr>
          <th scope="col" aria-label="Difference" />
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.path.join('\0')} data-kind={row.kind} data-testid="audit-difference-row">
            <td className={styles.mark} title={MARKS[row.kind].word}>
              <span aria-hidden="true">{MARKS[row.kind].sign}</span>
              <span className={styles.unseen}>{MARKS[row.kind].word}</span>
            </td>
            <th scope="row">{pathWords(row.path)}</th>
            <td className={styles.before}>
              <LongValue value={row.before} />
            </td>
            <td className={styles.after}>
              <LongValue value={row.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Letters that are shown of a value before it is asked for whole. */
const CUT = 120;

/** A value, cut where it is long; nothing where it is absent. */
export function LongValue({ value }: { readonly value: JsonValue | undefined }) {
  const [isWhole, setWhole] = useState(false);
  if (value === undefined) return null;
  const text = valueWords(value);
  const isLong = text.length > CUT + 20;
  return (
    <>
      <span className={styles.value}>{isLong && !isWhole ? `${text.slice(0, CUT)}…` : text}</span>
      {isLong ? (
        <button type="button" className={styles.more} data-testid="audit-whole" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'shorter' : `all ${formatCount(text.length)} letters`}
        </button>
      ) : null}
    </>
  );
}

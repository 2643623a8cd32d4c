import { type ReactNode, useState } from 'react';
import type { AuditRow } from '../../../src-core/contract/access.ts';
import { ABSENT } from '../../design/format.ts';
import { choose } from './audit-choice.ts';
import { actionTitle, chainWords, outcomeWords, placeWords, wholeMoment } from './audit-words.ts';
import styles from './entry.module.css';
import { DifferenceTable, LongValue } from './difference-table.tsx';
import { contentOf, isUnkept } from './entry-content.ts';
import { differenceOf, pathWords } from './json-difference.ts';

/** One entry: who did what from where, what it was asked with, and what it changed. */
export function AuditEntry({ row, close }: { readonly row: AuditRow; readonly close: (() => void) | null }) {
  const { asked, before, after } = contentOf(row);
  const [isWhole, setWhole] = useState(false);
  const rows = before === null && after === null ? [] : differenceOf(before ?? undefined, after ?? undefined);
  const changed = rows.filter(({ kind }) => kind !== 'same');
  const same = rows.length - changed.length;
  const { chain, sequence } = row;
  return (
    <article className={styles.sheet} aria-label={`Entry: ${actionTitle(row.action)}`} data-testid="audit-entry">
      <header className={styles.head}>
        {close === null ? null : (
          <button type="button" className={styles.quiet} data-testid="audit-back" onClick={close}>
            ‹ Back Esc
          </button>
        )}
        <h3>{actionTitle(row.action)}</h3>
        <span className={styles.outcome} data-outcome={row.outcome === 'done' ? 'done' : 'refused'}>
          {outcomeWords(row.outcome)}
        </span>
      </header>
      <dl className={styles.facts}>
        <Fact name="When">{wholeMoment(row.time)}</Fact>
        <Fact name="Who">{row.username ?? 'nobody was signed in'}</Fact>
        <Fact name="From">
          {placeWords(row)}
          {row.agent === null ? '' : `, ${row.agent}`}
        </Fact>
        <Fact name="Operation">
          {row.action}
          {row.outcome === 'done' ? '' : ` · ${row.outcome}`}
        </Fact>
        <Fact name={row.resourceType === '' ? 'What' : `What (${row.resourceType})`}>{row.resourceId ?? ABSENT}</Fact>
        <Fact name="Place">
          {chainWords(row) ?? 'from before there was a chain: nothing holds it'}{' '}
          {chain === null || sequence === null ? null : (
            <button type="button" className={styles.more} title="The entries before and after it in its chain" data-testid="audit-neighbours" onClick={() => choose({ place: { chain, sequence } })}>
              its neighbours
            </button>
          )}
        </Fact>
      </dl>
      {rows.length === 0 ? (
        <p className={styles.note}>{row.outcome === 'done' ? 'What it changed is told by what was asked.' : 'It was refused: nothing changed.'}</p>
      ) : (
        <>
          <h4>
            What changed{' '}
            {same === 0 ? null : (
              <button type="button" className={styles.more} aria-pressed={isWhole} data-testid="audit-same" onClick={() => setWhole(!isWhole)}>
                {isWhole ? 'only what differs' : `and ${same} that ${same === 1 ? 'is' : 'are'} the same`}
              </button>
            )}
          </h4>
          {changed.length === 0 && !isWhole ? <p className={styles.note}>Before and after are the same.</p> : <DifferenceTable rows={isWhole ? rows : changed} />}
        </>
      )}
      {asked === null ? null : (
        <>
          <h4>What was asked</h4>
          <dl className={styles.facts} data-testid="audit-asked">
            {differenceOf(undefined, asked).map(({ path, after: value }) => (
              <Fact key={path.join('\0')} name={path.length === 0 ? 'value' : pathWords(path)}>
                {isUnkept(path, value) ? <span className={styles.unkept}>given, and not kept</span> : <LongValue value={value} />}
              </Fact>
            ))}
          </dl>
        </>
      )}
    </article>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

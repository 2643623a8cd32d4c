import { useState } from 'react';
import type { CrashReport } from '../../../src-core/contract/app.ts';
import { formatBytes } from '../../design/format.ts';
import { removeWords, SOURCE_WORDS } from './crash-words.ts';
import styles from './diagnostics.module.css';
import { momentWords } from './system-words.ts';

export interface CrashRowProps {
  readonly report: CrashReport;
  readonly isBusy: boolean;
  /** Why this person may not remove or export; null where they may. */
  readonly refusal: string | null;
  readonly exportIt: () => void;
  readonly remove: () => void;
}

/** One report: its line, and its details where they are asked for. */
export function CrashRow({ report: { id, time, source, title, version, detail, bytes, isFresh }, isBusy, refusal, exportIt, remove }: CrashRowProps) {
  const [isOpen, setOpen] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const { word, means } = SOURCE_WORDS[source];
  return (
    <li className={styles.crash} data-testid="crash" data-id={id} data-fresh={isFresh}>
      <button type="button" className={styles.line} aria-expanded={isOpen} title={title} data-testid="crash-open" onClick={() => setOpen(!isOpen)}>
        <span className={styles.turn}>{isOpen ? '▾' : '▸'}</span>
        <span className={styles.moment}>{momentWords(time)}</span>
        {isFresh ? <b className={styles.new}>new</b> : null}
        <span className={styles.source} title={means}>
          {word}
        </span>
        <span className={styles.what}>{title}</span>
      </button>
      {isOpen ? (
        <div className={styles.detail}>
          <p className={styles.about}>
            {version === '' ? '' : `Version ${version}, `}
            {formatBytes(bytes)}, <span className={styles.id}>{id}</span>
          </p>
          {/* Scrolled with the keyboard too. */}
          <pre tabIndex={0} aria-label="Details" data-testid="crash-detail">
            {detail}
          </pre>
          <p className={styles.acts}>
            <button type="button" className={styles.small} disabled={isBusy || refusal !== null} title={refusal ?? undefined} data-testid="crash-export" onClick={exportIt}>
              Export
            </button>
            {isRemoving ? (
              <>
                <button type="button" className={styles.danger} disabled={isBusy} autoFocus data-testid="crash-remove-confirm" onClick={remove}>
                  {removeWords(1)}
                </button>
                <button type="button" className={styles.small} onClick={() => setRemoving(false)}>
                  Keep it
                </button>
              </>
            ) : (
              <button type="button" className={styles.small} disabled={isBusy || refusal !== null} title={refusal ?? undefined} data-testid="crash-remove" onClick={() => setRemoving(true)}>
                Remove …
              </button>
            )}
          </p>
        </div>
      ) : null}
    </li>
  );
}

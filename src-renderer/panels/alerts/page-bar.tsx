import { formatCount } from '../../design/format.ts';
import styles from './alerts.module.css';
import { PAGE, type Paged } from './use-paged.ts';

/** Which page is shown, and how to turn it. */
export function PageBar({ paged: { page, failure, offset, turn } }: { readonly paged: Paged<{ readonly total: number }> }) {
  const total = page?.total ?? 0;
  return (
    <p className={styles.pages}>
      <button type="button" className={styles.small} disabled={offset === 0} onClick={() => turn(offset - PAGE)}>
        ‹ Newer
      </button>
      <button type="button" className={styles.small} disabled={offset + PAGE >= total} data-testid="alerts-older" onClick={() => turn(offset + PAGE)}>
        Older ›
      </button>
      <span data-testid="alerts-page">{total === 0 ? '' : `${formatCount(offset + 1)}–${formatCount(Math.min(total, offset + PAGE))} of ${formatCount(total)}, newest first`}</span>
      {failure === null || page === null ? null : <span className={styles.stale}>△ {failure}</span>}
    </p>
  );
}

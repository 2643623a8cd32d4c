import { formatCount } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { PastTable } from './signal-tables.tsx';
import styles from './signals.module.css';
import { type Earlier, PAGE } from './use-earlier.ts';

export interface EarlierTableProps {
  readonly earlier: Earlier;
  readonly selected: string | null;
  readonly select: (id: string) => void;
  readonly open: (id: string) => void;
}

/** A page of the signals of earlier sessions. */
export function EarlierTable({ earlier: { page, failure }, selected, select, open }: EarlierTableProps) {
  if (page === null) return failure === null ? <PanelState kind="loading" title="Reading earlier sessions" /> : <PanelState kind="error" title="Earlier sessions cannot be read" detail={failure} />;
  if (page.total === 0) return <PanelState kind="empty" title="No signals of earlier sessions" detail="Each session’s signals are kept with what they came to. A filter may hide some." />;
  return <PastTable past={page.signals} dated selected={selected} select={select} open={open} restore={() => undefined} />;
}

/** Which page is shown, and how to turn it. */
export function EarlierBar({ earlier: { page, failure, offset, turn } }: { readonly earlier: Earlier }) {
  const total = page?.total ?? 0;
  return (
    <p className={styles.pages}>
      <button type="button" className={styles.small} disabled={offset === 0} onClick={() => turn(offset - PAGE)}>
        ‹ Newer
      </button>
      <button type="button" className={styles.small} disabled={offset + PAGE >= total} data-testid="signals-older" onClick={() => turn(offset + PAGE)}>
        Older ›
      </button>
      <span data-testid="signals-page">{total === 0 ? '' : `${formatCount(offset + 1)}–${formatCount(Math.min(total, offset + PAGE))} of ${formatCount(total)}, newest first`}</span>
      {failure === null || page === null ? null : <span className={styles.stale}>△ {failure}</span>}
    </p>
  );
}

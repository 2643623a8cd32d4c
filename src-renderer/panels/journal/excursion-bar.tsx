import type { JournalRow } from '../../../src-core/contract/journal.ts';
import { formatSignedDollars } from '../../design/format.ts';
import styles from './entry.module.css';

/** How far the result went either way while the package was held, and where it ended: one line from worst to best. */
export function ExcursionBar({ row: { worst, best, net, status } }: { readonly row: Pick<JournalRow, 'worst' | 'best' | 'net' | 'status'> }) {
  if (worst === null || best === null) return <p className={styles.dim}>Best and worst while open: – (nobody watched its marks).</p>;
  const low = Math.min(worst, net, 0);
  const high = Math.max(best, net, 0);
  const place = (value: number): number => (high === low ? 50 : (100 * (value - low)) / (high - low));
  const end = status === 'closed' || status === 'settled' ? 'ended' : 'now booked';
  return (
    <figure className={styles.excursion} role="img" aria-label={`Worst ${formatSignedDollars(worst)}, best ${formatSignedDollars(best)} while open; ${end} at ${formatSignedDollars(net)}`} data-testid="journal-excursion">
      <span className={styles.worst}>▼ {formatSignedDollars(worst)}</span>
      <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" x2="100" y1="7" y2="7" className={styles.track} />
        <rect x={place(worst)} width={Math.max(0, place(0) - place(worst))} y="5" height="4" className={styles.down} />
        <rect x={place(0)} width={Math.max(0, place(best) - place(0))} y="5" height="4" className={styles.up} />
        <line x1={place(0)} x2={place(0)} y1="2" y2="12" className={styles.zero} />
        <line x1={place(net)} x2={place(net)} y1="0" y2="14" className={styles.net} />
      </svg>
      <span className={styles.best}>▲ {formatSignedDollars(best)}</span>
      <figcaption>worst and best while open, at mid with costs so far; the upright mark is where it {end}</figcaption>
    </figure>
  );
}

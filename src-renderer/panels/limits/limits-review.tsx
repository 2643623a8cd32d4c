import type { LimitsView } from '../../../src-core/contract/risk.ts';
import { LIMITS } from '../../../src-core/risk/limits.ts';
import { percentOfEquity } from '../../../src-core/risk/percent-of-equity.ts';
import { useStreamPart } from '../../connection/core.tsx';
import { formatDollars } from '../../design/format.ts';
import { Sheet } from '../../design/sheet.tsx';
import type { LimitRow } from './limit-draft.ts';
import { limitNumber, limitWords, sessionWords } from './limit-words.ts';
import styles from './limits.module.css';

export interface LimitsReviewProps {
  readonly view: LimitsView;
  /** Those that are written over. */
  readonly rows: readonly LimitRow[];
  readonly saving: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
}

/** Every change before it is made: what it is now, what it becomes and when. */
export function LimitsReview({ view, rows, saving, onSave, onClose }: LimitsReviewProps) {
  const isLive = useStreamPart('positions', (positions) => positions?.account.kind === 'live');
  const later = rows.filter(({ when }) => when === 'next').length;
  const session = sessionWords(view.session);
  return (
    <Sheet title="Change the limits" testId="limits-review" wide onClose={onClose}>
      <h2>{isLive ? 'LIVE account: change' : 'Change'} {rows.length === 1 ? 'one limit' : `${rows.length} limits`}</h2>
      <div className={styles.review}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Limit</th>
              <th scope="col" className={styles.number}>Now</th>
              <th scope="col" className={styles.number}>Becomes</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ limit, value, when }) => (
              <tr key={limit.name} className={styles.row} data-testid="limits-review-row">
                <th scope="row">{limit.title}</th>
                <td className={styles.number}>{limitNumber(limit.name, limit.value)}</td>
                <td className={styles.number}>
                  <b>{limitWords(limit.name, value)}</b>
                  {LIMITS[limit.name].unit === 'percent_of_equity' ? <span className={styles.means}> {formatDollars(percentOfEquity(value, view.equity))}</span> : null}
                </td>
                <td>
                  {when === 'next' ? <span className={styles.next}>○ looser: from {session}</span> : <span className={styles.now}>● at once</span>}
                  {limit.pending === null ? null : <span className={styles.means}> instead of {limitNumber(limit.name, limit.pending)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {later === 0 ? null : <p className={styles.note}>What is looser waits for the next session, {session}, and can be withdrawn until then.</p>}
        <div className={styles.acts}>
          {/* A key that is held down since the panel must not confirm. */}
          <button type="button" className={styles.confirm} data-focus data-testid="limits-confirm" disabled={saving} onKeyDown={(event) => event.repeat && event.preventDefault()} onClick={onSave}>
            {saving ? 'Setting …' : rows.length === 1 ? 'Set it' : `Set all ${rows.length}`}
          </button>
          <button type="button" className={styles.tall} onClick={onClose}>
            Go on editing Esc
          </button>
        </div>
      </div>
    </Sheet>
  );
}

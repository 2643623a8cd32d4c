import { useEffect } from 'react';
import { useCore, useStream } from '../../connection/core.tsx';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatSigned, formatSignedDollars } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import styles from './practice.module.css';
import { sourceWords } from './practice-words.ts';
import { useActing, useRuns } from './use-practice.ts';

const when = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Earlier runs, newest first. */
export function RunList({ visible, onShow }: { readonly visible: boolean; readonly onShow: (id: string) => void }) {
  const core = useCore();
  const state = useStream('practice')?.state;
  const { value: runs, failure, heard, readAgain } = useRuns(visible);
  const acting = useActing();
  // A run that has ended is one more.
  useEffect(readAgain, [state]); // oxlint-disable-line react/exhaustive-deps
  if (runs === null) return failure === null ? null : <PanelState kind="error" title="Earlier runs cannot be listed" detail={failure} action={{ title: 'Try again', run: readAgain }} />;
  return (
    <>
      <h3 className={styles.heading}>Earlier runs</h3>
      {runs.length === 0 ? (
        <p className={styles.hint}>None yet: a run is kept with its score when it is ended.</p>
      ) : (
        <table className={styles.table} aria-label="Earlier runs" data-testid="practice-runs">
          <thead>
            <tr>
              <th scope="col" title="The machine’s time where this window is">
                Practised
              </th>
              <th scope="col">Day</th>
              <th scope="col" className={styles.wide}>
                Of
              </th>
              <th scope="col" className={styles.number}>
                Trades
              </th>
              <th scope="col" className={styles.number}>
                Net
              </th>
              <th scope="col" className={`${styles.number} ${styles.wide}`} title="Result for each dollar of risk">
                Per $ of risk
              </th>
              <th scope="col">
                <span className={styles.unseen}>Acts</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id} className={styles.row} data-testid="practice-run">
                <th scope="row">{when.format(run.endedAt)}</th>
                <td>{run.date}</td>
                <td className={styles.wide}>
                  <span className={styles.chip}>{sourceWords(run.source)}</span> {run.recording}
                </td>
                <td className={styles.number}>{run.trades}</td>
                <td className={styles.number}>
                  <Figure value={run.net} text={formatSignedDollars(run.net)} />
                </td>
                <td className={`${styles.number} ${styles.wide}`}>{run.perRisk === null ? ABSENT : formatSigned(run.perRisk)}</td>
                <td className={styles.acts}>
                  <button type="button" className={styles.small} data-testid="practice-run-show" onClick={() => onShow(run.id)}>
                    Score
                  </button>
                  <button type="button" className={styles.small} disabled={acting.busy} title="Forgets the run and its score" onClick={() => void acting.act(async () => heard(await core.call('practice.removeRun', { id: run.id })))}>
                    Remove
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {acting.failure === null ? null : (
        <p className={styles.failure} role="alert">
          {acting.failure}
        </p>
      )}
    </>
  );
}

import { useState } from 'react';
import type { Flattening } from '../../../src-core/contract/risk.ts';
import { useActStop } from '../../access/account-stop.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { formatCount, formatTime } from '../../design/format.ts';
import { costWords, kindWords, rungWords, STEP_STATES, stepTitle } from './flatten-words.ts';
import styles from './risk.module.css';

const TITLES: Readonly<Record<Flattening['state'], string>> = { running: 'Flattening', stopped: 'Flattening was stopped', done: 'Flattened' };

/** A flattening plan at work: each step's price on its ladder and what of it is filled. */
export function FlatteningProgress({ flattening }: { readonly flattening: Flattening }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const elsewhere = useActStop();
  const [stopping, setStopping] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { state, startedAt, endedAt, plan } = flattening;
  const done = plan.steps.filter((step) => step.state === 'done').length;

  async function stop(): Promise<void> {
    setStopping(true);
    setFailure(null);
    try {
      await core.call('risk.stopFlattening', {});
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    setStopping(false);
  }

  return (
    <section className={styles.section} aria-label="Flattening" data-testid="flattening" data-state={state}>
      <header>
        <b className={state === 'running' ? styles.running : undefined}>{TITLES[state]}</b>
        <span>
          since {formatTime(startedAt)}
          {endedAt === null ? '' : `, until ${formatTime(endedAt)}`} · {formatCount(done)} of {formatCount(plan.steps.length)} done
        </span>
        <span className={styles.spring} />
        {state === 'running' ? (
          <button type="button" className={styles.button} disabled={!isConnected || stopping || elsewhere !== null} title={elsewhere?.next ?? 'Cancels what the plan has working and leaves the rest open'} data-testid="flattening-stop" onClick={() => void stop()}>
            {stopping ? 'Stopping …' : 'Stop'}
          </button>
        ) : null}
      </header>
      {failure === null ? null : (
        <p className={styles.failed} role="alert">
          It was not stopped: {failure}
        </p>
      )}
      <table className={styles.table} aria-label="Steps of the flattening">
        <thead>
          <tr>
            <th scope="col">Close</th>
            <th scope="col" className={styles.low}>
              As
            </th>
            <th scope="col" className={styles.number}>
              Filled
            </th>
            <th scope="col">State</th>
            <th scope="col" className={styles.number}>
              Price, rung
            </th>
            <th scope="col" className={styles.number}>
              Worst
            </th>
          </tr>
        </thead>
        {plan.steps.map((step, index) => (
          // The steps of a plan keep their places.
          <tbody key={`${step.tradeId} ${step.kind} ${index}`} data-testid="flattening-step" data-state={step.state}>
            <tr className={styles.row}>
              <th scope="row" className={styles.name} title={stepTitle(step)}>
                {stepTitle(step)}
              </th>
              <td className={styles.low}>{kindWords(step.kind)}</td>
              <td className={styles.number}>
                {step.filled} of {step.quantity}
              </td>
              <td className={styles.stateCell}>{STEP_STATES[step.state]}</td>
              <td className={styles.number}>{rungWords(step)}</td>
              <td className={styles.number}>{costWords(step.atWorst)}</td>
            </tr>
            {step.text === null ? null : (
              <tr>
                <td colSpan={6} className={styles.because}>
                  {step.state === 'left' ? '–' : '△'} {step.text}
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </section>
  );
}

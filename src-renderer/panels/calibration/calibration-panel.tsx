import { useState } from 'react';
import type { CalibrationView } from '../../../src-core/signals/calibration-view.ts';
import { useConnection } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { sampleWords } from './calibration-words.ts';
import styles from './calibration.module.css';
import { CorrectionsTable, FatesTable, TypesTable } from './record-tables.tsx';
import { Reliability } from './reliability.tsx';
import { useCalibration } from './use-calibration.ts';

/** How signals did: whether their probabilities came true, what the record corrects, and what each decision came to. */
export function CalibrationPanel({ visible }: { readonly visible: boolean }) {
  const [detector, setDetector] = useState<string | null>(null);
  const { view, failure } = useCalibration(detector, visible);
  const connection = useConnection();
  const isDisconnected = connection === 'disconnected';
  return (
    <section className={styles.panel} aria-label="Calibration" data-testid="calibration" data-stale={isDisconnected || failure !== null}>
      {view === null ? (
        isDisconnected ? (
          <PanelState kind="disconnected" title="Not connected to the core" detail="The record returns with the connection; trying again." />
        ) : failure !== null ? (
          <PanelState kind="error" title="The record cannot be read" detail={`${failure.message}. Trying again.`} />
        ) : (
          <PanelState kind="loading" title="Reading the record" />
        )
      ) : view.settled === 0 && view.detector === null ? (
        <PanelState kind="empty" title="No settled signals yet" detail="Run npm run headless -- --signals --sessions 50, or let sessions settle." />
      ) : (
        <Settled view={view} choose={setDetector} isStale={isDisconnected || failure !== null} />
      )}
    </section>
  );
}

function Settled({ view, choose, isStale }: { readonly view: CalibrationView; readonly choose: (detector: string | null) => void; readonly isStale: boolean }) {
  const { types, needed, said, implied, corrections, fates, detector } = view;
  return (
    <>
      <div className={styles.bar}>
        <select className={styles.select} aria-label="Type of signal" data-testid="calibration-type" value={detector ?? ''} onChange={(event) => choose(event.target.value === '' ? null : event.target.value)}>
          <option value="">All types</option>
          {types.map(({ detector: id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
        <span className={styles.sample} data-testid="calibration-sample">
          {sampleWords(view)}; a type needs {needed}
        </span>
        {isStale ? <span className={styles.stale}>△ of an earlier moment</span> : null}
      </div>
      <div className={styles.body} tabIndex={0} role="group" aria-label="Record of the signals">
        <Reliability said={said} implied={implied} />
        <TypesTable types={types} needed={needed} chosen={detector} choose={choose} />
        <CorrectionsTable corrections={corrections} />
        <FatesTable fates={fates} />
      </div>
    </>
  );
}

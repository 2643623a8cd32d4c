import { useConnection, useStream, useStreamFailure } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { DayShelf } from './day-shelf.tsx';
import styles from './practice.module.css';
import { usePracticeFocus } from './practice-focus.ts';
import { RunList } from './run-list.tsx';
import { ScoreSheet } from './score-sheet.tsx';
import { Transport } from './transport.tsx';

/** Trading on recorded days: which there are, how one is walked through, and what came of it. */
export function PracticePanel({ visible }: { readonly visible: boolean }) {
  const practice = useStream('practice');
  const failure = useStreamFailure('practice');
  const connection = useConnection();
  const { run, show } = usePracticeFocus();
  if (practice === null) {
    if (connection === 'disconnected') return <PanelState kind="disconnected" title="Not connected to the core" detail="Trying again; the panel fills with the connection." />;
    if (failure !== null) return <PanelState kind="error" title="Practice cannot be read" detail={`${failure.message}. Trying again.`} />;
    return <PanelState kind="loading" title="Asking about practice" />;
  }
  return (
    <section className={styles.panel} aria-label="Practice" data-testid="practice" data-state={practice.state}>
      {practice.state === 'running' ? <Transport practice={practice} /> : null}
      {practice.state === 'loading' ? <PanelState kind="loading" title={`Reading ${practice.recording}`} detail="A whole day is some millions of quotes: reading it takes some ten seconds, and the session goes on meanwhile." /> : null}
      {run !== null ? (
        <ScoreSheet id={run} onClose={() => show(null)} />
      ) : practice.state === 'loading' ? null : (
        <div className={styles.scroll} tabIndex={-1}>
          {practice.state === 'none' ? <DayShelf visible={visible} refusal={practice.refusal} /> : null}
          <RunList visible={visible} onShow={show} />
        </div>
      )}
    </section>
  );
}

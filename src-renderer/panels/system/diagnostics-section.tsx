import { type ReactNode, useRef, useState } from 'react';
import { useConnection, useStreamPart } from '../../connection/core.tsx';
import { ABSENT, formatBytes } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { SAFE_MODE_EFFECTS } from '../../workspace/diagnostics/safe-mode-words.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { sentence } from './config-words.ts';
import { CrashRow } from './crash-row.tsx';
import { removeWords, sumWords } from './crash-words.ts';
import styles from './diagnostics.module.css';
import { type CrashOutcome, type Crashes, useCrashes } from './use-crashes.ts';
import { useOnScreen } from './use-on-screen.ts';

/** What the program keeps of itself on this machine: its crashes, its log, and how to start it where it does not start. */
export function DiagnosticsSection({ visible }: { readonly visible: boolean }) {
  const section = useRef<HTMLDivElement>(null);
  const isSeen = useOnScreen(section);
  const refusal = useRefusal('crashes.list');
  const fresh = useStreamPart('app', (app) => app?.freshCrashes ?? 0);
  const crashes = useCrashes(visible && isSeen && refusal === null, fresh);
  return (
    <div ref={section} className={styles.diagnostics} data-testid="diagnostics">
      {refusal === null ? <CrashList crashes={crashes} /> : <PanelState kind="empty" title="Crash reports are not for everybody" detail={refusal} />}
      <About />
      <SafeMode />
    </div>
  );
}

function CrashList({ crashes: { reports, failure, acting, outcome, again, act } }: { readonly crashes: Crashes }) {
  const isConnected = useConnection() === 'connected';
  const cannotExport = useRefusal('crashes.export');
  const cannotRemove = useRefusal('crashes.remove');
  const [isRemoving, setRemoving] = useState(false);
  if (reports === null) {
    if (!isConnected) return <PanelState kind="disconnected" title="Not connected to the core" detail="The reports return with the connection; trying again." />;
    return failure === null ? <PanelState kind="loading" title="Reading the crash reports" /> : <PanelState kind="error" title="The crash reports cannot be read" detail={sentence(failure)} action={{ title: 'Try again', run: again }} />;
  }
  const isBusy = acting !== null || !isConnected;
  const isNone = reports.length === 0;
  return (
    <section className={styles.group} aria-label="Crash reports">
      <h3>Crash reports</h3>
      <div className={styles.top}>
        <span className={styles.sum} data-testid="crashes-sum">
          {isNone ? '✓ Nothing crashed, as far as is known here.' : sumWords(reports)}
        </span>
        <button type="button" className={styles.small} disabled={isBusy || cannotExport !== null} title={cannotExport ?? 'Into one file on this machine; nothing is sent anywhere'} data-testid="crashes-export" onClick={() => void act({ kind: 'export', id: null })}>
          {acting?.kind === 'export' && acting.id === null ? 'Writing …' : isNone ? 'Export the log' : 'Export all, with the log'}
        </button>
        {isNone ? null : isRemoving ? (
          <>
            <button
              type="button"
              className={styles.danger}
              disabled={isBusy}
              autoFocus
              data-testid="crashes-remove-confirm"
              onClick={() => {
                setRemoving(false);
                void act({ kind: 'remove', id: null });
              }}
            >
              {removeWords(reports.length)}
            </button>
            <button type="button" className={styles.small} onClick={() => setRemoving(false)}>
              Keep them
            </button>
          </>
        ) : (
          <button type="button" className={styles.small} disabled={isBusy || cannotRemove !== null} title={cannotRemove ?? undefined} data-testid="crashes-remove" onClick={() => setRemoving(true)}>
            Remove all …
          </button>
        )}
        {failure === null ? null : (
          <span className={styles.stale} role="alert">
            △ {sentence(failure)}
          </span>
        )}
      </div>
      <Outcome outcome={outcome} />
      {isNone ? null : (
        <ul className={styles.crashes}>
          {reports.map((report) => (
            <CrashRow
              key={report.id}
              report={report}
              isBusy={isBusy}
              refusal={cannotRemove}
              exportIt={() => void act({ kind: 'export', id: report.id })}
              remove={() => void act({ kind: 'remove', id: report.id })}
            />
          ))}
        </ul>
      )}
      <p className={styles.prose}>They are kept on this machine, without passwords, tokens and codes, and nothing is sent anywhere. An export is one file that can be read before it is handed on.</p>
    </section>
  );
}

function Outcome({ outcome }: { readonly outcome: CrashOutcome | null }) {
  if (outcome === null) return null;
  if (outcome.kind === 'failed') {
    return (
      <p className={styles.problem} role="alert" data-testid="crashes-outcome" data-kind="failed">
        ✕ {sentence(outcome.text)}
      </p>
    );
  }
  const { path, bytes } = outcome.exported;
  return (
    <p className={styles.done} role="status" data-testid="crashes-outcome" data-kind="exported">
      ✓ Written, {formatBytes(bytes)}: <b>{path}</b>{' '}
      <button type="button" className={styles.small} data-testid="crashes-copy" onClick={() => void navigator.clipboard.writeText(path)}>
        Copy the path
      </button>
    </p>
  );
}

function About() {
  const app = useStreamPart('app', (view) => view);
  return (
    <section className={styles.group} aria-label="Log and version">
      <h3>Log and version</h3>
      <dl className={styles.facts}>
        <Fact name="Log">{app === null ? ABSENT : app.logFolder === null ? 'nothing is logged to files' : <b>{app.logFolder}</b>}</Fact>
        <Fact name="Size">{app?.logBytes === undefined ? ABSENT : `${formatBytes(app.logBytes)} of 50 MB at most, 30 days at most`}</Fact>
        <Fact name="Version">{app === null || app.version === '' ? ABSENT : `${app.version}, ${app.shell === 'desktop' ? 'desktop app' : 'browser shell'} (${app.installation})`}</Fact>
        <Fact name="System">{app?.system ?? ABSENT}</Fact>
        {app === null || app.failedStarts === 0 ? null : <Fact name="Starts">{`${app.failedStarts} before this one, in a row, never reached a window`}</Fact>}
      </dl>
    </section>
  );
}

function SafeMode() {
  const isSafe = useStreamPart('app', (app) => app?.safeMode ?? false);
  return (
    <section className={styles.group} aria-label="Safe mode">
      <h3>Safe mode{isSafe ? ': on' : ''}</h3>
      <p className={styles.prose}>
        For when the program does not start, or starts into what ends it. {isSafe ? 'To leave it, end the program and start it without' : 'Start it with'} <b>--safe-mode</b>
        {isSafe ? '.' : '; after two starts that never reached a window it is offered. What is other then:'}
      </p>
      <ul className={styles.effects}>
        {SAFE_MODE_EFFECTS.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
    </section>
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

import { useState } from 'react';
import { useConnection } from '../../connection/core.tsx';
import { formatBytes, formatCount } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useRefusal } from '../../workspace/refusal.ts';
import { signRestart } from '../../workspace/restart/restart.ts';
import { BackupsTable } from './backups-table.tsx';
import { sentence } from './config-words.ts';
import { ExportForm } from './export-form.tsx';
import { RestoreConfirmation } from './restore-confirmation.tsx';
import styles from './backups.module.css';
import { momentWords } from './system-words.ts';
import { useBackups } from './use-backups.ts';

/** Copies of this workstation's database: what there is, whether it is whole, putting one back, and one for another machine. */
export function BackupsSection({ visible }: { readonly visible: boolean }) {
  const isConnected = useConnection() === 'connected';
  const unseen = useRefusal('backups.list');
  const cannotMake = useRefusal('backups.make');
  const cannotRestore = useRefusal('backups.restore');
  const { view, failure, acting, outcome, again, act } = useBackups(visible && unseen === null);
  const [chosen, setChosen] = useState<string | null>(null);
  if (unseen !== null) return <PanelState kind="empty" title="Backups are not for everybody" detail={unseen} />;
  if (view === null) {
    if (!isConnected) return <PanelState kind="disconnected" title="Not connected to the core" detail="The backups return with the connection; trying again." />;
    return failure === null ? <PanelState kind="loading" title="Reading the backups" /> : <PanelState kind="error" title="The backups cannot be read" detail={sentence(failure)} action={{ title: 'Try again', run: again }} />;
  }
  const { backups, folder, restoreBan, bytes } = view;
  const restoring = backups.find(({ name }) => name === chosen) ?? null;
  const isBusy = acting !== null || !isConnected;

  async function restore(name: string, createdAt: number): Promise<void> {
    if (!(await act({ kind: 'restore', name }))) return;
    setChosen(null);
    signRestart({ kind: 'asked', what: `on the backup of ${momentWords(createdAt)}`, at: Date.now() });
  }

  return (
    <div className={styles.backups} data-testid="backups">
      <div className={styles.top}>
        <button type="button" className={styles.button} disabled={isBusy || cannotMake !== null} title={cannotMake ?? undefined} data-testid="backups-make" onClick={() => void act({ kind: 'make' })}>
          {acting?.kind === 'make' ? 'Making …' : 'Make one now'}
        </button>
        <span className={styles.sum}>
          {formatCount(backups.length)} {backups.length === 1 ? 'backup' : 'backups'}, {formatBytes(backups.reduce((sum, backup) => sum + backup.bytes, 0))} · database {formatBytes(bytes)}
        </span>
        {failure === null ? null : (
          <span className={styles.stale} role="alert">
            △ {sentence(failure)}{' '}
            <button type="button" className={styles.link} onClick={again}>
              Try again
            </button>
          </span>
        )}
        {outcome === null || outcome.act.kind === 'restore' ? null : (
          <span className={outcome.kind === 'failed' ? styles.problem : styles.done} role={outcome.kind === 'failed' ? 'alert' : 'status'} data-testid="backups-outcome" data-kind={outcome.kind}>
            {outcome.kind === 'failed' ? `✕ ${sentence(outcome.text)}` : `✓ ${outcome.text}`}
          </span>
        )}
      </div>
      {restoreBan === null ? null : (
        <p className={styles.refusal} role="status" data-testid="backups-ban">
          ⊘ Nothing can be put back here now: {restoreBan.replace(/\.$/, '')}.
        </p>
      )}
      {backups.length === 0 ? (
        <PanelState kind="empty" title="There is no backup yet" detail="One is made at each start and by the clock; how often, and how many are kept, is set in the configuration." />
      ) : (
        <BackupsTable
          backups={backups}
          acting={acting}
          isBusy={isBusy}
          chosen={chosen}
          ban={restoreBan}
          refusal={cannotRestore}
          verify={(name) => void act({ kind: 'verify', name })}
          choose={setChosen}
        />
      )}
      {restoring === null ? null : (
        <RestoreConfirmation
          key={restoring.name}
          backup={restoring}
          bytes={bytes}
          isSending={acting?.kind === 'restore'}
          isConnected={isConnected}
          failure={outcome !== null && outcome.kind === 'failed' && outcome.act.kind === 'restore' ? sentence(outcome.text) : null}
          confirm={() => void restore(restoring.name, restoring.createdAt)}
          leave={() => setChosen(null)}
        />
      )}
      <p className={styles.places}>
        They are kept in <b>{folder}</b>. A copy of one beside this machine is what helps when the machine is lost.
      </p>
      <ExportForm folder={view.exportFolder} isConnected={isConnected} />
    </div>
  );
}

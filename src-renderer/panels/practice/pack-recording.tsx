import { useState } from 'react';
import type { Exported } from '../../../src-core/contract/access.ts';
import type { PracticeRecording } from '../../../src-core/contract/practice.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { formatBytes } from '../../design/format.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import styles from './practice.module.css';
import type { Acting } from './use-practice.ts';

/** Packs one of this terminal's recordings into a file that another one opens, and says where it is. */
export function PackRecording({ recording, acting }: { readonly recording: PracticeRecording; readonly acting: Acting }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const refusal = useRefusal('recordings.export');
  const [made, setMade] = useState<Exported | null>(null);
  if (!recording.own) return null;
  const obstacle = refusal ?? (recording.running ? 'It is being recorded: it can be packed when its session is over.' : null);
  const pack = (): void => {
    setMade(null);
    void acting.act(async () => setMade(await core.call('recordings.export', { path: recording.path })));
  };
  return (
    <div className={styles.form}>
      <button type="button" className={styles.button} disabled={!isConnected || acting.busy || obstacle !== null} title={obstacle ?? 'One file with the whole recording, to be opened by Smart 0DTE on another machine'} data-testid="practice-pack" onClick={pack}>
        Pack into a file
      </button>
      {made === null ? null : (
        <span className={styles.path} role="status" title={made.path} data-testid="practice-packed">
          {formatBytes(made.bytes)} in {made.path}
        </span>
      )}
    </div>
  );
}

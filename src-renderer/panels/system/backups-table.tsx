import type { BackupEntry } from '../../../src-core/contract/access.ts';
import { formatBytes } from '../../design/format.ts';
import { holdsWords, REASON_WORDS, restoreStop, STATE_WORDS } from './backup-words.ts';
import { sentence } from './config-words.ts';
import styles from './backups.module.css';
import { momentWords } from './system-words.ts';
import type { BackupAct } from './use-backups.ts';

export interface BackupsTableProps {
  readonly backups: readonly BackupEntry[];
  readonly acting: BackupAct | null;
  readonly isBusy: boolean;
  /** The one that is to be put back; null for none. */
  readonly chosen: string | null;
  /** Why none can be put back; null where one can. */
  readonly ban: string | null;
  /** Why this person may not; null where they may. */
  readonly refusal: string | null;
  readonly verify: (name: string) => void;
  readonly choose: (name: string) => void;
}

export function BackupsTable({ backups, acting, isBusy, chosen, ban, refusal, verify, choose }: BackupsTableProps) {
  return (
    <table className={styles.table} aria-label="Backups">
      <thead>
        <tr>
          <th scope="col" title="New York">
            Made
          </th>
          <th scope="col" className={styles.reason}>
            Why
          </th>
          <th scope="col" className={styles.figure}>
            Size
          </th>
          <th scope="col">State</th>
          <th scope="col" className={styles.holds}>
            Holds
          </th>
          <th scope="col" aria-label="Acts" />
        </tr>
      </thead>
      <tbody>
        {backups.map((backup) => {
          const { name, createdAt, reason, bytes, state, detail } = backup;
          const { sign, word, means } = STATE_WORDS[state];
          const stop = restoreStop(backup, ban, refusal);
          return (
            <tr key={name} className={styles.row} data-testid="backup" data-name={name} data-state={state} aria-selected={name === chosen}>
              <td className={styles.moment} title={name}>
                {momentWords(createdAt)}
              </td>
              <td className={styles.reason}>{REASON_WORDS[reason]}</td>
              <td className={styles.figure}>{formatBytes(bytes)}</td>
              <td className={styles.state} data-state={state} title={[detail, means].filter((part) => part !== '').map(sentence).join(' ')}>
                {sign} {word}
              </td>
              <td className={styles.holds} title={state === 'damaged' ? detail : holdsWords(backup)}>
                {state === 'damaged' ? detail : holdsWords(backup)}
              </td>
              <td className={styles.acts}>
                <button type="button" className={styles.small} disabled={isBusy} title="Read it through" data-testid="backup-verify" onClick={() => verify(name)}>
                  {acting?.kind === 'verify' && acting.name === name ? 'Reading …' : 'Verify'}
                </button>
                <button type="button" className={styles.small} disabled={isBusy || stop !== null} title={stop ?? 'Put it in the place of the database'} data-testid="backup-restore" onClick={() => choose(name)}>
                  Restore …
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

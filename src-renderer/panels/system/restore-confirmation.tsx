import { useState } from 'react';
import type { BackupEntry } from '../../../src-core/contract/access.ts';
import { useOrders } from '../../connection/core.tsx';
import { Sheet } from '../../design/sheet.tsx';
import { restoreWords } from './backup-words.ts';
import styles from './backups.module.css';

export interface RestoreConfirmationProps {
  readonly backup: BackupEntry;
  /** Of the database now. */
  readonly bytes: number;
  readonly isSending: boolean;
  readonly isConnected: boolean;
  /** Why it was not done; null where it was not tried. */
  readonly failure: string | null;
  readonly confirm: () => void;
  readonly leave: () => void;
}

/** What is to be typed: it cannot be done by a key too many. */
const TYPED = 'restore';

/** What putting a backup back replaces, before it is done. */
export function RestoreConfirmation({ backup, bytes, isSending, isConnected, failure, confirm, leave }: RestoreConfirmationProps) {
  const working = useOrders().filter(({ open }) => open).length;
  const [typed, setTyped] = useState('');
  const [now] = useState(() => Date.now());
  const isTyped = typed.trim().toLowerCase() === TYPED;
  return (
    <Sheet title="Restore a backup" testId="restore-confirmation" onClose={isSending ? () => undefined : leave}>
      <h2>Restore the backup</h2>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isTyped && isConnected && !isSending) confirm();
        }}
      >
        {restoreWords(backup, bytes, now).map((sentence, at) => (
          <p key={sentence} data-warns={at < 2}>
            {sentence}
          </p>
        ))}
        {working === 0 ? null : (
          <p data-warns="true" data-testid="restore-working">
            {working === 1 ? 'One order is working' : `${working} orders are working`}: the backup may not know {working === 1 ? 'it' : 'them'}. Cancel what works first.
          </p>
        )}
        <label className={styles.typed}>
          <span>
            Type <b>{TYPED}</b> to go on
          </span>
          <input className={styles.text} autoComplete="off" spellCheck={false} maxLength={20} value={typed} disabled={isSending} data-focus data-testid="restore-typed" onChange={(event) => setTyped(event.target.value)} />
        </label>
        {failure === null ? null : (
          <p className={styles.problem} role="alert" data-testid="restore-failure">
            ✕ Nothing was replaced: {failure}
          </p>
        )}
        <div className={styles.sheetActs}>
          <button type="submit" className={styles.danger} disabled={!isTyped || !isConnected || isSending} data-testid="restore-confirm">
            {isSending ? 'Reading it through …' : 'Replace the database ⏎'}
          </button>
          <button type="button" className={styles.tall} disabled={isSending} onClick={leave}>
            Back Esc
          </button>
        </div>
      </form>
    </Sheet>
  );
}

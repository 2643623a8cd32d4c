import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { AccessView } from '../../src-core/contract/access.ts';
import { useConnection, useCore, useStream, useStreamPart } from '../connection/core.tsx';
import { Sheet } from '../design/sheet.tsx';
import { useAccessFocus } from './access-focus.ts';
import styles from './access.module.css';
import { mayConfirm } from './account-stop.ts';
import { Says } from './says.tsx';
import { sentenceOf } from './access-words.ts';

/** Asks once a session for the words of a live account; until they were typed it is looked at, and made safer, but not traded. */
export function LiveConfirmation() {
  const access = useStream('access');
  const isPractice = useStreamPart('session', (session) => session?.practice !== undefined);
  const { sheet, open, close } = useAccessFocus();
  const asking = access !== null && mayConfirm(access) && !isPractice ? `${access.sessionId ?? ''} ${access.account.id}` : null;
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    if (asking === null || asking === asked) return;
    setAsked(asking);
    open('live');
  }, [asking, asked, open]);
  if (access === null || asking === null || sheet !== 'live') return null;
  return <ConfirmationSheet access={access} onClose={close} />;
}

function ConfirmationSheet({ access: { account }, onClose }: { readonly access: AccessView; readonly onClose: () => void }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [typed, setTyped] = useState('');
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const says = useId();
  const isRight = typed.trim() === account.confirmation;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!isConnected || sending) return;
    if (!isRight) {
      setFailure(typed === '' ? 'Type the words above.' : 'These are other words.');
      field.current?.focus();
      return;
    }
    setSending(true);
    try {
      await core.call('accounts.confirmLive', { typed: typed.trim() });
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? sentenceOf(error.message) : 'It did not work.');
    } finally {
      setSending(false);
    }
  }

  return (
    <Sheet title={`Live account ${account.number}`} testId="live-sheet" onClose={onClose}>
      <form className={`${styles.form} ${styles.sheet} ${styles.live}`} onSubmit={(event) => void submit(event)}>
        <h1>
          <b className={styles.liveMark}>LIVE</b> {account.number}
        </h1>
        <p>
          This is a live account: every order sent from here goes to the broker for <b>real money</b>, and what is filled cannot be taken back. It is asked once in each session, so that nobody takes it for a paper one.
        </p>
        <p className={styles.goes}>
          Type <code className={styles.words}>{account.confirmation}</code> to trade it from this session.
        </p>
        <input ref={field} className={styles.input} value={typed} aria-label="The words above" aria-describedby={says} aria-invalid={failure !== null} autoComplete="off" spellCheck={false} maxLength={100} data-testid="live-typed" onChange={(event) => (setTyped(event.target.value), setFailure(null))} />
        <Says id={says} failure={failure ?? (isConnected ? null : 'Not connected to the core.')} failures={0} wait={null} />
        <div className={styles.acts}>
          <button type="submit" className={styles.go} disabled={!isConnected || sending} aria-disabled={!isRight} data-testid="live-confirm">
            {sending ? 'Confirming …' : 'Trade it for real money ⏎'}
          </button>
          <button type="button" className={styles.other} data-testid="live-later" onClick={onClose}>
            Only look Esc
          </button>
        </div>
        <p className={styles.aside}>Unconfirmed, everything can be looked at; cancels, closes and the kill switch work. “Confirm the live account” in the palette asks again.</p>
      </form>
    </Sheet>
  );
}

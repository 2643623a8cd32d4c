import { type FormEvent, useId, useRef, useState } from 'react';
import type { AccessView } from '../../src-core/contract/access.ts';
import { useConnection, useCore } from '../connection/core.tsx';
import styles from './access.module.css';
import { sentenceOf } from './access-words.ts';
import { PasswordField } from './password-field.tsx';
import { Says } from './says.tsx';
import { useAttempt } from './use-attempt.ts';
import { useWait } from './use-wait.ts';

/** Whose session waits here, and their password. */
export function LockScreen({ access }: { readonly access: AccessView }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const attempt = useAttempt('unlock');
  const wait = useWait(access.waitUntil);
  const [leaving, setLeaving] = useState<string | null>(null);
  const password = useRef<HTMLInputElement>(null);
  const says = useId();
  const who = access.user?.username ?? '';
  const canSend = isConnected && wait === null && !attempt.isUnderWay;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const field = password.current;
    if (!canSend || field === null) return;
    if (field.value === '') return field.focus();
    const given = field.value;
    field.value = '';
    if (!(await attempt.make(() => core.call('access.unlock', { password: given })))) field.focus();
  }

  return (
    <form className={styles.form} data-testid="lock-screen" onSubmit={(event) => void submit(event)} onKeyDown={(event) => event.key === 'Escape' && password.current !== null && (password.current.value = '')}>
      <h1>Locked</h1>
      <p className={styles.who}>
        The session of <b data-testid="lock-who">{who}</b>
      </p>
      <p className={styles.goes} data-testid="lock-goes-on">
        <b>Trading goes on.</b> Orders work, exits act and limits hold behind this screen. To halt or to change anything, unlock first.
      </p>
      {/* So that the browser's own keeper of passwords knows whose it is. */}
      <input className={styles.unseen} name="username" value={who} readOnly autoComplete="username" tabIndex={-1} aria-hidden="true" />
      <PasswordField label="Password" input={password} autoComplete="current-password" hasFocus isInvalid={attempt.failure !== null} describedBy={says} testId="unlock-password" onType={() => attempt.failure !== null && attempt.refuse(null)} />
      <Says id={says} failure={attempt.failure} failures={attempt.failures} wait={wait} />
      <div className={styles.acts}>
        <button type="submit" className={styles.go} disabled={!canSend} data-testid="unlock-go">
          {attempt.isUnderWay ? 'Unlocking …' : 'Unlock ⏎'}
        </button>
        <button
          type="button"
          className={styles.other}
          disabled={!isConnected}
          data-testid="lock-sign-out"
          onClick={() => {
            setLeaving(null);
            core.call('access.signOut', {}).catch((error: unknown) => setLeaving(error instanceof Error ? sentenceOf(error.message) : 'It did not work.'));
          }}
        >
          Sign out
        </button>
      </div>
      {leaving === null ? null : (
        <p className={styles.failed} role="alert">
          Not signed out: {leaving}
        </p>
      )}
      <p className={styles.aside}>What was on the ticket waits behind this screen. Signing out leaves it, and lets somebody else sign in; trading goes on then too.</p>
    </form>
  );
}

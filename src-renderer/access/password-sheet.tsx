import { type FormEvent, useId, useRef, useState } from 'react';
import { useConnection, useCore, useStream } from '../connection/core.tsx';
import { Sheet } from '../design/sheet.tsx';
import styles from './access.module.css';
import { newPasswordProblem } from './access-words.ts';
import { PasswordField } from './password-field.tsx';
import { Says } from './says.tsx';
import { useAttempt } from './use-attempt.ts';
import { useWait } from './use-wait.ts';

/** The person's own password: set, changed, or on a local profile taken away. */
export function PasswordSheet({ onClose }: { readonly onClose: () => void }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const access = useStream('access');
  const attempt = useAttempt('change');
  const wait = useWait(access?.waitUntil ?? null);
  const [takesAway, setTakesAway] = useState(false);
  const current = useRef<HTMLInputElement>(null);
  const next = useRef<HTMLInputElement>(null);
  const again = useRef<HTMLInputElement>(null);
  const says = useId();
  if (access === null) return null;
  const { hasPassword, profile, readOnly } = access;
  const canSend = isConnected && wait === null && !attempt.isUnderWay && readOnly === null;
  const title = !hasPassword ? 'Set a password' : takesAway ? 'Take the password away' : 'Change password';

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!canSend) return;
    const [old, first, second] = [current.current, next.current, again.current];
    if (old !== null && old.value === '') return old.focus();
    if (!takesAway && first !== null && second !== null) {
      if (first.value === '') return first.focus();
      if (second.value === '') return second.focus();
      const problem = newPasswordProblem(first.value, second.value);
      if (problem !== null) {
        attempt.refuse(problem);
        second.value = '';
        return second.focus();
      }
    }
    const given = { current: old?.value ?? null, next: takesAway ? null : (first?.value ?? null) };
    if (await attempt.make(() => core.call('access.setPassword', given))) return onClose();
    for (const field of [old, first, second]) if (field !== null) field.value = '';
    (old ?? first)?.focus();
  }

  const heard = (): void => {
    if (attempt.failure !== null) attempt.refuse(null);
  };
  return (
    <Sheet title={title} testId="password-sheet" onClose={onClose}>
      <form className={`${styles.form} ${styles.sheet}`} onSubmit={(event) => void submit(event)}>
        <h1>{title}</h1>
        <p className={styles.goes}>
          {takesAway
            ? 'Nothing is locked any more then: whoever is at this machine, signed in to its system as you, trades.'
            : profile === 'local'
              ? 'With a password this window locks when it is not used, and asks for it after a start; so does every script. Trading goes on behind the lock. A password that is forgotten cannot be read back.'
              : 'Your other sign-ins end with it, on every workstation; this one stays. It is kept as a hash that nobody can read back.'}
        </p>
        <input className={styles.unseen} name="username" value={access.user?.username ?? ''} readOnly autoComplete="username" tabIndex={-1} aria-hidden="true" />
        {hasPassword ? <PasswordField label="Present password" input={current} autoComplete="current-password" hasFocus describedBy={says} testId="password-current" onType={heard} /> : null}
        {takesAway ? null : (
          <>
            <PasswordField label="New password" input={next} autoComplete="new-password" hasFocus={!hasPassword} describedBy={says} testId="password-next" onType={heard} />
            <PasswordField label="Once more" input={again} autoComplete="new-password" describedBy={says} testId="password-again" onType={heard} />
          </>
        )}
        <Says id={says} failure={attempt.failure ?? readOnly ?? (isConnected ? null : 'Not connected to the core.')} failures={attempt.failures} wait={wait} />
        <div className={styles.acts}>
          <button type="submit" className={styles.go} data-danger={takesAway} disabled={!canSend} data-testid="password-go">
            {attempt.isUnderWay ? 'Setting …' : takesAway ? 'Take it away ⏎' : hasPassword ? 'Change it ⏎' : 'Set it ⏎'}
          </button>
          <button type="button" className={styles.other} onClick={onClose}>
            Close Esc
          </button>
        </div>
        {profile === 'local' && hasPassword ? (
          <p className={styles.aside}>
            <button
              type="button"
              data-testid="password-take-away"
              onClick={() => {
                attempt.refuse(null);
                setTakesAway(!takesAway);
              }}
            >
              {takesAway ? 'Change it instead' : 'Take the password away …'}
            </button>
          </p>
        ) : null}
      </form>
    </Sheet>
  );
}

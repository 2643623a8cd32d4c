import { type FormEvent, useId, useRef } from 'react';
import type { AccessView } from '../../src-core/contract/access.ts';
import { useConnection, useCore } from '../connection/core.tsx';
import styles from './access.module.css';
import { PasswordField } from './password-field.tsx';
import { Says } from './says.tsx';
import { useAttempt } from './use-attempt.ts';
import { useWait } from './use-wait.ts';

/** Who is there, and their password. */
export function SignInScreen({ access }: { readonly access: AccessView }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const attempt = useAttempt('sign_in');
  const wait = useWait(access.waitUntil);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const says = useId();
  const canSend = isConnected && wait === null && !attempt.isUnderWay;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const [who, secret] = [name.current, password.current];
    if (!canSend || who === null || secret === null) return;
    if (who.value.trim() === '') return who.focus();
    if (secret.value === '') return secret.focus();
    const given = { username: who.value.trim(), password: secret.value };
    secret.value = '';
    if (!(await attempt.make(() => core.call('access.signIn', given)))) secret.focus();
  }

  return (
    <form className={styles.form} data-testid="sign-in" onSubmit={(event) => void submit(event)} onKeyDown={(event) => event.key === 'Escape' && password.current !== null && (password.current.value = '')}>
      <h1>Sign in</h1>
      {access.notice === '' ? null : (
        <p className={styles.notice} data-testid="access-notice">
          {access.notice}
        </p>
      )}
      <label className={styles.field}>
        <span className={styles.label}>Name</span>
        <input ref={name} name="username" className={styles.input} defaultValue={access.suggested} maxLength={50} autoComplete="username" autoCapitalize="none" spellCheck={false} data-focus={access.suggested === '' ? '' : undefined} data-testid="sign-in-name" />
      </label>
      <PasswordField label="Password" input={password} autoComplete="current-password" hasFocus={access.suggested !== ''} isInvalid={attempt.failure !== null} describedBy={says} testId="sign-in-password" onType={() => attempt.failure !== null && attempt.refuse(null)} />
      <Says id={says} failure={attempt.failure} failures={attempt.failures} wait={wait} />
      <button type="submit" className={styles.go} disabled={!canSend} data-testid="sign-in-go">
        {attempt.isUnderWay ? 'Signing in …' : 'Sign in ⏎'}
      </button>
      <p className={styles.aside}>Trading goes on whoever is signed in here. Whoever has no user here, or no password any more, asks an admin of the desk.</p>
    </form>
  );
}

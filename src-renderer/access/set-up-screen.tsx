import { type FormEvent, useId, useRef } from 'react';
import type { AccessView } from '../../src-core/contract/access.ts';
import { useConnection, useCore } from '../connection/core.tsx';
import styles from './access.module.css';
import { ADMIN_RIGHTS, newPasswordProblem } from './access-words.ts';
import { PasswordField } from './password-field.tsx';
import { Says } from './says.tsx';
import { useAttempt } from './use-attempt.ts';
import { useWait } from './use-wait.ts';

/** The desk has nobody yet: whoever is here names the first admin. */
export function SetUpScreen({ access }: { readonly access: AccessView }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const attempt = useAttempt('set_up');
  const wait = useWait(access.waitUntil);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const again = useRef<HTMLInputElement>(null);
  const says = useId();
  const canSend = isConnected && wait === null && !attempt.isUnderWay;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const [who, first, second] = [name.current, password.current, again.current];
    if (!canSend || who === null || first === null || second === null) return;
    if (who.value.trim() === '') return who.focus();
    if (first.value === '') return first.focus();
    if (second.value === '') return second.focus();
    const problem = newPasswordProblem(first.value, second.value);
    if (problem !== null) {
      attempt.refuse(problem);
      second.value = '';
      return second.focus();
    }
    const given = { username: who.value.trim(), password: first.value };
    if (!(await attempt.make(() => core.call('access.setUp', given)))) {
      first.value = '';
      second.value = '';
      first.focus();
    }
  }

  const heard = (): void => {
    if (attempt.failure !== null) attempt.refuse(null);
  };
  return (
    <form className={styles.form} data-testid="set-up" onSubmit={(event) => void submit(event)}>
      <h1>Name the first admin</h1>
      <p className={styles.goes}>
        This desk has nobody yet who could let others in. You are asked because this workstation holds the password of the desk’s database. It is asked once.
      </p>
      {access.readOnly === null ? null : (
        <p className={styles.notice}>The desk’s database is not reached. Whom you name can sign in here at once, and becomes its admin when it is reached and has none.</p>
      )}
      {access.notice === '' ? null : <p className={styles.notice}>{access.notice}</p>}
      <label className={styles.field}>
        <span className={styles.label}>Name</span>
        <input ref={name} name="username" className={styles.input} defaultValue={access.suggested} maxLength={50} autoComplete="username" autoCapitalize="none" spellCheck={false} data-focus={access.suggested === '' ? '' : undefined} data-testid="set-up-name" onChange={heard} />
      </label>
      <PasswordField label="New password" input={password} autoComplete="new-password" hasFocus={access.suggested !== ''} describedBy={says} testId="set-up-password" onType={heard} />
      <PasswordField label="Once more" input={again} autoComplete="new-password" describedBy={says} testId="set-up-again" onType={heard} />
      <Says id={says} failure={attempt.failure} failures={attempt.failures} wait={wait} />
      <button type="submit" className={styles.go} disabled={!canSend} data-testid="set-up-go">
        {attempt.isUnderWay ? 'Naming …' : 'Become the admin ⏎'}
      </button>
      <div className={styles.aside}>
        An admin trades, and may
        <ul>
          {ADMIN_RIGHTS.map((right) => (
            <li key={right}>{right}</li>
          ))}
        </ul>
        The password is kept as an Argon2id hash: nobody can read it back. Only another admin can set a new one, so name a second admin soon.
      </div>
    </form>
  );
}

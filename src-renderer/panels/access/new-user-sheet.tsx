import { type FormEvent, useId, useRef, useState } from 'react';
import type { Role } from '../../../src-core/access/permission.ts';
import type { UserView } from '../../../src-core/contract/access.ts';
import { newPasswordProblem } from '../../access/access-words.ts';
import forms from '../../access/access.module.css';
import { PasswordField } from '../../access/password-field.tsx';
import { Says } from '../../access/says.tsx';
import { useAttempt } from '../../access/use-attempt.ts';
import { useCore } from '../../connection/core.tsx';
import { Sheet } from '../../design/sheet.tsx';
import styles from './access-panel.module.css';
import { FormText } from './form-text.tsx';
import { RoleChoice } from './role-choice.tsx';

/** One more person of the desk. */
export function NewUserSheet({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: (user: UserView) => void }) {
  const core = useCore();
  const attempt = useAttempt('give');
  const [{ username, email, firstName, lastName }, write] = useState({ username: '', email: '', firstName: '', lastName: '' });
  const [role, setRole] = useState<Role>('viewer');
  const password = useRef<HTMLInputElement>(null);
  const again = useRef<HTMLInputElement>(null);
  const says = useId();

  function change(part: Partial<{ username: string; email: string; firstName: string; lastName: string }>): void {
    write((draft) => ({ ...draft, ...part }));
    if (attempt.failure !== null) attempt.refuse(null);
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const [first, second] = [password.current, again.current];
    if (first === null || second === null || attempt.isUnderWay) return;
    if (username.trim() === '') return attempt.refuse('A name is missing.');
    if (email.trim() === '') return attempt.refuse('An address is missing.');
    const problem = newPasswordProblem(first.value, second.value);
    if (problem !== null) {
      attempt.refuse(problem);
      return (first.value === '' ? first : second).focus();
    }
    const user = { username: username.trim(), email: email.trim(), firstName: firstName.trim() || null, lastName: lastName.trim() || null, role, password: first.value };
    await attempt.make(async () => onDone(await core.call('users.create', user)));
  }

  return (
    <Sheet title="Add a user" testId="new-user-sheet" onClose={onClose}>
      <form className={`${forms.form} ${forms.sheet}`} autoComplete="off" onSubmit={(event) => void submit(event)}>
        <h1>Add a user</h1>
        <div className={styles.pair}>
          <FormText label="Name to sign in with" value={username} longest={50} hasFocus testId="new-user-name" onWrite={(text) => change({ username: text })} />
          <FormText label="Address" type="email" value={email} longest={255} example="name@example.com" testId="new-user-email" onWrite={(text) => change({ email: text })} />
          <FormText label="First name" value={firstName} longest={100} testId="new-user-first" onWrite={(text) => change({ firstName: text })} />
          <FormText label="Last name" value={lastName} longest={100} testId="new-user-last" onWrite={(text) => change({ lastName: text })} />
        </div>
        <RoleChoice role={role} onChoose={setRole} />
        <div className={styles.pair}>
          <PasswordField label="Password" input={password} autoComplete="new-password" describedBy={says} testId="new-user-password" onType={() => attempt.failure !== null && attempt.refuse(null)} />
          <PasswordField label="Once more" input={again} autoComplete="new-password" describedBy={says} testId="new-user-again" onType={() => attempt.failure !== null && attempt.refuse(null)} />
        </div>
        <Says id={says} failure={attempt.failure} failures={attempt.failures} wait={null} />
        <div className={forms.acts}>
          <button type="submit" className={forms.go} disabled={attempt.isUnderWay} data-testid="new-user-go">
            {attempt.isUnderWay ? 'Adding …' : 'Add ⏎'}
          </button>
          <button type="button" className={forms.other} onClick={onClose}>
            Close Esc
          </button>
        </div>
        <p className={forms.aside}>Tell the password in person: it is not shown again. Whoever gets it changes it under Access, Me.</p>
      </form>
    </Sheet>
  );
}

import { type FormEvent, useId, useRef } from 'react';
import type { UserView } from '../../../src-core/contract/access.ts';
import { newPasswordProblem } from '../../access/access-words.ts';
import forms from '../../access/access.module.css';
import { PasswordField } from '../../access/password-field.tsx';
import { Says } from '../../access/says.tsx';
import { useAttempt } from '../../access/use-attempt.ts';
import { useCore } from '../../connection/core.tsx';
import { Sheet } from '../../design/sheet.tsx';

/** Another's password, set by an admin. */
export function UserPasswordSheet({ user, onClose, onDone }: { readonly user: UserView; readonly onClose: () => void; readonly onDone: () => void }) {
  const core = useCore();
  const attempt = useAttempt('give');
  const next = useRef<HTMLInputElement>(null);
  const again = useRef<HTMLInputElement>(null);
  const says = useId();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const [first, second] = [next.current, again.current];
    if (first === null || second === null || attempt.isUnderWay) return;
    const problem = newPasswordProblem(first.value, second.value);
    if (problem !== null) {
      attempt.refuse(problem);
      return (first.value === '' ? first : second).focus();
    }
    const given = { id: user.id, password: first.value };
    first.value = '';
    second.value = '';
    if (await attempt.make(() => core.call('users.setPassword', given))) onDone();
    else first.focus();
  }

  const heard = (): void => {
    if (attempt.failure !== null) attempt.refuse(null);
  };
  return (
    <Sheet title={`Set the password of ${user.username}`} testId="user-password-sheet" onClose={onClose}>
      <form className={`${forms.form} ${forms.sheet}`} onSubmit={(event) => void submit(event)}>
        <h1>The password of {user.username}</h1>
        <p className={forms.goes}>Wherever {user.username} is signed in, that ends. Tell the new one in person; it is not shown again.</p>
        <PasswordField label="New password" input={next} autoComplete="new-password" hasFocus describedBy={says} testId="user-password-next" onType={heard} />
        <PasswordField label="Once more" input={again} autoComplete="new-password" describedBy={says} testId="user-password-again" onType={heard} />
        <Says id={says} failure={attempt.failure} failures={attempt.failures} wait={null} />
        <div className={forms.acts}>
          <button type="submit" className={forms.go} disabled={attempt.isUnderWay} data-testid="user-password-go">
            {attempt.isUnderWay ? 'Setting …' : 'Set it ⏎'}
          </button>
          <button type="button" className={forms.other} onClick={onClose}>
            Close Esc
          </button>
        </div>
      </form>
    </Sheet>
  );
}

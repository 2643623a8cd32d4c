import { type FormEvent, useId, useState } from 'react';
import type { UserView } from '../../../src-core/contract/access.ts';
import forms from '../../access/access.module.css';
import { Says } from '../../access/says.tsx';
import { useCore } from '../../connection/core.tsx';
import { Sheet } from '../../design/sheet.tsx';
import styles from './access-panel.module.css';
import { FormText } from './form-text.tsx';
import { RoleChoice } from './role-choice.tsx';
import { useAct } from './use-act.ts';
import { changeOf, changeWarning, draftOf, lastAdminProblem, type UserDraft } from './user-words.ts';

export interface UserSheetProps {
  readonly user: UserView;
  readonly users: readonly UserView[];
  /** The signed-in person's id. */
  readonly me: string | null;
  onClose(): void;
  onDone(): void;
}

/** What a user is called, may do, and whether they may come in. */
export function UserSheet({ user, users, me, onClose, onDone }: UserSheetProps) {
  const core = useCore();
  const act = useAct();
  const [draft, setDraft] = useState(() => draftOf(user));
  const says = useId();
  const change = changeOf(user, draft);
  const problem = lastAdminProblem(users, user, draft);
  const warning = changeWarning(user, change, me);
  const isChanged = Object.keys(change).length > 0;

  function write(part: Partial<UserDraft>): void {
    setDraft((before) => ({ ...before, ...part }));
    act.hush();
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!isChanged || problem !== null) return;
    if (await act.run(() => core.call('users.change', { id: user.id, change }), 'Changed.')) onDone();
  }

  return (
    <Sheet title={`Change ${user.username}`} testId="user-sheet" onClose={onClose}>
      <form className={`${forms.form} ${forms.sheet}`} autoComplete="off" onSubmit={(event) => void submit(event)}>
        <h1>{user.username}</h1>
        <div className={styles.pair}>
          <FormText label="First name" value={draft.firstName} longest={100} hasFocus testId="user-first" onWrite={(firstName) => write({ firstName })} />
          <FormText label="Last name" value={draft.lastName} longest={100} testId="user-last" onWrite={(lastName) => write({ lastName })} />
        </div>
        <FormText label="Address" type="email" value={draft.email} longest={255} testId="user-email" onWrite={(email) => write({ email })} />
        <RoleChoice role={draft.role} onChoose={(role) => write({ role })} />
        <label className={styles.role}>
          <input type="checkbox" checked={draft.isActive} data-testid="user-active" onChange={(event) => write({ isActive: event.target.checked })} />
          <span>
            <b>May come in</b> <span className={styles.means}>else signed out everywhere; what they did keeps their name</span>
          </span>
        </label>
        {problem === null && warning !== null ? (
          <p className={styles.caution} role="status" data-testid="user-warning">
            △ {warning}
          </p>
        ) : null}
        <Says id={says} failure={problem ?? (act.saying?.kind === 'failed' ? act.saying.text : null)} failures={0} wait={null} />
        <div className={forms.acts}>
          <button type="submit" className={forms.go} disabled={!isChanged || problem !== null || act.isUnderWay} data-testid="user-save">
            {act.isUnderWay ? 'Changing …' : 'Change ⏎'}
          </button>
          <button type="button" className={forms.other} onClick={onClose}>
            Close Esc
          </button>
        </div>
      </form>
    </Sheet>
  );
}

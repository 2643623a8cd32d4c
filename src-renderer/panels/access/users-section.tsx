import { type KeyboardEvent, useState } from 'react';
import type { AccessView, UserView } from '../../../src-core/contract/access.ts';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { useConnection } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { useNow } from '../../workspace/use-now.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import styles from './access-panel.module.css';
import { Foot } from './foot.tsx';
import { NewUserSheet } from './new-user-sheet.tsx';
import { agoWords, momentWords } from './session-words.ts';
import type { Saying } from './use-act.ts';
import { useListing } from './use-listing.ts';
import { UserPasswordSheet } from './user-password-sheet.tsx';
import { UserSheet } from './user-sheet.tsx';
import { fullName } from './user-words.ts';

/** The desk's users: who may be here, and what each may do. */
export function UsersSection({ access, visible }: { readonly access: AccessView; readonly visible: boolean }) {
  const refusal = useRefusal('users.list');
  if (access.profile === 'local') return <PanelState kind="empty" title="One person here" detail="A local profile has one user, the one this machine’s system knows; a desk (under Connections) has users of its own, with roles." />;
  if (refusal !== null) return <PanelState kind="empty" title="Users are for admins" detail={refusal} />;
  return <Users access={access} visible={visible} />;
}

const ask = (core: ContractClient, signal: AbortSignal): Promise<UserView[]> => core.call('users.list', {}, { signal });

type OpenSheet = { readonly kind: 'new' } | { readonly kind: 'change' | 'password'; readonly id: string };

function Users({ access, visible }: { readonly access: AccessView; readonly visible: boolean }) {
  const isConnected = useConnection() === 'connected';
  const { value: users, failure, again } = useListing(ask, visible);
  const now = useNow(visible);
  const [selected, setSelected] = useState<string | null>(null);
  const [sheet, setSheet] = useState<OpenSheet | null>(null);
  const [saying, setSaying] = useState<Saying | null>(null);
  if (users === null) return failure === null ? <PanelState kind="loading" title="Reading the users" /> : <PanelState kind="error" title="The users cannot be read" detail={failure} action={{ title: 'Try again', run: again }} />;
  const current = users.find(({ id }) => id === selected);
  const edited = sheet === null || sheet.kind === 'new' ? undefined : users.find(({ id }) => id === sheet.id);
  const away = !isConnected ? 'Not connected to the core.' : access.readOnly;

  function done(text: string): void {
    setSheet(null);
    setSaying({ kind: 'done', text });
    again();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rowAfter(
      event.key,
      users?.map(({ id }) => id) ?? [],
      selected,
    );
    if (next !== undefined) setSelected(next);
    else if (event.key === 'Enter' && current !== undefined && away === null) setSheet({ kind: 'change', id: current.id });
    else if (event.key === 'n' && away === null) setSheet({ kind: 'new' });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Users" aria-activedescendant={selected === null ? undefined : `user-${selected}`} onKeyDown={onKeyDown}>
        <table className={styles.table} aria-label="Users" data-testid="access-users">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Role</th>
              <th scope="col" className={styles.p2}>
                In full
              </th>
              <th scope="col" className={styles.p3}>
                Address
              </th>
              <th scope="col">Last here</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <tr key={user.id} id={`user-${user.id}`} className={styles.row} aria-selected={user.id === selected} data-quiet={!user.isActive} data-testid="user-row" onClick={() => setSelected(user.id)} onDoubleClick={() => away === null && setSheet({ kind: 'change', id: user.id })}>
                <th scope="row" className={styles.name} title={user.username}>
                  {user.username}
                  {user.id === access.user?.id ? ' (you)' : ''}
                </th>
                <td>{user.role}</td>
                <td className={`${styles.name} ${styles.p2}`} title={fullName(user)}>
                  {fullName(user) || '–'}
                </td>
                <td className={`${styles.name} ${styles.p3}`} title={user.email}>
                  {user.email}
                </td>
                <td className={styles.figure} title={user.lastLogin === null ? undefined : momentWords(user.lastLogin)}>
                  {user.lastLogin === null ? 'never' : agoWords(user.lastLogin, now)}
                </td>
                <td className={styles.state} data-tone={user.isActive && !user.hasPassword ? 'warning' : undefined}>
                  {!user.isActive ? 'may not come in' : user.hasPassword ? 'active' : '△ no password yet'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Foot
        saying={saying ?? (failure === null ? null : { kind: 'failed', text: `Not renewed: ${failure}` })}
        asking={null}
        hint={
          current === undefined ? (
            <>
              <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>⏎</kbd> change <kbd>N</kbd> add
            </>
          ) : (
            <>
              {[fullName(current), current.email].filter((part) => part !== '').join(' · ')} · since {momentWords(current.createdAt)}
            </>
          )
        }
        onEscape={() => undefined}
      >
        <button type="button" className={styles.small} disabled={current === undefined || away !== null} title={away ?? (current === undefined ? 'Choose one above (↑ ↓)' : undefined)} data-testid="user-set-password" onClick={() => current && setSheet({ kind: 'password', id: current.id })}>
          Set password …
        </button>
        <button type="button" className={styles.small} disabled={current === undefined || away !== null} title={away ?? (current === undefined ? 'Choose one above (↑ ↓)' : undefined)} data-testid="user-change" onClick={() => current && setSheet({ kind: 'change', id: current.id })}>
          Change …
        </button>
        <button type="button" className={styles.act} disabled={away !== null} title={away ?? undefined} data-testid="user-add" onClick={() => setSheet({ kind: 'new' })}>
          Add …
        </button>
      </Foot>
      {sheet?.kind === 'new' ? <NewUserSheet onClose={() => setSheet(null)} onDone={({ username }) => done(`${username} may sign in.`)} /> : null}
      {sheet?.kind === 'change' && edited !== undefined ? <UserSheet user={edited} users={users} me={access.user?.id ?? null} onClose={() => setSheet(null)} onDone={() => done(`${edited.username} is changed, on every workstation within a second.`)} /> : null}
      {sheet?.kind === 'password' && edited !== undefined ? <UserPasswordSheet user={edited} onClose={() => setSheet(null)} onDone={() => done(`The password of ${edited.username} is set.`)} /> : null}
    </>
  );
}

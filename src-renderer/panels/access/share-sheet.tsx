import type { AccountEntry, Person } from '../../../src-core/contract/access.ts';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import forms from '../../access/access.module.css';
import { useCore } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { Sheet } from '../../design/sheet.tsx';
import styles from './access-panel.module.css';
import { useAct } from './use-act.ts';
import { useListing } from './use-listing.ts';

const ask = (core: ContractClient, signal: AbortSignal): Promise<Person[]> => core.call('users.names', {}, { signal });

/** Who may trade an account beside its owner; each is given or taken at once. */
export function ShareSheet({ account, heard, onClose }: { readonly account: AccountEntry; readonly heard: (accounts: AccountEntry[]) => void; readonly onClose: () => void }) {
  const core = useCore();
  const { value: users, failure } = useListing(ask, true);
  const act = useAct();
  const others = users?.filter(({ id }) => id !== account.ownerId) ?? [];
  return (
    <Sheet title={`Share ${account.number}`} testId="share-sheet" onClose={onClose}>
      <div className={`${forms.form} ${forms.sheet}`}>
        <h1>Share {account.number}</h1>
        <p className={forms.goes}>{account.owner} owns it; admins may trade it anyway. Whoever it is shared with trades it as its owner does, from any workstation, until that is taken back.</p>
        {users === null ? (
          failure === null ? (
            <PanelState kind="loading" title="Reading the users" />
          ) : (
            <PanelState kind="error" title="The users cannot be read" detail={failure} />
          )
        ) : others.length === 0 ? (
          <PanelState kind="empty" title="Nobody else is here" detail="Add users under Users first." />
        ) : (
          <div className={styles.sharing} role="group" aria-label="Shared with">
            {others.map((user, index) => {
              const isShared = account.sharedWith.includes(user.id);
              const isAlways = user.role === 'admin';
              const isNever = user.role === 'viewer';
              return (
                <label key={user.id} className={styles.role}>
                  <input
                    type="checkbox"
                    checked={isShared || isAlways}
                    disabled={act.isUnderWay || isAlways || (isNever && !isShared)}
                    data-focus={index === 0 ? '' : undefined}
                    data-testid={`share-${user.username}`}
                    onChange={(event) => {
                      const shared = event.target.checked;
                      void act.run(() => core.call('accounts.share', { id: account.id, userId: user.id, shared }), shared ? `${user.username} may trade it.` : `${user.username} may trade it no more.`, heard);
                    }}
                  />
                  <span>
                    <b>{user.username}</b> <span className={styles.means}>{isAlways ? 'an admin: may anyway' : isNever ? 'a viewer: looks, and trades nothing' : 'a trader'}</span>
                  </span>
                </label>
              );
            })}
          </div>
        )}
        <p className={styles.said} role="status" data-kind={act.saying?.kind}>
          {act.saying?.text ?? ''}
        </p>
        <div className={styles.acts}>
          <button type="button" className={forms.other} onClick={onClose}>
            Close Esc
          </button>
        </div>
      </div>
    </Sheet>
  );
}

import type { AccessView } from '../../../src-core/contract/access.ts';
import { canSignOut, LOCK_KEY } from '../../access/access-commands.tsx';
import { useAccessFocus } from '../../access/access-focus.ts';
import { ROLE_MEANINGS, unkeptWords } from '../../access/access-words.ts';
import { mayConfirm, personStop } from '../../access/account-stop.ts';
import { useConnection } from '../../connection/core.tsx';
import { runCommand } from '../../workspace/commands.ts';
import { isMac, keyCaps } from '../../workspace/keys.ts';
import { useUnkept } from '../../workspace/setting.ts';
import styles from './access-panel.module.css';

/** The person at the window: their role, what that lets them do, and their password. */
export function MeSection({ access }: { readonly access: AccessView }) {
  const isConnected = useConnection() === 'connected';
  const reason = useUnkept((state) => state.reason);
  const { user, profile, hasPassword, idleMinutes, account, readOnly } = access;
  if (user === null) return null;
  const stop = personStop(access);
  const unkept = unkeptWords(reason, user.role);
  return (
    <div className={styles.scroll}>
      <dl className={styles.facts} data-testid="access-me">
        <dt>Name</dt>
        <dd>
          <b>{user.username}</b>
          {profile === 'local' ? ' · this machine’s user' : null}
        </dd>
        <dt>Role</dt>
        <dd>{profile === 'local' ? 'the only person here: trades, and administers everything' : `${user.role}: ${ROLE_MEANINGS[user.role]}`}</dd>
        <dt>Account</dt>
        <dd>
          {account.kind === 'live' ? <b className={styles.live}>LIVE</b> : 'paper'} <span className={styles.number}>{account.number}</span>
          <span className={styles.means}>{stop === null ? (mayConfirm(access) ? 'not confirmed in this session' : 'yours to trade') : stop.next}</span>
          {mayConfirm(access) ? (
            <button type="button" className={styles.button} onClick={() => useAccessFocus.getState().open('live')}>
              Confirm …
            </button>
          ) : null}
        </dd>
        <dt>Password</dt>
        <dd>
          {hasPassword ? 'set' : 'none: whoever is signed in to this machine as you may trade'}
          <button type="button" className={styles.button} disabled={!isConnected || readOnly !== null} title={readOnly ?? undefined} data-testid="access-password" onClick={() => useAccessFocus.getState().open('password')}>
            {!hasPassword ? 'Set a password …' : profile === 'local' ? 'Change or take away …' : 'Change …'}
          </button>
        </dd>
        <dt>Lock</dt>
        <dd>
          {!hasPassword ? 'needs a password' : idleMinutes === null ? 'by hand; never by itself' : `after ${idleMinutes} ${idleMinutes === 1 ? 'minute' : 'minutes'} without a key or a click; trading goes on`}
          {hasPassword ? (
            <button type="button" className={styles.button} disabled={!isConnected} data-testid="access-lock" onClick={() => runCommand('access.lock')}>
              Lock now{' '}
              {keyCaps(LOCK_KEY, isMac()).map((cap) => (
                <kbd key={cap}>{cap}</kbd>
              ))}
            </button>
          ) : null}
        </dd>
        {unkept === null ? null : (
          <>
            <dt>Settings</dt>
            <dd>{unkept}</dd>
          </>
        )}
        {canSignOut(access) ? (
          <>
            <dt>Leave</dt>
            <dd>
              <button type="button" className={`${styles.button} ${styles.first}`} disabled={!isConnected} data-testid="access-sign-out" onClick={() => runCommand('access.signOut')}>
                Sign out
              </button>
              <span className={styles.means}>here only; trading goes on</span>
            </dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}

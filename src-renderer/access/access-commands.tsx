import { useState } from 'react';
import type { AccessView } from '../../src-core/contract/access.ts';
import { useConnection, useCore, useStreamPart } from '../connection/core.tsx';
import { runCommand, useCommands } from '../workspace/commands.ts';
import { sentenceOf } from './access-words.ts';
import { ACCESS_SECTIONS, type AccessSection, useAccessFocus } from './access-focus.ts';
import { mayConfirm } from './account-stop.ts';
import styles from './idle.module.css';
import { PasswordSheet } from './password-sheet.tsx';

export const LOCK_KEY = 'mod+shift+l';

/** Signing out means something: without a password a local window is signed in again at once. */
export function canSignOut(access: Pick<AccessView, 'profile' | 'hasPassword'>): boolean {
  return access.profile === 'desk' || access.hasPassword;
}

const SECTION_COMMANDS: Readonly<Record<AccessSection, string>> = { me: 'Access: me', sessions: 'Sessions: where I am signed in …', users: 'Users …', accounts: 'Accounts …' };

/** What a person can do about their being signed in, by name, and the sheets of it. */
export function AccessCommands() {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const { hasPassword, canLeave, isUnconfirmed } = useStreamPart('access', (access) => ({
    hasPassword: access?.hasPassword ?? false,
    canLeave: access !== null && canSignOut(access),
    isUnconfirmed: access !== null && mayConfirm(access),
  }));
  const { sheet, open, close, turnTo } = useAccessFocus();
  const [failure, setFailure] = useState<string | null>(null);

  function ask(operation: 'access.lock' | 'access.signOut', what: string): void {
    setFailure(null);
    core.call(operation, {}).catch((error: unknown) => setFailure(`${what}: ${error instanceof Error ? sentenceOf(error.message) : 'no answer.'}`));
  }

  useCommands([
    { id: 'access.lock', title: 'Lock now: trading goes on', keys: LOCK_KEY, group: 'Access', enabled: () => hasPassword && isConnected, run: () => ask('access.lock', 'Not locked') },
    { id: 'access.signOut', title: 'Sign out', group: 'Access', enabled: () => canLeave && isConnected, run: () => ask('access.signOut', 'Not signed out') },
    { id: 'access.password', title: hasPassword ? 'Change password …' : 'Set a password …', group: 'Access', run: () => open('password') },
    { id: 'access.confirmLive', title: 'Confirm the live account …', group: 'Access', enabled: () => isUnconfirmed, run: () => open('live') },
    ...ACCESS_SECTIONS.map((section) => ({
      id: `access.${section}`,
      title: SECTION_COMMANDS[section],
      group: 'Access',
      run: () => {
        turnTo(section);
        runCommand('panel.access');
      },
    })),
  ]);
  return (
    <>
      {sheet === 'password' ? <PasswordSheet onClose={close} /> : null}
      {failure === null ? null : (
        <p className={styles.warning} role="alert" data-testid="access-act-failed">
          {failure}{' '}
          <button type="button" onClick={() => setFailure(null)}>
            Close
          </button>
        </p>
      )}
    </>
  );
}

import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import type { AccessView } from '../../src-core/contract/access.ts';
import { useConnection } from '../connection/core.tsx';
import styles from './access.module.css';
import { EndedScreen } from './ended-screen.tsx';
import { LockScreen } from './lock-screen.tsx';
import { SetUpScreen } from './set-up-screen.tsx';
import { SignInScreen } from './sign-in-screen.tsx';

const TITLES: Readonly<Record<AccessView['phase'], string>> = { set_up: 'Name the first admin', signed_out: 'Sign in', locked: 'Locked', open: '' };

/** What is before the workspace until a person may see it. Nothing of the account is behind it. */
export function AccessScreen({ access }: { readonly access: AccessView }) {
  const isConnected = useConnection() === 'connected';
  useLayoutEffect(() => {
    // What libraries put beside the window to measure texts holds the last of them.
    for (const left of document.querySelectorAll('body > :not(#root, script)')) left.remove();
  }, []);
  useEffect(() => {
    document.title = `${TITLES[access.phase]} · Smart 0DTE`;
  }, [access.phase]);
  return (
    <div className={styles.screen} data-phase={access.phase} data-testid="access-screen">
      <header className={styles.brand}>
        Smart <b>0DTE</b>
      </header>
      <main className={styles.middle}>
        <FocusFirst key={access.phase}>{screenOf(access)}</FocusFirst>
      </main>
      <footer className={styles.foot} role="status" data-testid="access-connection" data-connected={isConnected}>
        {isConnected ? (access.profile === 'desk' ? 'Connected · the desk’s users' : 'Connected · this machine') : '⊘ Not connected to the core. Trying again; what is typed can be sent once it is back.'}
      </footer>
    </div>
  );
}

function screenOf(access: AccessView): ReactNode {
  switch (access.phase) {
    case 'set_up':
      return <SetUpScreen access={access} />;
    case 'signed_out':
      return access.profile === 'local' && !access.hasPassword ? <EndedScreen /> : <SignInScreen access={access} />;
    case 'locked':
      return <LockScreen access={access} />;
    case 'open':
      return null;
  }
}

/** Puts the focus into the field that is written first. */
function FocusFirst({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector<HTMLElement>('[data-focus]')?.focus(), []);
  return (
    <div ref={place} className={styles.column}>
      {children}
    </div>
  );
}

import type { AccessView } from '../../../src-core/contract/access.ts';
import { ACCESS_SECTIONS, type AccessSection, useAccessFocus } from '../../access/access-focus.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useConnection, useStream } from '../../connection/core.tsx';
import styles from './access-panel.module.css';
import { AccountsSection } from './accounts-section.tsx';
import { MeSection } from './me-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { UsersSection } from './users-section.tsx';

const NAMES: Readonly<Record<AccessSection, string>> = { me: 'Me', sessions: 'Sessions', users: 'Users', accounts: 'Accounts' };

/** Who is signed in and where, who may do what, and the accounts. */
export function AccessPanel({ visible }: { readonly visible: boolean }) {
  const access = useStream('access');
  const isConnected = useConnection() === 'connected';
  const { front, turnTo } = useAccessFocus();
  if (access === null) return <Awaited stream="access" what="Access" />;
  return (
    <section className={styles.panel} aria-label="Access" data-testid="access" data-stale={!isConnected}>
      <div className={styles.bar}>
        <span className={styles.sections} role="group" aria-label="Show">
          {ACCESS_SECTIONS.map((section) => (
            <button key={section} type="button" className={styles.section} aria-pressed={section === front} data-testid={`access-to-${section}`} onClick={() => turnTo(section)}>
              {NAMES[section]}
            </button>
          ))}
        </span>
        {isConnected ? null : <span className={styles.stale}>△ not connected: this is of an earlier moment</span>}
        {access.readOnly === null ? null : (
          <span className={styles.stale} title={access.readOnly} data-testid="access-read-only">
            △ {access.readOnly}
          </span>
        )}
      </div>
      {sectionOf(front, access, visible)}
    </section>
  );
}

function sectionOf(section: AccessSection, access: AccessView, visible: boolean) {
  switch (section) {
    case 'me':
      return <MeSection access={access} />;
    case 'sessions':
      return <SessionsSection access={access} visible={visible} />;
    case 'users':
      return <UsersSection access={access} visible={visible} />;
    case 'accounts':
      return <AccountsSection access={access} visible={visible} />;
  }
}

import type { ReactNode } from 'react';
import { useStreamPart } from '../../connection/core.tsx';
import { ABSENT } from '../../design/format.ts';
import { RestartButton } from '../../workspace/restart/restart-button.tsx';
import { useSystemSections } from './system-sections.ts';
import styles from './system.module.css';

const STORES = { sqlite: 'SQLite, on this machine', postgresql: 'PostgreSQL, with a copy on this machine' } as const;
const ROLES = { viewer: 'viewer', trader: 'trader', admin: 'admin' } as const;

/** What runs, for whom and on what, and starting it anew. */
export function ProgramSection() {
  const access = useStreamPart('access', (view) => view);
  const connections = useStreamPart('connections', (view) => view);
  const store = useStreamPart('session', (session) => session?.store ?? null);
  const run = useStreamPart('session', (session) => session?.run ?? null);
  const { restarting, askRestart } = useSystemSections();
  const isLocal = access?.profile === 'local';
  return (
    <div className={styles.program} data-testid="program">
      <dl className={styles.facts}>
        <Fact name="Profile">{access === null ? ABSENT : isLocal ? 'local: everything on this machine' : 'desk: shared with other workstations'}</Fact>
        <Fact name="Signed in">{access === null || access.user === null ? 'nobody' : `${access.user.username}, ${isLocal ? 'the only person here' : ROLES[access.user.role]}`}</Fact>
        <Fact name="Account">{access === null ? ABSENT : `${access.account.number}, ${access.account.kind}`}</Fact>
        <Fact name="Workstation">{connections?.settings.workstation ?? ABSENT}</Fact>
        <Fact name="Books">{store === null ? ABSENT : `${STORES[store.kind]}${store.detail === '' ? '' : ` (${store.detail})`}`}</Fact>
        <Fact name="Connections">{connections === null ? ABSENT : <b>{connections.configFile}</b>}</Fact>
        <Fact name="This start">{run === null ? ABSENT : <b>{run}</b>}</Fact>
      </dl>
      <section className={styles.group} aria-label="Restart">
        <h3>Restart the terminal</h3>
        <p className={styles.prose}>
          Ends everything behind the windows and starts it anew: feeds, engines, books, servers. It is needed after a change of the connections{connections?.restartNeeded === true ? ', and there is one that waits for it' : ''}; otherwise it
          is safe and seldom of use.
        </p>
        <RestartButton what={null} testId="system-restart" isAsked={restarting} ask={askRestart} />
      </section>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

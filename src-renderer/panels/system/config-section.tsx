import { useEffect, useMemo, useState } from 'react';
import type { ConfigEntry } from '../../../src-core/contract/access.ts';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { useConnection, useCore, useStreamPart } from '../../connection/core.tsx';
import { useAnswer } from '../../connection/use-answer.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useRefusal } from '../../workspace/refusal.ts';
import { useRestart } from '../../workspace/restart/restart.ts';
import { ConfigRow } from './config-row.tsx';
import { foundIn, groupsOf, sentence } from './config-words.ts';
import styles from './config.module.css';

/** Every key of the configuration by its group, each saved by itself. */
export function ConfigSection({ visible }: { readonly visible: boolean }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const starts = useRestart((state) => state.starts);
  const unseen = useRefusal('config.list');
  const roleRefusal = useRefusal('config.set');
  const isAlone = useStreamPart('access', (access) => access?.profile === 'local');
  const question = useMemo(() => (visible && unseen === null ? asked(core, starts) : null), [core, visible, unseen, starts]);
  const { value, failure, again } = useAnswer(question);
  const [entries, setEntries] = useState<readonly ConfigEntry[] | null>(null);
  const [sought, setSought] = useState('');
  useEffect(() => {
    if (value !== null) setEntries(value);
  }, [value]);
  if (unseen !== null) return <PanelState kind="empty" title="The configuration is not for everybody" detail={unseen} />;
  if (entries === null) {
    if (!isConnected) return <PanelState kind="disconnected" title="Not connected to the core" detail="The configuration returns with the connection; trying again." />;
    return failure === null ? <PanelState kind="loading" title="Reading the configuration" /> : <PanelState kind="error" title="The configuration cannot be read" detail={sentence(failure)} action={{ title: 'Try again', run: again }} />;
  }
  const found = foundIn(entries, sought);
  return (
    <div className={styles.config} data-testid="config">
      <div className={styles.top}>
        <input type="search" className={styles.filter} placeholder="Find a key" aria-label="Find a key" value={sought} data-testid="config-filter" onChange={(event) => setSought(event.target.value)} />
        {failure === null ? null : (
          <span className={styles.stale} role="alert">
            △ {sentence(failure)}{' '}
            <button type="button" className={styles.link} onClick={again}>
              Try again
            </button>
          </span>
        )}
      </div>
      {roleRefusal === null ? null : (
        <p className={styles.refusal} role="status" data-testid="config-refusal">
          ⊘ {roleRefusal} What is set can be read here, not changed.
        </p>
      )}
      {found.length === 0 ? (
        <PanelState kind="empty" title={`No key is about “${sought.trim()}”`} action={{ title: 'Show all', run: () => setSought('') }} />
      ) : (
        groupsOf(found).map(({ name, title, entries: members }) => (
          <section key={name} className={styles.group} aria-label={title}>
            <h3>{title}</h3>
            {members.map((entry) => (
              <ConfigRow key={entry.key} entry={entry} refusal={roleRefusal} isConnected={isConnected} isAlone={isAlone} heard={setEntries} />
            ))}
          </section>
        ))
      )}
    </div>
  );
}

/** Another start of the terminal asks anew. */
function asked(core: ContractClient, _start: number): (signal: AbortSignal) => Promise<readonly ConfigEntry[]> {
  return (signal) => core.call('config.list', {}, { signal });
}

import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { AccessView, SessionEntry } from '../../../src-core/contract/access.ts';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { useNow } from '../../workspace/use-now.ts';
import styles from './access-panel.module.css';
import { Foot } from './foot.tsx';
import { agoWords, endWords, momentWords, stateWords } from './session-words.ts';
import { useAct } from './use-act.ts';
import { useListing } from './use-listing.ts';

const ask = (core: ContractClient, signal: AbortSignal): Promise<SessionEntry[]> => core.call('access.sessions', {}, { signal });

/** Where the person is signed in, of everybody for an admin; each can be ended. */
export function SessionsSection({ access, visible }: { readonly access: AccessView; readonly visible: boolean }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const { value, failure, again, heard } = useListing(ask, visible);
  const act = useAct();
  const now = useNow(visible);
  const [selected, setSelected] = useState<string | null>(null);
  /** What waits for its confirmation. */
  const [asking, setAsking] = useState<'one' | 'others' | null>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  const table = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (asking !== null) confirm.current?.focus();
  }, [asking]);
  if (value === null) return failure === null ? <PanelState kind="loading" title="Reading the sessions" /> : <PanelState kind="error" title="The sessions cannot be read" detail={failure} action={{ title: 'Try again', run: again }} />;
  const me = access.user?.username ?? '';
  const isOfAll = access.profile === 'desk' && access.user?.role === 'admin';
  const current = value.find(({ id }) => id === selected);
  const others = value.filter(({ userId, isThis }) => userId === access.user?.id && !isThis).length;

  function leave(): void {
    setAsking(null);
    table.current?.focus();
  }

  function end(): void {
    if (asking === 'others') void act.run(() => core.call('access.revokeOthers', {}), 'Ended. Nobody is signed in as you but here.', heard);
    else if (current !== undefined) void act.run(() => core.call('access.revoke', { id: current.id }), 'Ended.', heard);
    leave();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rowAfter(
      event.key,
      value?.map(({ id }) => id) ?? [],
      selected,
    );
    if (next !== undefined) {
      event.preventDefault();
      setAsking(null);
      setSelected(next);
    } else if (event.key === 'Delete' && current !== undefined) {
      event.preventDefault();
      setAsking('one');
    }
  }

  return (
    <>
      <div ref={table} className={styles.scroll} tabIndex={0} role="group" aria-label="Sessions" aria-activedescendant={selected === null ? undefined : `session-${selected}`} onKeyDown={onKeyDown}>
        <table className={styles.table} aria-label="Sessions" data-testid="access-sessions">
          <thead>
            <tr>
              {isOfAll ? <th scope="col">Who</th> : null}
              <th scope="col">Device</th>
              <th scope="col">Place</th>
              <th scope="col" className={styles.p2}>
                Address
              </th>
              <th scope="col" className={styles.p3}>
                Since
              </th>
              <th scope="col">Last seen</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {value.map((session) => (
              <tr key={session.id} id={`session-${session.id}`} className={styles.row} aria-selected={session.id === selected} data-quiet={!session.isConnected} data-testid="session-row" onClick={() => (setSelected(session.id), setAsking(null))}>
                {isOfAll ? <td>{session.username}</td> : null}
                <th scope="row" className={styles.name} title={session.device}>
                  {session.device}
                </th>
                <td className={styles.name} title={session.place}>
                  {session.place}
                </td>
                <td className={`${styles.figure} ${styles.p2}`}>{session.address ?? '–'}</td>
                <td className={`${styles.figure} ${styles.p3}`}>{momentWords(session.createdAt)}</td>
                <td className={styles.figure} title={`${momentWords(session.lastSeen)}; ends unused at ${momentWords(session.expiresAt)}`}>
                  {agoWords(session.lastSeen, now)}
                </td>
                <td data-tone={session.isThis ? 'this' : undefined} className={styles.state}>
                  {stateWords(session)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Foot
        saying={act.saying ?? (failure === null ? null : { kind: 'failed', text: `Not renewed: ${failure}` })}
        asking={asking === 'others' ? `${others === 1 ? 'Your other sign-in ends' : `Your ${others} other sign-ins end`} within a second, on every workstation. Trading goes on.` : asking === 'one' && current !== undefined ? endWords(current, me) : null}
        hint={
          current === undefined ? (
            'Each sign-in ends by itself when it is not used for long.'
          ) : (
            <>
              {current.device} · {current.address ?? 'no network address'} · since {momentWords(current.createdAt)}
            </>
          )
        }
        onEscape={leave}
      >
        {asking === null ? (
          <>
            <button type="button" className={styles.small} disabled={current === undefined || !isConnected || act.isUnderWay} title={current === undefined ? 'Choose one above (↑ ↓)' : undefined} data-testid="session-end" onClick={() => setAsking('one')}>
              End it …
            </button>
            <button type="button" className={styles.small} disabled={others === 0 || !isConnected || act.isUnderWay} title={others === 0 ? 'You are signed in nowhere else' : undefined} data-testid="session-end-others" onClick={() => setAsking('others')}>
              End my others …
            </button>
          </>
        ) : (
          <>
            <button ref={confirm} type="button" className={styles.danger} data-testid="session-confirm" onClick={end}>
              {asking === 'others' ? 'End them ⏎' : current?.isThis === true ? 'Sign out ⏎' : 'End it ⏎'}
            </button>
            <button type="button" className={styles.small} onClick={leave}>
              Back Esc
            </button>
          </>
        )}
      </Foot>
    </>
  );
}

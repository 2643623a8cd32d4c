import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { DeskView } from '../../../src-core/contract/connections.ts';
import { useCore } from '../../connection/core.tsx';
import { formatCount } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { deskStop, ROLES } from '../../workspace/desk-role.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { takeOverWords } from './connection-words.ts';
import { useConnectionsSections } from './connections-sections.ts';
import styles from './connections.module.css';

/** Who trades the account, who else is there, and taking it over. */
export function DeskSection({ desk, isConnected, visible }: { readonly desk: DeskView | null; readonly isConnected: boolean; readonly visible: boolean }) {
  if (desk === null) {
    return <PanelState kind="empty" title="No desk" detail="In the local profile this terminal trades alone. Choose the desk profile under Servers to share an account." />;
  }
  const { role, workstation, holder, epoch, others } = desk;
  const { word, tone, means } = ROLES[role];
  const stop = deskStop(desk);
  return (
    <div className={styles.desk} data-testid="connections-desk" data-role={role}>
      <dl className={styles.facts}>
        <dt>This workstation</dt>
        <dd>
          {workstation} <b data-tone={stop === null || role === 'watching' ? tone : 'notice'}>{word}</b>
        </dd>
        <dt>{stop === null ? 'Meaning' : 'No orders here'}</dt>
        <dd data-testid="connections-desk-reason">{stop?.next ?? means}</dd>
        <dt>Account is traded by</dt>
        <dd data-testid="connections-desk-holder">{holder === null ? 'not known' : holder === workstation ? `${holder}, this one` : holder}</dd>
        <dt title="Counts the trading leases of the account">Lease</dt>
        <dd>{epoch === 0 ? 'none so far' : `number ${formatCount(epoch)}`}</dd>
        <dt title="Heard of in the last half minute">Other workstations</dt>
        <dd>{others.length === 0 ? 'none heard of' : others.join(', ')}</dd>
        {role === 'trading' ? null : (
          <>
            <dt title="Once whoever trades is gone">Takes over by itself</dt>
            <dd data-testid="connections-desk-standby">{desk.standsBy ? 'yes, in a few seconds' : 'no, only when asked to'}</dd>
          </>
        )}
      </dl>
      <TakeOver desk={desk} isConnected={isConnected} visible={visible} />
    </div>
  );
}

function TakeOver({ desk, isConnected, visible }: { readonly desk: DeskView; readonly isConnected: boolean; readonly visible: boolean }) {
  const core = useCore();
  const { takingOver, askTakeOver, leaveTakeOver } = useConnectionsSections();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const confirmButton = useRef<HTMLButtonElement>(null);
  const askButton = useRef<HTMLButtonElement>(null);
  const { canTakeOver, role } = desk;
  const ban = useRefusal('desk.takeOver');
  const confirming = takingOver && canTakeOver && ban === null;
  useEffect(() => {
    if (!confirming || !visible) return;
    confirmButton.current?.focus();
    confirmButton.current?.scrollIntoView({ block: 'nearest' });
  }, [confirming, visible]);
  useEffect(() => {
    if (canTakeOver) return;
    leaveTakeOver();
    setRefusal(null);
  }, [canTakeOver, leaveTakeOver]);

  async function takeOver(): Promise<void> {
    if (sending) return;
    setSending(true);
    setRefusal(null);
    try {
      await core.call('desk.takeOver', {});
      leaveTakeOver();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    } finally {
      setSending(false);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
    if (event.key !== 'Escape' || sending) return;
    leaveTakeOver();
    setRefusal(null);
    requestAnimationFrame(() => askButton.current?.focus());
  }

  if (role === 'trading') return null;
  if (!confirming) {
    return (
      <p className={styles.ask}>
        <button ref={askButton} type="button" className={styles.button} data-testid="desk-take-over" disabled={!canTakeOver || !isConnected || ban !== null} title={ban ?? undefined} onClick={askTakeOver}>
          Take over …
        </button>{' '}
        {canTakeOver ? '' : 'Possible once it cannot be known whether its holder still trades; a holder that ends is followed by itself.'}
      </p>
    );
  }
  return (
    <div className={styles.confirm} role="group" aria-label="Confirm the take-over" data-testid="desk-take-over-confirmation" onKeyDown={onKeyDown}>
      <p>{takeOverWords(desk)}</p>
      <button
        ref={confirmButton}
        type="button"
        className={styles.primary}
        data-testid="desk-take-over-confirm"
        disabled={!isConnected}
        aria-disabled={sending}
        onClick={(event) => {
          // The second click of a double click must not confirm what the first one asked.
          if (event.detail <= 1) void takeOver();
        }}
      >
        {sending ? 'Taking over …' : 'It is not trading: take over ⏎'}
      </button>{' '}
      <button type="button" className={styles.button} disabled={sending} onClick={leaveTakeOver}>
        Back Esc
      </button>
      {refusal === null ? null : (
        <p className={styles.problem} role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}

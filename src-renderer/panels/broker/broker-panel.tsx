import type { BrokerView } from '../../../src-core/contract/broker.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useConnection, useStream, useStreamFailure, useStreamPart } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { runCommand } from '../../workspace/commands.ts';
import { watchStop } from '../../workspace/desk-role.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { AccountSection } from './account-section.tsx';
import { useBrokerActs } from './broker-acts.ts';
import styles from './broker.module.css';
import { ChargesSection } from './charges-section.tsx';
import { DataSection } from './data-section.tsx';
import { GatewaySection } from './gateway-section.tsx';
import { PaperSection } from './paper-section.tsx';
import { ReconciliationSection } from './reconciliation-section.tsx';
import { RestingSection } from './resting-section.tsx';

/** The broker: how it is reached, what data it gives, what rests there, and where its records differ from the books. */
export function BrokerPanel({ visible }: { readonly visible: boolean }) {
  const view = useStream('broker');
  const watch = useStreamPart('session', (session) => watchStop(session?.desk ?? null));
  const isConnected = useConnection() === 'connected';
  if (view !== null) return <Broker view={view} visible={visible} />;
  if (isConnected && watch !== null) return <PanelState kind="empty" title="Nothing is heard of the broker here" detail={`${watch.next} The broker is seen at the workstation that trades.`} />;
  return <Awaited stream="broker" what="The broker" />;
}

const TITLES = { paper: 'Paper broker', ibkr: 'Interactive Brokers' } as const;

function Broker({ view, visible }: { readonly view: BrokerView; readonly visible: boolean }) {
  const isConnected = useConnection() === 'connected';
  const failure = useStreamFailure('broker');
  const acts = useBrokerActs();
  const comparing = useRefusal('broker.reconcile');
  const cancelling = useRefusal('broker.cancelAccount');
  const { broker, account, gateway, data, orders } = view;
  const stale = !isConnected ? '△ not connected: this is of an earlier moment' : failure !== null ? `△ ${failure.message}; trying again` : null;
  const isReached = gateway?.state === 'connected' && gateway.servers !== 'lost';
  const isComparing = acts.sending.includes('compare') || (view.reconciliation !== null && view.reconciliation.ended === null);
  return (
    <section className={styles.panel} aria-label="Broker" data-testid="broker" data-broker={broker} data-stale={stale !== null}>
      <div className={styles.bar}>
        <strong className={styles.heading}>{TITLES[broker]}</strong>
        <span className={styles.number} data-kind={account.kind} data-testid="broker-account-number">
          {account.number}
        </span>
        <span className={styles.kind} data-kind={account.kind}>
          {account.kind === 'live' ? 'LIVE' : 'paper'}
        </span>
        {stale === null ? null : (
          <span className={styles.stale} title={stale}>
            {stale}
          </span>
        )}
        <span className={styles.spring} />
        <button type="button" className={styles.button} data-testid="broker-compare" disabled={acts.isHeld('compare') || isComparing || comparing !== null} title={comparing ?? 'Compare the broker’s records with the books now'} onClick={acts.compare}>
          {isComparing ? 'Comparing …' : 'Compare now'}
        </button>
        {broker === 'ibkr' ? (
          <button type="button" className={styles.danger} data-testid="broker-cancel-account" disabled={!isConnected || cancelling !== null} title={cancelling ?? 'Cancel every order of the account at the broker, whoever made it'} onClick={acts.askToCancel}>
            Cancel everything …
          </button>
        ) : null}
      </div>
      {acts.saying === null ? null : (
        <p className={styles.saying} data-kind={acts.saying.kind} role={acts.saying.kind === 'failed' ? 'alert' : 'status'} data-testid="broker-saying">
          <span>
            {acts.saying.kind === 'failed' ? '✗' : '✓'} {acts.saying.text}
          </span>
          <button type="button" className={styles.quiet} onClick={acts.hush}>
            Hide
          </button>
        </p>
      )}
      {orders.ban === null ? null : (
        <p className={styles.ban} role="status" data-testid="broker-ban">
          <b>⊘ No new order is sent:</b> {orders.ban}
        </p>
      )}
      <div className={styles.sides}>
        <div className={styles.side}>
          {broker === 'paper' ? <PaperSection hasGateway={gateway !== null} /> : null}
          {gateway !== null ? <GatewaySection gateway={gateway} visible={visible} /> : broker === 'ibkr' ? <NoGateway /> : null}
          {broker === 'ibkr' ? <RestingSection orders={orders} isReached={isReached} /> : null}
          <ReconciliationSection reconciliation={view.reconciliation} isPaper={broker === 'paper'} isReached={broker === 'paper' || isReached} visible={visible} />
        </div>
        {broker === 'paper' && data === null ? null : (
          <div className={styles.side}>
            {data === null ? null : <DataSection data={data} visible={visible} />}
            {broker === 'ibkr' ? <AccountSection account={account} /> : null}
            {broker === 'ibkr' ? <ChargesSection charges={view.charges} /> : null}
          </div>
        )}
      </div>
    </section>
  );
}

function NoGateway() {
  return (
    <PanelState
      kind="error"
      title="No gateway is set up"
      detail="This account’s orders go through TWS or IB Gateway: give its host and port under Connections, then restart the terminal."
      action={{ title: 'Open Connections', run: () => runCommand('connections.gateway') }}
    />
  );
}

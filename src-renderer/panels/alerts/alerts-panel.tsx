import { useMemo } from 'react';
import { useConnection, useStreamPart } from '../../connection/core.tsx';
import { packageTitle } from '../../design/order-words.ts';
import { AlertsSection } from './alerts-section.tsx';
import { ALERT_TABS, type AlertTab, useAlertsFocus } from './alerts-focus.ts';
import styles from './alerts.module.css';
import { EventsSection } from './events-section.tsx';
import { RuleSheet } from './rule-sheet.tsx';
import { RulesSection } from './rules-section.tsx';
import { TellingControls } from './telling-controls.tsx';

const TAB_NAMES: Readonly<Record<AlertTab, string>> = { alerts: 'Alerts', rules: 'Rules', events: 'Events' };

/** What was told, the rules that tell it, and what the risk engine did. */
export function AlertsPanel({ visible }: { readonly visible: boolean }) {
  const { tab, turn, editing, edit, ask } = useAlertsFocus();
  const isConnected = useConnection() === 'connected';
  const positions = usePositionNames();
  const tabs = (
    <span className={styles.tabs} role="group" aria-label="Show">
      {ALERT_TABS.map((name) => (
        <button key={name} type="button" className={styles.toggle} aria-pressed={tab === name} data-testid={`alerts-tab-${name}`} onClick={() => turn(name)}>
          {TAB_NAMES[name]}
        </button>
      ))}
    </span>
  );
  const side = (
    <>
      <span className={styles.spring} />
      {isConnected ? null : <span className={styles.stale}>△ not connected</span>}
    </>
  );
  const told = (
    <>
      {side}
      <TellingControls />
    </>
  );
  return (
    <section className={styles.panel} aria-label="Alerts" data-testid="alerts" data-stale={!isConnected}>
      {tab === 'alerts' ? <AlertsSection visible={visible} tabs={tabs} side={told} /> : null}
      {tab === 'rules' ? <RulesSection visible={visible} positions={positions} tabs={tabs} side={side} /> : null}
      {tab === 'events' ? <EventsSection visible={visible} tabs={tabs} side={side} /> : null}
      {editing === null ? null : <RuleSheet key={editing} rule={editing} positions={positions} onClose={() => (edit(null), ask(tab))} />}
    </section>
  );
}

/** A hook: positions that are open, by trade. */
function usePositionNames(): ReadonlyMap<string, string> {
  const names = useStreamPart('positions', (positions) =>
    (positions?.packages ?? [])
      .filter(({ status }) => status === 'open')
      .map(({ tradeId, underlying, strategy, legs }) => `${tradeId} ${packageTitle(underlying, legs.map(({ symbol }) => symbol), strategy)}`)
      .join('\n'),
  );
  return useMemo(() => new Map(names === '' ? [] : names.split('\n').map((line) => [line.slice(0, 36), line.slice(37)])), [names]);
}

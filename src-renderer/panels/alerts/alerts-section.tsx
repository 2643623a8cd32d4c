import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { Alert } from '../../../src-core/alerts/alert.ts';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { stopWords, useActStop } from '../../access/account-stop.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useAlerts, useCore } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { AlertFilters } from './alert-filters.tsx';
import { type AlertFilter, alertList, OPEN_ALERTS, selectedAfter } from './alert-list.ts';
import { AlertTable } from './alert-table.tsx';
import { useAlertActs } from './alert-acts.ts';
import { turnTab, useAlertsFocus } from './alerts-focus.ts';
import { Foot } from './foot.tsx';
import styles from './alerts.module.css';
import { PageBar } from './page-bar.tsx';
import { PAGE, usePaged } from './use-paged.ts';

const SNOOZES = [5, 15, 60] as const;

/** Alerts, newest first: those that wait, or all that are kept, page by page. */
export function AlertsSection({ visible, tabs, side }: { readonly visible: boolean; readonly tabs: ReactNode; readonly side: ReactNode }) {
  const core = useCore();
  const alerts = useAlerts();
  const stop = useActStop();
  const [filter, setFilter] = useState<AlertFilter>(OPEN_ALERTS);
  const [isHistory, setHistory] = useState(false);
  const [selection, setSelection] = useState<{ readonly id: string | null; readonly rows: readonly string[] }>({ id: null, rows: [] });
  const { outcome, acknowledge, snooze, forget } = useAlertActs();
  const scroll = useRef<HTMLDivElement>(null);
  const state = filter.state === 'open' ? null : filter.state;
  const read = useCallback((from: ContractClient, offset: number, signal: AbortSignal) => from.call('alerts.list', { offset, limit: PAGE, ...(state === null ? {} : { state }) }, { signal }), [state]);
  const paged = usePaged(isHistory && visible ? read : null, alerts);

  const shown = alertList(isHistory ? (paged.page?.alerts ?? []) : (alerts ?? []), filter);
  const ids = shown.map(({ id }) => id);
  const selected = selectedAfter(selection.id, selection.rows, ids);
  const current = shown.find(({ id }) => id === selected) ?? null;
  const select = (id: string | null): void => setSelection({ id, rows: ids });
  const waiting = (alerts ?? []).filter(({ state }) => state === 'active');
  const canAct = current !== null && current.state !== 'acknowledged' && stop === null;

  useEffect(() => {
    if (selected !== null) document.getElementById(`alert-${selected}`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  useGivenFocus(scroll, visible);

  /** The row below takes the place of one that leaves the list. */
  function act(run: (alert: Alert) => Promise<void>): void {
    if (current === null || !canAct) return;
    select(current.id);
    void run(current);
  }

  function turnHistory(): void {
    setHistory(!isHistory);
    setFilter({ ...filter, state: isHistory ? 'open' : null });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroll.current) return;
    const key = { j: 'ArrowDown', k: 'ArrowUp' }[event.key] ?? event.key;
    const next = rowAfter(key, ids, selected);
    if (next !== undefined) select(next);
    else if (event.key === 'a' || event.key === 'Enter') act((alert) => acknowledge(core, [alert]));
    else if (event.key === 's' || event.key === '1') act((alert) => snooze(core, alert, SNOOZES[0]));
    else if (event.key === '2') act((alert) => snooze(core, alert, SNOOZES[1]));
    else if (event.key === '3') act((alert) => snooze(core, alert, SNOOZES[2]));
    else if (!turnTab(event.key)) return;
    event.preventDefault();
  }

  return (
    <>
      <div className={styles.bar}>
        {tabs}
        <AlertFilters filter={filter} set={setFilter} />
        <button type="button" className={styles.toggle} aria-pressed={isHistory} data-testid="alerts-history" title="All alerts that are kept, page by page" onClick={turnHistory}>
          History…
        </button>
        {side}
      </div>
      <div ref={scroll} className={styles.scroll} tabIndex={0} role="group" aria-label="Alerts" aria-activedescendant={selected === null ? undefined : `alert-${selected}`} data-testid="alerts-list" onKeyDown={onKeyDown}>
        {isHistory ? (
          paged.page === null ? (
            paged.failure === null ? <PanelState kind="loading" title="Reading the alerts" /> : <PanelState kind="error" title="The alerts cannot be read" detail={paged.failure} />
          ) : shown.length === 0 ? (
            <PanelState kind="empty" title="No alert on this page passes the filter" detail={paged.page.total === 0 ? 'None is kept yet.' : 'Turn the page, or show all.'} />
          ) : (
            <AlertTable alerts={shown} selected={selected} select={select} dated />
          )
        ) : alerts === null ? (
          <Awaited stream="alerts" what="The alerts" />
        ) : shown.length === 0 ? (
          <NoAlerts alerts={alerts} filter={filter} showAll={() => setFilter({ state: null, from: null })} />
        ) : (
          <AlertTable alerts={shown} selected={selected} select={select} dated={false} />
        )}
      </div>
      {current === null ? null : (
        <p className={styles.whole} data-testid="alert-whole">
          {current.text}
        </p>
      )}
      {isHistory ? <PageBar paged={paged} /> : null}
      <Foot
        outcome={outcome}
        forget={forget}
        hint={
          stop !== null ? (
            stopWords(stop, 'Alerts are acknowledged there.')
          ) : (
            <>
              <kbd>A</kbd> acknowledge <kbd>S</kbd> or <kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> snooze
            </>
          )
        }
      >
        {SNOOZES.map((minutes, index) => (
          <button key={minutes} type="button" className={styles.small} disabled={!canAct} data-testid={`alert-snooze-${minutes}`} title={stop?.next ?? `Back as active in ${minutes} minutes (${index + 1})`} onClick={() => act((alert) => snooze(core, alert, minutes))}>
            {index === 0 ? `Snooze ${minutes}` : minutes} min
          </button>
        ))}
        <button type="button" className={styles.act} disabled={!canAct} data-testid="alert-acknowledge" title={stop?.next ?? 'Acknowledge the selected alert (A)'} onClick={() => act((alert) => acknowledge(core, [alert]))}>
          Acknowledge
        </button>
        <button type="button" className={styles.small} disabled={waiting.length === 0 || stop !== null} data-testid="alert-acknowledge-all" title={stop?.next ?? 'Acknowledge all that are active (Shift L)'} onClick={() => void acknowledge(core, waiting)}>
          All {waiting.length === 0 ? '' : waiting.length}
        </button>
      </Foot>
    </>
  );
}

function NoAlerts({ alerts, filter, showAll }: { readonly alerts: readonly Alert[]; readonly filter: AlertFilter; readonly showAll: () => void }) {
  const { edit, ask } = useAlertsFocus.getState();
  const stop = useActStop();
  const hidden = alerts.length - alertList(alerts, { state: 'open', from: null }).length;
  const rule = stop === null ? { title: 'New rule …', run: () => (ask('rules'), edit('new')) } : undefined;
  if (filter.from !== null || (filter.state !== 'open' && alerts.length > 0)) {
    return <PanelState kind="empty" title="No alert passes the filter" detail={`${alerts.length} are hidden.`} action={{ title: 'Show all', run: showAll }} />;
  }
  if (hidden > 0) return <PanelState kind="empty" title="Nothing waits" detail={`All ${hidden} alerts are acknowledged; the filter or the history shows them.`} action={rule} />;
  return <PanelState kind="empty" title="No alerts" detail="What the risk engine does appears here, and what your own rules look for: a price, a volatility, a delta, a result, a strike that is near, a time." action={rule} />;
}

/** Gives the list the keys once they were asked for. */
export function useGivenFocus(list: React.RefObject<HTMLDivElement | null>, visible: boolean): void {
  const { asked, editing } = useAlertsFocus();
  useEffect(() => {
    if (!asked || !visible || editing !== null) return;
    list.current?.focus();
    useAlertsFocus.getState().leave();
  }, [asked, editing, list, visible]);
}

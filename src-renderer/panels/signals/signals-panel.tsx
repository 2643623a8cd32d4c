import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { SignalView } from '../../../src-core/contract/signals.ts';
import { useOrderStop } from '../../access/account-stop.ts';
import { useConnection, useCore, useSignals, useStreamPart } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { useCommands } from '../../workspace/commands.ts';
import { useSize } from '../smile/use-size.ts';
import { AutomationSheet } from './automation-sheet.tsx';
import { EarlierBar, EarlierTable } from './earlier-sessions.tsx';
import { NoneActive, NoSignals } from './no-signals.tsx';
import { useSignalActs } from './signal-acts.ts';
import { SignalDetail } from './signal-detail.tsx';
import { SignalFilters } from './signal-filters.tsx';
import { NO_FILTER, type SelectedSignal, selectedAmong, signalList } from './signal-list.ts';
import { SignalTables } from './signal-tables.tsx';
import { useSignalsFocus } from './signals-focus.ts';
import styles from './signals.module.css';
import { useEarlier } from './use-earlier.ts';
import { usePackageNets } from './use-package-nets.ts';
import { useSignalRecord } from './use-signal-record.ts';

/** From this height on the detail has room below the list; else it takes the list's place. Pixels. */
const ROOMY = 420;

/** Signals that can be acted on, what became of the others, and why each was made. */
export function SignalsPanel({ visible }: { readonly visible: boolean }) {
  const core = useCore();
  const connection = useConnection();
  const signals = useSignals();
  const date = useSessionDate();
  const stop = useOrderStop();
  const [size, measure] = useSize();
  const [filter, setFilter] = useState(NO_FILTER);
  const [selected, setSelected] = useState<SelectedSignal | null>(null);
  const [candidate, setCandidate] = useState<{ readonly id: string; readonly at: number } | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [isEarlier, setEarlier] = useState(false);
  const [isAutomation, setAutomation] = useState(false);
  const list = useMemo(() => signalList(signals, filter, date), [signals, filter, date]);
  const earlier = useEarlier(isEarlier && visible ? date : null, filter);
  const nets = usePackageNets(list.active, visible && !isEarlier);
  const { outcome, approve, dismiss, restore, forget } = useSignalActs();
  const scroll = useRef<HTMLDivElement>(null);

  const shown = isEarlier ? { active: [], past: earlier.page?.signals ?? [] } : list;
  const rows = [...shown.active, ...shown.past];
  const picked = selectedAmong(selected, shown);
  if (picked !== selected) setSelected(picked);
  const current = rows.find(({ id }) => id === picked?.id) ?? null;
  const isRoomy = size !== null && size.height >= ROOMY;
  const isDetail = current !== null && (isRoomy || isOpen);
  const read = useSignalRecord(isDetail && visible ? current.id : null);
  const detectors = useMemo(() => new Map([...signals, ...(earlier.page?.signals ?? [])].map(({ detector, title }) => [detector, title])), [signals, earlier.page]);

  const select = useCallback((id: string) => setSelected({ id, byHand: true }), []);
  const open = useCallback((id: string) => {
    setSelected({ id, byHand: true });
    setOpen(true);
  }, []);
  const run = useCallback((act: typeof approve, signal: SignalView) => void act(core, signal), [core]);

  useEffect(() => {
    if (picked !== null) document.getElementById(`signal-${picked.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [picked]);
  const isAsked = useSignalsFocus((state) => state.asked);
  useEffect(() => {
    if (!isAsked || !visible) return;
    scroll.current?.focus();
    useSignalsFocus.getState().leave();
  }, [isAsked, visible]);

  const isActive = current?.status === 'active';
  useCommands([
    { id: 'signals.approve', title: 'Approve the selected signal: fill the ticket', keys: 'a', group: 'Signals', enabled: () => visible && isActive && stop === null, run: () => current && run(approve, current) },
    { id: 'signals.dismiss', title: 'Dismiss the selected signal', keys: 'd', group: 'Signals', enabled: () => visible && isActive && stop === null, run: () => current && run(dismiss, current) },
    { id: 'signals.restore', title: 'Take the dismissal of the selected signal back', keys: 'u', group: 'Signals', enabled: () => visible && current?.fate === 'dismissed' && current.settlement === null, run: () => current && run(restore, current) },
    { id: 'signals.automation', title: 'Signals: what is executed by rule', group: 'Signals', run: () => setAutomation(true) },
  ]);

  function chooseCandidate(steps: number): void {
    const count = read.record?.signal.candidates.length ?? 0;
    if (current === null || read.record === null || count === 0) return;
    const at = candidate?.id === current.id ? candidate.at : read.record.signal.recommended;
    setCandidate({ id: current.id, at: Math.min(count - 1, Math.max(0, at + steps)) });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return;
    const key = { j: 'ArrowDown', k: 'ArrowUp' }[event.key] ?? event.key;
    const next = rowAfter(key, rows.map(({ id }) => id), picked?.id ?? null);
    const isOfList = event.target === scroll.current;
    if (next !== undefined) {
      if (next !== null) select(next);
    } else if (isDetail && (key === 'ArrowLeft' || key === 'ArrowRight')) chooseCandidate(key === 'ArrowLeft' ? -1 : 1);
    else if (key === 'Enter' && isOfList && current !== null) setOpen(true);
    else if (key === 'Escape' && isOpen && !isRoomy) close();
    else return;
    event.preventDefault();
  }

  function close(): void {
    setOpen(false);
    scroll.current?.focus();
  }

  const isReplaced = isDetail && !isRoomy;
  const isEmpty = !isEarlier && rows.length === 0;
  return (
    <section className={styles.panel} aria-label="Signals" data-testid="signals" data-stale={connection !== 'connected'} data-roomy={isRoomy} onKeyDown={onKeyDown}>
      <div className={styles.bar}>
        <SignalFilters filter={filter} detectors={detectors} set={setFilter} />
        <span className={styles.spring} />
        {connection === 'connected' ? null : <span className={styles.stale}>△ not connected</span>}
        <button type="button" className={styles.toggle} aria-pressed={isEarlier} data-testid="signals-earlier" disabled={date === null} onClick={() => setEarlier(!isEarlier)}>
          Earlier sessions…
        </button>
        <button type="button" className={styles.quiet} data-testid="signals-automation" onClick={() => setAutomation(true)}>
          Automation…
        </button>
      </div>
      <div ref={measure} className={styles.area}>
        <div
          ref={scroll}
          className={styles.scroll}
          tabIndex={0}
          role="group"
          aria-label="Signals"
          aria-activedescendant={picked === null ? undefined : `signal-${picked.id}`}
          data-testid="signals-list"
          data-replaced={isReplaced}
        >
          {isReplaced ? (
            <SignalDetail signal={current} read={read} at={candidate?.id === current.id ? candidate.at : null} choose={(at) => setCandidate({ id: current.id, at })} close={close} />
          ) : isEarlier ? (
            <EarlierTable earlier={earlier} selected={picked?.id ?? null} select={select} open={open} />
          ) : isEmpty && connection !== 'connected' ? (
            <PanelState kind="disconnected" title="Not connected to the core" detail="Signals return with the connection; trying again." />
          ) : isEmpty && list.hidden > 0 ? (
            <PanelState kind="empty" title={`No signal of the session passes the filter, ${list.hidden} are hidden`} action={{ title: 'Show all', run: () => setFilter(NO_FILTER) }} />
          ) : isEmpty ? (
            <NoSignals visible={visible} />
          ) : (
            <SignalTables list={list} nets={nets} selected={picked?.id ?? null} select={select} open={open} restore={(signal) => run(restore, signal)} none={visible ? <NoneActive /> : null} />
          )}
        </div>
        {isDetail && isRoomy ? (
          <div className={styles.below} tabIndex={0} role="group" aria-label="The selected signal">
            <SignalDetail signal={current} read={read} at={candidate?.id === current.id ? candidate.at : null} choose={(at) => setCandidate({ id: current.id, at })} close={null} />
          </div>
        ) : null}
      </div>
      {isEarlier ? <EarlierBar earlier={earlier} /> : null}
      <footer className={styles.foot}>
        {outcome === null ? (
          <span className={styles.hint}>
            <kbd>A</kbd> to the ticket <kbd>D</kbd> dismiss <kbd>⏎</kbd> detail <kbd>← →</kbd> candidates
          </span>
        ) : (
          <span className={styles.outcome} data-kind={outcome.kind} role={outcome.kind === 'failed' ? 'alert' : 'status'} data-testid="signals-outcome">
            {outcome.text}
          </span>
        )}
        <span className={styles.spring} />
        {outcome === null ? null : (
          <button type="button" className={styles.small} aria-label="Close the message" onClick={forget}>
            ×
          </button>
        )}
        <button type="button" className={styles.small} disabled={!isActive || stop !== null} data-testid="signal-dismiss" onClick={() => current && run(dismiss, current)}>
          Dismiss
        </button>
        <button type="button" className={styles.act} disabled={!isActive || stop !== null} title={stop?.title} data-testid="signal-approve" onClick={() => current && run(approve, current)}>
          To the ticket
        </button>
      </footer>
      {isAutomation ? <AutomationSheet onClose={() => setAutomation(false)} /> : null}
    </section>
  );
}

/** A hook: the session's date, which changes once a day, not with its clock. */
function useSessionDate() {
  return useStreamPart('session', (session) => session?.date ?? null);
}

import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import type { VolatilityView } from '../../../src-core/contract/volatility.ts';
import { formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useSelection } from '../../workspace/selection.ts';
import { SmilePanel } from '../smile/smile-panel.tsx';
import { ChangeTab } from './change-tab.tsx';
import { DayTab } from './day-tab.tsx';
import { DensityTab } from './density-tab.tsx';
import { SkewTab } from './skew-tab.tsx';
import { TermTab } from './term-tab.tsx';
import { type DayReading, useVolatility } from './use-day-stream.ts';
import { isVolatilityTab, tabAfter, TAB_TITLES, useVolatilityTab, VOLATILITY_TABS, type VolatilityTab } from './volatility-tabs.ts';
import styles from './volatility.module.css';

/** The volatility of the selected underlying's same-day options: its smile, what it was, and what it says. */
export function VolatilityPanel({ visible }: { readonly visible: boolean }) {
  const { tab, choose } = useVolatilityTab();
  return (
    <section className={styles.panel} aria-label="Volatility" data-testid="volatility" data-tab={tab}>
      <Tabs tab={tab} choose={choose} />
      <div className={styles.tab} role="tabpanel" aria-label={VOLATILITY_TABS[tab]}>
        {tab === 'smile' ? <SmilePanel visible={visible} /> : <ReadTab tab={tab} visible={visible} />}
      </div>
    </section>
  );
}

function Tabs({ tab, choose }: { readonly tab: VolatilityTab; readonly choose: (tab: VolatilityTab) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = tabAfter(event.key, tab);
    if (next === null) return;
    event.preventDefault();
    choose(next);
    list.current?.querySelector<HTMLElement>(`[data-testid="volatility-tab-${next}"]`)?.focus();
  };
  return (
    <div ref={list} className={styles.tabs} role="tablist" aria-label="Volatility" onKeyDown={onKeyDown}>
      {Object.entries(VOLATILITY_TABS).map(([name, title]) =>
        isVolatilityTab(name) ? (
          <button key={name} type="button" role="tab" className={styles.tabButton} aria-selected={tab === name} tabIndex={tab === name ? 0 : -1} title={TAB_TITLES[name]} data-testid={`volatility-tab-${name}`} onClick={() => choose(name)}>
            {title}
          </button>
        ) : null,
      )}
    </div>
  );
}

function ReadTab({ tab, visible }: { readonly tab: Exclude<VolatilityTab, 'smile'>; readonly visible: boolean }) {
  const underlying = useSelection((state) => state.underlying);
  const reading = useVolatility(underlying, visible);
  const { view } = reading;
  return (
    <div className={styles.read} data-stale={reading.isStale} data-testid="volatility-read">
      <div className={styles.bar}>
        <b>{underlying}</b>
        <span className={styles.clock}>{view?.clockLabel ?? ''}</span>
        <DayAge reading={reading} />
      </div>
      {view === null ? <DayAwaited reading={reading} what={`${underlying} volatility`} /> : tabOf(tab, view)}
    </div>
  );
}

function tabOf(tab: Exclude<VolatilityTab, 'smile'>, view: VolatilityView): ReactNode {
  switch (tab) {
    case 'change':
      return <ChangeTab view={view} />;
    case 'skew':
      return <SkewTab view={view} />;
    case 'term':
      return <TermTab view={view} />;
    case 'history':
      return <DayTab view={view} />;
    case 'density':
      return <DensityTab view={view} />;
  }
}

type AnyReading = DayReading<{ readonly time: number }>;

/** That what is shown is not of now, and why. */
export function DayAge({ reading: { view, isDisconnected, failure, isStale, end } }: { readonly reading: AnyReading }) {
  if (view === null) return null;
  if (isDisconnected || failure !== null) {
    return (
      <span className={styles.stale} title="Not connected: what is shown is of an earlier moment">
        ⊘ of {formatTime(view.time)}
      </span>
    );
  }
  if (end !== null) return <span className={styles.stale}>trading has ended</span>;
  return isStale ? <span className={styles.stale}>△ stale</span> : null;
}

/** What stands in the place of a first value. */
export function DayAwaited({ reading: { isDisconnected, failure }, what }: { readonly reading: AnyReading; readonly what: string }) {
  if (isDisconnected) return <PanelState kind="disconnected" title="Not connected to the core" detail="Trying again; the panel fills with the connection." />;
  if (failure !== null) return <PanelState kind="error" title={`${what} cannot be read`} detail={`${failure.message}. Trying again.`} />;
  return <PanelState kind="loading" title={`Waiting for the ${what}`} />;
}

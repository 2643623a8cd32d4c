import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import { type RiskEvent, SEVERITIES } from '../../../src-core/risk/risk-event.ts';
import { useStreamPart } from '../../connection/core.tsx';
import { ABSENT, formatPrice, formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { SEVERITY_MARKS, SEVERITY_NAMES } from '../../design/severity-words.ts';
import { selectedAfter } from './alert-list.ts';
import { turnTab } from './alerts-focus.ts';
import styles from './alerts.module.css';
import { useGivenFocus } from './alerts-section.tsx';
import { PageBar } from './page-bar.tsx';
import { SeverityMark } from './severity-mark.tsx';
import { PAGE, usePaged } from './use-paged.ts';

/** What the risk engine noted and did, newest first, of all days that are kept. */
export function EventsSection({ visible, tabs, side }: { readonly visible: boolean; readonly tabs: ReactNode; readonly side: ReactNode }) {
  const [severity, setSeverity] = useState<RiskEvent['severity'] | null>(null);
  const [selection, setSelection] = useState<{ readonly id: string | null; readonly rows: readonly string[] }>({ id: null, rows: [] });
  const scroll = useRef<HTMLDivElement>(null);
  // Read again with the session's time, and at once when the state changes; no stream tells of events.
  const stamp = useStreamPart('session', (session) => (session === null ? 0 : Math.floor(session.now / 5_000)));
  const trips = useStreamPart('risk', (risk) => risk?.trips.map(({ id }) => id).join() ?? '');
  const read = useCallback((core: ContractClient, offset: number, signal: AbortSignal) => core.call('risk.events', { offset, limit: PAGE, ...(severity === null ? {} : { severity }) }, { signal }), [severity]);
  const paged = usePaged(visible ? read : null, `${stamp} ${trips}`);
  const events = paged.page?.events ?? [];
  const ids = events.map(({ id }) => id);
  const selected = selectedAfter(selection.id, selection.rows, ids);
  const current = events.find(({ id }) => id === selected) ?? null;
  useGivenFocus(scroll, visible);
  useEffect(() => {
    if (selected !== null) document.getElementById(`event-${selected}`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroll.current) return;
    const next = rowAfter({ j: 'ArrowDown', k: 'ArrowUp' }[event.key] ?? event.key, ids, selected);
    if (next !== undefined) setSelection({ id: next, rows: ids });
    else if (!turnTab(event.key)) return;
    event.preventDefault();
  }

  return (
    <>
      <div className={styles.bar}>
        {tabs}
        <span className={styles.filters}>
          <select className={styles.select} aria-label="Severity" title="Severity" data-set={severity !== null} data-testid="events-filter-severity" value={severity ?? ''} onChange={(event) => setSeverity(SEVERITIES.find((name) => name === event.target.value) ?? null)}>
            <option value="">Any severity</option>
            {SEVERITIES.map((name) => (
              <option key={name} value={name}>
                {SEVERITY_MARKS[name]} {SEVERITY_NAMES[name]}
              </option>
            ))}
          </select>
        </span>
        {side}
      </div>
      <div ref={scroll} className={styles.scroll} tabIndex={0} role="group" aria-label="Risk events" aria-activedescendant={selected === null ? undefined : `event-${selected}`} data-testid="events-list" onKeyDown={onKeyDown}>
        {paged.page === null ? (
          paged.failure === null ? <PanelState kind="loading" title="Reading the risk events" /> : <PanelState kind="error" title="The risk events cannot be read" detail={`${paged.failure}. Trying again.`} />
        ) : events.length === 0 ? (
          <PanelState kind="empty" title={severity === null ? 'No risk events' : `No ${SEVERITY_NAMES[severity].toLowerCase()} risk events`} detail="What the risk engine notes and does is written here: breakers, the kill switch, exits, denials, changes of limits." />
        ) : (
          <EventTable events={events} selected={selected} select={(id) => setSelection({ id, rows: ids })} />
        )}
      </div>
      {current === null ? null : (
        <p className={styles.whole} data-testid="event-whole">
          {current.description}
          {current.resolvedAt === null ? '' : ` Over at ${formatTime(current.resolvedAt)}.`}
        </p>
      )}
      <PageBar paged={paged} />
    </>
  );
}

function EventTable({ events, selected, select }: { readonly events: readonly RiskEvent[]; readonly selected: string | null; readonly select: (id: string) => void }) {
  return (
    <table className={styles.table} role="grid" aria-label="Risk events">
      <thead>
        <tr>
          <th scope="col" title="New York">
            Time
          </th>
          <th scope="col">Severity</th>
          <th scope="col" className={styles.p3}>
            Type
          </th>
          <th scope="col">What happened</th>
          <th scope="col" className={styles.p2}>
            Value
          </th>
          <th scope="col" className={styles.p2}>
            Threshold
          </th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        {events.map(({ id, time, severity, type, description, value, threshold, action, resolvedAt }) => (
          <tr key={id} id={`event-${id}`} className={styles.row} aria-selected={id === selected} data-quiet={resolvedAt !== null} data-testid="event-row" data-severity={severity} onClick={() => select(id)}>
            <td className={styles.time} title={dateInNewYork(time)}>
              {dateInNewYork(time).slice(5)} {formatTime(time)}
            </td>
            <td>
              <SeverityMark severity={severity} />
            </td>
            <td className={styles.p3}>{type.replaceAll('_', ' ')}</td>
            <td className={styles.text} title={description}>
              {description}
            </td>
            <td className={styles.p2}>{figure(value)}</td>
            <td className={styles.p2}>{figure(threshold)}</td>
            <td className={styles.action} title={action ?? undefined}>
              {action ?? ABSENT}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A number whose unit is its type's: as many decimals as it has, at most four. */
function figure(value: number | null): string {
  if (value === null) return ABSENT;
  const decimals = Number.isInteger(value) ? 0 : Math.max(2, Math.min(4, String(value).split('.')[1]?.length ?? 0));
  return formatPrice(value, decimals);
}

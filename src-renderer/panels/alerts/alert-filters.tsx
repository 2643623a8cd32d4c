import { SEVERITIES } from '../../../src-core/risk/risk-event.ts';
import { SEVERITY_MARKS, SEVERITY_NAMES } from '../../design/severity-words.ts';
import type { AlertFilter } from './alert-list.ts';
import styles from './alerts.module.css';

const STATES = { open: 'Not acknowledged', active: 'Active', snoozed: 'Snoozed', acknowledged: 'Acknowledged' } as const;
const STATE_KEYS = ['open', 'active', 'snoozed', 'acknowledged'] as const;

/** Which alerts are shown. */
export function AlertFilters({ filter, set }: { readonly filter: AlertFilter; readonly set: (filter: AlertFilter) => void }) {
  return (
    <span className={styles.filters} role="group" aria-label="Filter">
      <select className={styles.select} aria-label="State" title="State" data-set={filter.state !== 'open'} data-testid="alerts-filter-state" value={filter.state ?? ''} onChange={(event) => set({ ...filter, state: STATE_KEYS.find((key) => key === event.target.value) ?? null })}>
        <option value="">Any state</option>
        {STATE_KEYS.map((key) => (
          <option key={key} value={key}>
            {STATES[key]}
          </option>
        ))}
      </select>
      <SeverityFilter from={filter.from} set={(from) => set({ ...filter, from })} />
    </span>
  );
}

export function SeverityFilter({ from, set }: { readonly from: AlertFilter['from']; readonly set: (from: AlertFilter['from']) => void }) {
  return (
    <select className={styles.select} aria-label="Severity" title="Severity" data-set={from !== null} data-testid="alerts-filter-severity" value={from ?? ''} onChange={(event) => set(SEVERITIES.find((severity) => severity === event.target.value) ?? null)}>
      <option value="">Any severity</option>
      {SEVERITIES.slice(1).map((severity) => (
        <option key={severity} value={severity}>
          {SEVERITY_MARKS[severity]} {SEVERITY_NAMES[severity]}
          {severity === 'critical' ? '' : ' and above'}
        </option>
      ))}
    </select>
  );
}

import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { SIGNAL_TYPES } from '../../../src-core/signals/evidence.ts';
import { FATES } from '../../../src-core/signals/signal.ts';
import { NO_FILTER, type SignalFilter } from './signal-list.ts';
import { FATE_NAMES, TYPE_MARKS } from './signal-words.ts';
import styles from './signals.module.css';

export interface SignalFiltersProps {
  readonly filter: SignalFilter;
  /** Types of signals by their id. */
  readonly detectors: ReadonlyMap<string, string>;
  readonly set: (filter: SignalFilter) => void;
}

/** Which signals are shown. */
export function SignalFilters({ filter, detectors, set }: SignalFiltersProps) {
  const isSet = filter.type !== null || filter.underlying !== null || filter.detector !== null || filter.fate !== null;
  return (
    <span className={styles.filters} role="group" aria-label="Filter">
      <Choice name="Outlook" all="▲ ▼ ◆" value={filter.type} choices={SIGNAL_TYPES.map((type) => [type, `${TYPE_MARKS[type]} ${type}`])} set={(text) => set({ ...filter, type: SIGNAL_TYPES.find((type) => type === text) ?? null })} />
      <Choice name="Underlying" all="All" value={filter.underlying} choices={UNDERLYINGS.map((name) => [name, name])} set={(text) => set({ ...filter, underlying: UNDERLYINGS.find((name) => name === text) ?? null })} />
      <Choice name="Type" all="Every type" value={filter.detector} choices={[...detectors]} set={(text) => set({ ...filter, detector: detectors.has(text) ? text : null })} />
      <Choice name="Fate" all="Any fate" value={filter.fate} choices={FATES.map((fate) => [fate, FATE_NAMES[fate]])} set={(text) => set({ ...filter, fate: FATES.find((fate) => fate === text) ?? null })} />
      <button type="button" className={styles.quiet} data-set={isSet} disabled={!isSet} onClick={() => set(NO_FILTER)}>
        All
      </button>
    </span>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly all: string;
  readonly value: string | null;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly set: (value: string) => void;
}

function Choice({ name, all, value, choices, set }: ChoiceProps) {
  return (
    <select className={styles.select} aria-label={name} title={name} data-set={value !== null} data-testid={`signals-filter-${name.toLowerCase()}`} value={value ?? ''} onChange={(event) => set(event.target.value)}>
      <option value="">{all}</option>
      {choices.map(([choice, label]) => (
        <option key={choice} value={choice}>
          {label}
        </option>
      ))}
    </select>
  );
}

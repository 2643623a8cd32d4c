import type { ReactNode } from 'react';
import type { SignalView } from '../../../src-core/contract/signals.ts';
import type { Money } from '../../../src-core/money.ts';
import type { SignalList } from './signal-list.ts';
import { ActiveRow, PastRow } from './signal-rows.tsx';
import styles from './signals.module.css';

export interface SignalTablesProps {
  readonly list: SignalList;
  readonly nets: ReadonlyMap<string, Money | null>;
  readonly selected: string | null;
  readonly select: (id: string) => void;
  readonly open: (id: string) => void;
  readonly restore: (signal: SignalView) => void;
  /** What is said where none is active. */
  readonly none: ReactNode;
}

/** Active signals over those of the session that are past. */
export function SignalTables({ list: { active, past }, nets, selected, select, open, restore, none }: SignalTablesProps) {
  return (
    <>
      {active.length === 0 ? (
        <p className={styles.noneActive} data-testid="signals-none-active">
          {none}
        </p>
      ) : (
        <table className={styles.table} role="grid" aria-label="Active signals" data-testid="signals-active">
          <thead>
            <tr>
              <th scope="col" className={styles.number}>Left</th>
              <th scope="col">Active</th>
              <th scope="col">Signal</th>
              <th scope="col">Structure</th>
              <th scope="col" className={styles.p2} title="Net price across the spread when the signal was made">Then</th>
              <th scope="col" className={styles.number} title="Net price across the spread now">Now</th>
              <th scope="col" className={styles.right} title="Probability of ending above its costs under the plan">Confidence</th>
              <th scope="col" className={styles.p3}>Edge needed</th>
              <th scope="col" className={styles.number} title="Of one package, after fees">Max loss</th>
              <th scope="col" className={styles.p4} title="Mean result of one package by the record, dollars">EV</th>
            </tr>
          </thead>
          <tbody>
            {active.map((signal) => (
              <ActiveRow key={signal.id} signal={signal} selected={signal.id === selected} now={nets.get(signal.id) ?? null} select={() => select(signal.id)} open={() => open(signal.id)} />
            ))}
          </tbody>
        </table>
      )}
      {past.length === 0 ? null : <PastTable past={past} dated={false} selected={selected} select={select} open={open} restore={restore} />}
    </>
  );
}

export interface PastTableProps extends Pick<SignalTablesProps, 'selected' | 'select' | 'open' | 'restore'> {
  readonly past: readonly SignalView[];
  readonly dated: boolean;
}

/** Signals that cannot be acted on any more: what was done with them, how they ended, and what that came to. */
export function PastTable({ past, dated, selected, select, open, restore }: PastTableProps) {
  return (
    <table className={styles.table} role="grid" aria-label={dated ? 'Signals of earlier sessions' : 'Past signals of the session'} data-testid="signals-past">
      <thead>
        <tr>
          <th scope="col" className={styles.number}>At</th>
          <th scope="col">{dated ? 'Earlier' : 'Past'}</th>
          <th scope="col">Signal</th>
          <th scope="col">Structure</th>
          <th scope="col" className={styles.right} title="As it was said when the signal was made">Confidence</th>
          <th scope="col" title="What was done with it">Fate</th>
          <th scope="col">Exit</th>
          <th scope="col" className={styles.number} title="Dollars, one package after all costs">Result</th>
        </tr>
      </thead>
      <tbody>
        {past.map((signal) => (
          <PastRow key={signal.id} signal={signal} dated={dated} selected={signal.id === selected} select={() => select(signal.id)} open={() => open(signal.id)} restore={() => restore(signal)} />
        ))}
      </tbody>
    </table>
  );
}

import type { PerformanceAccount } from '../../../src-core/contract/performance.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { choose, type PerformanceChoice } from './performance-choice.ts';
import { accountWords } from './performance-words.ts';
import styles from './performance.module.css';
import { dateIn, NAMED_PERIODS, type Period, PERIOD_TITLES } from './period.ts';

export interface PerformanceBarProps {
  readonly choice: PerformanceChoice;
  readonly accounts: readonly PerformanceAccount[];
  /** The account looked at; null before the accounts are known. */
  readonly account: PerformanceAccount | null;
  /** True where the period ends before it begins. */
  readonly isBackwards: boolean;
  readonly today: IsoDate | null;
}

/** Whose trading, beside whose, and of which days. */
export function PerformanceBar({ choice, accounts, account, isBackwards, today }: PerformanceBarProps) {
  const others = accounts.filter(({ id }) => id !== account?.id);
  const compared = others.find(({ id }) => id === choice.comparedId) ?? null;
  return (
    <>
      <select
        className={styles.select}
        aria-label="Account"
        data-testid="performance-account"
        value={account?.id ?? ''}
        disabled={accounts.length === 0}
        onChange={(event) => {
          const chosen = accounts.find(({ id }) => id === event.target.value);
          choose({ accountId: chosen === undefined || chosen.own ? null : chosen.id, comparedId: choice.comparedId === chosen?.id ? null : choice.comparedId });
        }}
      >
        {account === null ? <option value="">…</option> : null}
        {accounts.map((each) => (
          <option key={each.id} value={each.id}>
            {accountWords(each)}
          </option>
        ))}
      </select>
      <select
        className={styles.select}
        aria-label="Compare with"
        title={others.length === 0 ? 'There is no other account: the journal imports a broker’s statement as one' : 'Compare with'}
        data-testid="performance-compared"
        value={compared?.id ?? ''}
        disabled={others.length === 0}
        onChange={(event) => choose({ comparedId: event.target.value === '' ? null : event.target.value })}
      >
        <option value="">compare with …</option>
        {others.map((each) => (
          <option key={each.id} value={each.id}>
            against {accountWords(each)}
          </option>
        ))}
      </select>
      <select
        className={styles.select}
        aria-label="Period"
        data-testid="performance-period"
        value={choice.period.kind}
        onChange={(event) => {
          const named = NAMED_PERIODS.find((name) => name === event.target.value);
          choose({ period: named === undefined ? { kind: 'range', from: account?.from ?? null, to: account?.to ?? today } : { kind: named } });
        }}
      >
        {[...NAMED_PERIODS, 'range' as const].map((kind) => (
          <option key={kind} value={kind}>
            {PERIOD_TITLES[kind]}
          </option>
        ))}
      </select>
      {choice.period.kind === 'range' ? <Range period={choice.period} isBackwards={isBackwards} /> : null}
    </>
  );
}

function Range({ period, isBackwards }: { readonly period: Extract<Period, { kind: 'range' }>; readonly isBackwards: boolean }) {
  return (
    <span className={styles.range}>
      <input type="date" className={styles.date} aria-label="From" data-testid="performance-from" aria-invalid={isBackwards} value={period.from ?? ''} onChange={(event) => choose({ period: { ...period, from: dateIn(event.target.value) } })} />
      <span aria-hidden="true">–</span>
      <input type="date" className={styles.date} aria-label="To" data-testid="performance-to" aria-invalid={isBackwards} value={period.to ?? ''} onChange={(event) => choose({ period: { ...period, to: dateIn(event.target.value) } })} />
    </span>
  );
}

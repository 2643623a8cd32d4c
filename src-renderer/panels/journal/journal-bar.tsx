import type { RefObject } from 'react';
import type { PerformanceAccount } from '../../../src-core/contract/performance.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { accountWords } from '../performance/performance-words.ts';
import { dateIn, NAMED_PERIODS, PERIOD_TITLES } from '../performance/period.ts';
import { choose, type JournalChoice } from './journal-choice.ts';
import styles from './journal.module.css';

const STATUSES: Readonly<Record<JournalChoice['status'], string>> = { all: 'open or over', open: 'open', over: 'over' };
const RESULTS: Readonly<Record<JournalChoice['result'], string>> = { all: 'won or lost', winners: 'won', losers: 'lost' };

export interface JournalBarProps {
  readonly choice: JournalChoice;
  readonly text: string;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly accounts: readonly PerformanceAccount[];
  readonly today: IsoDate | null;
  readonly isBackwards: boolean;
  readonly isFiltering: boolean;
  readonly setText: (text: string) => void;
  /** Back to the list. */
  readonly leave: () => void;
  readonly toggleFilters: () => void;
}

/** What the journal lists: words, account, days, state and result; trades' kinds in a row of their own. */
export function JournalBar({ choice, text, search, accounts, today, isBackwards, isFiltering, setText, leave, toggleFilters }: JournalBarProps) {
  const { accountId, period, status, result, slice } = choice;
  const account = accounts.find(({ id, own }) => (accountId === null ? own : id === accountId));
  const sliced = Object.keys(slice).length;
  return (
    <>
      <input
        ref={search}
        type="search"
        className={styles.search}
        placeholder="Search  /"
        aria-label="Search the journal"
        title="Every word must be found in the strategy, the underlying, a strike, the notes or a tag"
        maxLength={200}
        autoComplete="off"
        data-testid="journal-search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Enter' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Escape' && text !== '') setText('');
          else leave();
        }}
      />
      {accounts.length < 2 ? null : (
        <select className={styles.select} aria-label="Account" data-testid="journal-account" data-set={accountId !== null} value={account?.id ?? ''} onChange={(event) => choose({ accountId: accounts.find(({ id, own }) => id === event.target.value && !own)?.id ?? null })}>
          {account === undefined ? <option value="">…</option> : null}
          {accounts.map((each) => (
            <option key={each.id} value={each.id}>
              {accountWords(each)}
            </option>
          ))}
        </select>
      )}
      <select
        className={styles.select}
        aria-label="Opened"
        data-testid="journal-period"
        data-set={period.kind !== 'all'}
        value={period.kind}
        onChange={(event) => {
          const named = NAMED_PERIODS.find((name) => name === event.target.value);
          choose({ period: named === undefined ? { kind: 'range', from: account?.from ?? null, to: today } : { kind: named } });
        }}
      >
        {[...NAMED_PERIODS, 'range' as const].map((kind) => (
          <option key={kind} value={kind}>
            {PERIOD_TITLES[kind]}
          </option>
        ))}
      </select>
      {period.kind === 'range' ? (
        <span className={styles.range}>
          <input type="date" className={styles.date} aria-label="From" data-testid="journal-from" aria-invalid={isBackwards} value={period.from ?? ''} onChange={(event) => choose({ period: { ...period, from: dateIn(event.target.value) } })} />
          <span aria-hidden="true">–</span>
          <input type="date" className={styles.date} aria-label="To" data-testid="journal-to" aria-invalid={isBackwards} value={period.to ?? ''} onChange={(event) => choose({ period: { ...period, to: dateIn(event.target.value) } })} />
        </span>
      ) : null}
      <select className={styles.select} aria-label="State" data-testid="journal-status" data-set={status !== 'all'} value={status} onChange={(event) => choose({ status: (['open', 'over'] as const).find((key) => key === event.target.value) ?? 'all' })}>
        {Object.entries(STATUSES).map(([key, title]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
      <select className={styles.select} aria-label="Result" data-testid="journal-result" data-set={result !== 'all'} value={result} onChange={(event) => choose({ result: (['winners', 'losers'] as const).find((key) => key === event.target.value) ?? 'all' })}>
        {Object.entries(RESULTS).map(([key, title]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
      <button type="button" className={styles.toggle} aria-pressed={isFiltering} data-set={sliced > 0} title="Strategy, underlying, hour, weekday, regime, signal, tag, source" data-testid="journal-filters" onClick={toggleFilters}>
        Filters{sliced === 0 ? '…' : ` ${sliced}`}
      </button>
    </>
  );
}

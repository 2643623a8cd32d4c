import { type RefObject, useEffect, useState } from 'react';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import { dateIn } from '../performance/period.ts';
import { type AuditChoice, type AuditPeriod, choose, isBackwards, PERIOD_TITLES } from './audit-choice.ts';
import { ROOMS } from './audit-words.ts';
import styles from './audit.module.css';

const OUTCOMES: Readonly<Record<AuditChoice['outcome'], string>> = { all: 'done or refused', done: 'done', refused: 'refused' };
const SETTLES_AFTER = 250;

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface AuditBarProps {
  readonly choice: AuditChoice;
  readonly search: RefObject<HTMLInputElement | null>;
  /** Whose entries can be told apart; none where there is one person. */
  readonly people: readonly Person[];
  /** Back to the list. */
  readonly leave: () => void;
}

/** What of the record is listed: words, days, person, action and outcome. */
export function AuditBar({ choice, search, people, leave }: AuditBarProps) {
  const { period, userId, action, outcome } = choice;
  return (
    <>
      <Search text={choice.text} search={search} leave={leave} />
      <select className={styles.select} aria-label="Written" data-testid="audit-period" data-set={period.kind !== 'all'} value={period.kind} onChange={(event) => choose({ period: periodOf(event.target.value) })}>
        {Object.entries(PERIOD_TITLES).map(([kind, title]) => (
          <option key={kind} value={kind}>
            {title}
          </option>
        ))}
      </select>
      {period.kind === 'range' ? (
        <span className={styles.range}>
          <input type="date" className={styles.dateField} aria-label="From" data-testid="audit-from" aria-invalid={isBackwards(choice)} value={period.from ?? ''} onChange={(event) => choose({ period: { ...period, from: dateIn(event.target.value) } })} />
          <span aria-hidden="true">–</span>
          <input type="date" className={styles.dateField} aria-label="To" data-testid="audit-to" aria-invalid={isBackwards(choice)} value={period.to ?? ''} onChange={(event) => choose({ period: { ...period, to: dateIn(event.target.value) } })} />
        </span>
      ) : null}
      {people.length === 0 ? null : (
        <select className={styles.select} aria-label="Who" data-testid="audit-person" data-set={userId !== null} value={userId ?? ''} onChange={(event) => choose({ userId: event.target.value === '' ? null : event.target.value })}>
          <option value="">everybody</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <select className={styles.select} aria-label="Action" data-testid="audit-action" data-set={action !== null} value={action ?? ''} onChange={(event) => choose({ action: event.target.value === '' ? null : event.target.value })}>
        <option value="">every action</option>
        {ROOMS.map(({ room, title, actions }) => (
          <optgroup key={room} label={title}>
            <option value={room}>{title}: all</option>
            {actions.map((each) => (
              <option key={each.action} value={each.action}>
                {each.title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <select
        className={styles.select}
        aria-label="Outcome"
        data-testid="audit-outcome"
        data-set={outcome !== 'all'}
        value={outcome}
        onChange={(event) => choose({ outcome: (['done', 'refused'] as const).find((key) => key === event.target.value) ?? 'all' })}
      >
        {Object.entries(OUTCOMES).map(([key, title]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
    </>
  );
}

function periodOf(kind: string): AuditPeriod {
  switch (kind) {
    case 'today':
    case 'week':
      return { kind };
    case 'range': {
      const today = dateInNewYork(Date.now());
      return { kind, from: today, to: today };
    }
    default:
      return { kind: 'all' };
  }
}

/** The words that are looked for; asked for once the typing settles, for they are looked for in the whole record. */
function Search({ text, search, leave }: { readonly text: string; readonly search: RefObject<HTMLInputElement | null>; readonly leave: () => void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return undefined;
    const timer = setTimeout(() => choose({ text: typed }), SETTLES_AFTER);
    return () => clearTimeout(timer);
  }, [typed, text]);
  return (
    <input
      ref={search}
      type="search"
      className={styles.search}
      placeholder="Search  /"
      aria-label="Search the audit"
      title="Looked for in what was asked, before and after"
      maxLength={200}
      autoComplete="off"
      data-testid="audit-search"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && event.key !== 'Enter' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === 'Escape' && typed !== '') {
          setTyped('');
          choose({ text: '' });
        } else {
          choose({ text: typed });
          leave();
        }
      }}
    />
  );
}

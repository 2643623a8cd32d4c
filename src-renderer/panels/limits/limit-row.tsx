import { useId } from 'react';
import type { LimitsView } from '../../../src-core/contract/risk.ts';
import { LIMITS, type LimitName } from '../../../src-core/risk/limits.ts';
import { percentOfEquity } from '../../../src-core/risk/percent-of-equity.ts';
import { ABSENT, formatDollars } from '../../design/format.ts';
import type { LimitRow } from './limit-draft.ts';
import { limitMeaning, limitNumber, limitWords, rangeWords, sessionWords, UNIT_WORDS } from './limit-words.ts';
import styles from './limits.module.css';

export interface LimitRowProps {
  readonly row: LimitRow;
  readonly view: LimitsView;
  readonly disabled: boolean;
  readonly onWrite: (name: LimitName, text: string) => void;
  readonly onWithdraw: (name: LimitName) => void;
  readonly onFocus: (name: LimitName) => void;
}

/** One limit: its value in place, the dollars it is, when what is written or waits will count, and what it may be. */
export function LimitRowView({ row, view, disabled, onWrite, onWithdraw, onFocus }: LimitRowProps) {
  const { limit, text, value, isEdited, problem } = row;
  const { name, title, initial } = limit;
  const { unit } = LIMITS[name];
  const describedBy = useId();
  const control = { 'data-limit': name, 'data-testid': `limit-${name}`, 'aria-label': title, 'aria-describedby': describedBy, disabled, onFocus: () => onFocus(name) };
  return (
    <tr className={styles.row} data-written={isEdited} data-testid={`limit-row-${name}`}>
      <th scope="row" className={styles.title} title={`${name}: ${limitMeaning(limit)}`}>
        {title}
      </th>
      <td className={styles.value}>
        {unit === 'switch' ? (
          <button type="button" role="switch" className={styles.switch} aria-checked={value === 1} {...control} onClick={() => onWrite(name, value === 1 ? '0' : '1')}>
            {value === 1 ? 'yes' : 'no'}
          </button>
        ) : (
          <input className={styles.input} inputMode="decimal" autoComplete="off" spellCheck={false} maxLength={16} value={text} aria-invalid={problem !== null && isEdited} {...control} onChange={(event) => onWrite(name, event.target.value)} />
        )}
        <span className={styles.unit}>{UNIT_WORDS[unit]}</span>
      </td>
      <td className={styles.dollars}>{unit !== 'percent_of_equity' ? '' : Number.isFinite(value) ? formatDollars(percentOfEquity(value, view.equity)) : ABSENT}</td>
      <td className={styles.effect} id={describedBy} data-testid={`limit-effect-${name}`}>
        <Effect row={row} view={view} disabled={disabled} onWithdraw={onWithdraw} />
      </td>
      <td className={styles.range}>{rangeWords(limit)}</td>
      <td className={styles.initial}>
        {value === initial ? (
          <span>{limitNumber(name, initial)}</span>
        ) : (
          <button type="button" tabIndex={-1} className={styles.small} disabled={disabled} title={`Write ${limitWords(name, initial)}, as it was at first`} data-testid={`limit-reset-${name}`} onClick={() => onWrite(name, String(initial))}>
            ↺ {limitNumber(name, initial)}
          </button>
        )}
      </td>
      <td className={styles.what} title={limit.what}>
        {limit.what}
      </td>
    </tr>
  );
}

function Effect({ row, view, disabled, onWithdraw }: Pick<LimitRowProps, 'row' | 'view' | 'disabled' | 'onWithdraw'>) {
  const { limit, when, problem } = row;
  const { name, pending, safer } = limit;
  const session = sessionWords(view.session);
  const instead = pending === null ? '' : `, instead of ${limitNumber(name, pending)}`;
  if (problem !== null) {
    return (
      <span className={styles.problem} role="alert" data-testid={`limit-problem-${name}`}>
        ✕ {problem}
      </span>
    );
  }
  switch (when) {
    case 'now':
      return (
        <span className={styles.now}>
          ● {safer === 'neither' ? 'at once' : 'safer: at once'}
          {instead}
        </span>
      );
    case 'next':
      return (
        <span className={styles.next}>
          ○ looser: from {session}
          {instead}
        </span>
      );
    case null:
      return pending === null ? null : (
        <>
          <span className={styles.next} data-testid={`limit-pending-${name}`}>
            ○ <b>{limitNumber(name, pending)}</b> from {session}
          </span>
          <button type="button" className={styles.small} disabled={disabled} data-testid={`limit-withdraw-${name}`} onClick={() => onWithdraw(name)}>
            Withdraw
          </button>
        </>
      );
  }
}

import { type KeyboardEvent, type Ref, useEffect, useId } from 'react';
import { ABSENT, formatProbability, formatSigned } from '../../design/format.ts';
import { percentPoints, signedPoints, type SmileReading, STANDING_MARKS, standingOf, strikeWords } from './smile-reading.ts';
import styles from './smile.module.css';

export interface SmileTableProps {
  /** Lowest strike first. */
  readonly readings: readonly SmileReading[];
  /** Index of the reading under the cursor. */
  readonly at: number;
  readonly table: Ref<HTMLDivElement>;
  readonly onPin: (at: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** What the plots show, strike by strike, highest first as in the chain. */
export function SmileTable({ readings, at, table, onPin, onKeyDown }: SmileTableProps) {
  const id = useId();
  const rowId = (strike: number): string => `${id}${strike}`;
  const strike = readings[at]?.strike;
  const current = strike === undefined ? undefined : rowId(strike);
  useEffect(() => {
    if (current !== undefined) document.getElementById(current)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <div ref={table} className={styles.scroll} tabIndex={0} role="group" aria-label="Smile by strike" aria-activedescendant={current} data-testid="smile-table" onKeyDown={onKeyDown}>
      <table className={styles.table} role="grid" aria-label="Smile by strike">
        <thead>
          <tr>
            <th scope="col">Strike</th>
            <th scope="col" className={styles.number} title="Quoted volatility, percent a year">IV</th>
            <th scope="col" className={styles.number} title="Half of the bid-ask spread, points of volatility">± Half</th>
            <th scope="col" className={styles.number} title="Volatility of the smile, percent a year">Fitted</th>
            <th scope="col" className={styles.number} title="Quoted less fitted, points of volatility; ▲ rich and ▼ cheap are beyond the quote’s own bid and ask">Residual</th>
            <th scope="col" className={styles.wide} title="Quoted less fitted, in half-spreads of the quote">Half-spreads</th>
            <th scope="col" className={styles.number} title="Risk-neutral probability that the price at the reference time is at or below the strike">P(below)</th>
          </tr>
        </thead>
        <tbody>
          {readings.map((reading, index) => <Row key={reading.strike} id={rowId(reading.strike)} reading={reading} selected={index === at} onPin={() => onPin(index)} />).toReversed()}
        </tbody>
      </table>
    </div>
  );
}

function Row({ id, reading, selected, onPin }: { readonly id: string; readonly reading: SmileReading; readonly selected: boolean; readonly onPin: () => void }) {
  const { strike, iv, halfSpread, fitted, residual, halfSpreads, below } = reading;
  const standing = standingOf(reading);
  return (
    <tr id={id} className={styles.row} aria-selected={selected} data-testid="smile-row" onClick={onPin}>
      <th scope="row" className={styles.number}>{strikeWords(strike)}</th>
      <td className={styles.number}>{percentPoints(iv)}</td>
      <td className={styles.number}>{percentPoints(halfSpread)}</td>
      <td className={styles.number}>{percentPoints(fitted)}</td>
      <td className={styles.number} data-standing={standing ?? undefined} title={standing === 'rich' || standing === 'cheap' ? standing : undefined}>
        {standing === null ? ABSENT : `${STANDING_MARKS[standing]}${signedPoints(residual)}`}
      </td>
      <td className={styles.wide}>{formatSigned(halfSpreads)}</td>
      <td className={styles.number}>{formatProbability(below)}</td>
    </tr>
  );
}

import type { ReactNode } from 'react';
import { toDollars } from '../../../src-core/money.ts';
import type { Exposure, RiskMeasures } from '../../../src-core/risk/measures.ts';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatDollars, formatPrice, formatSigned, formatSignedCount, formatSignedDollars } from '../../design/format.ts';
import { signedDollars, wholeMoney } from './risk-words.ts';
import styles from './risk.module.css';

interface Column {
  readonly name: string;
  readonly exposure: Exposure;
  /** null for the book. */
  readonly spot: number | null;
}

interface Row {
  readonly name: string;
  readonly title: string;
  readonly of: (column: Column) => ReactNode;
}

/** A loss over the whole payoff: "no bound" is not zero. */
function lossWords(loss: Exposure['worstCase']): ReactNode {
  if (loss === null) return <span className={styles.unbounded}>no bound</span>;
  return loss === 0 ? '$0' : <span title={formatDollars(loss)}>{signedDollars(-toDollars(loss))}</span>;
}

const ROWS: readonly Row[] = [
  { name: 'Day result', title: 'If closed now at the mid, since the start of the day, commission and fees included', of: ({ exposure: { dayResult } }) => <Figure value={dayResult} text={formatSignedDollars(dayResult)} weight="strong" /> },
  { name: 'Worst case', title: 'Greatest loss at expiry of what is held, over the whole payoff, from what was paid', of: ({ exposure }) => lossWords(exposure.worstCase) },
  { name: '… with orders', title: 'The same with all that is on order, whichever of it fills', of: ({ exposure }) => lossWords(exposure.worstCaseWithOrders) },
  { name: '… comes at', title: 'The price of the underlying at which the worst case comes; “down to 0” where it is the same from a strike down to 0', of: ({ exposure }) => (exposure.worstAt === 0 ? 'down to 0' : formatPrice(exposure.worstAt)) },
  { name: 'Δ $', title: 'Dollars of the underlying held in effect', of: ({ exposure }) => formatSignedCount(exposure.delta) },
  { name: 'Γ $ per 1 %', title: 'Change of the dollar delta for a move of 1 %', of: ({ exposure }) => formatSignedCount(exposure.gamma) },
  { name: 'Vega $', title: 'Change of value for one point of volatility', of: ({ exposure }) => formatSigned(exposure.vega, 1) },
  { name: 'Θ left $', title: 'What passing time alone gives or takes until the reference time', of: ({ exposure }) => formatSigned(exposure.thetaLeft, 0) },
  { name: 'Margin', title: 'Required for what is held', of: ({ exposure }) => <span title={formatDollars(exposure.margin)}>{wholeMoney(exposure.margin)}</span> },
  { name: 'Positions', title: 'Packages held, and on order besides', of: ({ exposure: { positions, positionsOnOrder } }) => (positionsOnOrder === 0 ? positions : `${positions} + ${positionsOnOrder}`) },
  { name: 'Spot', title: 'Last price of the underlying', of: ({ spot }) => (spot === null ? ABSENT : formatPrice(spot)) },
];

/** What is measured of the book and of each underlying. */
export function MeasuresTable({ measures }: { readonly measures: RiskMeasures }) {
  const columns: readonly Column[] = [{ name: 'Book', exposure: measures.book, spot: null }, ...measures.underlyings.map(({ underlying, spot, ...exposure }) => ({ name: underlying, exposure, spot }))];
  return (
    <table className={styles.table} aria-label="Measures" data-testid="risk-measures">
      <thead>
        <tr>
          <th scope="col">Measure</th>
          {columns.map(({ name }) => (
            <th key={name} scope="col" className={styles.number}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ name, title, of }) => (
          <tr key={name} className={styles.row}>
            <th scope="row" title={title}>
              {name}
            </th>
            {columns.map((column) => (
              <td key={column.name} className={styles.number}>
                {of(column)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import type { ExpiryView } from '../../../src-core/risk/measures.ts';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatDollars, formatPrice, formatSigned, formatSignedAmount, formatSignedCount } from '../../design/format.ts';
import { movesOf, shareRange } from './expiry-words.ts';
import styles from './expiry.module.css';

/** Each underlying as if it were settled now, what the pin zone may change of that, and what a move after hours would do. */
export function ExpiryUnderlyings({ underlyings }: Pick<ExpiryView, 'underlyings'>) {
  const moves = movesOf(underlyings);
  return (
    <table className={styles.table} aria-label="If settled now" data-testid="expiry-underlyings">
      <thead>
        <tr>
          <th scope="col">If settled now</th>
          <th scope="col" className={styles.number}>
            Spot
          </th>
          <th scope="col" className={styles.number} title="Half-width of the zone around a strike in which it cannot be told what comes">
            Pin ±
          </th>
          <th scope="col" className={styles.number}>
            Shares
          </th>
          <th scope="col" className={styles.number} title="Cash received (+) or paid (−), dollars">
            Cash
          </th>
          <th scope="col" className={styles.number} title="Margin that those shares need">
            Margin
          </th>
          <th scope="col" className={styles.number} title="Fewest and most shares that shorts within the pin zone could leave">
            Pin range
          </th>
          {moves.map((move) => (
            <th key={move} scope="col" className={styles.number} title="Result after hours of the shares left, at the greatest exposure of the pin zone, dollars">
              {formatSigned(move * 100, Number.isInteger(Math.round(move * 1_000) / 10) ? 0 : 1)} %
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {underlyings.map(({ underlying, spot, pinWidth, shares, cash, margin, fewestShares, mostShares, afterHours }) => (
          <tr key={underlying} className={styles.row} data-testid="expiry-underlying" data-underlying={underlying} data-pinned={fewestShares !== mostShares}>
            <th scope="row">{underlying}</th>
            <td className={styles.number}>{formatPrice(spot)}</td>
            <td className={styles.number}>{formatPrice(pinWidth)}</td>
            <td className={styles.number}>{cash === null ? ABSENT : formatSignedCount(shares)}</td>
            <td className={styles.number}>{formatSignedAmount(cash)}</td>
            <td className={styles.number}>{formatDollars(margin)}</td>
            <td className={styles.range}>
              {fewestShares === mostShares ? '' : '◆ '}
              {shareRange(fewestShares, mostShares)}
            </td>
            {moves.map((move) => {
              const cost = afterHours.find((each) => each.move === move)?.cost ?? null;
              return (
                <td key={move} className={styles.number}>
                  <Figure value={cost} text={formatSignedCount(cost)} />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import { formatProbability, formatSignedAmount, formatSignedCount } from '../../design/format.ts';
import { instrumentWords } from '../../design/order-words.ts';
import type { ExpiryLeg } from '../../../src-core/risk/measures.ts';
import { distanceWords, zoneWords } from './expiry-words.ts';
import styles from './expiry.module.css';

/** Each held contract: how far from its strike, what comes of it, and the shares and the cash that would leave. */
export function ExpiryLegs({ legs }: { readonly legs: readonly ExpiryLeg[] }) {
  return (
    <table className={styles.table} aria-label="Held contracts" data-testid="expiry-legs">
      <thead>
        <tr>
          <th scope="col">Contract</th>
          <th scope="col" className={styles.number}>
            Qty
          </th>
          <th scope="col" className={styles.number} title="Dollars in or out of the money, where the spot is">
            Distance
          </th>
          <th scope="col">Zone</th>
          <th scope="col" className={styles.number} title="Probability that it ends in the money by 0.01 or more, by the chain's distribution">
            In the money
          </th>
          <th scope="col" className={styles.number} title="Shares that exercise or assignment would bring (+) or take (−)">
            Shares
          </th>
          <th scope="col" className={styles.number} title="Cash that would be received (+) or paid (−), dollars">
            Cash
          </th>
        </tr>
      </thead>
      <tbody>
        {legs.map((leg) => (
          <LegRow key={`${leg.tradeId} ${leg.symbol}`} leg={leg} />
        ))}
      </tbody>
    </table>
  );
}

function LegRow({ leg }: { readonly leg: ExpiryLeg }) {
  const { mark, word, means } = zoneWords(leg);
  return (
    <tr className={styles.row} data-testid="expiry-leg" data-symbol={leg.symbol} data-zone={leg.zone}>
      <th scope="row">
        <b>{leg.underlying}</b> {leg.quantity < 0 ? 'short' : 'long'} {instrumentWords(leg.symbol)}
      </th>
      <td className={styles.number}>{formatSignedCount(leg.quantity)}</td>
      <td className={styles.number}>{distanceWords(leg.moneyness)}</td>
      <td className={styles.zone} title={means}>
        <span aria-hidden="true">{mark}</span> {word}
      </td>
      <td className={styles.number}>{formatProbability(leg.probability)}</td>
      <td className={styles.number}>{formatSignedCount(leg.shares)}</td>
      <td className={styles.number}>{formatSignedAmount(leg.cash)}</td>
    </tr>
  );
}

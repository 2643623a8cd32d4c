import type { BrokerView } from '../../../src-core/contract/broker.ts';
import { formatTime } from '../../design/format.ts';
import { ownerWords, restingInOrder } from './broker-words.ts';
import styles from './broker.module.css';
import { Part } from './part.tsx';

/** What rests at the broker, as far as was heard. */
export function RestingSection({ orders, isReached }: { readonly orders: BrokerView['orders']; readonly isReached: boolean }) {
  const { resting, asOf } = orders;
  const beside = (
    <span className={styles.dim} data-tone={isReached ? undefined : 'warning'} data-testid="broker-as-of">
      {asOf === null ? 'never read' : `as of ${formatTime(asOf)}`}
      {isReached || asOf === null ? '' : ': may have changed since'}
    </span>
  );
  return (
    <Part name="Resting at the broker" testId="broker-resting" beside={beside}>
      {resting.length === 0 ? (
        <p className={styles.note}>{asOf === null ? 'What rests there is read when the gateway is reached.' : 'No order of the account rests at the broker.'}</p>
      ) : (
        <table className={styles.table} aria-label="Orders at the broker">
          <thead>
            <tr>
              <th scope="col">Number</th>
              <th scope="col">Order</th>
              <th scope="col">Made</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {restingInOrder(resting).map((order) => (
              <tr key={order.brokerOrderId} className={styles.row} data-testid="broker-resting-order" data-doubt={order.inDoubt}>
                <th scope="row" className={styles.figure}>
                  {order.brokerOrderId}
                </th>
                <td className={styles.wide}>{order.text}</td>
                <td data-tone={order.elsewhere ? 'warning' : undefined}>{order.elsewhere ? `⇄ ${ownerWords(order)}` : ownerWords(order)}</td>
                <td data-tone={order.inDoubt ? 'bad' : undefined} title={order.inDoubt ? 'It was sent, or asked to change or cancel, and not answered. It is never sent again: the broker’s records will say what became of it.' : undefined}>
                  {order.inDoubt ? '? in doubt' : 'works'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  );
}

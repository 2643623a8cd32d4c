import type { BrokerView } from '../../../src-core/contract/broker.ts';
import { formatTime } from '../../design/format.ts';
import { useBrokerActs } from './broker-acts.ts';
import { ownerWords, restingInOrder } from './broker-words.ts';
import styles from './broker.module.css';

/** What would be cancelled, named before it is: every order that is known to rest at the broker. */
export function AccountOrders({ orders, only }: { readonly orders: BrokerView['orders']; readonly only: 'all' | 'elsewhere' }) {
  const named = restingInOrder(orders.resting).filter(({ elsewhere }) => only === 'all' || elsewhere);
  if (named.length === 0) return null;
  return (
    <ul className={styles.named} aria-label="Orders at the broker" data-testid="account-orders">
      {named.map((order) => (
        <li key={order.brokerOrderId} data-elsewhere={order.elsewhere}>
          <span className={styles.figure}>{order.brokerOrderId}</span> {order.text}
          <span data-tone={order.inDoubt ? 'bad' : order.elsewhere ? 'warning' : undefined}>
            {' '}
            · {ownerWords(order)}
            {order.inDoubt ? ', in doubt' : ''}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** As of when that was heard, and what it leaves open. */
export function heardWords({ resting, asOf }: BrokerView['orders']): string {
  if (asOf === null) return 'What rests there was never read: everything that does is cancelled.';
  return resting.length === 0 ? `Nothing was known to rest there at ${formatTime(asOf)}; whatever does is cancelled.` : `As heard at ${formatTime(asOf)}; what came since is cancelled with them.`;
}

/** What came of the last one. */
export function CancelSaying() {
  const { saying } = useBrokerActs();
  if (saying?.of !== 'cancelAccount') return null;
  return (
    <p className={styles.said} data-kind={saying.kind} role={saying.kind === 'failed' ? 'alert' : 'status'} data-testid="account-cancel-saying">
      {saying.kind === 'failed' ? '✗' : '✓'} {saying.text}
    </p>
  );
}

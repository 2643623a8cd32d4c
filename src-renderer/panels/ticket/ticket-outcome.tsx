import type { OrderView } from '../../../src-core/contract/schemas.ts';
import { useOrders } from '../../connection/core.tsx';
import { orderPriceWords, packageTitle, STATE_NAMES } from '../../design/order-words.ts';
import styles from './ticket.module.css';
import type { TicketOutcome as Outcome } from './ticket-store.ts';

/** What became of the last ticket that was sent; the order's state stays live. */
export function TicketOutcome({ outcome }: { readonly outcome: Outcome }) {
  const orders = useOrders();
  switch (outcome.kind) {
    case 'sent':
      return <Sent order={orders.find((order) => order.id === outcome.order.id) ?? outcome.order} exits={orders.filter(({ group }) => group?.parent === outcome.order.id).toSorted((left, right) => left.sequence - right.sequence)} />;
    case 'refused':
      return (
        <p className={styles.refused} role="alert" data-testid="ticket-refused">
          <strong>Not sent{outcome.field === null ? '' : ` (${outcome.field})`}.</strong> {outcome.message}
        </p>
      );
    // Asked where it is sent.
    case 'confirm':
      return null;
    case 'unknown':
      return (
        <p className={styles.refused} role="alert" data-testid="ticket-unknown">
          <strong>No answer.</strong> {outcome.message.replace(/\.$/, '')}. The order may have gone out: sending this review again cannot make a second one.
        </p>
      );
  }
}

function Sent({ order, exits }: { readonly order: OrderView; readonly exits: readonly OrderView[] }) {
  return (
    <p className={styles.sent} role="status" data-testid="ticket-sent" data-order-id={order.id} data-state={order.state}>
      <strong>Order {order.sequence} sent.</strong> {order.quantity} × {packageTitle(order.underlying, order.legs.map((leg) => leg.symbol), order.strategy)},{' '}
      {orderPriceWords(order.terms)}: <b>{STATE_NAMES[order.state]}</b>
      {order.reason === null ? '' : ` (${order.reason})`}
      {exits.map(({ id, group, sequence, terms, state }) => (
        <span key={id} data-testid="ticket-sent-exit">
          . {group?.role === 'stop' ? 'Stop' : 'Target'} {sequence}, {orderPriceWords(terms)}: {STATE_NAMES[state]}
        </span>
      ))}
    </p>
  );
}

import type { ReactNode } from 'react';
import type { OrderView } from '../../../src-core/contract/schemas.ts';
import { ABSENT, formatTime } from '../../design/format.ts';
import { netOf, orderPriceWords, packageTitle, shortNet, shortOrderPrice, STATE_NAMES, TYPE_NAMES } from '../../design/order-words.ts';
import { type GroupMark, isCancelable, isChangeable, stateTone } from './order-list.ts';
import styles from './orders.module.css';

/** Columns of the table, for cells that span it. */
export const COLUMNS = 10;

export interface OrderRowsProps {
  readonly order: OrderView;
  /** What it is in its group; null for an order by itself. */
  readonly mark: GroupMark | null;
  /** It is listed under its entry. */
  readonly isUnderEntry: boolean;
  readonly selected: boolean;
  readonly expanded: boolean;
  /** Orders are changed and cancelled only while armed. */
  readonly armed: boolean;
  /** Why not, while not. */
  readonly unarmed: string;
  /** The fields of a change under way. */
  readonly children: ReactNode;
  select(): void;
  toggle(): void;
  change(): void;
  cancel(): void;
}

/** One order: where it stands, and every step of its life when expanded. */
export function OrderRows({ order, mark, isUnderEntry, selected, expanded, armed, unarmed, children, select, toggle, change, cancel }: OrderRowsProps) {
  const title = packageTitle(order.underlying, order.legs.map((leg) => leg.symbol), order.strategy);
  const average = netOf(order.averageNet);
  return (
    <>
      <tr
        id={`order-${order.id}`}
        className={styles.row}
        aria-selected={selected}
        data-quiet={!order.open}
        data-testid="order-row"
        data-order-id={order.id}
        data-state={order.state}
        onClick={select}
        onDoubleClick={toggle}
      >
        <td>
          <button type="button" className={styles.expander} tabIndex={-1} aria-expanded={expanded} aria-label={`History of order ${order.sequence}`} onClick={toggle}>
            {expanded ? '▾' : '▸'}
          </button>
          <span className={styles.number}>{formatTime(order.createdAt)}</span>
        </td>
        <th scope="row" className={styles.name} title={title}>
          {isUnderEntry ? <span aria-hidden="true">└ </span> : null}
          {mark === null ? null : (
            <span className={styles.mark} title={mark.title} data-testid="order-group" data-group={order.group?.id ?? order.id}>
              {mark.text}
            </span>
          )}
          {order.closing && !isUnderEntry ? 'Close ' : ''}
          {title}
          {order.adopted ? (
            <span className={styles.elsewhere} title="Made elsewhere in the account, and taken over from the broker’s records">
              {' '}
              ⇄ elsewhere
            </span>
          ) : null}
        </th>
        <td>
          <span className={styles.state} data-tone={stateTone(order.state)} title={order.reason ?? undefined}>
            {STATE_NAMES[order.state]}
          </span>
        </td>
        <td className={styles.number} title="Packages filled of those ordered">
          {order.filledQuantity}/{order.quantity}
        </td>
        <td className={styles.number} title={orderPriceWords(order.terms)}>{shortOrderPrice(order.terms)}</td>
        <td className={styles.p2} title="Average net price of what is filled">
          {average === null ? ABSENT : shortNet(average)}
        </td>
        <td className={styles.p4}>
          {TYPE_NAMES[order.terms.type]} {order.timeInForce}
        </td>
        <td className={styles.p3}>{formatTime(order.updatedAt)}</td>
        <td className={styles.reason} title={order.reason ?? undefined}>
          {order.reason ?? ''}
        </td>
        <td className={styles.actions}>
          {order.open ? (
            <>
              <button type="button" className={styles.small} tabIndex={-1} data-testid="order-change" title="Change price or quantity (e)" disabled={!armed || !isChangeable(order)} onClick={change}>
                Change
              </button>
              <button type="button" className={styles.small} tabIndex={-1} data-testid="order-cancel" title={armed ? 'Cancel (c)' : unarmed} disabled={!armed || !isCancelable(order)} onClick={cancel}>
                Cancel
              </button>
            </>
          ) : null}
        </td>
      </tr>
      {children === null ? null : (
        <tr>
          <td colSpan={COLUMNS} className={styles.wrap}>
            {children}
          </td>
        </tr>
      )}
      {expanded
        ? order.history.map((step, index) => (
            <tr key={index} className={styles.history} data-testid="order-step">
              <td className={styles.historyText} colSpan={2}>
                <span className={styles.number}>{formatTime(step.time)}</span>
              </td>
              <td>{STATE_NAMES[step.state]}</td>
              <td colSpan={COLUMNS - 3} className={styles.wrap}>
                {step.text}
              </td>
            </tr>
          ))
        : null}
    </>
  );
}

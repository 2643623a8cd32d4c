import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { OrderView } from '../../../src-core/contract/schemas.ts';
import { useCloseStop } from '../../access/account-stop.ts';
import { useConnection, useCore, useOrders } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { useArming } from '../../workspace/arming.ts';
import { useCommands } from '../../workspace/commands.ts';
import { useJournalFocus } from '../../workspace/journal-focus.ts';
import { useCancelAll } from './cancel-all.ts';
import { OrderChangeRow } from './order-change-row.tsx';
import { groupMark, isCancelable, isChangeable, type OrderFilter, orderList } from './order-list.ts';
import { OrderRows } from './order-rows.tsx';
import styles from './orders.module.css';

const FILTERS: readonly OrderFilter[] = ['working', 'all'];

/** The session's orders through their lives, to change and to cancel. */
export function OrdersPanel({ visible }: { readonly visible: boolean }) {
  const stop = useCloseStop();
  const core = useCore();
  const orders = useOrders();
  const connection = useConnection();
  const { armed, held } = useArming();
  const [filter, setFilter] = useState<OrderFilter>('all');
  const [selected, setSelected] = useState<string | null>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [changing, setChanging] = useState<string | null>(null);
  const { asked, ask, leave } = useCancelAll();
  const [notice, setNotice] = useState<{ readonly kind: 'done' | 'failed'; readonly text: string } | null>(null);
  const table = useRef<HTMLDivElement>(null);
  const confirmButton = useRef<HTMLButtonElement>(null);
  const shown = orderList(orders, filter);
  const working = orders.filter((order) => order.open).length;
  const current = shown.find((order) => order.id === selected);
  const confirming = asked && working > 0;

  useEffect(() => {
    if (selected !== null) document.getElementById(`order-${selected}`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  useEffect(() => {
    if (confirming && visible) confirmButton.current?.focus();
  }, [confirming, visible]);

  /** Runs a call and says what came of it; resolves to why it was refused, or null. */
  async function say(call: () => Promise<string>): Promise<string | null> {
    try {
      setNotice({ kind: 'done', text: await call() });
      return null;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      setNotice({ kind: 'failed', text });
      return text;
    }
  }

  function cancel(order: OrderView): void {
    if (!armed || !isCancelable(order)) return;
    void say(async () => {
      await core.call('orders.cancel', { id: order.id });
      return `Cancel of order ${order.sequence} asked for.`;
    });
  }

  function cancelAll(): void {
    leave();
    table.current?.focus();
    if (!armed) return;
    void say(async () => {
      const { requested } = await core.call('orders.cancelAll', {});
      return `Cancel of ${requested} ${requested === 1 ? 'order' : 'orders'} asked for.`;
    });
  }

  function toggle(id: string): void {
    setExpanded((open) => (open.has(id) ? new Set([...open].filter((other) => other !== id)) : new Set([...open, id])));
  }

  useCommands([
    { id: 'orders.cancel', title: 'Cancel the selected order', keys: 'c', group: 'Orders', enabled: () => visible && armed && current !== undefined && isCancelable(current), run: () => current && cancel(current) },
    { id: 'orders.change', title: 'Change the selected order', keys: 'e', group: 'Orders', enabled: () => visible && armed && current !== undefined && isChangeable(current), run: () => current && setChanging(current.id) },
    { id: 'orders.journal', title: 'Open the selected order’s package in the journal', group: 'Orders', enabled: () => visible && current !== undefined, run: () => current && useJournalFocus.getState().open(current.tradeId) },
  ]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rowAfter(event.key, shown.map((order) => order.id), selected);
    if (next !== undefined) {
      event.preventDefault();
      setSelected(next);
    } else if (event.key === ' ' && event.target === event.currentTarget && selected !== null) {
      event.preventDefault();
      toggle(selected);
    } else if (event.key === 'j' && current !== undefined) {
      event.preventDefault();
      useJournalFocus.getState().open(current.tradeId);
    }
  }

  const disconnected = connection !== 'connected';
  return (
    <section className={styles.panel} aria-label="Orders" data-testid="orders" data-stale={disconnected}>
      <div className={styles.bar}>
        <span className={styles.filters} role="group" aria-label="Show">
          {FILTERS.map((name) => (
            <button key={name} type="button" className={styles.filter} aria-pressed={filter === name} data-testid={`orders-${name}`} onClick={() => setFilter(name)}>
              {name === 'working' ? `Working ${working}` : `All ${orders.length}`}
            </button>
          ))}
        </span>
        {disconnected ? <span className={styles.stale}>△ not connected: states may have changed</span> : null}
        <span className={styles.spring} />
        {confirming ? (
          <span
            role="group"
            aria-label="Confirm"
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Escape') leave();
            }}
          >
            Cancel {working} working {working === 1 ? 'order' : 'orders'}?{' '}
            <button ref={confirmButton} type="button" className={styles.primary} data-testid="orders-cancel-all-confirm" disabled={!armed} onClick={cancelAll}>
              Cancel all ⏎
            </button>{' '}
            <button type="button" className={styles.button} onClick={leave}>
              Back Esc
            </button>
          </span>
        ) : (
          <button type="button" className={styles.button} data-testid="orders-cancel-all" title={armed ? 'Cancel every working order (Shift+C)' : (held ?? 'Arm first')} disabled={!armed || working === 0} onClick={ask}>
            Cancel all
          </button>
        )}
      </div>
      <div className={styles.scroll} ref={table} tabIndex={0} role="group" aria-label="Orders" aria-activedescendant={selected === null ? undefined : `order-${selected}`} onKeyDown={onKeyDown}>
        {shown.length === 0 ? (
          <PanelState
            kind={disconnected && orders.length === 0 ? 'disconnected' : 'empty'}
            title={filter === 'working' && orders.length > 0 ? 'No working orders' : 'No orders'}
            detail={filter === 'working' && orders.length > 0 ? 'Every order of this session has come to its end; show all to read them.' : stop === null ? 'Orders of this session appear here once the ticket sends one.' : 'Orders of this session appear here.'}
          />
        ) : (
          <table className={styles.table} role="grid" aria-label="Orders">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Package</th>
                <th scope="col">State</th>
                <th scope="col" className={styles.number}>
                  Filled
                </th>
                <th scope="col" className={styles.number}>
                  Price
                </th>
                <th scope="col" className={styles.p2}>
                  Average
                </th>
                <th scope="col" className={styles.p4}>
                  Type
                </th>
                <th scope="col" className={styles.p3}>
                  Updated
                </th>
                <th scope="col" className={styles.reason}>
                  Reason
                </th>
                <th scope="col">
                  <span className={styles.unseen}>Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((order) => (
                <OrderRows
                  key={order.id}
                  order={order}
                  mark={groupMark(order, orders)}
                  isUnderEntry={shown.some(({ id }) => id === order.group?.parent)}
                  selected={order.id === selected}
                  expanded={expanded.has(order.id)}
                  armed={armed}
                  unarmed={held ?? 'Arm first'}
                  select={() => setSelected(order.id)}
                  toggle={() => toggle(order.id)}
                  change={() => {
                    setSelected(order.id);
                    setChanging(order.id);
                  }}
                  cancel={() => cancel(order)}
                >
                  {changing === order.id && isChangeable(order) ? (
                    <OrderChangeRow
                      order={order}
                      send={(change) =>
                        say(async () => {
                          await core.call('orders.change', { id: order.id, ...change });
                          return `Change of order ${order.sequence} asked for.`;
                        })
                      }
                      close={() => {
                        setChanging(null);
                        table.current?.focus();
                      }}
                    />
                  ) : null}
                </OrderRows>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {notice === null ? null : (
        <p className={styles.notice} role="status" data-kind={notice.kind} data-testid="orders-notice">
          {notice.text}
        </p>
      )}
    </section>
  );
}

import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { OrderView } from '../../../src-core/contract/schemas.ts';
import type { OrderChange } from '../../../src-core/orders/order.ts';
import { useArming } from '../../workspace/arming.ts';
import { type ChangeField, changeTexts, parseChange, priceFields } from './order-change.ts';
import styles from './orders.module.css';

const NAMES: Readonly<Record<ChangeField, string>> = { limit: 'Limit', stop: 'Stop', quantity: 'Packages' };

export interface OrderChangeRowProps {
  readonly order: OrderView;
  /** Resolves to why the core refused, or null. */
  send(change: OrderChange): Promise<string | null>;
  close(): void;
}

/** Changes a working order's price and quantity where it stands. Enter sends, Esc leaves. */
export function OrderChangeRow({ order, send, close }: OrderChangeRowProps) {
  const { armed, held, arm } = useArming();
  const [texts, setTexts] = useState(() => changeTexts(order));
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.select(), []);
  const parsed = parseChange(order, texts);
  const fields: readonly ChangeField[] = [...priceFields(order.terms), 'quantity'];

  async function submit(): Promise<void> {
    if (!armed || sending || !('change' in parsed)) return;
    setSending(true);
    setRefusal(null);
    const refused = await send(parsed.change);
    setSending(false);
    if (refused === null) close();
    else setRefusal(refused);
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && !event.repeat) void submit();
  }

  return (
    <div className={styles.edit} role="group" aria-label={`Change order ${order.sequence}`} data-testid="order-change-form" onKeyDown={onKeyDown}>
      {fields.map((field, index) => (
        <label key={field}>
          {NAMES[field]}
          <input
            ref={index === 0 ? first : undefined}
            className={styles.input}
            data-field={field}
            data-testid={`order-change-${field}`}
            value={texts[field]}
            readOnly={sending}
            autoComplete="off"
            aria-invalid={'problem' in parsed && parsed.field === field}
            onChange={(event) => setTexts({ ...texts, [field]: event.target.value })}
          />
        </label>
      ))}
      <button
        type="button"
        className={styles.primary}
        data-testid="order-change-send"
        data-armed={armed}
        disabled={!('change' in parsed) || held !== null}
        title={held ?? undefined}
        aria-disabled={sending}
        onClick={(event) => {
          // The second click of a double click must not send what the first one armed.
          if (event.detail > 1) return;
          if (armed) void submit();
          else arm();
        }}
      >
        {sending ? 'Sending …' : armed ? 'Send change ⏎' : 'Arm to send'}
      </button>
      <button type="button" className={styles.button} onClick={close}>
        Back Esc
      </button>
      {'problem' in parsed || refusal !== null ? <span role="alert">{'problem' in parsed ? parsed.problem : refusal}</span> : null}
    </div>
  );
}

import type { Preview, Ticket } from '../../../src-core/contract/schemas.ts';
import type { Money } from '../../../src-core/money.ts';
import { useConnection } from '../../connection/core.tsx';
import { useCommands } from '../../workspace/commands.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import styles from './brokers-margin.module.css';
import { useWhatIf } from './use-what-if.ts';
import { whatIfLines } from './what-if-words.ts';

export interface BrokersMarginProps {
  /** null while something of it is missing. */
  readonly ticket: Ticket | null;
  /** Ours of the same; null while it is of another moment. */
  readonly preview: Preview | null;
  /** Of the account now. */
  readonly margin: Money | null;
  readonly visible: boolean;
}

/** What the broker says the order would do to margin and cost, asked on demand, beside our own figures. */
export function BrokersMargin({ ticket, preview, margin, visible }: BrokersMarginProps) {
  const isConnected = useConnection() === 'connected';
  const refusal = useRefusal('orders.whatIf');
  const { state, ask } = useWhatIf(ticket);
  const ban = !isConnected ? 'Not connected to the core' : (refusal ?? (ticket === null ? 'The order is not complete yet' : null));
  const isAsking = state.kind === 'asking';
  useCommands([{ id: 'ticket.whatIf', title: 'Ask the broker what the order does to margin', keys: 'b', group: 'Ticket', enabled: () => visible && ban === null && !isAsking, run: ask }]);
  return (
    <section className={styles.broker} aria-label="Broker’s margin" data-testid="ticket-whatif" data-state={state.kind}>
      <header className={styles.head}>
        <span>Broker’s margin</span>
        <button type="button" className={styles.ask} disabled={ban !== null || isAsking} title={ban ?? 'The broker computes it; nothing is sent to the market (B)'} data-testid="ticket-whatif-ask" onClick={ask}>
          {isAsking ? 'Asking …' : state.kind === 'answered' ? 'Ask again' : 'Ask the broker'}
        </button>
      </header>
      {state.kind === 'failed' ? (
        <p className={styles.failed} role="alert">
          ✗ {state.text}
        </p>
      ) : null}
      {state.kind === 'answered' ? (
        <>
          <table className={styles.table} aria-label="What the broker says">
            <thead>
              <tr>
                <td />
                <th scope="col">Broker’s, {state.answer.currency}</th>
                <th scope="col">Ours</th>
              </tr>
            </thead>
            <tbody>
              {whatIfLines(state.answer, preview, margin).map(({ name, title, before, after, ours }) => (
                <tr key={name} title={title}>
                  <th scope="row">{name}</th>
                  <td>{before === null ? after : `${before} → ${after}`}</td>
                  <td className={styles.ours}>{ours ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {state.answer.warning === null ? null : (
            <p className={styles.warning} role="status" data-testid="ticket-whatif-warning">
              △ {state.answer.warning}
            </p>
          )}
        </>
      ) : null}
    </section>
  );
}

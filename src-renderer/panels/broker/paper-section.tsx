import { runCommand } from '../../workspace/commands.ts';
import styles from './broker.module.css';
import { Part } from './part.tsx';

/** What the paper broker is, and how Interactive Brokers is connected. */
export function PaperSection({ hasGateway }: { readonly hasGateway: boolean }) {
  return (
    <Part name="Paper trading" testId="broker-paper">
      <p className={styles.prose}>
        The paper broker lives in this program: it fills orders by the quotes of the market that runs, with simulated money. Nothing leaves this machine, and its records are the books; to compare the two finds faults of the program alone.
      </p>
      <h4 className={styles.how}>To trade through Interactive Brokers</h4>
      <ol className={styles.steps}>
        <li>Start TWS or IB Gateway, log in there, and let its API accept connections of this machine. Your password stays there.</li>
        <li>
          {hasGateway ? 'A gateway is set up: see that it is connected.' : 'Give its host and port, and try it:'}{' '}
          <button type="button" className={styles.link} data-testid="broker-open-connections" onClick={() => runCommand('connections.gateway')}>
            Open Connections
          </button>
        </li>
        <li>
          Open an account at Interactive Brokers’ paper trading (its number begins with DU), and choose to trade it:{' '}
          <button type="button" className={styles.link} data-testid="broker-open-accounts" onClick={() => runCommand('access.accounts')}>
            Open Accounts
          </button>
        </li>
      </ol>
    </Part>
  );
}

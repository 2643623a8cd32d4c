import { useStream } from '../../connection/core.tsx';
import { useBrokerActs } from '../../panels/broker/broker-acts.ts';
import { runCommand } from '../commands.ts';
import { useRefusal } from '../refusal.ts';
import { useNow } from '../use-now.ts';
import { brokerBanners } from './broker-banner.ts';
import styles from './broker-strip.module.css';

/** What needs the trader at once of the broker: it is not reached, an order is in doubt, or its records differ from the books. */
export function BrokerStrip() {
  const view = useStream('broker');
  const isAway = view !== null && view.broker === 'ibkr' && (view.gateway === null || view.gateway.state !== 'connected');
  const now = useNow(isAway);
  const acts = useBrokerActs();
  const refusal = useRefusal('broker.retry');
  return brokerBanners(view, now).map(({ kind, tone, title, text, next, canRetry }) => (
    <div key={kind} className={styles.strip} data-tone={tone} data-testid={`broker-strip-${kind}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <strong>
        {tone === 'bad' ? '✗' : '△'} {title}
      </strong>
      <span className={styles.what} title={text}>
        {text}
      </span>
      {/* Not to be read out each second. */}
      {next === null ? null : (
        <span className={styles.next} aria-live="off" data-testid="broker-strip-next">
          {next}
        </span>
      )}
      {canRetry ? (
        <button type="button" data-testid="broker-strip-retry" disabled={acts.isHeld('retry') || refusal !== null} title={refusal ?? 'Try the gateway at once'} onClick={acts.retry}>
          Retry now
        </button>
      ) : null}
      <button type="button" data-testid={`broker-strip-show-${kind}`} onClick={() => runCommand('panel.broker')}>
        Show broker
      </button>
    </div>
  ));
}

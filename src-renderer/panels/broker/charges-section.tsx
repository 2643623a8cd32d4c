import type { BrokerView } from '../../../src-core/contract/broker.ts';
import { subtract, ZERO } from '../../../src-core/money.ts';
import { formatCount, formatDollars, formatSignedDollars } from '../../design/format.ts';
import styles from './broker.module.css';
import { Fact, Part } from './part.tsx';

/** What today's executions were expected to cost, and what the broker charged for the same ones. */
export function ChargesSection({ charges }: { readonly charges: BrokerView['charges'] }) {
  const { estimated, charged, executions, unreported } = charges;
  const difference = subtract(charged, estimated);
  const isNone = executions === 0 && unreported === 0;
  return (
    <Part name="Charges today" testId="broker-charges">
      {isNone ? (
        <p className={styles.note}>Nothing was executed at the broker today.</p>
      ) : (
        <dl className={styles.facts}>
          <Fact name="Estimated" title="As booked at the fills, for the executions that the broker has reported">
            <span className={styles.figure}>{formatDollars(estimated)}</span>
          </Fact>
          <Fact name="Charged" title="As the broker reported, for the same executions">
            <span className={styles.figure}>{formatDollars(charged)}</span> for {formatCount(executions)} {executions === 1 ? 'execution' : 'executions'}
          </Fact>
          <Fact name="Difference" tone={difference > ZERO ? 'warning' : undefined} title="Booked as a transaction of its own; above zero the broker charged more" testId="broker-charges-difference">
            <span className={styles.figure}>{formatSignedDollars(difference)}</span>
          </Fact>
          <Fact name="Unreported" tone={unreported > 0 ? 'warning' : undefined} title="Executions whose charge the broker has not reported: the estimate stands">
            <span className={styles.figure}>{formatCount(unreported)}</span>
          </Fact>
        </dl>
      )}
    </Part>
  );
}

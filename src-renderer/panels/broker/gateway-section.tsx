import type { GatewayView } from '../../../src-core/contract/broker.ts';
import { ABSENT, formatAge, formatCount, formatTime } from '../../design/format.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { useNow } from '../../workspace/use-now.ts';
import { useBrokerActs } from './broker-acts.ts';
import { clockWords, FARM_KINDS, FARM_STATES, gatewayMark, retryWords, SERVERS_WORDS } from './broker-words.ts';
import styles from './broker.module.css';
import { Fact, Mark, Part } from './part.tsx';

/** TWS or IB Gateway: whether it is reached, and whether it reaches the broker. */
export function GatewaySection({ gateway, visible }: { readonly gateway: GatewayView; readonly visible: boolean }) {
  const now = useNow(visible);
  const acts = useBrokerActs();
  const refusal = useRefusal('broker.retry');
  const { state, since, address, clientId, detail, retryAt, serverVersion, clockSkewMs, servers, farms, waiting } = gateway;
  const clock = clockWords(clockSkewMs);
  const isDown = state === 'down';
  return (
    <Part name="Gateway" testId="broker-gateway">
      <p className={styles.lead} data-tone={gatewayMark(gateway).tone} data-testid="broker-gateway-state">
        <Mark mark={gatewayMark(gateway)} /> <span className={styles.age}>{formatAge(Math.max(0, now - since))}</span>
        {isDown && retryAt !== null ? (
          <span className={styles.retry} data-testid="broker-retry-at">
            {retryWords(retryAt, now)}
          </span>
        ) : null}
        {state === 'connected' ? null : (
          <button type="button" className={styles.button} data-testid="broker-retry" disabled={acts.isHeld('retry') || state === 'connecting' || refusal !== null} title={refusal ?? 'Try the gateway at once'} onClick={acts.retry}>
            {acts.sending.includes('retry') ? 'Asking …' : 'Retry now'}
          </button>
        )}
      </p>
      <p className={styles.detail}>{detail}</p>
      <dl className={styles.facts}>
        <Fact name="Address">
          <span className={styles.figure}>{address}</span>
        </Fact>
        <Fact name="Client id" title="Fixed: another client id could not change the orders of this one">
          <span className={styles.figure}>{clientId}</span>
        </Fact>
        <Fact name={state === 'connected' ? 'Connected' : 'Since'}>
          <span className={styles.figure}>{formatTime(since)}</span> New York
        </Fact>
        <Fact name="Protocol">{serverVersion === null ? ABSENT : <span className={styles.figure}>{serverVersion}</span>}</Fact>
        <Fact name="Its clock" tone={clock.tone}>
          {clock.text}
        </Fact>
        <Fact name="The broker" tone={state === 'connected' ? SERVERS_WORDS[servers].tone : undefined} title="Whether the gateway reaches Interactive Brokers itself" testId="broker-servers">
          {state === 'connected' ? `${SERVERS_WORDS[servers].sign} ${SERVERS_WORDS[servers].word}` : ABSENT}
        </Fact>
        {waiting === 0 ? null : (
          <Fact name="Waiting" title="Messages that wait for their turn: the gateway takes 50 a second, orders go first">
            <span className={styles.figure}>{formatCount(waiting)}</span> messages
          </Fact>
        )}
      </dl>
      {farms.length === 0 ? null : (
        <ul className={styles.farms} aria-label="Data farms" data-testid="broker-farms">
          {farms.map((farm) => (
            <li key={`${farm.kind} ${farm.name}`} data-tone={FARM_STATES[farm.state].tone} title={`${FARM_KINDS[farm.kind]}: ${farm.name}, ${FARM_STATES[farm.state].word}`}>
              {FARM_KINDS[farm.kind]} <span className={styles.figure}>{farm.name}</span> {FARM_STATES[farm.state].sign} {FARM_STATES[farm.state].word}
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

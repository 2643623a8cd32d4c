import { useStreamPart } from '../../connection/core.tsx';
import { formatAge } from '../../design/format.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { useNow } from '../../workspace/use-now.ts';
import { gatewayMark } from '../broker/broker-words.ts';
import { type Draft, type DraftChange, settingsOf, textOf } from './connection-draft.ts';
import { decidedBy, type Field } from './connection-fields.ts';
import { type ConnectionProblems, gatewayProblems } from './connection-problems.ts';
import { GATEWAY_PORTS, gatewayTestWords } from './connection-words.ts';
import styles from './connections.module.css';
import { TextField } from './text-field.tsx';
import { type GatewayTrial, useGatewayTest } from './use-gateway-test.ts';

export interface GatewaySectionProps {
  readonly draft: Draft;
  readonly problems: ConnectionProblems;
  readonly isConnected: boolean;
  /** The person may read it only. */
  readonly isRefused: boolean;
  readonly change: (change: DraftChange) => void;
}

/** TWS or IB Gateway: where it is, whether it would answer, and what is to be set there. */
export function GatewaySection({ draft, problems, isConnected, isRefused, change }: GatewaySectionProps) {
  const { gateway } = settingsOf(draft);
  const { trial, try: tryIt } = useGatewayTest(gateway);
  const refusal = useRefusal('connections.testGateway');
  const state = useStreamPart('broker', (broker) => (broker?.gateway ? { state: broker.gateway.state, servers: broker.gateway.servers } : null));
  const shown: ConnectionProblems = trial.kind === 'failed' ? { ...trial.problems, ...problems } : problems;
  const isWrong = Object.keys(gatewayProblems(gateway)).length > 0;
  const untried = !isConnected ? 'Not connected to the core' : (refusal ?? (gateway.host === '' ? 'Give its host first' : isWrong ? 'Mend its fields first' : null));
  const mark = state === null ? null : gatewayMark(state);
  const field = (path: Field, name: string, longest: number, note: string | null, example?: string) => (
    <TextField
      name={name}
      path={path}
      value={textOf(draft, path)}
      longest={longest}
      {...(example === undefined ? {} : { example })}
      problem={shown[path] ?? null}
      variable={decidedBy(draft.kept.overrides, path)}
      note={note}
      isRefused={isRefused}
      isWritten={draft.edits[path] !== undefined}
      onWrite={(text) => change({ kind: 'written', field: path, text })}
    />
  );
  const portIsOurs = !isRefused && decidedBy(draft.kept.overrides, 'gateway.port') === null;
  return (
    <section className={styles.server} aria-label="The broker’s gateway" data-testid="connections-gateway">
      <header className={styles.head}>
        <h3 className={styles.wideHead}>TWS or IB Gateway</h3>
        <span className={styles.state}>
          {mark === null ? (
            'the way to Interactive Brokers; may be left empty'
          ) : (
            <b data-tone={isConnected ? mark.tone : undefined}>
              {mark.sign} {mark.word}
            </b>
          )}
        </span>
        <button type="button" className={styles.test} data-testid="connections-test-gateway" disabled={untried !== null || trial.kind === 'trying'} title={untried ?? 'Try it as it stands here; nothing is changed and no order is sent'} onClick={tryIt}>
          {trial.kind === 'trying' ? 'Testing …' : 'Test'}
        </button>
      </header>
      <TrialAnswer trial={trial} />
      {field('gateway.host', 'Host', 255, 'Empty for none', '127.0.0.1')}
      {field('gateway.port', 'Port', 5, null, '4002')}
      <div className={styles.field}>
        <span className={styles.label} />
        <span className={styles.picks} role="group" aria-label="Usual ports">
          {GATEWAY_PORTS.map(({ port, name }) => (
            <button key={port} type="button" className={styles.pick} aria-pressed={gateway.port === port} disabled={!portIsOurs} data-testid={`connections-port-${port}`} onClick={() => change({ kind: 'written', field: 'gateway.port', text: String(port) })}>
              {name} <span>{port}</span>
            </button>
          ))}
        </span>
      </div>
      {field('gateway.clientId', 'Client id', 6, 'Keep it: another id could not change the orders of this one')}
      {field('gateway.account', 'Account', 50, 'Empty for the only one it serves', 'DU1234567')}
      {field('gateway.lines', 'Data lines', 5, 'Quotes at one time: 100, unless more were bought')}
      <div className={styles.hints}>
        <p>
          <b>In TWS or IB Gateway</b>, under Configure › Settings › API › Settings:
        </p>
        <ul>
          <li>“Enable ActiveX and Socket Clients” is on (IB Gateway has it on always).</li>
          <li>“Socket port” is the one above.</li>
          <li>“Read-Only API” is off, or no order is taken.</li>
          <li>“Trusted IPs” holds this machine: 127.0.0.1 where both run on one.</li>
        </ul>
        <p>Login and password are given there. None is asked for or kept here.</p>
      </div>
    </section>
  );
}

function TrialAnswer({ trial }: { readonly trial: GatewayTrial }) {
  const now = useNow(trial.kind === 'trying');
  switch (trial.kind) {
    case 'none':
      return null;
    case 'trying':
      return (
        <p className={styles.answer} role="status">
          … trying it, {formatAge(Math.max(0, now - trial.since))}
        </p>
      );
    case 'answered': {
      const { isGood, head, text, accounts } = gatewayTestWords(trial.test);
      return (
        <p className={styles.answer} role="status" data-tone={isGood ? 'good' : trial.test.outcome === 'no_market_data' ? 'warning' : 'bad'} data-outcome={trial.test.outcome} data-testid="connections-answer-gateway">
          <b>{head}</b> {text} {accounts}
        </p>
      );
    }
    case 'failed':
      return trial.text === null ? null : (
        <p className={styles.answer} role="alert" data-tone="bad" data-testid="connections-answer-gateway">
          <b>✗ It could not be tried.</b> {trial.text}
        </p>
      );
  }
}

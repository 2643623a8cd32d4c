import { useEffect, useRef } from 'react';
import type { RiskView } from '../../../src-core/contract/risk.ts';
import { BREAKERS } from '../../../src-core/risk/trading-state.ts';
import { useActStop } from '../../access/account-stop.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { formatTime } from '../../design/format.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { LockMark } from '../../workspace/kill/lock-mark.tsx';
import { useKillSwitch } from '../../workspace/kill/kill-switch.ts';
import styles from './risk.module.css';
import { lastsWords, type StateChoice, stateChoices } from './state-acts.ts';
import { useStateAsking } from './state-asking.ts';

/** What trading state it is, what holds it, and what a person can do about it. */
export function StateSection({ view }: { readonly view: RiskView }) {
  const { state, locked, trips, underlyings, problems } = view;
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const { asked, sending, failure, ask, carryOut } = useStateAsking();
  const stop = useActStop();
  const ban = useRefusal('risk.reduce');
  const choices = stateChoices(view, stop?.next ?? null, ban);
  const pending = choices.find(({ act, because }) => act === asked && because === null);
  return (
    <section className={styles.section} aria-label="Trading state" data-testid="risk-state" data-state={state}>
      <div className={styles.stateLine}>
        <strong className={styles.stateWord} data-state={state}>
          {locked ? <LockMark /> : null} {state}
        </strong>
        {underlyings
          .filter((each) => each.state !== state)
          .map((each) => (
            <span key={each.underlying} className={styles.warning}>
              △ {each.underlying} {each.state}
            </span>
          ))}
        {locked ? <span className={styles.warning}>the day is locked</span> : null}
        <span className={styles.spring} />
        {choices.map((choice) => (
          <button
            key={choice.act}
            type="button"
            className={styles.button}
            disabled={!isConnected || choice.because !== null || sending !== null}
            title={isConnected ? (choice.because ?? choice.asks ?? 'Only what raises neither the greatest loss nor the margin is taken, until trading is resumed.') : 'Not connected to the core.'}
            data-testid={`risk-act-${choice.act}`}
            onClick={() => {
              if (choice.asks === null) void carryOut(core, choice.act);
              else ask(choice.act);
            }}
          >
            {sending === choice.act ? 'Sending …' : choice.title}
          </button>
        ))}
        <button type="button" className={styles.button} disabled={!isConnected || stop !== null} data-testid="risk-flatten" title={stop?.next ?? 'Shows what flattening would do and cost'} onClick={() => useKillSwitch.getState().askFlatten()}>
          Flatten all …
        </button>
      </div>
      {pending === undefined ? null : <Asking choice={pending} />}
      {failure === null ? null : (
        <p className={styles.failed} role="alert" data-testid="risk-act-failed">
          {failure}
        </p>
      )}
      {trips.map((trip) => (
        <p key={trip.id} className={styles.trip} data-testid="risk-trip" data-breaker={trip.breaker} title={lastsWords(trip)}>
          <span className={styles.time}>{formatTime(trip.time)}</span>{' '}
          <b>
            {trip.underlying === null ? '' : `${trip.underlying} `}
            {BREAKERS[trip.breaker].title} → {trip.state}.
          </b>{' '}
          {trip.text} <span className={styles.dim}>{lastsWords(trip)}</span>
        </p>
      ))}
      {choices
        .filter(({ because, trip }) => because !== null && trip === null)
        .slice(0, 1)
        .map(({ act, title, because }) => (
          <p key={act} className={styles.note}>
            {title} is not possible now: {because}
          </p>
        ))}
      {problems.map((problem) => (
        <p key={problem} className={styles.failed} data-testid="risk-problem">
          ! {problem}
        </p>
      ))}
    </section>
  );
}

/** Says what an act lets through, and asks. */
function Asking({ choice }: { readonly choice: StateChoice }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const { sending, leave, carryOut } = useStateAsking();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), [choice.act]);
  return (
    <div
      className={styles.confirm}
      role="group"
      aria-label={choice.title}
      data-testid="risk-asking"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') leave();
        if (event.key === 'Enter' && event.repeat) event.preventDefault();
      }}
    >
      <span>{choice.asks}</span>
      <button
        ref={button}
        type="button"
        className={styles.primary}
        disabled={!isConnected}
        aria-disabled={sending !== null}
        data-testid="risk-confirm"
        onClick={(event) => {
          // The second click of a double click must not confirm what the first one asked.
          if (event.detail > 1) return;
          void carryOut(core, choice.act);
        }}
      >
        {sending === null ? `${choice.title} ⏎` : 'Sending …'}
      </button>
      <button type="button" className={styles.button} disabled={sending !== null} onClick={leave}>
        Back Esc
      </button>
    </div>
  );
}

import { useState } from 'react';
import type { SessionView } from '../../src-core/contract/schemas.ts';
import { useConnection, useCore } from '../connection/core.tsx';
import { useCommands } from './commands.ts';
import { isDriven } from './feed-age.ts';
import { useRefusal } from './refusal.ts';
import styles from './top-bar.module.css';

export const SPEEDS = [0.5, 1, 2, 5, 10, 30, 60, 300];
/** What a practised day is stepped by, seconds of its session. */
export const STEPS = [
  { seconds: 1, title: '1 s', words: 'a second', keys: 's' },
  { seconds: 60, title: '1 min', words: 'a minute', keys: 'shift+s' },
  { seconds: 300, title: '5 min', words: 'five minutes', keys: 'shift+w' },
] as const;

export interface FeedActs {
  readonly isEnabled: boolean;
  /** Why this person may not; null where they may. */
  readonly refusal: string | null;
  /** Why the last act was refused; null where it was not. */
  readonly failure: string | null;
  toggle(): void;
  /** null is as fast as it goes. */
  setSpeed(speed: number | null): void;
  /** Of a practised day. */
  step(seconds: number): void;
}

/** What can be done with a feed that is driven by the session's clock. */
export function useFeedActs(session: SessionView): FeedActs {
  const core = useCore();
  const connection = useConnection();
  const [failure, setFailure] = useState<string | null>(null);
  const refusal = useRefusal('session.pause');
  const isEnabled = isDriven(session) && connection === 'connected' && session.phase !== 'settled' && refusal === null;
  const { paused } = session;

  const run = (answer: Promise<unknown>): void => {
    answer.then(
      () => setFailure(null),
      (reason: unknown) => setFailure(reason instanceof Error ? reason.message : String(reason)),
    );
  };
  return {
    isEnabled,
    refusal,
    failure,
    toggle: () => run(core.call(paused ? 'session.resume' : 'session.pause', {})),
    setSpeed: (speed) => run(core.call('session.speed', { speed })),
    step: (seconds) => run(core.call('practice.step', { seconds })),
  };
}

/** Pause and speed of a feed that is driven by the session's clock; of a practised day also its steps. */
export function FeedControl({ session }: { readonly session: SessionView }) {
  const { isEnabled, refusal, failure, toggle, setSpeed, step } = useFeedActs(session);
  const isPractice = session.practice !== undefined;
  const { paused, speed } = session;
  const faster = SPEEDS.find((step) => speed !== null && step > speed);
  const slower = SPEEDS.findLast((step) => speed === null || step < speed);

  useCommands([
    { id: 'feed.pause', title: paused ? 'Resume the market' : 'Pause the market', keys: 'p', group: 'Market', enabled: () => isEnabled, run: toggle },
    { id: 'feed.faster', title: 'Run the market faster', keys: ']', group: 'Market', enabled: () => isEnabled && faster !== undefined, run: () => setSpeed(faster ?? null) },
    { id: 'feed.slower', title: 'Run the market slower', keys: '[', group: 'Market', enabled: () => isEnabled && slower !== undefined, run: () => setSpeed(slower ?? 1) },
    ...STEPS.map(({ seconds, words, keys }) => ({ id: `practice.step${seconds}`, title: `Let ${words} of the practised day go by`, keys, group: 'Practice', enabled: () => isEnabled && isPractice, run: () => step(seconds) })),
    { id: 'feed.fastest', title: 'Run the market as fast as it goes', group: 'Market', enabled: () => isEnabled, run: () => setSpeed(null) },
  ]);

  if (!isDriven(session)) return null;
  const choices = speed === null || SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].toSorted((left, right) => left - right);
  return (
    <div className={styles.feed}>
      {failure === null ? null : (
        <span className={styles.failure} role="alert" title={failure}>
          {failure}
        </span>
      )}
      <button type="button" data-testid="feed-pause" disabled={!isEnabled} aria-pressed={paused} aria-label={paused ? 'Resume the market' : 'Pause the market'} title={refusal ?? (paused ? 'Resume (P)' : 'Pause (P)')} onClick={toggle}>
        {paused ? '▶' : 'Ⅱ'}
      </button>
      {isPractice
        ? STEPS.map(({ seconds, title, words, keys }) => (
            <button key={seconds} type="button" className={styles.step} data-testid={`feed-step-${seconds}`} disabled={!isEnabled} title={`Let ${words} go by, then stand (${keys.replace('shift+', '⇧').toUpperCase()})`} onClick={() => step(seconds)}>
              +{title}
            </button>
          ))
        : null}
      <select
        data-testid="feed-speed"
        aria-label="Speed of the market"
        disabled={!isEnabled}
        title={refusal ?? undefined}
        value={speed === null ? 'max' : String(speed)}
        onChange={(event) => {
          setSpeed(event.target.value === 'max' ? null : Number(event.target.value));
          // Else the next keys would choose speeds instead of running commands.
          event.target.blur();
        }}
      >
        {choices.map((step) => (
          <option key={step} value={step}>
            {step}×
          </option>
        ))}
        <option value="max">max</option>
      </select>
    </div>
  );
}

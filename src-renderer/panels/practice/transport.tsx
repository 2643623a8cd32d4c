import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { PracticeState } from '../../../src-core/contract/practice.ts';
import type { SessionView } from '../../../src-core/contract/schemas.ts';
import { type EpochMs, SECOND } from '../../../src-core/time.ts';
import { useConnection, useCore, useStream } from '../../connection/core.tsx';
import { Figure } from '../../design/figure.tsx';
import { formatDollars, formatSignedDollars, formatTime } from '../../design/format.ts';
import { SPEEDS, STEPS, useFeedActs } from '../../workspace/feed-control.tsx';
import styles from './practice.module.css';
import { usePracticeFocus } from './practice-focus.ts';
import { plural, sourceWords, timeOn } from './practice-words.ts';
import { type Acting, useActing } from './use-practice.ts';

type Running = Extract<PracticeState, { state: 'running' }>;

/** Walks through the practised day: pause, steps, speed, a jump to any moment, and its end. */
export function Transport({ practice }: { readonly practice: Running }) {
  const session = useStream('session');
  const acting = useActing();
  const { recording, source, net, trades, capital, jump, now } = practice;
  return (
    <div className={styles.transport} data-testid="practice-transport">
      <div className={styles.line}>
        <b className={styles.clock} data-testid="practice-clock">
          {formatTime(now)}
        </b>
        <span className={styles.what} title={recording}>
          {practice.date} <span className={styles.chip}>{sourceWords(source)}</span> {recording}
        </span>
        <span className={styles.net} title={`Of ${formatDollars(capital)}; what is open at mids`}>
          <Figure value={net} text={formatSignedDollars(net)} /> {plural(trades, 'trade')}
        </span>
      </div>
      {session === null ? null : <Pace session={session} practice={practice} acting={acting} />}
      {jump === null ? <Seek practice={practice} acting={acting} /> : <Jumping jump={jump} now={now} acting={acting} />}
      {practice.ended ? <p className={styles.hint}>The session is over: end the practice to see its score, or go back.</p> : null}
      {acting.failure === null ? null : (
        <p className={styles.failure} role="alert" data-testid="practice-failure">
          {acting.failure}
        </p>
      )}
    </div>
  );
}

function Pace({ session, practice, acting }: { readonly session: SessionView; readonly practice: Running; readonly acting: Acting }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const feed = useFeedActs(session);
  const [isEnding, setEnding] = useState(false);
  const disabled = !feed.isEnabled || acting.busy || practice.jump !== null;
  const { show } = usePracticeFocus();
  const end = (): void => {
    void acting.act(async () => {
      const run = await core.call('practice.end', {});
      show(run.id);
    });
  };
  const choices = session.speed === null || SPEEDS.includes(session.speed) ? SPEEDS : [...SPEEDS, session.speed].toSorted((left, right) => left - right);
  return (
    <div className={styles.line}>
      <button type="button" className={styles.button} disabled={disabled} data-testid="practice-pause" aria-pressed={session.paused} title={session.paused ? 'Let it go on (P)' : 'Let it stand (P)'} onClick={feed.toggle}>
        {session.paused ? '▶ Go on' : 'Ⅱ Pause'}
      </button>
      {STEPS.map(({ seconds, title, words }) => (
        <button key={seconds} type="button" className={styles.button} disabled={disabled} data-testid={`practice-step-${seconds}`} title={`Let ${words} go by, then stand`} onClick={() => void acting.act(() => core.call('practice.step', { seconds }))}>
          +{title}
        </button>
      ))}
      <select className={styles.select} aria-label="Speed of the practised day" disabled={!feed.isEnabled} value={session.speed === null ? 'max' : String(session.speed)} onChange={(event) => feed.setSpeed(event.target.value === 'max' ? null : Number(event.target.value))}>
        {choices.map((speed) => (
          <option key={speed} value={speed}>
            {speed}×
          </option>
        ))}
        <option value="max">max</option>
      </select>
      {feed.failure === null ? null : <span className={styles.problem}>{feed.failure}</span>}
      <span className={styles.spring} />
      {isEnding ? (
        <>
          <span>{practice.trades === 0 ? 'End it?' : 'End it as it stands? What is open is valued at mids.'}</span>
          <button type="button" className={styles.primary} disabled={acting.busy || !isConnected} data-testid="practice-end-confirm" onClick={end}>
            {acting.busy ? 'Ending …' : 'End and score'}
          </button>
          <button type="button" className={styles.button} disabled={acting.busy} onClick={() => setEnding(false)}>
            Go on
          </button>
        </>
      ) : (
        <button type="button" className={styles.button} disabled={!isConnected} data-testid="practice-end" onClick={() => setEnding(true)}>
          End practice …
        </button>
      )}
    </div>
  );
}

/** A slider over the session, and a time to be written: chosen first, gone to then. */
function Seek({ practice, acting }: { readonly practice: Running; readonly acting: Acting }) {
  const core = useCore();
  const { recordedFrom, lastTrade, open, now, traded, trades } = practice;
  const [chosen, setChosen] = useState<EpochMs | null>(null);
  const [written, setWritten] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const first = Math.min(recordedFrom, open);
  const target = written === null ? (chosen ?? now) : timeOn(practice.date, written);
  const isGood = target !== null && target >= first && target <= lastTrade;
  const isBack = target !== null && target < now;
  const isChosen = chosen !== null || written !== null;
  const leave = (): void => {
    setChosen(null);
    setWritten(null);
    setAsking(false);
  };
  const go = (discard: boolean): void => {
    if (!isGood || !isChosen) return;
    if (isBack && traded && !discard) {
      setAsking(true);
      return;
    }
    const time = Math.round(target / SECOND) * SECOND;
    void acting.act(() => core.call('practice.jump', { time: Math.max(first, Math.min(time, lastTrade)), discard }));
    leave();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    go(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isChosen) return;
    event.preventDefault();
    leave();
  };
  return (
    <form className={styles.seek} onSubmit={submit} onKeyDown={onKeyDown} data-testid="practice-seek">
      <span className={styles.mono}>{formatTime(first).slice(0, 5)}</span>
      <input
        type="range"
        className={styles.slider}
        min={first}
        max={lastTrade}
        step={SECOND}
        value={target ?? now}
        aria-label="Moment of the recorded session"
        aria-valuetext={formatTime(target ?? now)}
        disabled={acting.busy}
        data-testid="practice-slider"
        onChange={(event) => {
          setWritten(null);
          setAsking(false);
          setChosen(Number(event.target.value));
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') submit(event);
        }}
      />
      <span className={styles.mono}>{formatTime(lastTrade).slice(0, 5)}</span>
      <input className={styles.input} size={9} aria-label="Time to go to" aria-invalid={!isGood} value={written ?? formatTime(target ?? now)} data-testid="practice-time" disabled={acting.busy} onChange={(event) => (setAsking(false), setWritten(event.target.value))} />
      {isAsking ? (
        <>
          <span className={styles.problem} data-testid="practice-discard">
            Going back begins the day anew there, without {trades === 0 ? 'the orders' : plural(trades, 'trade')} since.
          </span>
          <button type="button" className={styles.primary} data-testid="practice-discard-confirm" onClick={() => go(true)}>
            Discard and go back
          </button>
          <button type="button" className={styles.button} onClick={leave}>
            Stay
          </button>
        </>
      ) : (
        <button type="submit" className={styles.button} disabled={!isGood || !isChosen || acting.busy} data-testid="practice-jump">
          {isBack && isChosen ? '◀ Go back' : 'Jump ▶'}
        </button>
      )}
    </form>
  );
}

function Jumping({ jump, now, acting }: { readonly jump: NonNullable<Running['jump']>; readonly now: EpochMs; readonly acting: Acting }) {
  const core = useCore();
  const share = jump.to === jump.from ? 1 : Math.min(1, Math.max(0, (now - jump.from) / (jump.to - jump.from)));
  const stop = (): void => void core.call('practice.stop', {}).catch(() => undefined);
  return (
    <div className={styles.seek} data-testid="practice-jumping">
      <span>
        Going to <b className={styles.mono}>{formatTime(jump.to)}</b>
      </span>
      <progress className={styles.slider} max={1} value={share} aria-label="Progress of the jump" />
      <span className={styles.mono}>{formatTime(now)}</span>
      <button type="button" className={styles.button} data-testid="practice-stop" title={acting.busy ? 'Stands where it has come to' : undefined} onClick={stop}>
        Stop here
      </button>
    </div>
  );
}

import type { RiskView } from '../../../src-core/contract/risk.ts';
import type { TradingStateName } from '../../../src-core/risk/trading-state.ts';
import { useConnection, useStreamPart } from '../../connection/core.tsx';
import { runCommand } from '../commands.ts';
import { LockMark } from './lock-mark.tsx';
import styles from './kill.module.css';

const MEANS: Readonly<Record<TradingStateName, string>> = {
  ACTIVE: 'Every order that passes the checks is taken.',
  REDUCING: 'Only what raises neither the greatest loss nor the margin is taken.',
  HALTED: 'Nothing is taken but a plan that flattens.',
};

/** What a badge says of the state. */
export interface StateWords {
  readonly state: TradingStateName | null;
  readonly locked: boolean;
  /** Underlyings in which more is held back than in the rest: "SPY". */
  readonly alone: string;
  readonly title: string;
}

/** The state in a word, and why it is: what tripped last. */
export function stateWords(view: Pick<RiskView, 'state' | 'locked' | 'trips' | 'underlyings'> | null, connected: boolean): StateWords {
  if (view === null) return { state: null, locked: false, alone: '', title: 'The trading state is not known yet.' };
  const { state, locked, trips, underlyings } = view;
  const newest = trips[0];
  const alone = underlyings.filter((each) => each.state !== state);
  const title = [
    connected ? '' : 'Not connected: of an earlier moment.',
    newest === undefined ? MEANS[state] : newest.text,
    locked ? 'The day is locked: it does not become ACTIVE again today.' : '',
    ...alone.map((each) => `${each.underlying} is ${each.state}.`),
  ];
  return { state, locked, alone: alone.map(({ underlying }) => underlying).join(' '), title: title.filter((part) => part !== '').join(' ') };
}

/** ACTIVE, REDUCING or HALTED, always in sight. A click shows what holds it. */
export function TradingStateBadge() {
  const isConnected = useConnection() === 'connected';
  const { state, locked, alone, title } = useStreamPart('risk', (view) => stateWords(view, isConnected));
  return (
    <button type="button" className={styles.state} data-state={state ?? 'unknown'} data-stale={!isConnected} data-locked={locked} data-testid="badge-state" title={`${title} Click to show the risk.`} onClick={() => runCommand('risk.focus')}>
      {locked ? <LockMark /> : null}
      <span>{state ?? 'STATE –'}</span>
      {alone === '' ? null : <span className={styles.alone}>△ {alone}</span>}
      {isConnected ? null : <span aria-label="not connected"> ?</span>}
    </button>
  );
}

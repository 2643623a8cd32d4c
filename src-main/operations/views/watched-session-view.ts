import type { DeskView, ServerStatus } from '../../../src-core/contract/connections.ts';
import type { SessionView } from '../../../src-core/contract/schemas.ts';
import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { WatchedDesk } from '../watched-desk.ts';

export interface WatchedSession {
  readonly run: string;
  readonly session: ExchangeSession;
  readonly watched: WatchedDesk;
  readonly now: EpochMs;
  readonly quotes: number;
  readonly quotesPerSecond: number;
  readonly store: SessionView['store'];
  readonly servers: readonly ServerStatus[];
  readonly desk: DeskView | null;
}

/** The session of the workstation that trades, as it told of it last. */
export function watchedSessionView({ run, session, watched, now, quotes, quotesPerSecond, store, servers, desk }: WatchedSession): SessionView {
  const state = watched.state();
  const silence = watched.silence();
  const stale = state === null || silence === null || silence > watched.staleAfterMs;
  return {
    run,
    date: session.date,
    now,
    phase: state?.phase ?? 'before_open',
    open: session.open,
    reference: session.reference,
    lastTrade: session.lastTrade,
    earlyClose: session.earlyClose,
    paused: state?.paused ?? true,
    speed: state?.speed ?? 1,
    feed: {
      kind: state?.feed.kind ?? 'simulated',
      label: state?.feed.label ?? 'SIMULATED',
      detail: state === null ? 'nothing heard yet' : `${state.feed.detail}, at ${state.workstation}`,
      age: silence,
      stale,
      ended: false,
      quotes,
      quotesPerSecond,
      problems: 0,
      lastProblem: null,
    },
    profile: 'desk',
    store,
    servers: [...servers],
    desk,
    referencePrices: { ...state?.referencePrices },
  };
}

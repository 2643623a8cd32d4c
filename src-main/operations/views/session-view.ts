import type { SessionView } from '../../../src-core/contract/schemas.ts';
import type { Engines } from '../engines.ts';

export function sessionView(engines: Engines): SessionView {
  const { clock, session, feed, market, pump } = engines;
  const now = clock.now();
  const desk = engines.desk();
  const problems = feed.problems();
  const last = problems.kept.at(-1);
  const lastEvent = lastEventTime(engines);
  const age = lastEvent === null ? null : now - lastEvent;
  return {
    run: engines.run,
    date: session.date,
    now,
    phase: phaseOf(engines),
    open: session.open,
    reference: session.reference,
    lastTrade: session.lastTrade,
    earlyClose: session.earlyClose,
    paused: pump.paused,
    speed: pump.speed,
    feed: {
      kind: feed.description.kind,
      label: feed.description.label,
      detail: feed.description.detail,
      age,
      stale: age === null || age > feed.description.staleAfterMs,
      ended: feed.description.kind !== 'ibkr' && feed.nextTime() === null,
      quotes: market.quotesSeen,
      quotesPerSecond: engines.quotesPerSecond(),
      problems: problems.total,
      lastProblem: last === undefined ? null : `${last.file}:${last.line} ${last.reason}`,
    },
    ...(engines.practised && { practice: engines.practised }),
    profile: desk === null ? 'local' : 'desk',
    store: engines.storeStatus(),
    servers: [...engines.servers()],
    desk,
    referencePrices: { ...engines.referencePrices() },
  };
}

function phaseOf({ clock, session, isSettled }: Engines): SessionView['phase'] {
  const now = clock.now();
  if (isSettled()) return 'settled';
  if (now < session.open) return 'before_open';
  if (now < session.reference) return 'open';
  return now < session.lastTrade ? 'after_reference' : 'closed';
}

/** The newest event of any chain or ticker; null before the first. */
function lastEventTime({ market }: Engines): number | null {
  const times = [
    ...(['SPY', 'QQQ', 'IWM'] as const).map((underlying) => market.chain(underlying)?.lastUpdate ?? Number.NaN),
    ...(['SPY', 'QQQ', 'IWM', 'VIX'] as const).map((ticker) => market.tickerState(ticker).time),
  ].filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : Math.max(...times);
}

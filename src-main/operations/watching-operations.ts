import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { OrderView, SessionView } from '../../src-core/contract/schemas.ts';
import type { Clock } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import { createAccessStreams } from './access-operations.ts';
import { createAppStreams } from './app-operations.ts';
import { createWatchedBrokerStreams } from './broker-operations.ts';
import { createAnalysisStreams } from './analysis-operations.ts';
import { createChartStreams } from './charts-operations.ts';
import { chainTap } from './chain-tap.ts';
import { type CommonEngines, createCommonHandlers } from './common-handlers.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import type { Notices } from './notices.ts';
import { createPracticeHandlers, createPracticeStreams } from './practice-operations.ts';
import { createPerformanceHandlers, createPerformanceStreams } from './performance-operations.ts';
import { type KeyedSource, type Signal, stateTap } from './stream-taps.ts';
import { marketView } from './views/market-view.ts';
import { smileView } from './views/smile-view.ts';
import { createVolatilityHandlers, createVolatilityStreams } from './volatility-operations.ts';
import type { WatchedDesk } from './watched-desk.ts';
import { createWatchedRiskHandlers, createWatchedRiskStreams, type WatchedRiskParts } from './watched-risk-operations.ts';
import { createWatchedSignalHandlers, createWatchedSignalStreams, type WatchedSignalParts } from './watched-signal-operations.ts';

/** The engines of a terminal that watches another one trade. */
export interface WatchingEngines extends CommonEngines {
  readonly clock: Clock;
  readonly session: ExchangeSession;
  readonly market: Market;
  readonly watched: WatchedDesk;
  readonly orders: KeyedSource<OrderView>;
  readonly signals: Omit<WatchedSignalParts, 'watched'>;
  readonly risk: Omit<WatchedRiskParts, 'watched'>;
  readonly notices: Notices;
  readonly sessionView: () => SessionView;
  /** Why no orders are taken here. */
  readonly tradingBan: () => string | null;
  readonly frameBeat: Signal;
}

/** Everything can be looked at; what would change the account is refused with the reason, but for what stops its trading. */
export function createWatchingHandlers(engines: WatchingEngines): Handlers {
  const { sessionView } = engines;
  const refuse = (): never => {
    throw new ContractFailure({ code: 'unavailable', message: engines.tradingBan() ?? 'this terminal is about to trade; try again in a moment' });
  };
  return {
    ...createPerformanceHandlers(engines.performance, engines.journal),
    ...createPracticeHandlers(engines.practice),
    'performance.correct': refuse,
    'journal.annotate': refuse,
    'journal.import': refuse,
    'journal.removeImport': refuse,
    'session.get': () => sessionView(),
    'session.pause': refuse,
    'session.resume': refuse,
    'session.speed': refuse,
    'orders.preview': refuse,
    'orders.place': refuse,
    'orders.placeBracket': refuse,
    'orders.change': refuse,
    'orders.cancel': refuse,
    'orders.cancelAll': refuse,
    'positions.close': refuse,
    'orders.whatIf': refuse,
    'broker.reconcile': refuse,
    'broker.settle': refuse,
    'broker.cancelAccount': refuse,
    'broker.retry': refuse,
    'signals.approve': refuse,
    'signals.dismiss': refuse,
    'signals.restore': refuse,
    'signals.configure': refuse,
    'risk.resume': refuse,
    'risk.flatten': refuse,
    'risk.stopFlattening': refuse,
    'limits.set': refuse,
    'limits.withdraw': refuse,
    'exits.set': refuse,
    'alerts.acknowledge': refuse,
    'alerts.snooze': refuse,
    'alerts.setRule': refuse,
    'alerts.removeRule': refuse,
    ...createWatchedSignalHandlers({ ...engines.signals, watched: engines.watched.signals }),
    ...createWatchedRiskHandlers({ ...engines.risk, watched: engines.watched.risk }),
    ...createVolatilityHandlers(engines.volatility),
    ...createCommonHandlers(engines),
  };
}

/** The market is priced here from the quotes that are heard; orders and positions are the other's. */
export function createWatchingStreams(engines: WatchingEngines): StreamOpeners {
  const { clock, connections, frameBeat, market, notices, orders, readingBeat, risk, session, sessionView, signals, watched } = engines;
  return {
    ...createAccessStreams(engines.access),
    ...createAppStreams(engines.app),
    session: (_input, _subscription, notify) => stateTap(readingBeat, sessionView, notify),
    market: (_input, _subscription, notify) =>
      stateTap(readingBeat, () => marketView(market, session, clock.now(), watched.state()?.feed.staleAfterMs ?? 0), notify),
    chain: ({ underlying }, subscription, notify) => chainTap(market, clock, underlying, frameBeat, subscription, notify),
    ...createChartStreams({ market, session, clock, readingBeat }),
    smile: ({ underlying }, _subscription, notify) => stateTap(readingBeat, () => smileView(market, underlying, clock.now()), notify),
    orders: (_input, _subscription, notify) => orders.tap(notify),
    positions(_input, _subscription, notify) {
      const tap = stateTap(
        readingBeat,
        () => {
          const state = watched.state();
          return state === null ? null : { time: state.now, clockLabel: state.clockLabel, account: state.account, packages: [...watched.packages()] };
        },
        notify,
      );
      // Nothing is said of an account before anything was heard of it.
      return { ...tap, take: () => (watched.state() === null ? null : tap.take()) };
    },
    ...createWatchedBrokerStreams(readingBeat),
    ...createAnalysisStreams(engines),
    ...createWatchedSignalStreams({ ...signals, watched: watched.signals }),
    ...createWatchedRiskStreams({ ...risk, watched: watched.risk }),
    ...createPerformanceStreams(engines.performance, readingBeat),
    ...createPracticeStreams(engines.practice, readingBeat),
    ...createVolatilityStreams(engines.volatility, readingBeat),
    connections: (_input, _subscription, notify) => stateTap(readingBeat, () => connections.view(), notify),
    notices: (_input, _subscription, notify) => notices.source.tap(notify),
  };
}

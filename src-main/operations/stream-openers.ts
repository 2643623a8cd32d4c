import type { StreamOpeners } from './door.ts';
import { createAccessStreams } from './access-operations.ts';
import { createAppStreams } from './app-operations.ts';
import { createBrokerStreams } from './broker-operations.ts';
import { createAlertStreams } from './alert-operations.ts';
import { createAnalysisStreams } from './analysis-operations.ts';
import { createChartStreams } from './charts-operations.ts';
import { chainTap } from './chain-tap.ts';
import type { Engines } from './engines.ts';
import { createPerformanceStreams } from './performance-operations.ts';
import { createPracticeStreams } from './practice-operations.ts';
import { createRiskStreams } from './risk-operations.ts';
import { createSignalStreams } from './signal-operations.ts';
import { KeyedSource, stateTap } from './stream-taps.ts';
import { accountState } from './views/account-state.ts';
import { marketView } from './views/market-view.ts';
import { orderView } from './views/order-view.ts';
import { positionsView } from './views/positions-view.ts';
import { sessionView } from './views/session-view.ts';
import { smileView } from './views/smile-view.ts';
import { createVolatilityStreams } from './volatility-operations.ts';

/** How each stream of the contract is read. */
export function createStreamOpeners(engines: Engines): StreamOpeners {
  const { clock, feed, market, orders, session, frameBeat, readingBeat } = engines;
  const orderSource = new KeyedSource(
    () => orders.orders().map((order) => order.id),
    (id) => {
      const order = orders.order(id);
      return order === undefined ? null : orderView(order, orders.history(id), orders.trade(order.tradeId));
    },
  );
  orders.subscribe((change) => {
    for (const order of change.orders) orderSource.mark(order.id);
  });
  return {
    ...createAccessStreams(engines.access),
    ...createAppStreams(engines.app),
    session: (_input, _subscription, notify) => stateTap(readingBeat, () => sessionView(engines), notify),
    market: (_input, _subscription, notify) =>
      stateTap(readingBeat, () => marketView(market, session, clock.now(), feed.description.staleAfterMs), notify),
    chain: ({ underlying }, subscription, notify) => chainTap(market, clock, underlying, frameBeat, subscription, notify),
    ...createChartStreams({ market, session, clock, readingBeat }),
    orders: (_input, _subscription, notify) => orderSource.tap(notify),
    smile: ({ underlying }, _subscription, notify) =>
      stateTap(readingBeat, () => smileView(market, underlying, clock.now()), notify),
    positions: (_input, _subscription, notify) =>
      stateTap(readingBeat, () => positionsView(accountState(engines), clock.now(), market.clock.label), notify),
    ...createBrokerStreams(engines.broker, readingBeat),
    ...createAnalysisStreams(engines),
    ...createSignalStreams(engines.signals, readingBeat),
    ...createRiskStreams(engines.risk, readingBeat),
    ...createAlertStreams(engines.alerts),
    ...createPerformanceStreams(engines.performance, readingBeat),
    ...createPracticeStreams(engines.practice, readingBeat),
    ...createVolatilityStreams(engines.volatility, readingBeat),
    connections: (_input, _subscription, notify) => stateTap(readingBeat, () => engines.connections.view(), notify),
    notices: (_input, _subscription, notify) => engines.notices.source.tap(notify),
  };
}

import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { HISTORY_RANGES, HistoryView } from '../../src-core/contract/connections.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { SessionView } from '../../src-core/contract/schemas.ts';
import type { Ticker } from '../../src-core/instruments/instrument.ts';
import type { Clock } from '../../src-core/time.ts';
import type { Connections } from '../connections/connections.ts';
import type { Market } from '../market-data/market.ts';
import { chainTap } from './chain-tap.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import type { SettingsStore } from './engines.ts';
import type { Notices } from './notices.ts';
import { type KeyedSource, type Signal, stateTap } from './stream-taps.ts';
import { marketView } from './views/market-view.ts';
import { smileView } from './views/smile-view.ts';
import type { OrderView } from '../../src-core/contract/schemas.ts';
import type { WatchedDesk } from './watched-desk.ts';

/** The engines of a terminal that watches another one trade. */
export interface WatchingEngines {
  readonly clock: Clock;
  readonly session: ExchangeSession;
  readonly market: Market;
  readonly watched: WatchedDesk;
  readonly orders: KeyedSource<OrderView>;
  readonly notices: Notices;
  readonly settings: SettingsStore;
  readonly connections: Pick<Connections, 'view' | 'test' | 'save'>;
  readonly sessionView: () => SessionView;
  /** Why no orders are taken here. */
  readonly tradingBan: () => string | null;
  readonly takeOver: () => Promise<void>;
  readonly history: (ticker: Ticker, range: (typeof HISTORY_RANGES)[number]) => Promise<HistoryView>;
  readonly frameBeat: Signal;
  readonly readingBeat: Signal;
}

/** Everything can be looked at; what would change the account is refused with the reason. */
export function createWatchingHandlers(engines: WatchingEngines): Handlers {
  const { connections, readingBeat, sessionView, settings } = engines;
  const refuse = (): never => {
    throw new ContractFailure({ code: 'unavailable', message: engines.tradingBan() ?? 'this terminal is about to trade; try again in a moment' });
  };
  return {
    'session.get': () => sessionView(),
    'session.pause': refuse,
    'session.resume': refuse,
    'session.speed': refuse,
    'orders.preview': refuse,
    'orders.place': refuse,
    'orders.change': refuse,
    'orders.cancel': refuse,
    'orders.cancelAll': refuse,
    'positions.close': refuse,
    'settings.get': async ({ name }) => ({ value: await settings.get(name) }),
    'settings.set': async ({ name, value }) => {
      await settings.set(name, value);
      return {};
    },
    'market.history': ({ ticker, range }) => engines.history(ticker, range),
    'connections.test': (input) => connections.test(input),
    'connections.save': async (input) => {
      const view = await connections.save(input);
      readingBeat.fire();
      return view;
    },
    'desk.takeOver': async () => {
      await engines.takeOver();
      readingBeat.fire();
      return {};
    },
  };
}

/** The market is priced here from the quotes that are heard; orders and positions are the other's. */
export function createWatchingStreams(engines: WatchingEngines): StreamOpeners {
  const { clock, connections, frameBeat, market, notices, orders, readingBeat, session, sessionView, watched } = engines;
  return {
    session: (_input, _subscription, notify) => stateTap(readingBeat, sessionView, notify),
    market: (_input, _subscription, notify) =>
      stateTap(readingBeat, () => marketView(market, session, clock.now(), watched.state()?.feed.staleAfterMs ?? 0), notify),
    chain: ({ underlying }, subscription, notify) => chainTap(market, clock, underlying, frameBeat, subscription, notify),
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
    connections: (_input, _subscription, notify) => stateTap(readingBeat, () => connections.view(), notify),
    notices: (_input, _subscription, notify) => notices.source.tap(notify),
  };
}

import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { realPacer } from '../../../src-main/composition/real-pacer.ts';
import { ContractBook } from '../../../src-main/ibkr/contract-book.ts';
import { IbkrFeed } from '../../../src-main/ibkr/feed/ibkr-feed.ts';
import { GatewayLink } from '../../../src-main/ibkr/gateway-link.ts';
import { connectWire } from '../../../src-main/ibkr/wire/wire.ts';
import type { FeedSink } from '../../../src-main/market-data/feed.ts';
import { DATE, SESSION } from '../../main/trading/trading-fixture.ts';
import { ContractBook as StandInContracts } from '../tws/contracts.ts';
import { TwsModel } from '../tws/tws-model.ts';
import { TwsServer } from '../tws/tws-server.ts';
import { DayClock, untilSo } from './day-clock.ts';
import type { FeedHarness, FeedWorld } from './feed-world.ts';

const EXPIRY = DATE.replaceAll('-', '');
const CONTRACTS = StandInContracts.ofDays([EXPIRY]);
const LINES = 40;
/** In one of which everything comes that one change makes come. */
const SETTLED_MS = 10;

/** Interactive Brokers' market by the stand-in for TWS, over its own protocol on a socket. Time goes on as quotes change. */
export const STANDIN_FEED_HARNESS: FeedHarness = {
  name: 'Interactive Brokers, the stand-in for TWS',
  kind: 'ibkr',
  labels: ['LIVE'],
  isWhole: true,
  steps: 6,
  async open(): Promise<FeedWorld> {
    const clock = new DayClock();
    const model = new TwsModel({ clock, contracts: CONTRACTS, lines: 1_000 });
    const absent = CONTRACTS.option('SPY', EXPIRY, 603, 'C');
    model.setQuote(absent, { bid: null, bidSize: null });
    const server = await TwsServer.start({ model, clock });
    const link = new GatewayLink({ address: { host: server.host, port: server.port, clientId: 17, account: '' }, clock, pacer: realPacer, connect: connectWire });
    const contracts = new ContractBook({ gateway: link, pacer: realPacer });
    const feed = new IbkrFeed({ gateway: link, contracts, session: SESSION, clock, pacer: realPacer, address: { host: server.host, port: server.port, account: '' }, lines: LINES });
    await untilSo(() => feed.marketDataView().lines.used === LINES);
    let moves = 0;

    const move = (): void => {
      moves += 1;
      for (const symbol of UNDERLYINGS) model.setQuote(CONTRACTS.underlying(symbol), { last: 600 + moves / 100, askSize: 100 + moves });
      for (const strike of [600, 601, 602, 603]) model.setQuote(CONTRACTS.option('SPY', EXPIRY, strike, 'C'), { ask: 2 + moves / 100, askSize: 10 + moves });
    };
    return {
      feed,
      async next(sink: FeedSink): Promise<EpochMs> {
        move();
        await untilSo(() => feed.nextTime() !== null);
        do {
          feed.advance(clock.now(), sink);
          await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
        } while (feed.nextTime() !== null);
        return clock.now();
      },
      absentBid: { underlying: 'SPY', contract: { strike: 603, right: 'call' } },
      async close() {
        feed.close();
        contracts.close();
        await link.close();
        await server.close();
      },
    };
  },
};

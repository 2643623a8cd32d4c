import type { EpochMs } from '../../../src-core/time.ts';
import { realPacer } from '../../../src-main/composition/real-pacer.ts';
import { ContractBook } from '../../../src-main/ibkr/contract-book.ts';
import { IbkrFeed } from '../../../src-main/ibkr/feed/ibkr-feed.ts';
import type { GatewayAddress } from '../../../src-main/ibkr/gateway.ts';
import type { FeedSink } from '../../../src-main/market-data/feed.ts';
import { untilSo } from './day-clock.ts';
import type { FeedHarness, FeedWorld } from './feed-world.ts';
import { machineClock, openRealGateway, REAL_ANSWER_MS, sessionOfNow } from './real-gateway.ts';

/** The market of a paper account, live or delayed as that has it; only while the session goes on. */
export function realFeedHarness(address: GatewayAddress): FeedHarness {
  return {
    name: 'Interactive Brokers, a real gateway',
    kind: 'ibkr',
    labels: ['LIVE', 'DELAYED'],
    isWhole: false,
    steps: 20,
    async open(): Promise<FeedWorld> {
      const { link, account } = await openRealGateway(address);
      const contracts = new ContractBook({ gateway: link, pacer: realPacer });
      const feed = new IbkrFeed({ gateway: link, contracts, session: sessionOfNow(), clock: machineClock, pacer: realPacer, address: { ...address, account }, lines: 40 });
      await untilSo(() => feed.marketDataView().contracts.subscribed > 0 && feed.nextTime() !== null, REAL_ANSWER_MS);
      return {
        feed,
        async next(sink: FeedSink): Promise<EpochMs> {
          await untilSo(() => feed.nextTime() !== null, REAL_ANSWER_MS);
          const now = machineClock.now();
          feed.advance(now, sink);
          return now;
        },
        absentBid: null,
        async close() {
          feed.close();
          contracts.close();
          await link.close();
        },
      };
    },
  };
}

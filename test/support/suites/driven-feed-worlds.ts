import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs } from '../../../src-core/time.ts';
import type { FeedSink, MarketFeed } from '../../../src-main/market-data/feed.ts';
import { openReplay } from '../../../src-main/market-data/replay-feed.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { SESSION } from '../../main/trading/trading-fixture.ts';
import type { FeedHarness, FeedWorld } from './feed-world.ts';

/** Goes to the feed's own next moment. */
function driven(feed: MarketFeed, rest: Pick<FeedWorld, 'absentBid' | 'close'>): FeedWorld {
  return {
    feed,
    next(sink: FeedSink): Promise<EpochMs | null> {
      const time = feed.nextTime();
      if (time !== null) feed.advance(time, sink);
      return Promise.resolve(time);
    },
    ...rest,
  };
}

export const SIMULATED_HARNESS: FeedHarness = {
  name: 'simulated',
  kind: 'simulated',
  labels: ['SIMULATED'],
  isWhole: true,
  steps: 40,
  open: () => Promise.resolve(driven(new SimulatedFeed({ seed: 5, session: SESSION }), { absentBid: null, close: () => Promise.resolve() })),
};

const QUOTES = `time,underlying,expiry,right,strike,bid,ask,bid_size,ask_size
2026-07-28T09:30:00,SPY,2026-07-28,C,640,1.20,1.22,5,7
2026-07-28T09:30:00,SPY,2026-07-28,P,640,,0.05,,9
2026-07-28T09:30:05,SPY,2026-07-28,C,641,0.80,0.83,2,
2026-07-28T09:30:05,QQQ,2026-07-28,P,560,2.10,2.14,3,3
2026-07-28T09:30:10,SPY,2026-07-28,C,640,1.25,1.27,6,6
2026-07-28T09:30:15,SPY,2026-07-28,C,641,0.85,,1,
`;
const PRICES = `time,symbol,last
2026-07-28T09:30:00,SPY,640.10
2026-07-28T09:30:01,VIX,16.4
2026-07-28T09:30:10,SPY,640.35
2026-07-28T09:30:20,QQQ,561.20
`;

export const REPLAY_HARNESS: FeedHarness = {
  name: 'a recorded session',
  kind: 'replay',
  labels: ['REPLAY'],
  isWhole: true,
  steps: 20,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'feed-suite-'));
    writeFileSync(join(folder, 'quotes.csv'), QUOTES);
    writeFileSync(join(folder, 'underlying.csv'), PRICES);
    const close = (): Promise<void> => Promise.resolve(rmSync(folder, { recursive: true }));
    return driven(await openReplay(folder), { absentBid: { underlying: 'SPY', contract: { strike: 640, right: 'put' } }, close });
  },
};

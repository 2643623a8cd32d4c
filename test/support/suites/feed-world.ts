import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../../src-core/market/chain.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { FeedSink, MarketFeed } from '../../../src-main/market-data/feed.ts';

/** A market feed, and how its time goes on. */
export interface FeedWorld {
  readonly feed: MarketFeed;
  /** Delivers what comes next, and the session's time as of then; null when nothing comes any more. */
  next(sink: FeedSink): Promise<EpochMs | null>;
  /** A contract that has no bid in the first minute; null where that cannot be arranged. */
  readonly absentBid: { readonly underlying: Underlying; readonly contract: ContractListing } | null;
  close(): Promise<void>;
}

export interface FeedHarness {
  readonly name: string;
  readonly kind: MarketFeed['description']['kind'];
  /** How it may call itself. */
  readonly labels: readonly MarketFeed['description']['label'][];
  /** Nothing that it is asked for here is refused to it. */
  readonly isWhole: boolean;
  /** Steps of `next` that are enough to see it at work. */
  readonly steps: number;
  open(): Promise<FeedWorld>;
}

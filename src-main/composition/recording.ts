import type { PositionsView } from '../../src-core/contract/schemas.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { type Money, toDollars } from '../../src-core/money.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import type { MarketMeasures } from '../market-data/market-measures.ts';
import type { MeasuredRisk } from '../market-data/portfolio-series.ts';
import { Recorder } from '../market-data/recorder.ts';
import { SeriesRecorder } from '../market-data/series-recorder.ts';
import { createMarketArchive } from '../stores/relational/market-archive.ts';
import type { Foundation } from './foundation.ts';

/** Snapshots of the market that may wait for the disk. */
const BACKLOG = 64;

export interface Recording {
  /** To be called after each moment of the session. */
  step(now: EpochMs): void;
  /** Ends it; resolves when everything is written or counted as left out. */
  close(): Promise<void>;
}

export interface RecordingParts {
  readonly foundation: Foundation;
  readonly market: Market;
  readonly measures: MarketMeasures;
  readonly positions: () => PositionsView;
  readonly spotOf: (underlying: Underlying) => Money | null;
  /** What the risk engine measures; null while it measures nothing. */
  readonly risk?: () => MeasuredRisk | null;
}

/** What of the running market, and of what is measured of it, is kept. */
export function composeRecording({ foundation, market, measures, positions, risk, spotOf }: RecordingParts): Recording {
  const { profile, store, timeSeries } = foundation;
  const recorder = new Recorder({
    market,
    archive: createMarketArchive(store, profile.tickerIds),
    readers: [
      new SeriesRecorder({
        sink: timeSeries,
        correlations: () => measures.correlations(),
        portfolio: {
          owner: { userId: profile.userId, accountId: profile.accountId },
          positions,
          ...(risk === undefined ? {} : { risk }),
          spotOf: (underlying) => {
            const spot = spotOf(underlying);
            return spot === null ? Number.NaN : toDollars(spot);
          },
        },
      }),
    ],
    maximumBacklog: BACKLOG,
  });
  return {
    step(now) {
      measures.step(now);
      recorder.step(now);
    },
    close: () => recorder.flush(),
  };
}

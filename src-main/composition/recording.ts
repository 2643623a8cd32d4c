import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { PositionsView } from '../../src-core/contract/schemas.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { type Money, toDollars } from '../../src-core/money.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import { MarketMeasures } from '../market-data/market-measures.ts';
import { Recorder } from '../market-data/recorder.ts';
import { SeriesRecorder } from '../market-data/series-recorder.ts';
import { createMarketArchive } from '../stores/relational/market-archive.ts';
import type { Foundation } from './foundation.ts';

/** Snapshots of the market that may wait for the disk. */
const BACKLOG = 64;
/** Until the past is asked for, and again where it could not be read. */
const FIRST_MS = 1_500;
const AGAIN_MS = 30_000;

export interface Recording {
  readonly measures: MarketMeasures;
  /** To be called after each moment of the session. */
  step(now: EpochMs): void;
  /** Ends it; resolves when everything is written or counted as left out. */
  close(): Promise<void>;
}

export interface RecordingParts {
  readonly foundation: Foundation;
  readonly session: ExchangeSession;
  readonly market: Market;
  readonly positions: () => PositionsView;
  readonly spotOf: (underlying: Underlying) => Money | null;
}

/** What is measured of the running market, and what of it is kept. */
export function composeRecording({ foundation, session, market, positions, spotOf }: RecordingParts): Recording {
  const { profile, store, timeSeries } = foundation;
  const measures = new MarketMeasures({
    session,
    market,
    readMinutes: (underlying, from, to) => timeSeries.bars(underlying, 'minute', from, to),
  });
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
          spotOf: (underlying) => {
            const spot = spotOf(underlying);
            return spot === null ? Number.NaN : toDollars(spot);
          },
        },
      }),
    ],
    maximumBacklog: BACKLOG,
  });
  let isClosed = false;
  const load = (): void => {
    measures.load().catch(() => {
      // Until it is read, correlations over days are absent.
      if (!isClosed) timer = setTimeout(load, AGAIN_MS);
    });
  };
  let timer = setTimeout(load, FIRST_MS);
  return {
    measures,
    step(now) {
      measures.step(now);
      recorder.step(now);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await recorder.flush();
    },
  };
}

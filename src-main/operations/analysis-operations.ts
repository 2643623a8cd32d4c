import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Clock } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import type { StreamOpeners } from './door.ts';
import { type Signal, stateTap } from './stream-taps.ts';
import { analysisView } from './views/analysis-view.ts';

/** Of a terminal that trades or one that watches: each prices the market itself. */
export interface AnalysisParts {
  readonly market: Market;
  readonly session: ExchangeSession;
  readonly clock: Clock;
  readonly readingBeat: Signal;
}

export function createAnalysisStreams({ market, session, clock, readingBeat }: AnalysisParts): Pick<StreamOpeners, 'analysis'> {
  return {
    analysis: ({ underlying }, _subscription, notify) => stateTap(readingBeat, () => analysisView(market, session, underlying, clock.now()), notify),
  };
}

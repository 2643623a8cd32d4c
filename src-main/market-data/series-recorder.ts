import type { PositionsView } from '../../src-core/contract/schemas.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { CorrelationPair } from '../../src-core/signals/market-state.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { PairCorrelations } from './market-measures.ts';
import { ChainPoints, correlationPoints, tickerPoint } from './market-series.ts';
import { type MeasuredRisk, measuredRiskPoints, type PortfolioOwner, portfolioPoints, riskPoints } from './portfolio-series.ts';
import type { ChainSnapshot, SnapshotReader, TickerSnapshot } from './recorder.ts';
import type { OptionsDataPoint, SeriesSink } from './series-point.ts';

export interface SeriesRecorderParts {
  readonly sink: SeriesSink;
  /** As of the last finished minute. */
  readonly correlations: () => ReadonlyMap<CorrelationPair, PairCorrelations>;
  /** null where this terminal keeps no portfolio. */
  readonly portfolio: {
    readonly owner: PortfolioOwner;
    readonly positions: () => PositionsView;
    /** Dollars; NaN when not known. */
    readonly spotOf: (underlying: Underlying) => number;
    /** What the risk engine measures; null while it measures nothing, and the positions are all there is. */
    readonly risk?: () => MeasuredRisk | null;
  } | null;
}

/** Writes what is recorded into the time series, and with it the correlations and the portfolio each minute. */
export class SeriesRecorder implements SnapshotReader {
  readonly #parts: SeriesRecorderParts;
  readonly #chains = new ChainPoints();

  constructor(parts: SeriesRecorderParts) {
    this.#parts = parts;
  }

  read(time: EpochMs, tickers: readonly TickerSnapshot[], chains: readonly ChainSnapshot[]): void {
    const { sink, correlations, portfolio } = this.#parts;
    if (chains.length > 0) {
      const points: OptionsDataPoint[] = [];
      for (const chain of chains) this.#chains.add(chain, points);
      if (points.length > 0) sink.write(points);
    }
    const market = [...tickers.map(tickerPoint), ...correlationPoints(correlations(), time)];
    if (portfolio === null) {
      if (market.length > 0) sink.write(market);
      return;
    }
    const view = portfolio.positions();
    const risk = portfolio.risk?.() ?? null;
    const metrics = risk === null ? riskPoints(view, portfolio.owner, portfolio.spotOf) : measuredRiskPoints(risk, portfolio.owner);
    sink.write([...market, ...portfolioPoints(view, portfolio.owner), ...metrics]);
  }
}

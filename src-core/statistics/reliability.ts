import type { ReliabilityView } from '../signals/calibration-view.ts';
import { brierScore } from './brier.ts';
import { calibrationLine, type LineEstimate } from './calibration-line.ts';
import { equalCountBins } from './equal-count-bins.ts';
import { winRate } from './win-rate.ts';

/**
 * How forecasts compare with outcomes: at most ten bins of equal count and 20 or more each, with the interval of what was
 * observed by `winRate`; the Brier score over those bins (over one where there are too few for a bin); the calibration line.
 */
export function reliabilityOf(forecasts: readonly number[], won: readonly boolean[], sessionOf: readonly string[]): ReliabilityView {
  const bins = equalCountBins(forecasts);
  const line = calibrationLine(forecasts, won, sessionOf);
  const shown = ({ value, interval }: LineEstimate) => ({ value, interval: { ...interval } });
  return {
    sample: forecasts.length,
    bins: bins.flatMap((bin) => {
      const { rate, interval } = winRate(bin.map((i) => won[i] as boolean), bin.map((i) => sessionOf[i] as string));
      if (rate === null || interval === null) return [];
      let [low, high, sum] = [1, 0, 0];
      for (const i of bin) {
        const forecast = forecasts[i] as number;
        low = Math.min(low, forecast);
        high = Math.max(high, forecast);
        sum += forecast;
      }
      return [{ low, high, forecast: sum / bin.length, observed: rate, interval: { ...interval }, count: bin.length }];
    }),
    brier: brierScore(forecasts, won, bins.length > 0 ? bins : [forecasts.map((_, i) => i)]),
    slope: line === null ? null : shown(line.slope),
    intercept: line === null ? null : shown(line.intercept),
  };
}

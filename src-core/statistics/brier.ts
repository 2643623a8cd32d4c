/** Places in the forecasts, each in one bin. */
export type Bins = readonly (readonly number[])[];

export interface BrierScore {
  /** Mean squared distance of forecasts from outcomes: 0 is perfect, 0.25 is what 50 % always gets. */
  readonly score: number;
  /** How far bins' mean forecasts are from what was observed in them: less is better. */
  readonly reliability: number;
  /** How far what was observed in bins is from what was observed in all: more is better. */
  readonly resolution: number;
  /** Variance of the outcomes: what it is without forecasts. */
  readonly uncertainty: number;
  /** What the bins hide: the forecasts' variance inside them, less twice their covariance with the outcomes there. */
  readonly within: number;
}

/**
 * The Brier score, taken apart over bins: score = reliability - resolution + uncertainty + within, exactly. A. H. Murphy,
 * J. Appl. Meteor. 12 (1973); the last term by D. B. Stephenson, C. Coelho and I. Jolliffe, Weather and Forecasting 23 (2008).
 * null without a forecast. `bins` must hold every place once.
 */
export function brierScore(forecasts: readonly number[], outcomes: readonly boolean[], bins: Bins): BrierScore | null {
  const count = forecasts.length;
  if (count === 0) return null;
  const at = (i: number): { forecast: number; outcome: number } => ({ forecast: forecasts[i] as number, outcome: Number(outcomes[i]) });
  let score = 0;
  let total = 0;
  for (let i = 0; i < count; i += 1) {
    const { forecast, outcome } = at(i);
    score += (forecast - outcome) ** 2;
    total += outcome;
  }
  const base = total / count;
  let reliability = 0;
  let resolution = 0;
  let within = 0;
  for (const bin of bins) {
    let forecastSum = 0;
    let outcomeSum = 0;
    for (const i of bin) {
      const { forecast, outcome } = at(i);
      forecastSum += forecast;
      outcomeSum += outcome;
    }
    const meanForecast = forecastSum / bin.length;
    const observed = outcomeSum / bin.length;
    reliability += bin.length * (meanForecast - observed) ** 2;
    resolution += bin.length * (observed - base) ** 2;
    for (const i of bin) {
      const { forecast, outcome } = at(i);
      const distance = forecast - meanForecast;
      within += distance * (distance - 2 * (outcome - observed));
    }
  }
  return { score: score / count, reliability: reliability / count, resolution: resolution / count, uncertainty: base * (1 - base), within: within / count };
}

/** The risk-neutral distribution of the underlying's price at the reference time. Prices in dollars. */
export interface PriceDistribution {
  /** Expected price: the forward. */
  readonly forward: number;
  /** E(S - forward)², in dollars squared. */
  readonly variance: number;
  /** Probability density per dollar. */
  density(price: number): number;
  /** Probability that the price ends at or below. */
  cumulative(price: number): number;
  /** The price with that much probability at or below it; 0 < probability < 1. */
  quantile(probability: number): number;
  /** E[max(price − strike, 0)]: the undiscounted call. */
  call(strike: number): number;
}

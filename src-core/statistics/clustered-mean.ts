import { studentQuantile } from './student-quantile.ts';
import type { Interval } from './wilson-interval.ts';

export interface ClusteredMean {
  /** null for no values. */
  readonly mean: number | null;
  readonly count: number;
  readonly clusters: number;
  /** null where there are fewer than two clusters: nothing then says how they differ. */
  readonly standardError: number | null;
  /** 95 %. */
  readonly interval: Interval | null;
}

/**
 * The mean of values that come in clusters (signals of one session), with an interval that does not take those of one
 * cluster for independent: the error is that of the clusters' sums of distances from the mean, times clusters / (clusters - 1),
 * and the quantile Student's with clusters - 1 degrees of freedom. K.-Y. Liang and S. Zeger, Biometrika 73 (1986).
 */
export function clusteredMean(values: readonly number[], clusterOf: readonly string[]): ClusteredMean {
  const count = values.length;
  if (count === 0) return { mean: null, count, clusters: 0, standardError: null, interval: null };
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / count;
  const { variance, clusters } = clusteredVariance(values, mean, clusterOf);
  if (clusters < 2) return { mean, count, clusters, standardError: null, interval: null };
  const standardError = Math.sqrt(variance);
  const half = studentQuantile(0.95, clusters - 1) * standardError;
  return { mean, count, clusters, standardError, interval: { low: mean - half, high: mean + half } };
}

/** The variance of the mean over clusters, NaN for fewer than two of them, and how many there are. */
export function clusteredVariance(values: readonly number[], mean: number, clusterOf: readonly string[]): { readonly variance: number; readonly clusters: number } {
  if (clusterOf.length !== values.length) throw new RangeError(`each value needs its cluster: ${values.length} values, ${clusterOf.length} clusters`);
  const sums = new Map<string, number>();
  // Those of a cluster mostly follow each other: one look-up serves them all.
  for (let i = 0; i < values.length; ) {
    const cluster = clusterOf[i] as string;
    let sum = 0;
    for (; i < values.length && clusterOf[i] === cluster; i += 1) sum += (values[i] as number) - mean;
    sums.set(cluster, (sums.get(cluster) ?? 0) + sum);
  }
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  const clusters = sums.size;
  return { variance: clusters < 2 ? Number.NaN : ((clusters / (clusters - 1)) * squares) / values.length ** 2, clusters };
}

import { density, distribution } from '../normal.ts';

/** Beyond this the distribution is 0 or 1, and the density 0, to within 1e-16. */
export const LIMIT = 8.5;
/** Points per unit. */
export const STEPS = 256;
export const CENTRE = LIMIT * STEPS;
const POINTS = 2 * CENTRE + 1;
export const distributions = Float64Array.from({ length: POINTS }, (_, i) => distribution((i - CENTRE) / STEPS));
export const densities = Float64Array.from({ length: POINTS }, (_, i) => density((i - CENTRE) / STEPS));

/** Standard normal distribution to 1e-15 absolute, by Taylor expansion about the nearest point of a table. */
export function tableDistribution(z: number): number {
  if (!(z > -LIMIT)) return 0;
  if (z >= LIMIT) return 1;
  const index = (z * STEPS + (CENTRE + 0.5)) | 0;
  const centre = index / STEPS - LIMIT;
  const r = z - centre;
  // The derivatives of the density are Hermite polynomials times the density.
  const h2 = centre * centre - 1;
  const h3 = centre * (h2 - 2);
  const series = 1 + r * (-centre / 2 + r * (h2 * (1 / 6) - r * h3 * (1 / 24)));
  return (distributions[index] as number) + (densities[index] as number) * r * series;
}

/** Standard normal density to 1e-15 absolute, likewise. */
export function tableDensity(z: number): number {
  if (!(z > -LIMIT && z < LIMIT)) return 0;
  const index = (z * STEPS + (CENTRE + 0.5)) | 0;
  const centre = index / STEPS - LIMIT;
  const r = z - centre;
  const y = r * (centre + 0.5 * r);
  return (densities[index] as number) * (1 - y * (1 - y * (1 / 2 - y * (1 / 6 - y * (1 / 24)))));
}

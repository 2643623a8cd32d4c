import { normalQuantile } from '../market/normal-quantile.ts';

/**
 * The t that a Student variable with so many degrees of freedom stays within, on both sides, with the probability
 * `within` (0.95: 1.96 for very many, 12.71 for one). NaN without a degree of freedom or outside 0 < within < 1. Exact for one
 * and two, otherwise right to five digits. G. W. Hill, "Algorithm 396: Student's t-quantiles", CACM 13 (1970).
 */
export function studentQuantile(within: number, freedom: number): number {
  if (!(within > 0 && within < 1) || !(freedom >= 1)) return Number.NaN;
  const outside = 1 - within;
  if (freedom === 1) return 1 / Math.tan((outside * Math.PI) / 2);
  if (freedom === 2) return Math.sqrt(2 / (outside * (2 - outside)) - 2);
  const a = 1 / (freedom - 0.5);
  const b = 48 / (a * a);
  let c = (((20_700 * a) / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * freedom;
  let y = (d * outside) ** (2 / freedom);
  if (y > 0.05 + a) {
    const x = normalQuantile(outside / 2);
    y = x * x;
    if (freedom < 5) c += 0.3 * (freedom - 4.5) * (x + 0.6);
    c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = Math.expm1(a * y * y);
  } else {
    y = ((1 / (((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3) + 0.5 / (freedom + 4)) * y - 1) * ((freedom + 1) / (freedom + 2)) + 1 / y;
  }
  return Math.sqrt(freedom * y);
}

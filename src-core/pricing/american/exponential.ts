/** exp, to full precision and faster near 0. */
export function exponential(x: number): number {
  if (!(x > -0.03 && x < 0.03)) return Math.exp(x);
  return 1 + x * (1 + x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720))))));
}

/** Nodes, ascending, and weights of a rule over [0, 1]. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Gauss-Legendre: the zeros of the Legendre polynomial of degree `count`, by Newton's method. */
export function gaussLegendre(count: number): Quadrature {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    let z = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step += 1) {
      let previous = 1;
      let value = z;
      for (let k = 2; k <= count; k += 1) {
        const next = ((2 * k - 1) * z * value - (k - 1) * previous) / k;
        previous = value;
        value = next;
      }
      slope = (count * (z * value - previous)) / (z * z - 1);
      z -= value / slope;
    }
    nodes[count - 1 - i] = (1 + z) / 2;
    weights[count - 1 - i] = 1 / ((1 - z * z) * slope * slope);
  }
  return { nodes, weights };
}

import { normalQuantile } from '../market/normal-quantile.ts';

/** Standard normal draws in three dimensions that are always the same, in groups that are each a sample of its own. */
export interface JointNormals {
  /** Draws in all; `groups` times as many as one group has, group after group. */
  readonly count: number;
  readonly groups: number;
  /** One column a dimension. */
  readonly columns: readonly [Float64Array, Float64Array, Float64Array];
}

const GROUPS = 8;
const GROUP_BITS = 10;
const BITS = 32;
const SCALE = 2 ** -BITS;

/** Direction numbers of S. Joe and F. Kuo (2008), new-joe-kuo-6.21201: primitive polynomial's degree, coefficients and first numbers. */
const DIRECTIONS = [
  { degree: 1, coefficients: 0, first: [1] },
  { degree: 2, coefficients: 1, first: [1, 3] },
] as const;

let draws: JointNormals | null = null;

/**
 * Sobol's points (I. Sobol, "On the distribution of points in a cube", 1967), eight times over with another digital shift
 * each: the spread of what the eight say is an honest error of what they say together, which points of one sequence
 * do not have (A. Owen, "Monte Carlo Theory, Methods and Examples", chapter 17).
 */
export function jointNormals(): JointNormals {
  draws ??= makeDraws();
  return draws;
}

function makeDraws(): JointNormals {
  const size = 1 << GROUP_BITS;
  const count = GROUPS * size;
  const columns = [new Float64Array(count), new Float64Array(count), new Float64Array(count)] as const;
  for (const [dimension, column] of columns.entries()) {
    const directions = directionNumbers(dimension);
    for (let group = 0; group < GROUPS; group += 1) {
      const shift = mixed(group * columns.length + dimension + 1);
      let point = 0;
      for (let i = 0; i < size; i += 1) {
        column[group * size + i] = normalQuantile(((point ^ shift) >>> 0) * SCALE + SCALE / 2);
        // Gray code: the next point changes by the number of the lowest zero bit.
        point = (point ^ (directions[lowestZero(i)] as number)) >>> 0;
      }
    }
  }
  return { count, groups: GROUPS, columns };
}

function directionNumbers(dimension: number): number[] {
  const polynomial = DIRECTIONS[dimension - 1];
  if (polynomial === undefined) return Array.from({ length: BITS }, (_, bit) => 2 ** (BITS - 1 - bit));
  const { degree, coefficients, first } = polynomial;
  const numbers = first.map((number, bit) => number * 2 ** (BITS - 1 - bit));
  for (let bit = degree; bit < BITS; bit += 1) {
    const back = numbers[bit - degree] as number;
    let number = back ^ (back >>> degree);
    for (let k = 1; k < degree; k += 1) {
      if (((coefficients >> (degree - 1 - k)) & 1) === 1) number ^= numbers[bit - k] as number;
    }
    numbers.push(number >>> 0);
  }
  return numbers;
}

function lowestZero(value: number): number {
  return 31 - Math.clz32(~value & (value + 1));
}

/** 32 bits that look like chance (the finaliser of A. Appleby's MurmurHash3). */
function mixed(value: number): number {
  let bits = Math.imul(value, 0x9e3779b9);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

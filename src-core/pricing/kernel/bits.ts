const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** The power of two of a normal positive double: floor(log2(value)). */
export function exponent(value: number): number {
  double[0] = value;
  return (((words[1] as number) >>> 20) & 0x7ff) - 1023;
}

/** A normal positive double over its power of two: in [1, 2). */
export function significand(value: number): number {
  double[0] = value;
  words[1] = ((words[1] as number) & 0xfffff) | 0x3ff00000;
  return double[0] as number;
}

/** 2 to a whole power from -1022 to 1023. */
export function powerOfTwo(power: number): number {
  words[0] = 0;
  words[1] = (power + 1023) << 20;
  return double[0] as number;
}

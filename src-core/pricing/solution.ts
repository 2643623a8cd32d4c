/** Whether a price has an implied volatility, and if not why. The code is the array's index. */
export const SOLUTIONS = [
  'ok',
  /** Not a number, not finite, or not positive where it must be. */
  'bad_input',
  /** No time is left. */
  'expired',
  /** Below the discounted intrinsic value. */
  'below_intrinsic',
  'at_intrinsic',
  /** The maximum is the discounted forward of a call, the discounted strike of a put. */
  'at_maximum',
  'above_maximum',
] as const;
export type Solution = (typeof SOLUTIONS)[number];
export type NoVolatility = Exclude<Solution, 'ok'>;

export const SOLUTION_CODE: Readonly<Record<Solution, number>> = {
  ok: 0,
  bad_input: 1,
  expired: 2,
  below_intrinsic: 3,
  at_intrinsic: 4,
  at_maximum: 5,
  above_maximum: 6,
};

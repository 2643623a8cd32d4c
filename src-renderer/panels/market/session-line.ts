export interface LinePoint {
  /** Minutes since the open. */
  readonly minute: number;
  readonly price: number | null;
}

/** Thins a session's minutes to what a small line can show: every third, and the last one. */
export function sessionLine(minutes: readonly (number | null)[]): readonly LinePoint[] {
  return minutes.flatMap((price, minute) => (minute % 3 === 0 || minute === minutes.length - 1 ? [{ minute, price }] : []));
}

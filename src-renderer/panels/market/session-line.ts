export interface LinePoint {
  /** Minutes since the open. */
  readonly minute: number;
  readonly price: number;
}

/** Thins a session's minutes to what a small line can show: the last known price of every three. */
export function sessionLine(minutes: readonly (number | null)[]): readonly LinePoint[] {
  const points: LinePoint[] = [];
  minutes.forEach((price, minute) => {
    if (price === null) return;
    const last = points.at(-1);
    if (last !== undefined && Math.floor(last.minute / 3) === Math.floor(minute / 3)) points.pop();
    points.push({ minute, price });
  });
  return points;
}

import type { Interval } from '../statistics/wilson-interval.ts';

/** A figure before it is asked whether its sample carries it. */
export interface Figure {
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly sample: number;
  /** What the sample counts, for people: "trades that lost". */
  readonly counts: string;
  /** Why there is no value, a sentence, whatever the sample; null with a value. */
  readonly because: string | null;
}

export function figure(value: number, sample: number, counts: string, interval: Interval | null = null): Figure {
  return { value, interval, sample, counts, because: null };
}

export function noFigure(because: string, sample: number, counts: string): Figure {
  return { value: null, interval: null, sample, counts, because };
}

import { z } from 'zod';
import { setting } from '../../workspace/setting.ts';
import { INTERVALS, type Interval } from './candle-intervals.ts';

export const CHART_RANGES = ['today', '5d', '30d', '2y'] as const;
export type ChartRange = (typeof CHART_RANGES)[number];

/** What may be drawn over the candles. */
export const OVERLAYS = ['trades', 'strikes', 'break-evens', 'cone', 'volume'] as const;
export type Overlay = (typeof OVERLAYS)[number];

export const OVERLAY_WORDS: Readonly<Record<Overlay, { readonly title: string; readonly what: string }>> = {
  trades: { title: 'Trades', what: 'Entries and exits, with the result at the exit' },
  strikes: { title: 'Strikes', what: 'The strikes of what is held, with its signed contracts' },
  'break-evens': { title: 'Break-evens', what: 'Where each trade held ends with nothing won or lost, costs included' },
  cone: { title: 'Cone', what: 'Where the implied distribution puts the price from now to the reference: the middle 68 % and 95 %' },
  volume: { title: 'Volume', what: 'Shares traded in each interval' },
};

export interface ChartSettings {
  readonly range: ChartRange;
  readonly interval: Interval;
  readonly overlays: readonly Overlay[];
}

const INITIAL: ChartSettings = { range: 'today', interval: 2, overlays: [...OVERLAYS] };

export const chartSettings = setting<ChartSettings>(
  'charts',
  z.object({ range: z.enum(CHART_RANGES), interval: z.union(INTERVALS.map((minutes) => z.literal(minutes))), overlays: z.array(z.enum(OVERLAYS)) }),
  INITIAL,
);

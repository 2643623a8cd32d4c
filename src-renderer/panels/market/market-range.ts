import { z } from 'zod';
import { HISTORY_RANGES } from '../../../src-core/contract/connections.ts';
import { useCommands } from '../../workspace/commands.ts';
import { setting } from '../../workspace/setting.ts';

export type HistoryRange = (typeof HISTORY_RANGES)[number];
export const RANGES = ['today', ...HISTORY_RANGES] as const;
export type MarketRange = (typeof RANGES)[number];

export const RANGE_NAMES: Readonly<Record<MarketRange, { readonly short: string; readonly long: string }>> = {
  today: { short: 'Today', long: 'today' },
  '5d': { short: '5 D', long: '5 days' },
  '30d': { short: '30 D', long: '30 days' },
  '2y': { short: '2 Y', long: '2 years' },
};

/** How far back the Market panel shows. */
export const marketRange = setting<MarketRange>('market.range', z.enum(RANGES), 'today');

/** The range so many further; after the last comes the first again. */
export function rangeAfter(range: MarketRange, steps: number): MarketRange {
  return RANGES[(RANGES.indexOf(range) + steps + RANGES.length) % RANGES.length] ?? 'today';
}

/** The commands that choose the range while the panel is in sight. */
export function useRangeCommands(visible: boolean): void {
  const range = marketRange.use();
  useCommands([
    { id: 'market.range.next', title: 'Market: further back', keys: 'h', group: 'Market', enabled: () => visible, run: () => marketRange.set(rangeAfter(marketRange.get(), 1)) },
    { id: 'market.range.previous', title: 'Market: less far back', keys: 'shift+h', group: 'Market', enabled: () => visible, run: () => marketRange.set(rangeAfter(marketRange.get(), -1)) },
    ...RANGES.map((choice) => ({
      id: `market.range.${choice}`,
      title: `Market: show ${RANGE_NAMES[choice].long}`,
      group: 'Market',
      enabled: () => visible && choice !== range,
      run: () => marketRange.set(choice),
    })),
  ]);
}

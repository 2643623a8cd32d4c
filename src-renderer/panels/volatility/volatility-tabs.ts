import { windowStore } from '../../workspace/window-store.ts';

/** The parts of the panel, in the order of their tabs. */
export const VOLATILITY_TABS = {
  smile: 'Smile',
  change: 'Change',
  skew: 'Skew',
  term: 'Term',
  history: 'Day',
  density: 'Density',
} as const;
export type VolatilityTab = keyof typeof VOLATILITY_TABS;

/** What each shows, for those who see the tab alone. */
export const TAB_TITLES: Readonly<Record<VolatilityTab, string>> = {
  smile: 'The smile with its quotes and its fit',
  change: 'The smile against that of the open',
  skew: 'Risk reversal, butterfly and slope, now and through the day',
  term: 'Volatility by expiry',
  history: 'Volatility and straddle at the money by minute of the day',
  density: 'How the price at the reference time is distributed by the options',
};

export function isVolatilityTab(name: string): name is VolatilityTab {
  return Object.hasOwn(VOLATILITY_TABS, name);
}

interface ChosenTab {
  readonly tab: VolatilityTab;
  choose(tab: VolatilityTab): void;
}

export const useVolatilityTab = windowStore<ChosenTab>((set) => ({ tab: 'smile', choose: (tab) => set({ tab }) }));

/** The tab that an arrow key leads to; null for other keys. */
export function tabAfter(key: string, tab: VolatilityTab): VolatilityTab | null {
  const names = Object.keys(VOLATILITY_TABS).filter(isVolatilityTab);
  const at = names.indexOf(tab);
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : null;
  if (step === null) return null;
  return names[(at + step + names.length) % names.length] ?? null;
}

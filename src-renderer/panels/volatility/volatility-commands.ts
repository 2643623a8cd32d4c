import { useCommands } from '../../workspace/commands.ts';
import { isVolatilityTab, TAB_TITLES, useVolatilityTab, VOLATILITY_TABS } from './volatility-tabs.ts';

/** The commands that open the parts of the volatility panel; `show` brings it to the front. The smile has its own. */
export function VolatilityCommands({ show }: { readonly show: () => void }): null {
  useCommands(
    Object.keys(VOLATILITY_TABS)
      .filter(isVolatilityTab)
      .filter((tab) => tab !== 'smile')
      .map((tab) => ({
        id: `volatility.${tab}`,
        title: `Volatility: ${TAB_TITLES[tab].charAt(0).toLowerCase()}${TAB_TITLES[tab].slice(1)}`,
        group: 'Volatility',
        run: () => {
          useVolatilityTab.getState().choose(tab);
          show();
        },
      })),
  );
  return null;
}

import { useCommands } from '../../workspace/commands.ts';
import { choose, performanceChoice } from './performance-choice.ts';
import { usePerformanceFocus } from './performance-focus.ts';
import { NAMED_PERIODS, PERIOD_TITLES } from './period.ts';

/** The window's commands for performance; `show` brings its panel to the front. */
export function PerformanceCommands({ show }: { readonly show: () => void }): null {
  const { period } = performanceChoice.use();
  useCommands([
    {
      id: 'performance.focus',
      title: 'Go to the performance',
      keys: 'shift+p',
      group: 'Performance',
      run: () => {
        show();
        usePerformanceFocus.getState().ask();
      },
    },
    ...NAMED_PERIODS.map((kind) => ({
      id: `performance.period.${kind}`,
      title: `Performance: ${PERIOD_TITLES[kind].toLowerCase()}`,
      group: 'Performance',
      enabled: () => period.kind !== kind,
      run: () => {
        show();
        choose({ period: { kind } });
      },
    })),
  ]);
  return null;
}

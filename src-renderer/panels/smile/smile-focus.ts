import { useCommands } from '../../workspace/commands.ts';
import { windowStore } from '../../workspace/window-store.ts';

export interface SmileFocus {
  /** The keys are to go to the smile as soon as its panel is in sight. */
  readonly asked: boolean;
  ask(): void;
  leave(): void;
}

export const useSmileFocus = windowStore<SmileFocus>((set) => ({
  asked: false,
  ask: () => set({ asked: true }),
  leave: () => set({ asked: false }),
}));

/** The command that goes to the smile; `show` brings its panel to the front, opening it where it was closed. */
export function useSmileCommand(show: () => void): void {
  useCommands([
    {
      id: 'smile.focus',
      title: 'Go to the volatility smile',
      keys: 'v',
      group: 'Smile',
      run: () => {
        show();
        useSmileFocus.getState().ask();
      },
    },
  ]);
}

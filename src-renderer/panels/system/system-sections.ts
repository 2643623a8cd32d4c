import { useCommands } from '../../workspace/commands.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { windowStore } from '../../workspace/window-store.ts';
import { useUpdateCommands } from './update-commands.ts';

export const SECTIONS = ['configuration', 'backups', 'program', 'updates', 'diagnostics', 'about'] as const;
export type Section = (typeof SECTIONS)[number];
export const SECTION_NAMES: Readonly<Record<Section, string>> = { configuration: 'Configuration', backups: 'Backups', program: 'Program', updates: 'Updates', diagnostics: 'Diagnostics', about: 'About and licences' };

export interface SystemSections {
  /** In front, where there is no room for all of them. */
  readonly front: Section;
  /** How often one was turned to: where there is room for all, it is scrolled to each time. */
  readonly turns: number;
  /** The restart waits for its confirmation. */
  readonly restarting: boolean;
  turnTo(section: Section): void;
  askRestart(asked: boolean): void;
}

export const useSystemSections = windowStore<SystemSections>((set) => ({
  front: 'configuration',
  turns: 0,
  restarting: false,
  turnTo: (front) => set(({ turns }) => ({ front, turns: turns + 1 })),
  askRestart: (restarting) => set({ restarting }),
}));

/** The window's commands for the system; `show` brings its panel to the front. */
export function SystemCommands({ show }: { readonly show: () => void }): null {
  const refusal = useRefusal('terminal.restart');
  const { turnTo, askRestart } = useSystemSections.getState();
  useUpdateCommands(() => {
    show();
    turnTo('updates');
  });
  useCommands([
    ...SECTIONS.map((section) => ({
      id: `system.${section}`,
      title: `System: ${SECTION_NAMES[section].toLowerCase()}`,
      group: 'System',
      run: () => {
        show();
        turnTo(section);
      },
    })),
    {
      id: 'terminal.restart',
      title: 'Restart the terminal…',
      group: 'System',
      enabled: () => refusal === null,
      run: () => {
        show();
        turnTo('program');
        askRestart(true);
      },
    },
  ]);
  return null;
}

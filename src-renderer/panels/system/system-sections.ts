import { useCommands } from '../../workspace/commands.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { windowStore } from '../../workspace/window-store.ts';

export const SECTIONS = ['configuration', 'backups', 'program', 'diagnostics'] as const;
export type Section = (typeof SECTIONS)[number];
export const SECTION_NAMES: Readonly<Record<Section, string>> = { configuration: 'Configuration', backups: 'Backups', program: 'Program', diagnostics: 'Diagnostics' };

export interface SystemSections {
  /** In front, where there is no room for all of them. */
  readonly front: Section;
  /** The restart waits for its confirmation. */
  readonly restarting: boolean;
  turnTo(section: Section): void;
  askRestart(asked: boolean): void;
}

export const useSystemSections = windowStore<SystemSections>((set) => ({
  front: 'configuration',
  restarting: false,
  turnTo: (front) => set({ front }),
  askRestart: (restarting) => set({ restarting }),
}));

/** The window's commands for the system; `show` brings its panel to the front. */
export function SystemCommands({ show }: { readonly show: () => void }): null {
  const refusal = useRefusal('terminal.restart');
  const { turnTo, askRestart } = useSystemSections.getState();
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

import { useStream } from '../../connection/core.tsx';
import { useCommands } from '../../workspace/commands.ts';
import { windowStore } from '../../workspace/window-store.ts';

export const SECTIONS = ['servers', 'gateway', 'desk', 'retention'] as const;
export type Section = (typeof SECTIONS)[number];
export const SECTION_NAMES: Readonly<Record<Section, string>> = { servers: 'Servers', gateway: 'Broker’s gateway', desk: 'Desk', retention: 'Retention' };

export interface ConnectionsSections {
  /** In front, where there is no room for all of them. */
  readonly front: Section;
  /** The take-over waits for its confirmation. */
  readonly takingOver: boolean;
  /** The restart waits for its confirmation. */
  readonly restarting: boolean;
  turnTo(section: Section): void;
  askTakeOver(): void;
  leaveTakeOver(): void;
  askRestart(asked: boolean): void;
}

export const useConnectionsSections = windowStore<ConnectionsSections>((set) => ({
  front: 'servers',
  takingOver: false,
  restarting: false,
  turnTo: (front) => set({ front }),
  askTakeOver: () => set({ front: 'desk', takingOver: true }),
  leaveTakeOver: () => set({ takingOver: false }),
  askRestart: (restarting) => set({ restarting }),
}));

/** The commands that open the connections; `show` brings their panel to the front. A component, so that the session's ticks draw it alone. */
export function ConnectionsCommands({ show }: { readonly show: () => void }): null {
  const canTakeOver = useStream('session')?.desk?.canTakeOver === true;
  const { turnTo, askTakeOver } = useConnectionsSections.getState();
  useCommands([
    ...SECTIONS.map((section) => ({
      id: `connections.${section}`,
      title: `Connections: ${section === 'gateway' ? 'the broker’s gateway' : SECTION_NAMES[section].toLowerCase()}`,
      group: 'Connections',
      run: () => {
        show();
        turnTo(section);
      },
    })),
    {
      id: 'desk.takeOver',
      title: 'Take the account over from another workstation',
      group: 'Connections',
      enabled: () => canTakeOver,
      run: () => {
        show();
        askTakeOver();
      },
    },
  ]);
  return null;
}

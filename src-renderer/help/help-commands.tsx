import { useCommands } from '../workspace/commands.ts';
import { isPanelName, PANELS, type PanelName } from '../workspace/workspace-layout.ts';
import { HelpSheet } from './help-sheet.tsx';
import { useHelp } from './help-store.ts';

/** The commands that explain a panel, and what they show. */
export function HelpCommands({ active }: { /** The panel that has the keys now; null for none. */ readonly active: () => PanelName | null }) {
  const { panel, explain, close } = useHelp();
  useCommands([
    { id: 'help.panel', title: 'Help for the active panel', keys: 'f1', group: 'Help', run: () => explain(active() ?? 'chain') },
    ...Object.entries(PANELS).flatMap(([name, title]) => (isPanelName(name) ? [{ id: `help.${name}`, title: `Help: ${title}`, group: 'Help', run: () => explain(name) }] : [])),
  ]);
  return panel === null ? null : <HelpSheet panel={panel} choose={explain} onClose={close} />;
}

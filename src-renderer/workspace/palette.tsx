import { Command as CommandMenu } from 'cmdk';
import { useMemo, useState } from 'react';
import { Sheet } from '../design/sheet.tsx';
import { rankedGroups } from './command-ranking.ts';
import { type Command, isEnabled, useCommands, useRegistry } from './commands.ts';
import { KeyCaps } from './key-map/key-caps.tsx';
import { KeySheet } from './key-map/key-sheet.tsx';
import { isMac } from './keys.ts';
import { useOverlay } from './overlay.ts';
import styles from './palette.module.css';

/** The palette of every command, and the sheet of keys. */
export function Palette() {
  const { shown, show, hide } = useOverlay();
  useCommands(
    useMemo(
      (): readonly Command[] => [
        { id: 'palette.open', title: 'Command palette', keys: 'mod+k', group: 'Workspace', run: () => show('palette') },
        { id: 'keys.open', title: 'Sheet of keys', keys: '?', group: 'Workspace', run: () => show('keys') },
      ],
      [show],
    ),
  );
  if (shown === 'palette') return <CommandPalette onClose={hide} />;
  if (shown === 'keys') return <KeySheet onClose={hide} />;
  return null;
}

function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const commands = useRegistry((state) => state.commands);
  const [typed, setTyped] = useState('');
  return (
    <Sheet title="Commands" testId="palette" onClose={onClose}>
      <CommandMenu label="Commands" className={styles.palette} loop shouldFilter={false}>
        <CommandMenu.Input placeholder="What do you want to do?" value={typed} onValueChange={setTyped} data-testid="palette-input" />
        <CommandMenu.List>
          <CommandMenu.Empty>No command has such a name.</CommandMenu.Empty>
          {rankedGroups(commands, typed).map(([group, members]) => (
            <CommandMenu.Group key={group} heading={group}>
              {members.map((command) => (
                <CommandMenu.Item
                  key={command.id}
                  value={`${command.title} ${command.id}`}
                  disabled={!isEnabled(command)}
                  data-testid={`command-${command.id}`}
                  onSelect={() => {
                    onClose();
                    command.run();
                  }}
                >
                  <span>{command.title}</span>
                  {command.keys === undefined ? null : <KeyCaps chords={[command.keys]} mac={isMac()} />}
                </CommandMenu.Item>
              ))}
            </CommandMenu.Group>
          ))}
        </CommandMenu.List>
      </CommandMenu>
    </Sheet>
  );
}

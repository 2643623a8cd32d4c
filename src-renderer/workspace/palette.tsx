import { Command as CommandMenu } from 'cmdk';
import { useMemo, useState } from 'react';
import { Sheet } from '../design/sheet.tsx';
import { commandGroups, rankedGroups } from './command-ranking.ts';
import { type Command, isEnabled, useCommands, useRegistry } from './commands.ts';
import { isMac, keyCaps } from './keys.ts';
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

function Keys({ chord }: { readonly chord: string }) {
  return (
    <span className={styles.keys}>
      {keyCaps(chord, isMac()).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  );
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
                  {command.keys === undefined ? null : <Keys chord={command.keys} />}
                </CommandMenu.Item>
              ))}
            </CommandMenu.Group>
          ))}
        </CommandMenu.List>
      </CommandMenu>
    </Sheet>
  );
}

/** Keys that panels read for themselves while they have the focus. */
const PANEL_KEYS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'In the option chain',
    [
      ['↑ ↓ ← →', 'Move the cell cursor'],
      ['Space', 'Take the bid or the ask under the cursor'],
      ['B', 'Buy the contract under the cursor'],
      ['S', 'Sell the contract under the cursor'],
    ],
  ],
  [
    'In the smile',
    [
      ['← →', 'Move from strike to strike'],
      ['PgUp PgDn', 'Move by five strikes'],
      ['Esc', 'Back to the forward'],
    ],
  ],
  [
    'In the signals',
    [
      ['↑ ↓ J K', 'Select a signal'],
      ['⏎', 'Open what it was made from'],
      ['← →', 'Move from candidate to candidate'],
      ['Esc', 'Back to the list'],
    ],
  ],
  [
    'In the positions',
    [['A', 'Analyse the selected package']],
  ],
  [
    'In the analysis',
    [
      ['← →', 'Move the selected strike by one listed strike, with ⇧ all of them'],
      ['↑ ↓', 'Choose the leg'],
      ['[ ]', 'Look five minutes earlier or later'],
      ['PgUp PgDn', 'Add or take a point of volatility'],
    ],
  ],
  [
    'In the scenario grid',
    [
      ['← → ↑ ↓', 'Move the crosshair'],
      ['PgUp PgDn', 'Go to an earlier or a later time'],
      ['Home', 'To the cell where nothing moves'],
      ['Esc', 'Take the crosshair away'],
    ],
  ],
  [
    'In charts of the market state, the calibration, the volatility and the gamma',
    [['← →', 'Move from value to value']],
  ],
  [
    'In the connections',
    [
      ['⏎', 'Save what was written'],
      ['Esc', 'Step back from a password or the take-over'],
    ],
  ],
  [
    'In the access',
    [
      ['↑ ↓', 'Select a session, a user or an account'],
      ['⏎', 'Change the user, or trade the account'],
      ['N', 'Add a user, or open an account'],
      ['Del', 'End the session'],
      ['Esc', 'Step back'],
    ],
  ],
  [
    'In the journal',
    [
      ['↑ ↓ PgUp PgDn', 'Select a package'],
      ['⏎', 'Open its entry'],
      ['/', 'Search'],
      ['Esc', 'Back to the list'],
    ],
  ],
  [
    'In positions and orders',
    [
      ['↑ ↓', 'Select a row'],
      ['Space', 'Show or hide what is in it'],
      ['J', 'Open its package in the journal'],
    ],
  ],
];

function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const commands = useRegistry((state) => state.commands);
  return (
    <Sheet title="Keys" testId="key-sheet" onClose={onClose}>
      <div className={styles.sheet}>
        {commandGroups(commands.filter((command) => command.keys !== undefined)).map(([group, members]) => (
          <section key={group}>
            <h2>{group}</h2>
            {members.map((command) => (
              <div key={command.id} className={styles.line}>
                <span>{command.title}</span>
                <Keys chord={command.keys ?? ''} />
              </div>
            ))}
          </section>
        ))}
        {PANEL_KEYS.map(([panel, lines]) => (
          <section key={panel}>
            <h2>{panel}</h2>
            {lines.map(([keys, title]) => (
              <div key={keys} className={styles.line}>
                <span>{title}</span>
                <span className={styles.keys}>
                  <kbd>{keys}</kbd>
                </span>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Sheet>
  );
}

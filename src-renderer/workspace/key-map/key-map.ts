import { PANEL_HELP } from '../../help/help-of-panels.ts';
import type { HelpKey } from '../../help/panel-help.ts';
import { commandGroups } from '../command-ranking.ts';
import type { Command } from '../commands.ts';
import { isPanelName, PANELS, type PanelName } from '../workspace-layout.ts';

export interface KeyLine {
  /** In the notation of commands; each does it. */
  readonly keys: readonly string[];
  readonly does: string;
  /** It does it now; a key that is known and has nothing to act on does not. */
  readonly isBound: boolean;
}

export interface KeyGroup {
  readonly title: string;
  readonly lines: readonly KeyLine[];
}

/** Keys that are no commands and act wherever the focus is. */
const EVERYWHERE: readonly KeyLine[] = [
  // Control on a Mac too.
  { keys: ['control+shift+k'], does: 'Halt like F8, for keyboards without it (hold the keys)', isBound: true },
  { keys: ['tab', 'shift+tab'], does: 'Move the focus on, and back', isBound: true },
  { keys: ['enter', 'space'], does: 'Press what has the focus', isBound: true },
  { keys: ['escape'], does: 'Close what lies over the window, or step back', isBound: true },
];

/** What is bound in this window now: its commands by group, then what panels read for themselves while they have the focus, of the panels that are in front. */
export function keyMap(commands: readonly Command[], isEnabled: (command: Command) => boolean, inFront: readonly PanelName[]): readonly KeyGroup[] {
  const bound = commandGroups(commands.filter(({ keys }) => keys !== undefined)).map(([title, members]): KeyGroup => ({ title, lines: members.map((command) => lineOf(command, isEnabled)) }));
  const panels = Object.keys(PANELS).flatMap((name): KeyGroup[] => {
    if (!isPanelName(name) || !inFront.includes(name)) return [];
    const lines = PANEL_HELP[name].keys.flatMap((key): KeyLine[] => ('keys' in key ? [{ ...key, isBound: true }] : []));
    return lines.length === 0 ? [] : [{ title: `In “${PANELS[name]}”`, lines }];
  });
  return [...bound, { title: 'Everywhere', lines: EVERYWHERE }, ...panels];
}

/** The lines with every word in them: in what they do, their keys' names or their group's title. */
export function foundKeys(groups: readonly KeyGroup[], typed: string): readonly KeyGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return groups.flatMap(({ title, lines }): KeyGroup[] => {
    const found = lines.filter(({ does, keys }) => {
      const text = `${title} ${does}`.toLowerCase();
      return words.every((word) => text.includes(word) || keys.some((chord) => chord === word || chord.split('+').includes(word)));
    });
    return found.length === 0 ? [] : [{ title, lines: found }];
  });
}

/** The keys of a panel's help: its own, and those of the commands that are registered now. */
export function helpLines(keys: readonly HelpKey[], commands: readonly Command[], isEnabled: (command: Command) => boolean): readonly KeyLine[] {
  return keys.flatMap((key): KeyLine[] => {
    if ('keys' in key) return [{ ...key, isBound: true }];
    const command = commands.findLast(({ id, keys: chord }) => id === key.command && chord !== undefined);
    return command === undefined ? [] : [lineOf(command, isEnabled)];
  });
}

function lineOf(command: Command, isEnabled: (command: Command) => boolean): KeyLine {
  return { keys: command.keys === undefined ? [] : [command.keys], does: command.title, isBound: isEnabled(command) };
}

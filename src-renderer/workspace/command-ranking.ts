import type { Command } from './commands.ts';

/** How well a command answers to what was typed: 0 not at all; more the better, and of equals the shorter title. */
export function commandRank({ title, id }: Pick<Command, 'title' | 'id'>, typed: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const text = title.toLowerCase();
  const whole = `${text} ${id.toLowerCase()}`;
  if (!words.every((word) => whole.includes(word))) return 0;
  const starts = new Set(text.split(/[\s:,.()/]+/));
  const isAtStarts = words.every((word) => [...starts].some((start) => start.startsWith(word.replace(/[:,.]$/, ''))));
  const kind = text.startsWith(words.join(' ')) ? 3 : isAtStarts ? 2 : 1;
  return kind + 1 / (title.length + 1);
}

/** The commands by their group, groups by name. */
export function commandGroups(commands: readonly Command[]): readonly (readonly [string, readonly Command[]])[] {
  return [...Map.groupBy(commands, (command) => command.group)].toSorted(([left], [right]) => left.localeCompare(right));
}

/** The commands that answer to what was typed, the best first, in the groups of theirs; all by group where nothing was. */
export function rankedGroups(commands: readonly Command[], typed: string): readonly (readonly [string, readonly Command[]])[] {
  if (typed.trim() === '') return commandGroups(commands);
  const ranked = commands
    .map((command) => ({ command, rank: commandRank(command, typed) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((left, right) => right.rank - left.rank);
  return [...Map.groupBy(ranked.map(({ command }) => command), (command) => command.group)];
}

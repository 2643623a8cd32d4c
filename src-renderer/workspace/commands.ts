import { useEffect, useLayoutEffect, useRef } from 'react';
import { create } from 'zustand';
import { chordOf, controlOf, isFunctionKey, isTyping } from './keys.ts';

/** Something a trader can do by name in the palette, or by key. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** "mod+k" (Ctrl or ⌘), "a", "shift+c", "?", "enter", "f2"; a key without mod, but for "f1" to "f12", never acts while typing. */
  readonly keys?: string;
  readonly group: string;
  /** Absent, always. */
  readonly enabled?: () => boolean;
  run(): void;
}

interface Registry {
  /** In order of registration. */
  readonly commands: readonly Command[];
}

export const useRegistry = create<Registry>()(() => ({ commands: [] }));

export function isEnabled(command: Command): boolean {
  return command.enabled?.() ?? true;
}

/** Registers until the returned function is called. */
export function registerCommands(commands: readonly Command[]): () => void {
  const added = new Set(commands);
  useRegistry.setState((state) => ({ commands: [...state.commands, ...commands] }));
  return () => useRegistry.setState((state) => ({ commands: state.commands.filter((command) => !added.has(command)) }));
}

/** Registers the commands while the component is mounted; the newest `run` and `enabled` are the ones that act. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const named = commands.map(({ id, title, keys, group }) => [id, title, keys, group].join('\n')).join('\0');
  useEffect(() => {
    const now = (id: string): Command | undefined => latest.current.find((command) => command.id === id);
    return registerCommands(
      latest.current.map((command) => ({
        ...command,
        enabled: () => now(command.id)?.enabled?.() ?? true,
        run: () => now(command.id)?.run(),
      })),
    );
  }, [named]);
}

/** The command a chord means now: of those that are enabled, the one registered last. */
export function commandFor(commands: readonly Command[], chord: string): Command | undefined {
  return commands.findLast((command) => command.keys === chord && isEnabled(command));
}

/** Runs a command by its name, as a click on what stands for it; nothing while it is not enabled. */
export function runCommand(id: string): void {
  const command = useRegistry.getState().commands.findLast((known) => known.id === id && isEnabled(known));
  command?.run();
}

/** The window's one key handler. Returns what removes it. */
export function listenForKeys(target: Window): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  /** A control keeps the focus after a click, but not Enter, which stays with the ticket. */
  let clicked: Element | null = null;
  const pressesControl = (event: KeyboardEvent): boolean => {
    const control = controlOf(event.target);
    return control !== null && (event.key === ' ' || (event.key === 'Enter' && control !== clicked));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const chord = chordOf(event);
    if (chord === null) return;
    const actsAnywhere = chord.startsWith('mod+') || isFunctionKey(chord);
    if (!actsAnywhere && (isTyping(event.target) || pressesControl(event))) return;
    if (target.document.querySelector('dialog[open]') !== null) return;
    const command = commandFor(useRegistry.getState().commands, chord);
    if (!command) return;
    event.preventDefault();
    if (!event.repeat) command.run();
  };
  target.addEventListener('pointerdown', (event) => (clicked = controlOf(event.target)), { signal, capture: true });
  target.addEventListener(
    'focusin',
    (event) => {
      if (event.target !== clicked) clicked = null;
    },
    { signal },
  );
  target.addEventListener('keydown', onKeyDown, { signal });
  return () => stop.abort();
}

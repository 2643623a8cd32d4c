import { afterEach, describe, expect, it } from 'vitest';
import { type Command, commandFor, registerCommands, useRegistry } from '../../../src-renderer/workspace/commands.ts';
import { chordOf, keyCaps } from '../../../src-renderer/workspace/keys.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

const command = (id: string, keys: string, enabled = true): Command => ({ id, title: id, keys, group: 'Test', enabled: () => enabled, run: () => undefined });

afterEach(() => useRegistry.setState({ commands: [] }));

describe('chordOf', () => {
  it('names modifiers once, and shift only where the key does not say it', () => {
    expect(press('k', { ctrlKey: true })).toBe('mod+k');
    expect(press('k', { metaKey: true })).toBe('mod+k');
    expect(press('C', { shiftKey: true })).toBe('shift+c');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('Enter', { shiftKey: true })).toBe('shift+enter');
    expect(press(' ')).toBe('space');
  });

  it('leaves modifiers alone and Alt to the system', () => {
    expect(press('Shift', { shiftKey: true })).toBeNull();
    expect(press('k', { altKey: true })).toBeNull();
  });
});

describe('keyCaps', () => {
  it('prints the caps of the machine', () => {
    expect(keyCaps('mod+k', true)).toEqual(['⌘', 'K']);
    expect(keyCaps('shift+enter', false)).toEqual(['Shift', '⏎']);
    expect(keyCaps('+', false)).toEqual(['+']);
    expect(keyCaps('mod++', false)).toEqual(['Ctrl', '+']);
  });
});

describe('the registry', () => {
  it('gives a key to the enabled command that was registered last', () => {
    registerCommands([command('first', 'c')]);
    const leave = registerCommands([command('second', 'c'), command('third', 'c', false)]);
    expect(commandFor(useRegistry.getState().commands, 'c')?.id).toBe('second');
    leave();
    expect(commandFor(useRegistry.getState().commands, 'c')?.id).toBe('first');
    expect(commandFor(useRegistry.getState().commands, 'x')).toBeUndefined();
  });
});

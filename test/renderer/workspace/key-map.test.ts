import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src-renderer/workspace/commands.ts';
import { foundKeys, helpLines, keyMap } from '../../../src-renderer/workspace/key-map/key-map.ts';
import { chordOf, isFunctionKey, keyCaps } from '../../../src-renderer/workspace/keys.ts';

const command = (id: string, title: string, keys: string | null, enabled = true): Command => ({ id, title, ...(keys === null ? {} : { keys }), group: 'Orders', enabled: () => enabled, run: () => undefined });
const isEnabled = (each: Command): boolean => each.enabled?.() ?? true;
const COMMANDS = [command('orders.cancel', 'Cancel the selected order', 'c', false), command('orders.cancel.all', 'Cancel every working order', 'shift+c'), command('orders.show', 'Show the orders', null)];

describe('keyMap', () => {
  it('has the commands with keys, marks those that do nothing now, and the keys of the panels in front alone', () => {
    const groups = keyMap(COMMANDS, isEnabled, ['orders']);
    expect(groups.find(({ title }) => title === 'Orders')?.lines).toEqual([
      { keys: ['c'], does: 'Cancel the selected order', isBound: false },
      { keys: ['shift+c'], does: 'Cancel every working order', isBound: true },
    ]);
    const titles = groups.map(({ title }) => title);
    expect(titles).toContain('In “Orders”');
    expect(titles).not.toContain('In “Option chain”');
  });

  it('is found by words of what is done, by keys, and by the group', () => {
    const groups = keyMap(COMMANDS, isEnabled, ['chain']);
    expect(foundKeys(groups, 'cancel every').flatMap(({ lines }) => lines.map(({ does }) => does))).toEqual(['Cancel every working order']);
    expect(foundKeys(groups, 'option chain').map(({ title }) => title)).toEqual(['In “Option chain”']);
    expect(foundKeys(groups, 'pageup').flatMap(({ lines }) => lines)).toHaveLength(1);
    expect(foundKeys(groups, 'xyzzy')).toEqual([]);
  });
});

describe('helpLines', () => {
  it('names a command by what it is called and bound to now, and leaves out what is not registered', () => {
    expect(helpLines([{ command: 'orders.cancel' }, { command: 'gone' }, { keys: ['j'], does: 'Open it' }], COMMANDS, isEnabled)).toEqual([
      { keys: ['c'], does: 'Cancel the selected order', isBound: false },
      { keys: ['j'], does: 'Open it', isBound: true },
    ]);
  });
});

describe('keys', () => {
  it('knows those that write nothing, and prints their names', () => {
    const f1 = chordOf({ key: 'F1', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false });
    expect(f1).toBe('f1');
    expect(isFunctionKey('f1') && isFunctionKey('shift+f12')).toBe(true);
    expect(isFunctionKey('f')).toBe(false);
    expect(keyCaps('pageup', false)).toEqual(['PgUp']);
  });
});

import { describe, expect, it } from 'vitest';
import { commandRank, rankedGroups } from '../../../src-renderer/workspace/command-ranking.ts';
import type { Command } from '../../../src-renderer/workspace/commands.ts';

const command = (title: string, id: string, group: string): Command => ({ title, id, group, run: () => undefined });
const COMMANDS = [
  command('Go to the alerts', 'alerts.focus', 'Alerts'),
  command('Show the risk events', 'alerts.events', 'Alerts'),
  command('Show panel: Risk', 'panel.risk', 'Workspace'),
  command('Halt: cancel every order, stop trading (hold the key)', 'risk.kill', 'Risk'),
  command('Go to the risk', 'risk.focus', 'Risk'),
];
const found = (typed: string) => rankedGroups(COMMANDS, typed).map(([group, members]) => [group, members.map(({ id }) => id)]);

describe('the ranking of commands', () => {
  it('puts the group of the best answer first, whatever its name', () => {
    expect(found('risk')).toEqual([
      ['Risk', ['risk.focus', 'risk.kill']],
      ['Workspace', ['panel.risk']],
      ['Alerts', ['alerts.events']],
    ]);
  });

  it('finds no command by letters that are only scattered over it', () => {
    expect(found('halt')).toEqual([['Risk', ['risk.kill']]]);
    expect(found('zzz')).toEqual([]);
  });

  it('takes words in any order, with their signs or without', () => {
    expect(found('risk panel')).toEqual([['Workspace', ['panel.risk']]]);
    expect(found('show panel: risk')).toEqual([['Workspace', ['panel.risk']]]);
    expect(commandRank({ title: 'Show QQQ', id: 'underlying.QQQ' }, 'show qqq')).toBeGreaterThan(3);
  });

  it('lists all by group where nothing was typed', () => {
    expect(found('  ').map(([group]) => group)).toEqual(['Alerts', 'Risk', 'Workspace']);
  });
});

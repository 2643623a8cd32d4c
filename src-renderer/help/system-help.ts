import type { PanelHelp } from './panel-help.ts';

export const SYSTEM_HELP: PanelHelp = {
  shows: 'How the program is set up, its backups, what runs, and what it is made of.',
  figures: [
    ['Configuration', 'each key with its value and what would be accepted; desk counts for all workstations, here for this one'],
    ['secret', 'a value that is kept encrypted and never shown'],
    ['Backups', 'copies of this workstation’s database: sound was read through, damaged cannot be put back, not read may be either'],
    ['Program', 'profile, person, account and books of this start, and starting the terminal anew'],
    ['About and licences', 'version and installation, and the licences of all that ships'],
  ],
  keys: [{ keys: ['enter'], does: 'Save what was written' }, { keys: ['escape'], does: 'Take back what was written' }],
  states: [['Nothing can be put back here now', 'the line says why: a session under way, or a workstation that watches']],
  docs: ['configuration.md', 'backups.md', 'updates.md'],
};

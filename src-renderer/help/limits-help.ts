import type { PanelHelp } from './panel-help.ts';

export const LIMITS_HELP: PanelHelp = {
  shows: 'Every risk limit of the account, with its bounds, and what is changed by writing a new value.',
  figures: [
    ['Value', 'as it holds now, in the unit that stands beside it; type to change it'],
    ['Dollars', 'what a share of the equity comes to today'],
    ['Takes effect', 'a change to the safer side at once, one to the looser side with the next session'],
    ['Range', 'what would be accepted'],
    ['At first', 'the value without a change of yours'],
    ['What it bounds', 'which orders it denies, or what it watches'],
  ],
  keys: [
    { keys: ['arrowup', 'arrowdown'], does: 'To the limit above or below' },
    { keys: ['enter'], does: 'Review the changes before they are saved' },
    { keys: ['escape'], does: 'Take back what was written' },
  ],
  states: [['waits', 'a looser value that comes with the next session; it can be taken back until then']],
  docs: ['limits.md', 'risk.md'],
};

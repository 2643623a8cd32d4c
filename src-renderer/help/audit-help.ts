import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const AUDIT_HELP: PanelHelp = {
  shows: 'The record of what everybody did, newest first: each entry is chained to the one before, so that a change in it is found.',
  figures: [
    ['Time', 'New York'],
    ['Who, From where', 'the person, and the device and address of their session'],
    ['Action, What', 'the operation, and what it was done to'],
    ['Outcome', 'done, or refused and why'],
    ['What changed', 'values before and after; secrets are never among them'],
    ['verified', 'the chain was walked from its beginning and every entry is as it was written'],
  ],
  keys: [{ keys: ['/'], does: 'Search' }, { keys: ['arrowup', 'arrowdown', 'pageup', 'pagedown'], does: 'Select an entry' }, { keys: ['enter'], does: 'Open the entry' }, { keys: ['escape'], does: 'Back to the list' }],
  states: [ABSENT_STATE, ['broken', 'an entry was changed, taken away or put elsewhere: the banner names the place']],
  docs: ['audit.md', 'threats.md'],
};

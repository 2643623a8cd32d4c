import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const JOURNAL_HELP: PanelHelp = {
  shows: 'Each package from its opening to its end: orders, fills and settlement in their order, what the market was, your notes and tags.',
  figures: [
    ['Entry, Exit', 'net price a share; – where it was held to its end'],
    ['Net', 'result after all costs, dollars'],
    ['Risk, R', 'greatest loss at expiry of what was opened, dollars; net result per unit of it'],
    ['at mid, at natural', 'what the result would have been with fills at the mid, or across the spread, of the quotes kept with each fill; dollars'],
    ['best, worst', 'the best and worst it stood at while it was open, at mids with costs; dollars'],
    ['VIX at entry', 'points'],
    ['correction', 'charges or an assignment that a broker booked later: an entry of its own, nothing is overwritten'],
  ],
  keys: [
    { command: 'journal.focus' },
    { keys: ['/'], does: 'Search' },
    { keys: ['arrowup', 'arrowdown', 'pageup', 'pagedown'], does: 'Select a package' },
    { keys: ['enter'], does: 'Open its entry' },
    { keys: ['escape'], does: 'Back to the list' },
  ],
  states: [ABSENT_STATE, ['imported', 'of a broker’s statement, in an account of its own']],
  docs: ['journal-format.md', 'metrics.md'],
};

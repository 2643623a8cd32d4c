import { type PanelHelp, ROW_KEYS } from './panel-help.ts';

export const PERFORMANCE_HELP: PanelHelp = {
  shows: 'What trading came to over a period, each figure with its interval and its sample, as a whole or of a slice of the trades.',
  figures: [
    ['Value, 95 %, n', 'the figure; where its true value lies with 95 %; trades or days it was made of'],
    ['trade', 'one package from its opening to its end, with all its costs, counted on the day it ended'],
    ['Equity, drawdown', 'the account at the end of each day; how far below its best. Dollars, or share of the start'],
    ['Calendar', 'net of each day, dollars'],
    ['Distributions', 'trades by net result (dollars), by result over greatest loss, and by time held'],
    ['slice', 'trades by strategy, underlying, hour, weekday, regime, signal, tag or source'],
  ],
  keys: [
    { command: 'performance.focus' },
    { keys: ROW_KEYS, does: 'Walk the figures: each is defined below the table' },
    { keys: ['arrowleft', 'arrowright'], does: 'Move from day to day of the calendar, or along the filters' },
    { keys: ['delete'], does: 'Take a chosen filter away' },
    { keys: ['escape'], does: 'Step back' },
  ],
  states: [['–', 'too few trades or days, or nothing to divide by; the row says which'], ['No trade is over yet', 'figures begin when the first package is closed or settles']],
  docs: ['metrics.md'],
};

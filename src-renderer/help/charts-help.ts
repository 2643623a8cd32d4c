import type { PanelHelp } from './panel-help.ts';

export const CHARTS_HELP: PanelHelp = {
  shows: 'Candles of one ticker, today or as far back as was recorded, with your trades and what you hold drawn over them.',
  figures: [
    ['candle', 'open, high, low and close of an interval, dollars'],
    ['Volume', 'shares traded in each interval'],
    ['Trades', 'entries and exits, with the result in dollars at the exit'],
    ['Strikes', 'strikes of what is held, with its signed contracts'],
    ['Break-evens', 'prices at which what is held ends with nothing won or lost, costs included'],
    ['Cone', 'where the implied distribution puts the price until the reference: the middle 68 % and 95 %'],
  ],
  keys: [],
  states: [['Nothing recorded yet', 'the terminal records each minute it runs'], ['No trade yet', 'today’s candles begin with the first price of the session']],
  docs: ['figures.md', 'time-series.md'],
};

import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const ANALYSIS_HELP: PanelHelp = {
  shows: 'What up to four structures, held or only thought of, are worth at other prices, volatilities and times of the day.',
  figures: [
    ['A to D, Σ', 'the structures compared, and all of them as one position'],
    ['now, at, end', 'the result at this moment, at the time of the slider with the volatilities shifted, and at the reference; dollars after costs'],
    ['Cost', 'dollars paid, fees included; below 0 is received'],
    ['Max gain, Max loss', 'at the reference, dollars'],
    ['Break-evens', 'prices at which nothing is won or lost'],
    ['P(profit), Expected result', 'by the market’s own distribution: risk-neutral, no forecast'],
    ['Delta, Gamma', 'shares held in effect; shares per 1.00 of the price'],
    ['Theta, Vega', 'dollars a calendar day at the pace of now; dollars a point of volatility'],
    ['Margin, Buying power left', 'what is held requires, or an order for it would add; what it would leave. Dollars'],
    ['sticky strike', 'each leg keeps the volatility of its strike as the price moves, plus the points that are added to all'],
  ],
  keys: [
    { command: 'analysis.focus' },
    { command: 'analysis.ticket' },
    { command: 'analysis.book' },
    { keys: ['arrowleft', 'arrowright'], does: 'Move the selected strike by one listed strike, with Shift all of them' },
    { keys: ['arrowup', 'arrowdown'], does: 'Choose the leg' },
    { keys: ['[', ']'], does: 'Look five minutes earlier or later' },
    { keys: ['pageup', 'pagedown'], does: 'Add or take a point of volatility' },
  ],
  states: [ABSENT_STATE, ['cannot be drawn', 'a leg has no price; the structure’s line says which']],
  docs: ['figures.md'],
};

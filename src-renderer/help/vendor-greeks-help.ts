import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const VENDOR_GREEKS_HELP: PanelHelp = {
  shows: 'The broker’s own volatilities and Greeks of the same-day options beside ours, contract by contract.',
  figures: [
    ['IV', 'implied volatility a year, in percent'],
    ['Delta, Gamma', 'change of the option’s price for 1.00 of the underlying, and of the delta'],
    ['Vega', 'change of the price for 1 % of volatility, in dollars a share'],
    ['Theta', 'change of the price in a calendar day, in dollars a share'],
    ['Ours, Theirs', 'as this terminal computes it, and as the broker’s model does'],
    ['Diff', 'ours less theirs'],
  ],
  keys: [{ keys: ['arrowup', 'arrowdown'], does: 'To the contract above or below' }],
  states: [
    ['no model computation', 'usual in the broker’s data, above all far from the price and late in the day: the row says – and ours stand'],
    ['△ old', 'the broker has not said these for a minute or more'],
    ABSENT_STATE,
  ],
  docs: ['ibkr.md'],
};

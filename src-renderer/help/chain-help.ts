import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const CHAIN_HELP: PanelHelp = {
  shows: 'The options of the chosen underlying that expire today: a row a strike, calls on the left, puts on the right.',
  figures: [
    ['Bid, Ask', 'dollars a share; a click on a bid puts a sale on the ticket, on an ask a purchase'],
    ['Bid ×, Ask ×', 'contracts bid for and offered'],
    ['Mid, Last', 'half way between bid and ask; the last trade. Dollars a share'],
    ['IV', 'implied volatility of the mid, percent a year on the clock that the heading names'],
    ['Δ', 'change of the price per 1.00 of the underlying'],
    ['Γ, Speed', 'change of Δ, and of Γ, per 1.00 of the underlying'],
    ['Θ, Charm', 'change of the price (dollars) and of Δ a calendar day, at the pace of now'],
    ['Vega, Vanna, Vomma', 'change of the price (dollars), of Δ and of Vega per 1 % of volatility'],
    ['ρ', 'dollars per 1 % of the rate'],
    ['P(ITM)', 'risk-neutral probability to end in the money, percent; no forecast'],
    ['Vol, OI', 'contracts traded today; contracts open as of last night'],
    ['forward', 'of the heading: by put-call parity, or the spot where puts and calls do not tell it. Dollars'],
    ['clock', 'what time to expiry is counted by: the variance clock weighs each minute by the variance expected in it'],
  ],
  keys: [
    { command: 'chain.focus' },
    { command: 'chain.centre' },
    { keys: ['arrowup', 'arrowdown', 'arrowleft', 'arrowright'], does: 'Move the cell cursor' },
    { keys: ['pageup', 'pagedown'], does: 'Move it by a page' },
    { keys: ['space'], does: 'Take the bid or the ask under the cursor' },
    { keys: ['b'], does: 'Buy the contract under the cursor' },
    { keys: ['s'], does: 'Sell the contract under the cursor' },
  ],
  states: [ABSENT_STATE, ['italic', 'a quote that is not fit to trade on: one side only, crossed, locked or old'], ['△ stale', 'no quote has come for too long; the rows are of that moment'], ['△ far from spot', 'the forward and the spot disagree by more than errors explain']],
  docs: ['figures.md'],
};

import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const TICKET_HELP: PanelHelp = {
  shows: 'The order being written: its legs, its price, what it would cost, risk and leave, and then its words before it is sent.',
  figures: [
    ['Side, Ratio', 'buy or sell; contracts of the leg in one package'],
    ['Net', 'the package’s limit in dollars a share: a debit is paid, a credit received'],
    ['Target, Stop', 'orders that close what this one opens: as part of the credit or debit, or as the price it is closed at; beside it the result of the whole order before fees. They wait for its fill, and what one takes back the other no longer does'],
    ['Qty', 'packages; one option is for 100 shares'],
    ['natural, mid, expected', 'net price across every spread, which fills at once; half way; and as the fill model expects. A click takes it as the limit'],
    ['Max gain, Max loss', 'at expiry, dollars with fees'],
    ['Break-evens', 'prices of the underlying at expiry, dollars'],
    ['P(profit), P(max gain), P(max loss)', 'risk-neutral probabilities if it is held to the reference time'],
    ['P(touch)', 'probability that the underlying trades at a break-even before the reference time'],
    ['Win rate needed', 'maximum loss ÷ (maximum gain + maximum loss): a rough measure'],
    ['Expected', 'mean result at the reference time, dollars after fees'],
    ['Cash', 'what the fill pays into the account, fees included'],
    ['Margin, Power left', 'change of the margin; buying power after the fill. Dollars'],
    ['Broker’s margin', 'what Interactive Brokers says the order would do to initial and maintenance margin, before → after, and would cost; asked on demand, ours beside it'],
    ['Book at worst', 'worst case at expiry of all that is held and on order, with this order; dollars'],
    ['Day at worst', 'what the day could lose by then: its loss as booked, and the worst case; dollars'],
    ['Δ, Γ, Θ, Vega', 'of the whole order: shares; shares per 1.00; dollars a calendar day; dollars per 1 % of volatility'],
  ],
  keys: [{ command: 'ticket.go' }, { command: 'ticket.back' }, { command: 'ticket.up' }, { command: 'ticket.down' }, { command: 'ticket.flip' }, { command: 'ticket.clear' }, { command: 'ticket.whatIf' }, { command: 'arming.toggle' }],
  states: [
    ABSENT_STATE,
    ['SAFE', 'nothing is sent by key or button until the window is armed'],
    ['△ stale', 'the figures are of an earlier moment'],
    ['red lines', 'the order would be denied as it stands, and why'],
    ['Not sent yet', 'a package at the market is sent only after a second asking: each leg fills at whatever it costs'],
    ['No answer', 'the order may have gone out: sending the same review again cannot make a second one'],
  ],
  docs: ['figures.md', 'denials.md', 'risk.md', 'ibkr.md'],
};

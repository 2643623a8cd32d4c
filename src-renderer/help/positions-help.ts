import { ABSENT_STATE, type PanelHelp, ROW_KEYS } from './panel-help.ts';

export const POSITIONS_HELP: PanelHelp = {
  shows: 'What the account holds, a row a package, what it has come to today, and how to close it.',
  figures: [
    ['Today, mid, natural', 'result of the day with fees, dollars: as the fill model books it, at mid prices, and crossing every spread'],
    ['Buying power, Margin, Cash, Net', 'dollars of the account; Net is cash and positions at the mid'],
    ['Qty', 'packages held'],
    ['Entry', 'net price a share at entry: db was paid, cr received'],
    ['Mid, Natural', 'what closing at the mid, or across the spread, would pay (cr) or cost (db); dollars a share'],
    ['Δ, Γ', 'shares held in effect; shares per 1.00 of the underlying'],
    ['Θ, Vega', 'dollars a calendar day at the pace of now; dollars per 1 % of volatility'],
    ['P&L nat., P&L, P&L mid', 'result after fees: closed across the spread, as the fill model expects, at the mid; dollars'],
    ['Margin', 'that the package requires, dollars'],
    ['target, stop, trails, closes', 'of its exits: results in dollars and a time in New York at which it is closed without being asked'],
  ],
  keys: [
    { keys: ROW_KEYS, does: 'Select a package' },
    { keys: ['space'], does: 'Show or hide its legs' },
    { command: 'positions.close.mid' },
    { command: 'positions.close.natural' },
    { command: 'positions.close.ticket' },
    { command: 'positions.exits' },
    { keys: ['e'], does: 'Set its exits' },
    { keys: ['a'], does: 'Analyse the selected package' },
    { keys: ['j'], does: 'Open its package in the journal' },
  ],
  states: [ABSENT_STATE, ['△ not connected', 'the figures are of an earlier moment'], ['settled', 'expiry has ended it: exercised, assigned or lapsed']],
  docs: ['figures.md', 'risk.md'],
};

import { ABSENT_STATE, type PanelHelp, ROW_KEYS } from './panel-help.ts';

export const ORDERS_HELP: PanelHelp = {
  shows: 'Every order of the session, newest first, with each step of its life.',
  figures: [
    ['Time, Updated', 'when it was written and last changed, New York'],
    ['Package', 'what it opens or closes'],
    ['entry, target, stop', 'an order with its exits under it; waits: nothing of the entry is filled yet. A cancelled entry takes them with it'],
    ['State', 'where it stands: sent, accepted, partly filled, filled, cancelled, denied, rejected or expired'],
    ['Filled', 'packages filled of those ordered'],
    ['Price, Average', 'the limit, and the mean net price of what is filled; dollars a share, db paid or cr received'],
    ['Type', 'limit, market, stop or stop limit, and how long it is good'],
    ['Reason', 'why it was denied, rejected, cancelled or expired'],
  ],
  keys: [
    { keys: ROW_KEYS, does: 'Select an order' },
    { keys: ['space'], does: 'Show or hide the steps of its life' },
    { command: 'orders.change' },
    { command: 'orders.cancel' },
    { command: 'orders.cancel.all' },
    { keys: ['j'], does: 'Open its package in the journal' },
  ],
  states: [ABSENT_STATE, ['pending', 'a change or a cancel was asked for and is not answered yet'], ['SAFE', 'changing and cancelling need the window armed; the kill switch does not'], ['⇄ elsewhere', 'made in TWS, on a phone or by another program, and taken over from the broker’s records']],
  docs: ['denials.md', 'risk.md'],
};

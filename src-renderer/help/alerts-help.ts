import { type PanelHelp, ROW_KEYS } from './panel-help.ts';

export const ALERTS_HELP: PanelHelp = {
  shows: 'What the risk engine and your own rules had to say, what waits to be acknowledged, the rules, and the record of risk events.',
  figures: [
    ['Severity', 'how grave it is: what is told on the desktop, and by which sound'],
    ['Alert, What', 'which rule or part of the risk engine speaks, and its numbers'],
    ['State', 'active, snoozed until a time, or acknowledged and by whom'],
    ['rule', 'looks at a price (dollars), a volatility (% a year), a delta (−1 to 1), a result (dollars), a strike that is near (% of the spot) or a time (minutes before the reference)'],
    ['once, again', 'whether a rule speaks once or again after so many minutes'],
    ['risk event', 'what a breaker, a limit or the kill switch did, and the action taken'],
  ],
  keys: [
    { command: 'alerts.show' },
    { command: 'alerts.acknowledgeAll' },
    { keys: ROW_KEYS, does: 'Select an alert' },
    { keys: ['a', 'enter'], does: 'Acknowledge it' },
    { keys: ['1', '2', '3'], does: 'Snooze it, for longer each' },
  ],
  states: [['unheard', 'more came at once than may sound']],
  docs: ['risk.md'],
};

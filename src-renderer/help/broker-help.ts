import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const BROKER_HELP: PanelHelp = {
  shows: 'The broker: how it is reached, which market data it gives, what rests there, and where its records differ from the books.',
  figures: [
    ['Gateway', 'TWS or IB Gateway, the program of Interactive Brokers that holds the login and takes orders for it'],
    ['Client id', 'the number by which the gateway knows this terminal; it stays the same, as another could not change this one’s orders'],
    ['Its clock', 'by how many seconds the gateway’s time differs from this machine’s'],
    ['The broker', 'whether the gateway reaches Interactive Brokers itself'],
    ['LIVE, FROZEN, DELAYED', 'the worst of the quotes that are subscribed to: in real time, from before the close, or about 15 minutes old'],
    ['Lines', 'contracts whose quotes are subscribed to, of how many the account may have at one time'],
    ['Contracts', 'options of the day that are listed, subscribed, of these silent or refused, and those for which no line was left'],
    ['Resting at the broker', 'orders that work there, as it was last heard: ours, and those made elsewhere in the account'],
    ['Books and broker', 'the newest comparison: what was compared, each difference with its reason, and the rule that was applied'],
    ['Estimated, Charged, Difference', 'dollars booked for today’s executions at the fill, what the broker charged for the same ones, and by how much that is more'],
    ['Unreported', 'executions whose charge the broker has not said yet: the estimate stands'],
  ],
  keys: [
    { command: 'broker.compare' },
    { command: 'broker.retry' },
    { command: 'broker.cancelAccount' },
    { keys: ['enter'], does: 'Confirm what is to become of a difference' },
    { keys: ['escape'], does: 'Step back from it' },
  ],
  states: [
    ['in doubt', 'an order that was sent and not answered: it is never sent again, and the broker’s records say what became of it'],
    ['made elsewhere', 'an order of the account that another program, a phone or a person in TWS placed'],
    ['settled, left so, you decide', 'the books agree now; a person left the difference; no rule settles it, so that a person takes it over or leaves it'],
    ['No new order is sent', 'the broker is not reached, or its records were not compared with the books since it was'],
    ABSENT_STATE,
  ],
  docs: ['ibkr.md', 'reconciliation.md'],
};

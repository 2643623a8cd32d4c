import type { PanelHelp } from './panel-help.ts';

export const CONNECTIONS_HELP: PanelHelp = {
  shows: 'Where the books and the history are kept, the servers of a desk and how they stand, who trades the account, and what is kept for how long.',
  figures: [
    ['Local, Desk', 'everything on this machine; or books here first, shared with other workstations by servers'],
    ['server', 'connected, catching up, down or failed; waiting: what is still to be brought there (changes, keys or points)'],
    ['TRADING, WATCHING, WAITING', 'whether this workstation takes orders, sees another’s, or does neither for now'],
    ['lease', 'the right to trade the account, which one workstation holds at a time'],
    ['TWS or IB Gateway', 'the program of Interactive Brokers that holds the login and takes orders for it: where it listens, and as whom this terminal comes'],
    ['Client id', 'the number by which the gateway knows this terminal; another could not change its orders'],
    ['Data lines', 'contracts whose quotes may be asked for at one time'],
    ['Kept', 'how long a kind of data stays before it is taken away'],
  ],
  keys: [{ keys: ['enter'], does: 'Save what was written' }, { keys: ['escape'], does: 'Step back from a password or the take-over' }],
  states: [['a server that is down', 'trading goes on; it is tried again, and what it missed is brought there later'], ['restart needed', 'a change of the connections counts from the next start of the terminal']],
  docs: ['ibkr.md', 'desk.md', 'retention.md', 'time-series.md'],
};

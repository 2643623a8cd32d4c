import type { PackageView, SessionView } from '../../src-core/contract/schemas.ts';
import { add, times } from '../../src-core/money.ts';
import { ABSENT, formatDollars, formatSignedDollars, formatTime } from '../design/format.ts';
import { netOf, packageTitle } from '../design/order-words.ts';
import { STATE_NAMES } from '../design/order-words.ts';
import { HOLD_WORDS } from '../workspace/kill/kill-words.ts';
import { endedUnfilled, type Tour } from './tour-steps.ts';

export interface TourWords {
  readonly title: string;
  /** Two sentences at most. */
  readonly text: string;
}

export interface TourView {
  readonly tour: Tour;
  readonly session: Pick<SessionView, 'feed' | 'lastTrade'> | null;
  /** What the tour's order opened; null before it is known. */
  readonly trade: PackageView | null;
  /** What prints the palette's keys. */
  readonly paletteKeys: string;
}

const MADE: Readonly<Record<SessionView['feed']['label'], string>> = {
  SIMULATED: 'are made by a simulated market',
  REPLAY: 'are of a recorded session',
  DELAYED: 'come from the exchanges, some minutes late',
  LIVE: 'come from the exchanges, live',
};

/** What a step says. */
export function tourWords({ tour, session, trade, paletteKeys }: TourView): TourWords {
  switch (tour.step) {
    case 'market': {
      const label = session?.feed.label ?? 'SIMULATED';
      return { title: 'Where the prices come from', text: `Prices here ${MADE[label]}, and ${label} says so at all times. Orders are filled by the paper broker: no real money moves.` };
    }
    case 'chain':
      return { title: 'The option chain', text: 'A row is a strike of the options that expire today, calls to its left and puts to its right. You sell at the bid and buy at the ask; the other columns are worked out from the quotes.' };
    case 'fill':
      return { title: 'Click a price', text: 'Click the marked ask: that puts a call at the money on the ticket. By keys: O goes to the chain, the arrows move, B buys.' };
    case 'preview':
      return { title: 'What it can cost', text: '“Max loss” is the worst this order can do, “Fees” is all that it costs; a click on “natural” takes the price that fills at once. Then press Enter, or “Preview order”.' };
    case 'arm':
      return { title: 'SAFE and ARMED', text: 'While this says SAFE, no key and no button sends an order. Click it, or press Shift A, to arm the window.' };
    case 'send':
      return sendWords(tour);
    case 'position':
      return positionWords(trade, session);
    case 'kill':
      return { title: 'The kill switch', text: `Held for ${HOLD_WORDS}, HALT or F8 cancels every order and stops trading, whatever else is on the screen. Leave it for now: it is for the day when something is wrong.` };
    case 'help':
      return { title: 'Where help is', text: `F1, or the ? of a panel, says what its figures mean; ? alone shows every key. ${paletteKeys} finds every command, this tour too.` };
  }
}

function sendWords(tour: Tour): TourWords {
  const { order } = tour;
  if (order === null) return { title: 'Send it', text: 'These are the words of what is sent. Press Enter, or “Send order”: the money is paper, the books are real.' };
  const state = STATE_NAMES[order.state].toLowerCase();
  if (endedUnfilled(tour)) return { title: `Order ${order.sequence}: ${state}`, text: `Nothing was filled${order.reason === null ? '' : `: ${order.reason.replace(/\.$/, '')}`}.` };
  return { title: `Order ${order.sequence}: ${state}`, text: 'The broker has it, and fills it when the market comes to its price.' };
}

function positionWords(trade: PackageView | null, session: TourView['session']): TourWords {
  if (trade === null) return { title: 'What you hold', text: 'A filled order appears here with its entry, what closing it would bring, and its result after fees. Each row is closed by one order.' };
  const name = packageTitle(trade.underlying, trade.legs.map((leg) => leg.symbol), trade.strategy);
  const result = trade.profit.expected;
  if (trade.status === 'closed' || trade.status === 'settled') {
    return { title: 'In the books', text: `The ${name} is ${trade.status}: it came to ${formatSignedDollars(result)} after fees. Journal and performance have it from now on.` };
  }
  return {
    title: 'Your paper trade',
    text: `${trade.quantity} × ${name} ${paidWords(trade)}, ${formatDollars(add(trade.commission, trade.fees))} of it fees; now it stands at ${formatSignedDollars(result)}. Close it, or keep it: at ${session === null ? ABSENT : formatTime(session.lastTrade).slice(0, 5)} trading ends and expiry settles it.`,
  };
}

/** "cost $124.65", "brought $77.30": what the fill moved, fees included. */
function paidWords(trade: PackageView): string {
  const net = netOf(trade.entry);
  if (net === null) return `cost ${ABSENT}`;
  const paid = add(times(net, trade.quantity * SHARES), trade.commission, trade.fees);
  return paid < 0 ? `brought ${formatDollars(times(paid, -1))}` : `cost ${formatDollars(paid)}`;
}

/** Shares behind one package's price per share. */
const SHARES = 100;

import { newYorkClock } from '../../src-core/calendar/clock-text.ts';
import { dateInNewYork } from '../../src-core/calendar/exchange-calendar.ts';
import type { Clock, EpochMs, IsoDate } from '../../src-core/time.ts';
import type { Notices } from '../operations/notices.ts';
import type { Broker } from '../trading/broker.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import { differenceOf } from '../trading/reconciliation.ts';

export interface WakingParts {
  readonly orders: Pick<OrderManager, 'working' | 'pending' | 'failure'>;
  readonly broker: Pick<Broker, 'working' | 'reconcile'>;
  readonly date: IsoDate;
  readonly clock: Clock;
  readonly notices: Pick<Notices, 'tell'>;
}

/**
 * Compares what the books have working with what the broker has, after the machine slept or its clock was set; `now` is
 * the machine's time. The broker is given what it does not know, as at a start. Answers with what was found, sentences.
 */
export async function reconcileAfter({ orders, broker, date, clock, notices }: WakingParts, now: EpochMs): Promise<string> {
  await orders.pending();
  const { alike, unknown, stray } = differenceOf(orders.working(), await broker.working());
  if (unknown.length > 0) broker.reconcile(unknown);
  if (stray.length > 0) notices.tell('error', `the broker works ${counted(stray.length, 'order')} that the books do not have: ${stray.slice(0, 5).join(', ')}`);
  const today = dateInNewYork(now);
  return [
    alike + unknown.length + stray.length === 0 ? 'No order works, in the books or at the broker.' : `${counted(alike, 'order')} work${alike === 1 ? 's' : ''} in the books and at the broker alike.`,
    ...(unknown.length === 0 ? [] : [`The broker did not know ${counted(unknown.length, 'order')} and was given ${unknown.length === 1 ? 'it' : 'them'} again.`]),
    ...(stray.length === 0 ? [] : [`The broker works ${counted(stray.length, 'order')} that the books do not have.`]),
    ...(orders.failure === null ? [] : [`The books take no more orders: ${orders.failure}.`]),
    `The session of ${date} stands at ${newYorkClock(clock.now())}${today === date ? '' : `; today is ${today}`}.`,
  ].join(' ');
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

import type { ContractClient } from '../../../src-core/contract/client.ts';
import { isUnanswered } from '../../connection/unanswered.ts';
import { useArming } from '../../workspace/arming.ts';
import { failureOf } from './preview-loop.ts';
import { completeTicket, useTicket } from './ticket-store.ts';

/** Freezes the ticket for review under an order id of its own. Does nothing while something is missing. */
export function reviewTicket(): void {
  const state = useTicket.getState();
  const complete = completeTicket(state);
  if ('ticket' in complete) state.review(crypto.randomUUID(), complete.ticket);
}

/** Sends the reviewed ticket, once, and only when armed. */
export async function sendTicket(core: Pick<ContractClient, 'call'>): Promise<void> {
  if (!useArming.getState().armed) return;
  const { beginSending, sent, refused, unanswered } = useTicket.getState();
  const order = beginSending();
  if (order === null) return;
  /** The answer is of another person's order once the window is no longer theirs. */
  const isAwaited = (): boolean => {
    const { stage } = useTicket.getState();
    return stage.kind === 'sending' && stage.id === order.id;
  };
  try {
    const placed = await core.call('orders.place', { ...order.ticket, id: order.id });
    if (isAwaited()) sent(placed);
  } catch (error) {
    if (!isAwaited()) return;
    const { message, field } = failureOf(error);
    if (isUnanswered(error)) unanswered(message);
    else refused(message, field);
  }
}

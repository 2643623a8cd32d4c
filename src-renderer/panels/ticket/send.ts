import type { ContractClient } from '../../../src-core/contract/client.ts';
import type { OrderConfirmation } from '../../../src-core/orders/order.ts';
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

/** Sends the reviewed ticket, once, and only when armed. What the core asks to have confirmed goes back to review with its question. */
export async function sendTicket(core: Pick<ContractClient, 'call'>, confirmed?: OrderConfirmation): Promise<void> {
  if (!useArming.getState().armed) return;
  const { beginSending, sent, refused, askedAgain, unanswered } = useTicket.getState();
  const order = beginSending();
  if (order === null) return;
  /** The answer is of another person's order once the window is no longer theirs. */
  const isAwaited = (): boolean => {
    const { stage } = useTicket.getState();
    return stage.kind === 'sending' && stage.id === order.id;
  };
  try {
    const placed = await core.call('orders.place', { ...order.ticket, id: order.id, ...(confirmed !== undefined && { confirmed }) });
    if (isAwaited()) sent(placed);
  } catch (error) {
    if (!isAwaited()) return;
    const { message, field } = failureOf(error);
    if (isUnanswered(error)) unanswered(message);
    else if (field === 'confirmed' && confirmed === undefined) askedAgain(message);
    else refused(message, field);
  }
}

import type { ContractClient } from '../../../src-core/contract/client.ts';
import type { OrderConfirmation } from '../../../src-core/orders/order.ts';
import { isUnanswered } from '../../connection/unanswered.ts';
import { useArming } from '../../workspace/arming.ts';
import { type ExitTerms, namedExits } from './exit-prices.ts';
import { failureOf } from './preview-loop.ts';
import { completeTicket, useTicket } from './ticket-store.ts';

/** Freezes the ticket for review under an order id of its own, with the exits that go with it. Does nothing while something is missing. */
export function reviewTicket(exits: ExitTerms | null = null): void {
  const state = useTicket.getState();
  const complete = completeTicket(state);
  if ('problem' in complete) return;
  const { ticket } = complete;
  state.review(crypto.randomUUID(), ticket, exits === null ? null : namedExits(exits, ticket.timeInForce, () => crypto.randomUUID()));
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
    const entry = { ...order.ticket, id: order.id, ...(confirmed !== undefined && { confirmed }) };
    const placed = order.exits === null ? await core.call('orders.place', entry) : (await core.call('orders.placeBracket', { entry, ...order.exits })).entry;
    if (isAwaited()) sent(placed);
  } catch (error) {
    if (!isAwaited()) return;
    const { message, field } = failureOf(error);
    if (isUnanswered(error)) unanswered(message);
    else if (field === 'confirmed' && confirmed === undefined) askedAgain(message);
    else refused(message, field);
  }
}

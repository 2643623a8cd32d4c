import { useTicket } from '../panels/ticket/ticket-store.ts';
import { useArming } from './arming.ts';

/** The window comes before another session: no order of the one before may be sent there by a key. */
export function leaveSession(): void {
  useArming.getState().disarm();
  useTicket.getState().clear();
}

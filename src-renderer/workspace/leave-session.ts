import { useTicket } from '../panels/ticket/ticket-store.ts';
import { useArming } from './arming.ts';
import { useOverlay } from './overlay.ts';
import { SETTINGS } from './window-settings.ts';
import { forgetWindowStores } from './window-store.ts';
import { windowLayout } from './windows/window-layout.ts';

/** The window comes before another session or account: no order of the one before may be sent there by a key. */
export function leaveSession(): void {
  useArming.getState().disarm();
  useTicket.getState().clear();
}

/** The window is locked: what its person was writing waits behind it, and no key that was meant for the lock sends it afterwards. */
export function lockWindow(): void {
  useArming.getState().disarm();
  // What was sent without an answer keeps its id, so that sending it again is no second order.
  const { outcome, back } = useTicket.getState();
  if (outcome?.kind !== 'unknown') back();
  useOverlay.getState().hide();
}

/** Another person is before the window, or nobody: it is as after its start. */
export function leavePerson(): void {
  forgetWindowStores();
  for (const setting of SETTINGS) setting.forget();
  windowLayout.forget();
}

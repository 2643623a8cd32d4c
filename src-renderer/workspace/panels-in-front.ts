import type { PanelName } from './workspace-layout.ts';

let ask: () => readonly PanelName[] = () => [];

/** The dock says which panels it shows, whenever it is asked. */
export function tellPanelsInFront(inFront: () => readonly PanelName[]): void {
  ask = inFront;
}

/** The panels that are in sight in this window now: in front of their tabs. */
export function panelsInFront(): readonly PanelName[] {
  return ask();
}

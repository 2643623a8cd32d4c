import { windowStore } from '../../workspace/window-store.ts';

export interface TicketFocus {
  /** The keys are to go to the ticket as soon as its panel is in sight. */
  readonly asked: boolean;
  ask(): void;
  leave(): void;
}

export const useTicketFocus = windowStore<TicketFocus>((set) => ({
  asked: false,
  ask: () => set({ asked: true }),
  leave: () => set({ asked: false }),
}));

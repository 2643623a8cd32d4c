import { create } from 'zustand';

export interface TicketFocus {
  /** The keys are to go to the ticket as soon as its panel is in sight. */
  readonly asked: boolean;
  ask(): void;
  leave(): void;
}

export const useTicketFocus = create<TicketFocus>()((set) => ({
  asked: false,
  ask: () => set({ asked: true }),
  leave: () => set({ asked: false }),
}));

import { windowStore } from '../workspace/window-store.ts';
import { tourChoice } from './tour-setting.ts';
import { afterTourEvent, beginTour, type Tour, type TourEvent, type TourFacts } from './tour-steps.ts';

export interface TourState {
  /** null while it is not taken. */
  readonly tour: Tour | null;
  /** From where it was left, or from its beginning. */
  start(facts: TourFacts): void;
  tell(event: TourEvent, facts: TourFacts): void;
  /** It can be gone on with. */
  leave(): void;
  /** It is not offered again. */
  decline(): void;
}

/** The tour of the window; how far it came is kept. */
export const useTour = windowStore<TourState>((set, get) => ({
  tour: null,
  start: (facts) => {
    const left = tourChoice.get();
    const tour = left?.came === 'left' ? beginTour(facts, left.step, left.tradeId) : beginTour(facts);
    keep(tour);
    set({ tour });
  },
  tell: (event, facts) => {
    const { tour } = get();
    if (tour === null) return;
    const next = afterTourEvent(tour, event, facts);
    if (next === tour) return;
    if (next === null) tourChoice.set({ came: 'done', step: tour.step, tradeId: tour.order?.tradeId ?? null });
    else if (next.step !== tour.step || next.order?.id !== tour.order?.id) keep(next);
    set({ tour: next });
  },
  leave: () => set({ tour: null }),
  decline: () => tourChoice.set({ came: 'declined', step: 'market', tradeId: null }),
}));

function keep({ step, order }: Tour): void {
  tourChoice.set({ came: 'left', step, tradeId: order?.tradeId ?? null });
}

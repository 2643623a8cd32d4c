import { useMemo } from 'react';
import { useOrders } from '../connection/core.tsx';
import { useTicket } from '../panels/ticket/ticket-store.ts';
import { useArming } from '../workspace/arming.ts';
import type { TourFacts } from './tour-steps.ts';

/** A hook: what the tour goes by. */
export function useTourFacts(): TourFacts {
  const orders = useOrders();
  const armed = useArming((state) => state.armed);
  const ticket = useTicket(({ stage, legs }): TourFacts['ticket'] => (stage.kind === 'editing' && legs.length === 0 ? 'empty' : stage.kind));
  return useMemo(() => ({ ticket, armed, orders }), [ticket, armed, orders]);
}

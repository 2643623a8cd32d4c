import { useEffect, useState } from 'react';
import type { Ticket } from '../../../src-core/contract/schemas.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { PreviewLoop } from '../ticket/preview-loop.ts';
import { MOST_LEGS } from '../ticket/ticket-store.ts';
import type { SlotAnalysis } from './analyse.ts';
import type { OrderEffect } from './compare-table.tsx';
import { orderOf } from './structure-spec.ts';

interface LetteredTicket {
  readonly letter: string;
  readonly ticket: Ticket;
}

type Effects = Readonly<Record<string, OrderEffect | null>>;

/** A hook: what orders for the structures that are not held would do to margin and buying power, while `isWanted`. A watching terminal is refused the answer. */
export function useOrderEffects(slots: readonly SlotAnalysis[], isWanted: boolean): Effects {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [effects, setEffects] = useState<Effects>({});
  const tickets = slots.flatMap((slot): LetteredTicket[] => {
    const ticket = isWanted ? ticketOf(slot) : null;
    return ticket === null ? [] : [{ letter: slot.slot.letter, ticket }];
  });
  // The tickets are new objects with each quote, and mostly say the same.
  const [steady, setSteady] = useState(tickets);
  if (JSON.stringify(steady) !== JSON.stringify(tickets)) setSteady(tickets);
  useEffect(() => {
    setEffects({});
    if (!isWanted || !isConnected) return undefined;
    const loops = steady.map(({ letter, ticket }) => {
      const loop = new PreviewLoop(
        (asked, signal) => core.call('orders.preview', asked, { signal }),
        ({ preview, failure }) => setEffects((before) => ({ ...before, [letter]: preview === null || failure !== null ? null : { marginChange: preview.marginChange, buyingPowerAfter: preview.buyingPowerAfter } })),
      );
      loop.watch(ticket);
      return loop;
    });
    return () => loops.forEach((loop) => loop.stop());
  }, [core, steady, isWanted, isConnected]);
  return effects;
}

function ticketOf(slot: SlotAnalysis): Ticket | null {
  if (slot.state === 'absent' || slot.drawn.spec.paid.kind === 'booked') return null;
  const order = orderOf(slot.drawn.spec, slot.slot.moves, MOST_LEGS);
  if ('problem' in order) return null;
  return { underlying: slot.slot.underlying, legs: [...order.legs], quantity: order.quantity, terms: { type: 'market' }, timeInForce: 'DAY' };
}

import { ContractFailure } from '../../src-core/contract/messages.ts';
import { validateRequest } from '../../src-core/orders/new-order.ts';
import type { BrokerDesk } from '../trading/broker-desk.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { type Signal, stateTap } from './stream-taps.ts';

type BrokerOperation = 'broker.reconcile' | 'broker.settle' | 'broker.cancelAccount' | 'broker.retry' | 'orders.whatIf';

export function createBrokerHandlers(broker: BrokerDesk): Pick<Handlers, BrokerOperation> {
  return {
    'broker.reconcile': async () => {
      await broker.reconcile('asked');
      return broker.view();
    },
    'broker.settle': async ({ id, choice }) => {
      await broker.settle(id, choice);
      return broker.view();
    },
    'broker.cancelAccount': () => ({ resting: broker.cancelAccount() }),
    'broker.retry': () => {
      broker.retry();
      return {};
    },
    'orders.whatIf': (ticket) => {
      const [problem] = validateRequest(ticket);
      if (problem) throw new ContractFailure({ code: 'bad_input', field: problem.field, message: `${problem.field}: ${problem.message}` });
      return broker.whatIf(ticket);
    },
  };
}

export function createBrokerStreams(broker: BrokerDesk, readingBeat: Signal): Pick<StreamOpeners, 'broker' | 'vendorGreeks'> {
  return {
    broker: (_input, _subscription, notify) => stateTap(readingBeat, () => broker.view(), notify),
    vendorGreeks: ({ underlying }, _subscription, notify) => stateTap(readingBeat, () => broker.vendorGreeks(underlying), notify),
  };
}

/** Where it watches, the broker is the other workstation's: nothing is said of it here but that. */
export function createWatchedBrokerStreams(readingBeat: Signal): Pick<StreamOpeners, 'broker' | 'vendorGreeks'> {
  return {
    broker: () => ({ take: () => null, close: () => undefined }),
    vendorGreeks: ({ underlying }, _subscription, notify) =>
      stateTap(readingBeat, () => ({ underlying, reason: 'This workstation watches; the broker’s Greeks are seen at the one that trades.', rows: [] }), notify),
  };
}

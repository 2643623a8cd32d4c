import type { Order, OrderChange, OrderId } from '../../../src-core/orders/order.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { GatewayOrder } from '../gateway.ts';
import type { AssembledExecution, ExecutionAssembler } from './execution-assembler.ts';
import type { StatusReading } from './order-status.ts';

/** What only the broker's records can answer. start: nothing of it was heard since this program started. */
export type Doubt = 'start' | 'place' | 'change' | 'cancel' | 'executions';

/** A moment by connection and machine time: what was sent on an earlier connection came before anything of this one. */
export interface Stamp {
  readonly connection: number;
  readonly at: EpochMs;
}

/** Of what was sent, or taken over, before this program had any connection. */
export const BEFORE_ALL: Stamp = { connection: -1, at: Number.NEGATIVE_INFINITY };

/** One order of ours: as the broker is known to have it, and what of it is not answered. */
export interface OrderAtBroker {
  /** As the broker's answers make it; a little ahead of the books, which write first. */
  order: Order;
  /** The gateway's number of it at our client id; null of an order made elsewhere. */
  readonly number: number | null;
  /** 0 until the broker told it. */
  permId: number;
  /** Whose order the gateway takes it for; null until it told. */
  clientId: number | null;
  /** What it was last placed or changed with; null where that was before this program started. */
  placed: GatewayOrder | null;
  sent: Stamp;
  change: { readonly change: OrderChange; readonly order: GatewayOrder; readonly sent: Stamp } | null;
  cancelAsked: Stamp | null;
  readonly doubts: Map<Doubt, string>;
  /** What was in doubt since the records were last gone through. */
  doubted: string | null;
  /** The broker said that it works there, or had it fill. */
  isKnownThere: boolean;
  /** The newest word of it. */
  heard: Stamp;
  /** The newest thing that the broker said against it. */
  reason: { readonly text: string; readonly isRefusal: boolean } | null;
  /** It is over at the broker, and the books wait for its reason or its executions. */
  end: Extract<StatusReading, { kind: 'over' }> | null;
  /** What the broker's status says is filled, packages. */
  filled: number;
  /** Fills that complete it, unless a change that is not answered made it larger: told once that is known. */
  held: AssembledExecution[];
  /** Ends the wait for a reason or executions; null while none is waited for. */
  cancelWait: (() => void) | null;
  /** Made with the first execution: what the books have of it is read then. */
  assembler: ExecutionAssembler | null;
}

/** By what a message names an order. What is not known is '' or 0. */
export interface OrderNames {
  readonly reference: string;
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
}

/** Packages that executions were told of. */
export function bookedOf({ order, assembler }: OrderAtBroker): number {
  return Math.max(order.filledQuantity, assembler?.packages ?? 0);
}

/** The orders of ours, by every name the gateway has for them. Order numbers are those of our client id alone. */
export class OrdersAtBroker {
  readonly #clientId: number;
  readonly #byId = new Map<OrderId, OrderAtBroker>();
  readonly #byNumber = new Map<number, OrderAtBroker>();
  readonly #byPermId = new Map<number, OrderAtBroker>();

  constructor(clientId: number) {
    this.#clientId = clientId;
  }

  all(): readonly OrderAtBroker[] {
    return [...this.#byId.values()];
  }

  get(id: OrderId): OrderAtBroker | undefined {
    return this.#byId.get(id);
  }

  /** By its number at our client id. */
  numbered(orderId: number): OrderAtBroker | undefined {
    return this.#byNumber.get(orderId);
  }

  add(order: Order, sent: Stamp): OrderAtBroker {
    const { number, permId } = numbersOf(order);
    const kept: OrderAtBroker = {
      order,
      number,
      permId,
      clientId: null,
      placed: null,
      sent,
      change: null,
      cancelAsked: null,
      doubts: new Map(),
      doubted: null,
      isKnownThere: false,
      heard: BEFORE_ALL,
      reason: null,
      end: null,
      filled: 0,
      held: [],
      cancelWait: null,
      assembler: null,
    };
    this.#byId.set(order.id, kept);
    if (number !== null) this.#byNumber.set(number, kept);
    if (permId !== 0) this.#byPermId.set(permId, kept);
    return kept;
  }

  /** The reference is ours alone; a number counts where there is no reference, as another order of our client id may have had it in an earlier life of the gateway. */
  find({ reference, permId, clientId, orderId }: OrderNames): OrderAtBroker | undefined {
    const byReference = this.#byId.get(reference);
    if (byReference !== undefined) return byReference;
    const byPermId = permId === 0 ? undefined : this.#byPermId.get(permId);
    if (byPermId !== undefined || reference !== '' || clientId !== this.#clientId) return byPermId;
    const numbered = this.#byNumber.get(orderId);
    return numbered === undefined || (numbered.permId !== 0 && permId !== 0 && numbered.permId !== permId) ? undefined : numbered;
  }

  /** Keeps the names that a message had for it. */
  learn(kept: OrderAtBroker, { permId, clientId }: Pick<OrderNames, 'permId'> & { readonly clientId: number | null }): void {
    if (permId !== 0 && kept.permId !== permId) {
      kept.permId = permId;
      this.#byPermId.set(permId, kept);
    }
    if (clientId !== null) kept.clientId = clientId;
  }
}

/** An adopted order has the broker's permanent id for its number. */
const ADOPTED = /^(?:perm:)?(\d+)$/;

function numbersOf({ brokerOrderId = '', adopted }: Order): { readonly number: number | null; readonly permId: number } {
  if (adopted) return { number: null, permId: Number(ADOPTED.exec(brokerOrderId)?.[1] ?? 0) };
  return { number: /^\d{1,10}$/.test(brokerOrderId) ? Number(brokerOrderId) : null, permId: 0 };
}

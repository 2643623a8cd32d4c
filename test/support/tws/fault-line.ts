import type { GatewayMessage, GatewayRequest, LinkProblem } from '../../../src-main/ibkr/gateway.ts';
import type { Origin } from './client-line.ts';
import type { Fault } from './faults.ts';

/** What comes out of a line, in order. */
export type LineEntry =
  | { readonly kind: 'message'; readonly message: GatewayMessage }
  | { readonly kind: 'cut' }
  | { readonly kind: 'arrives'; readonly request: GatewayRequest }
  | Extract<Fault, { kind: 'restart' | 'servers_lost' }>;

type RequestFault = Extract<Fault, { request: number }>;
type MessageFault = Extract<Fault, { message: number }>;
type SubscriptionFault = Extract<Fault, { subscription: number }>;

interface HeldMessage {
  readonly message: GatewayMessage;
  left: number;
}

/** One client's line to the gateway, with what goes wrong on it. Knows nothing of time or of sockets. */
export class FaultLine {
  readonly #byMessage = new Map<number, MessageFault[]>();
  readonly #byRequest = new Map<number, RequestFault>();
  readonly #bySubscription = new Map<number, SubscriptionFault>();
  readonly #refusals = new Map<number, LinkProblem>();
  readonly #held: HeldMessage[] = [];
  #messages = 0;
  #requests = 0;
  #subscriptions = 0;
  #attempts = 0;

  constructor(faults: readonly Fault[]) {
    for (const fault of faults) {
      if ('message' in fault) {
        const others = this.#byMessage.get(fault.message);
        if (others === undefined) this.#byMessage.set(fault.message, [fault]);
        else others.push(fault);
      } else if ('request' in fault) this.#byRequest.set(fault.request, fault);
      else if ('subscription' in fault) this.#bySubscription.set(fault.subscription, fault);
      else this.#refusals.set(fault.attempt, fault.problem);
    }
  }

  /** Whether something was said and has not come yet. */
  get isLate(): boolean {
    return this.#held.length > 0;
  }

  /** Why this attempt to connect comes to nothing; null where it does not. */
  attempt(): LinkProblem | null {
    const problem = this.#refusals.get(this.#attempts) ?? null;
    this.#attempts += 1;
    return problem;
  }

  /** What happens to a request that is being sent; null for nothing. */
  request(request: GatewayRequest): RequestFault | SubscriptionFault | null {
    if (request.type === 'place_order' || request.type === 'cancel_order') {
      const fault = this.#byRequest.get(this.#requests) ?? null;
      this.#requests += 1;
      return fault;
    }
    if (request.type === 'market_data') {
      const fault = this.#bySubscription.get(this.#subscriptions) ?? null;
      this.#subscriptions += 1;
      return fault;
    }
    return null;
  }

  /** What comes out when the gateway says something. */
  message(message: GatewayMessage, origin: Origin): readonly LineEntry[] {
    // What was late was said before this answer was asked for: it may not come after it.
    if (origin === 'answer') return [...this.flush(), { kind: 'message', message }];
    if (!isOfOrder(message)) return [{ kind: 'message', message }];
    const faults = this.#byMessage.get(this.#messages) ?? [];
    this.#messages += 1;
    const out: LineEntry[] = [];
    let isLate = false;
    for (const fault of faults) {
      switch (fault.kind) {
        case 'late':
          if (!isLate) this.#held.push({ message, left: fault.by + 1 });
          isLate = true;
          break;
        case 'twice':
          this.#held.push({ message, left: fault.by + 1 });
          break;
        case 'cut_at_message':
          return [...out, { kind: 'cut' }];
        case 'restart':
        case 'servers_lost':
          out.push(fault);
          break;
        default: {
          const never: never = fault;
          throw new RangeError(`no such fault: ${JSON.stringify(never)}`);
        }
      }
    }
    if (!isLate) out.push({ kind: 'message', message });
    for (const held of this.#held) held.left -= 1;
    for (let at = 0; at < this.#held.length; ) {
      const held = this.#held[at];
      if (held === undefined || held.left > 0) at += 1;
      else out.push(...this.#held.splice(at, 1).map(({ message }): LineEntry => ({ kind: 'message', message })));
    }
    return out;
  }

  /** What is still late comes now. */
  flush(): readonly LineEntry[] {
    return this.#held.splice(0).map(({ message }) => ({ kind: 'message', message }));
  }

  /** The connection ended: what is late never comes. */
  ended(): void {
    this.#held.length = 0;
  }
}

function isOfOrder(message: GatewayMessage): boolean {
  return message.type === 'open_order' || message.type === 'order_status' || message.type === 'execution' || message.type === 'commission';
}

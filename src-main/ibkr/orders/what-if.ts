import type { WhatIf } from '../../../src-core/contract/broker.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { SECOND } from '../../../src-core/time.ts';
import type { Pacer } from '../../market-data/session-pump.ts';
import type { Gateway, GatewayContract, GatewayOrder, GatewayOrderState } from '../gateway.ts';
import { brokerWords, rejectionOf } from './rejection.ts';

export interface WhatIfsParts {
  readonly gateway: Pick<Gateway, 'send'>;
  readonly pacer: Pacer;
  readonly newOrderId: () => number;
  /** The account's own; null while it is not known. */
  readonly currency: () => string | null;
}

interface Asked {
  readonly resolve: (answer: WhatIf) => void;
  readonly reject: (failure: ContractFailure) => void;
  readonly cancelLimit: () => void;
}

const LIMIT_MS = 10 * SECOND;

/** Asks the broker what an order would do, under a number of its own. Nothing of it is ever sent to an exchange. */
export class WhatIfs {
  readonly #parts: WhatIfsParts;
  readonly #asked = new Map<number, Asked>();
  /** Also those that are answered or given up: what still comes of them is of no order. */
  readonly #numbers = new Set<number>();

  constructor(parts: WhatIfsParts) {
    this.#parts = parts;
  }

  /** Fails with 'denied' in the broker's words, or 'unavailable'. */
  ask(contract: GatewayContract, order: GatewayOrder): Promise<WhatIf> {
    const { gateway, pacer } = this.#parts;
    const orderId = this.#parts.newOrderId();
    this.#numbers.add(orderId);
    const { promise, resolve, reject } = Promise.withResolvers<WhatIf>();
    const cancelLimit = pacer.after(LIMIT_MS, () => this.#fail(orderId, unavailable('the broker did not answer in time what this order would do')));
    this.#asked.set(orderId, { resolve, reject, cancelLimit });
    const sent = gateway.send({ type: 'place_order', orderId, contract, order: { ...order, reference: '', whatIf: true } });
    if (sent === 'down') this.lost();
    return promise;
  }

  isOne(orderId: number): boolean {
    return this.#numbers.has(orderId);
  }

  answered(orderId: number, state: GatewayOrderState): void {
    const asked = this.#take(orderId);
    if (asked === null) return;
    const { commission } = state;
    asked.resolve({
      currency: this.#parts.currency() ?? state.commissionCurrency,
      initialMargin: { before: state.initialMarginBefore, after: state.initialMarginAfter },
      maintenanceMargin: { before: state.maintenanceMarginBefore, after: state.maintenanceMarginAfter },
      equityAfter: state.equityWithLoanAfter,
      commission: { least: state.leastCommission ?? commission, most: state.mostCommission ?? commission, currency: state.commissionCurrency },
      warning: brokerWords(state.warning) || null,
    });
  }

  refused(orderId: number, code: number, text: string): void {
    const rejection = rejectionOf(code, text);
    // A warning is no refusal: the answer still comes.
    if (rejection !== null) this.#fail(orderId, new ContractFailure({ code: 'denied', message: rejection.text }));
  }

  /** The connection ended, or the question was never written. */
  lost(orderId?: number): void {
    for (const id of orderId === undefined ? [...this.#asked.keys()] : [orderId]) this.#fail(id, unavailable('there is no connection to the broker to ask what this order would do'));
  }

  #fail(orderId: number, failure: ContractFailure): void {
    this.#take(orderId)?.reject(failure);
  }

  #take(orderId: number): Asked | null {
    const asked = this.#asked.get(orderId);
    if (asked === undefined) return null;
    this.#asked.delete(orderId);
    asked.cancelLimit();
    return asked;
  }
}

function unavailable(message: string): ContractFailure {
  return new ContractFailure({ code: 'unavailable', message });
}

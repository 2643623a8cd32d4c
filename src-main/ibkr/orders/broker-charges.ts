import { fromDollars, type Money, money } from '../../../src-core/money.ts';
import type { OrderId } from '../../../src-core/orders/order.ts';
import type { Clock } from '../../../src-core/time.ts';
import type { BrokerCharge } from '../../trading/broker.ts';
import { executionIdentity, type ExecutionPart } from './execution-assembler.ts';

export interface BrokerChargesParts {
  readonly clock: Clock;
  readonly charge: (charge: BrokerCharge) => void;
  /** Dollars for one unit of a currency; null while it is not known. */
  readonly rateOf: (currency: string) => number | null;
}

interface Heard {
  readonly revision: number;
  readonly commission: number;
  readonly currency: string;
}

/** Units of a broker's execution, counted in the order in which they came into ours. */
interface Share {
  readonly base: string;
  readonly from: number;
  readonly quantity: number;
  readonly units: () => number | null;
}

interface Waiting {
  readonly orderId: OrderId;
  readonly executionId: string;
  readonly shares: readonly Share[];
}

/**
 * What the broker charged, told once for each execution of ours when it is known for all that the execution was made of.
 * A broker's execution that is in several of ours is shared out by its units, to 1/10000 with the sum exact. Commissions
 * may come before their executions. After a start the broker's commissions are told again, with the same amounts.
 */
export class BrokerCharges {
  readonly #parts: BrokerChargesParts;
  readonly #heard = new Map<string, Heard>();
  readonly #waiting = new Map<string, Waiting>();
  /** Units of each broker's execution that are shared out. */
  readonly #shared = new Map<string, number>();

  constructor(parts: BrokerChargesParts) {
    this.#parts = parts;
  }

  /** Executions of ours whose charge is not known yet. */
  get unreported(): number {
    return this.#waiting.size;
  }

  /** An execution of ours came to be. `unitsOf`: of a broker's execution in all; null while that is not told. */
  made(orderId: OrderId, executionId: string, parts: readonly Pick<ExecutionPart, 'id' | 'quantity'>[], unitsOf: (id: string) => number | null): void {
    if (this.#waiting.has(executionId)) return;
    const shares = parts.map(({ id, quantity }): Share => {
      const { base } = executionIdentity(id);
      const from = this.#shared.get(base) ?? 0;
      this.#shared.set(base, from + quantity);
      return { base, from, quantity, units: () => unitsOf(id) };
    });
    this.#waiting.set(executionId, { orderId, executionId, shares });
    this.#try(executionId);
  }

  heard(id: string, commission: number, currency: string): void {
    if (!Number.isFinite(commission)) return;
    const { base, revision } = executionIdentity(id);
    if ((this.#heard.get(base)?.revision ?? -1) > revision) return;
    this.#heard.set(base, { revision, commission, currency: currency === '' ? 'USD' : currency });
    for (const { executionId, shares } of [...this.#waiting.values()]) if (shares.some((share) => share.base === base)) this.#try(executionId);
  }

  /** Tries all that waits: rates or executions came to be known. */
  retry(): void {
    for (const executionId of [...this.#waiting.keys()]) this.#try(executionId);
  }

  #try(executionId: string): void {
    const waiting = this.#waiting.get(executionId);
    if (waiting === undefined) return;
    let commission = 0;
    const foreign: NonNullable<BrokerCharge['foreign']>[] = [];
    for (const { base, from, quantity, units } of waiting.shares) {
      const heard = this.#heard.get(base);
      const all = units();
      if (heard === undefined || all === null) return;
      const rate = heard.currency === 'USD' ? 1 : this.#parts.rateOf(heard.currency);
      if (rate === null) return;
      const total = fromDollars(heard.commission * rate);
      commission += shareOf(total, from + quantity, all) - shareOf(total, from, all);
      if (heard.currency !== 'USD') foreign.push({ amount: (heard.commission * quantity) / all, currency: heard.currency, rate });
    }
    this.#waiting.delete(executionId);
    const { orderId } = waiting;
    const [first] = foreign;
    this.#parts.charge({
      orderId,
      executionId,
      time: this.#parts.clock.now(),
      commission: money(commission),
      foreign: first === undefined ? null : { ...first, amount: foreign.reduce((sum, { amount }) => sum + amount, 0) },
    });
  }
}

/** What the first `units` of `all` bear. */
function shareOf(total: Money, units: number, all: number): number {
  return units >= all ? total : Math.round((total * units) / all);
}

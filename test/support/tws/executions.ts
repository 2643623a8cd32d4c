import type { ExecutionRecord } from '../../../src-main/ibkr/broker-records.ts';
import type { GatewayContract, GatewayExecution, GatewayMessage } from '../../../src-main/ibkr/gateway.ts';
import type { Clock, EpochMs } from '../../../src-core/time.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { ModelAccount } from './account.ts';
import type { Tell } from './client-line.ts';
import { type ModelContract, plain } from './contracts.ts';
import type { ModelOrder } from './model-order.ts';

interface KeptExecution {
  readonly contract: GatewayContract;
  /** null for the summary line of a combination, which moves nothing. */
  readonly traded: ModelContract | null;
  readonly execution: GatewayExecution;
  charge: { readonly commission: number; readonly currency: string; readonly realised: number | null } | null;
  readonly realised: number | null;
  isCorrected: boolean;
}

export interface NewExecution {
  readonly order: ModelOrder;
  readonly traded: ModelContract | null;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  /** Dollars. */
  readonly price: number;
}

/** Dollars for an execution; what IB's fixed plan asks for options, at least. */
export type CommissionRule = (contract: ModelContract, quantity: number, price: number) => number;

export const FIXED_COMMISSIONS: CommissionRule = (contract, quantity) => (contract.secType === 'OPT' ? Math.round(quantity * 6_500) / 10_000 : Math.max(0.01, Math.round(quantity * 50) / 10_000));

/**
 * Executions of the broker's day and their commission reports. Ids are in IB's form, "0000e0d5.64f1a2b3.01.01": the
 * lines of one fill share the first two parts, the third counts them, and a correction differs in the last alone.
 */
export class ExecutionBook {
  /** Reports are kept until releaseCommissions; TWS tells them moments after the execution, at times much later. */
  holdsCommissions = false;
  commissionOf: CommissionRule = FIXED_COMMISSIONS;
  readonly #clock: Clock;
  readonly #tell: Tell;
  readonly #accountOf: (id: string) => ModelAccount;
  readonly #kept: KeptExecution[] = [];
  #fills = 0x64f1_a2b3;

  constructor(clock: Clock, tell: Tell, accountOf: (id: string) => ModelAccount) {
    this.#clock = clock;
    this.#tell = tell;
    this.#accountOf = accountOf;
  }

  /** Books the lines of one fill, without telling anybody; the result tells of them and then of their commissions. */
  book(lines: readonly NewExecution[]): { tellExecutions(): void; tellCommissions(): void } {
    this.#fills += 1;
    const prefix = `0000e0d5.${this.#fills.toString(16)}`;
    const made = lines.map((line, at) => this.#keep(line, `${prefix}.${String(at + 1).padStart(2, '0')}.01`));
    return {
      tellExecutions: () => {
        for (const kept of made) this.#tell(kept.execution.clientId, executionMessage(kept, -1), 'event');
      },
      tellCommissions: () => {
        if (!this.holdsCommissions) for (const kept of made) this.#charge(kept);
      },
    };
  }

  /** Tells every report that was kept; the result is how many. */
  releaseCommissions(): number {
    const waiting = this.#kept.filter((kept) => kept.traded !== null && kept.charge === null && !kept.isCorrected);
    for (const kept of waiting) this.#charge(kept);
    return waiting.length;
  }

  /**
   * The exchange corrects an execution: told as one more with the last part of its id higher, which takes the place
   * of the first. Throws RangeError where there is no such execution.
   */
  correct(id: string, change: { readonly price?: number; readonly quantity?: number }): string {
    const old = this.#kept.find((kept) => kept.execution.id === id);
    if (old === undefined || old.isCorrected) throw new RangeError(`no standing execution "${id}"`);
    old.isCorrected = true;
    const parts = id.split('.');
    const version = Number(parts.at(-1)) + 1;
    const execution: GatewayExecution = { ...old.execution, id: [...parts.slice(0, -1), String(version).padStart(2, '0')].join('.'), price: change.price ?? old.execution.price, quantity: change.quantity ?? old.execution.quantity };
    const account = this.#accountOf(execution.account);
    let realised: number | null = null;
    if (old.traded !== null) {
      account.trade(old.traded, -signed(old.execution), old.execution.price);
      realised = account.trade(old.traded, signed(execution), execution.price);
      if (old.charge !== null) account.charge(-old.charge.commission);
    }
    const kept: KeptExecution = { contract: old.contract, traded: old.traded, execution, charge: null, realised, isCorrected: false };
    this.#kept.push(kept);
    this.#tell(execution.clientId, executionMessage(kept, -1), 'event');
    if (!this.holdsCommissions) this.#charge(kept);
    return execution.id;
  }

  /** Answers a request: those of every client, what was corrected and its correction both, each followed by its commission. */
  answer(clientId: number, requestId: number, account: string, since: EpochMs | null): void {
    for (const kept of this.#kept) {
      if (account !== '' && kept.execution.account !== account) continue;
      if (since !== null && kept.execution.time < since) continue;
      this.#tell(clientId, executionMessage(kept, requestId), 'answer');
      const report = commissionMessage(kept);
      if (report !== null) this.#tell(clientId, report, 'answer');
    }
    this.#tell(clientId, { type: 'executions_end', requestId }, 'answer');
  }

  /** What stands: without what was corrected. */
  records(account: string, since: EpochMs | null): readonly ExecutionRecord[] {
    return this.#kept
      .filter(({ execution, isCorrected }) => !isCorrected && execution.account === account && (since === null || execution.time >= since))
      .map(({ contract, execution, charge }) => ({ contract, execution, charge: charge === null ? null : { commission: charge.commission, currency: charge.currency } }));
  }

  /** The executions that stand of an order, its summary lines too. */
  ofOrder(permId: number): readonly GatewayExecution[] {
    return this.#kept.filter(({ execution, isCorrected }) => execution.permId === permId && !isCorrected).map(({ execution }) => execution);
  }

  /** The gateway's day is over: it has no executions any more. */
  endDay(): void {
    this.#kept.length = 0;
  }

  #keep(line: NewExecution, id: string): KeptExecution {
    const { order, traded, side, quantity, price } = line;
    const execution: GatewayExecution = {
      id,
      // TWS tells whole seconds.
      time: Math.floor(this.#clock.now() / 1000) * 1000,
      account: order.order.account,
      exchange: traded === null ? 'SMART' : 'CBOE',
      side,
      quantity,
      price,
      permId: order.permId,
      clientId: order.clientId,
      orderId: order.orderId,
      reference: order.order.reference,
    };
    const realised = traded === null ? null : this.#accountOf(execution.account).trade(traded, signed(execution), price);
    const kept: KeptExecution = { contract: traded === null ? order.contract : plain(traded), traded, execution, charge: null, realised, isCorrected: false };
    this.#kept.push(kept);
    return kept;
  }

  #charge(kept: KeptExecution): void {
    if (kept.traded === null || kept.charge !== null) return;
    const { execution, traded, realised } = kept;
    const commission = this.commissionOf(traded, execution.quantity, execution.price);
    this.#accountOf(execution.account).charge(commission);
    kept.charge = { commission, currency: 'USD', realised: realised === null ? null : (fromDollars(realised) - fromDollars(commission)) / 10_000 };
    const report = commissionMessage(kept);
    if (report !== null) this.#tell(execution.clientId, report, 'event');
  }
}

function signed(execution: GatewayExecution): number {
  return execution.side === 'buy' ? execution.quantity : -execution.quantity;
}

function executionMessage(kept: KeptExecution, requestId: number): GatewayMessage {
  return { type: 'execution', requestId, contract: kept.contract, execution: kept.execution };
}

function commissionMessage(kept: KeptExecution): GatewayMessage | null {
  if (kept.charge === null) return null;
  const { commission, currency, realised } = kept.charge;
  return { type: 'commission', executionId: kept.execution.id, commission, currency, realised };
}

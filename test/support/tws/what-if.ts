import type { ModelAccount } from './account.ts';
import type { Tell } from './client-line.ts';
import type { ModelContract } from './contracts.ts';
import type { ExecutionBook } from './executions.ts';
import { type ModelOrder, stateOf } from './model-order.ts';

/** Answers a what-if: one open order with margins and commission, no status, and nothing is kept. */
export function tellWhatIf(order: ModelOrder, account: ModelAccount, executions: ExecutionBook, valueOf: (contract: ModelContract) => number, natural: number | null, tell: Tell): void {
  const direction = order.order.action === 'BUY' ? 1 : -1;
  const added = order.legs.map(({ contract, ratio, sign }) => ({ contract, quantity: direction * sign * ratio * order.order.quantity }));
  const price = order.order.limit ?? natural ?? 0;
  const multiplier = order.legs[0]?.contract.secType === 'OPT' ? 100 : 1;
  const rate = account.options.exchangeRate;
  const commission = order.legs.reduce((sum, { contract, ratio }) => sum + executions.commissionOf(contract, ratio * order.order.quantity, price), 0);
  const before = account.margin([], valueOf);
  const after = account.margin(added, valueOf);
  const equity = Number(account.values(['EquityWithLoanValue'], valueOf)[0]?.value ?? '0');
  const moved = added.reduce((sum, { contract, quantity }) => sum + quantity * multiplier * valueOf(contract), 0) - direction * order.order.quantity * multiplier * price - commission;
  const cents = (value: number): number => Math.round(value * 100) / 100;
  tell(
    order.clientId,
    {
      type: 'open_order',
      orderId: order.orderId,
      permId: 0,
      clientId: order.clientId,
      contract: order.contract,
      order: order.order,
      state: stateOf({
        status: 'PreSubmitted',
        initialMarginBefore: before,
        initialMarginAfter: after,
        maintenanceMarginBefore: before,
        maintenanceMarginAfter: after,
        equityWithLoanAfter: cents(equity + moved * rate),
        commission: Math.round(commission * 10_000) / 10_000,
        commissionCurrency: 'USD',
      }),
    },
    'event',
  );
}

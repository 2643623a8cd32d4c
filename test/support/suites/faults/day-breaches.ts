import { type InstrumentSymbol } from '../../../../src-core/instruments/instrument.ts';
import { Book } from '../../../../src-core/ledger/book.ts';
import { formatMoney, fromDollars } from '../../../../src-core/money.ts';
import { isOpen } from '../../../../src-core/orders/life-cycle.ts';
import type { Order } from '../../../../src-core/orders/order.ts';
import { symbolOfContract } from '../../../../src-main/ibkr/contract-book.ts';
import type { GatewayRequest } from '../../../../src-main/ibkr/gateway.ts';
import { executionIdentity } from '../../../../src-main/ibkr/orders/execution-assembler.ts';
import { gatewayOrderOf, isSameOrder } from '../../../../src-main/ibkr/orders/order-translation.ts';
import { PAPER_ACCOUNT } from '../../tws/account.ts';
import type { ModelOrder } from '../../tws/model-order.ts';
import type { FaultDay } from './fault-day.ts';

/** Where, at the end of a day, the books are not what the broker has; and what was sent that should not have been. */
export function breachesOf(day: FaultDay): readonly string[] {
  return [...ofOrders(day), ...ofHoldings(day), ...ofComparison(day), ...ofLedger(day), ...ofSending(day), ...ofNotices(day)];
}

function ofOrders(day: FaultDay): readonly string[] {
  const { orders, broker } = day.process;
  const breaches: string[] = [];
  const ours = new Map(orders.orders().map((order) => [order.id, order]));
  const there = new Map<string, ModelOrder>();
  for (const order of day.model.orders) {
    const own = order.order.reference === '' ? orders.orders().find(({ adopted, brokerOrderId }) => adopted && brokerOrderId?.includes(String(order.permId)))?.id : order.order.reference;
    if (own === undefined) {
      if (order.completedStatus === null || order.filled > 0) breaches.push(`order ${order.permId} made elsewhere (${order.status}, ${order.filled} filled) is not in the books`);
    } else if (!ours.has(own)) breaches.push(`order ${own} is at the broker as one of ours, and is not in the books`);
    else if (there.has(own)) breaches.push(`order ${own} is at the broker twice`);
    else there.set(own, order);
  }
  for (const [id, order] of ours) {
    const problem = orderProblem(order, there.get(id));
    if (problem !== null) breaches.push(`order ${order.sequence} (${order.brokerOrderId}) is ${order.state}, ${order.filledQuantity} of ${order.quantity} filled: ${problem}`);
  }
  for (const { order, why } of broker.inDoubt()) breaches.push(`order ${order.sequence} is in doubt: ${why}`);
  return breaches;
}

function orderProblem(order: Order, there: ModelOrder | undefined): string | null {
  if (there === undefined) return order.state === 'REJECTED' || order.state === 'DENIED' || order.state === 'CANCELED' ? (order.filledQuantity === 0 ? null : 'the broker has none of it') : 'the broker has none of it';
  if (order.filledQuantity !== there.filled) return `the broker has ${there.filled} filled`;
  if (there.completedStatus === null) {
    if (!isOpen(order.state)) return `the broker works it (${there.status})`;
    const { adopted } = order;
    if (adopted !== true && !isSameOrder(gatewayOrderOf(order, PAPER_ACCOUNT.id), there.order)) return `the broker works ${there.order.quantity} at ${there.order.limit ?? there.order.stop}`;
    return null;
  }
  if (there.status === 'Filled') return order.state === 'FILLED' ? null : 'the broker has it filled';
  return order.state === 'CANCELED' || order.state === 'EXPIRED' || order.state === 'REJECTED' ? null : `at the broker it is over (${there.status})`;
}

function ofHoldings({ model, process }: FaultDay): readonly string[] {
  const units = new Map<InstrumentSymbol, { ours: number; theirs: number }>();
  const of = (symbol: InstrumentSymbol): { ours: number; theirs: number } => {
    const both = units.get(symbol) ?? { ours: 0, theirs: 0 };
    units.set(symbol, both);
    return both;
  };
  const { book } = process.orders;
  for (const { symbol, quantity } of book.holdings()) of(symbol).ours += quantity;
  for (const { contract, quantity } of model.account().positions()) {
    const symbol = symbolOfContract(contract);
    if (symbol !== null) of(symbol).theirs += quantity;
  }
  const breaches = [...units].flatMap(([symbol, { ours, theirs }]) => (ours === theirs ? [] : [`${symbol}: ${ours} in the books, ${theirs} at the broker`]));
  const cash = fromDollars(model.account().cash());
  return cash === book.cash ? breaches : [...breaches, `cash is ${formatMoney(book.cash, 4)} in the books and ${formatMoney(cash, 4)} at the broker`];
}

/** What is not settled at the end of the last comparison; corrections are a person's to take over, and nothing else is. */
function ofComparison({ process, corrections, decided, notices }: FaultDay): readonly string[] {
  const { reconciliation, orders } = process.desk.view();
  const breaches = orders.ban === null ? [] : [`nothing may be sent: ${orders.ban}`];
  for (const { kind, outcome, subject, books, broker } of reconciliation?.differences ?? []) if (outcome !== 'settled') breaches.push(`${kind} ${subject} is ${outcome}: ${books} in the books, ${broker} at the broker`);
  for (const resting of orders.resting) if (resting.inDoubt) breaches.push(`${resting.text} is in doubt`);
  // Those that were told as such: what came before it was booked is booked as it was corrected. The last of several stands for all.
  const told = new Set(corrections.filter(({ id }) => notices.some((text) => text.includes(`(${id})`))).map(({ id }) => executionIdentity(id).base));
  const late = corrections.filter(({ id }) => told.has(executionIdentity(id).base)).map(({ cash }) => cash);
  const sums = late.reduce<readonly number[]>((all, cash) => [...all, ...all.map((sum) => sum + cash)], [0]);
  for (const amount of decided) if (!sums.includes(amount)) breaches.push(`${formatMoney(amount)} of cash was taken over, and corrections of what was booked were of ${late.map((cash) => formatMoney(cash)).join(', ') || 'nothing'}`);
  return breaches;
}

function ofLedger({ journal, process }: FaultDay): readonly string[] {
  const { book, failure } = process.orders;
  const breaches = failure === null ? [] : [failure];
  for (const { id, entries } of journal.transactions) {
    const sum = entries.reduce((total, { amount }) => total + amount, 0);
    if (sum !== 0) breaches.push(`transaction ${id} adds up to ${sum}`);
  }
  const replayed = Book.replay(journal.transactions);
  if (replayed.cash !== book.cash || JSON.stringify(replayed.totals) !== JSON.stringify(book.totals)) breaches.push('the ledger on disk gives other books');
  return breaches;
}

function ofSending({ sent, process }: FaultDay): readonly string[] {
  const breaches: string[] = [];
  const idOf = new Map<string, number>();
  const referenceOf = new Map<number, string>();
  const placed = new Map<number, Extract<GatewayRequest, { type: 'place_order' }>[]>();
  for (const { request, isCompared } of sent) {
    if (request.type !== 'place_order' || request.order.whatIf) continue;
    const { orderId, order } = request;
    if (!isCompared) breaches.push(`order ${orderId} was sent before the broker's records were compared`);
    const { reference } = order;
    if ((idOf.get(reference) ?? orderId) !== orderId) breaches.push(`order ${reference} was sent as ${idOf.get(reference)} and as ${orderId}`);
    if ((referenceOf.get(orderId) ?? reference) !== reference) breaches.push(`the number ${orderId} was given to ${referenceOf.get(orderId)} and to ${reference}`);
    idOf.set(reference, orderId);
    referenceOf.set(orderId, reference);
    const all = placed.get(orderId) ?? [];
    placed.set(orderId, all);
    all.push(request);
  }
  for (const [orderId, all] of placed) {
    const reference = referenceOf.get(orderId) ?? '';
    const asked = process.orders.history(reference).filter(({ event }) => event.type === 'change_requested').length;
    if (all.length > 1 + asked) breaches.push(`order ${orderId} was sent ${all.length} times, and ${asked} changes of it were asked for`);
  }
  const numbers = process.orders.orders().flatMap(({ adopted, brokerOrderId }) => (adopted || brokerOrderId === undefined ? [] : [brokerOrderId]));
  if (new Set(numbers).size !== numbers.length) breaches.push(`a number was given twice: ${numbers.join(' ')}`);
  return breaches;
}

/** What is told as wrong and cannot come of a fault outside. */
function ofNotices({ notices }: FaultDay): readonly string[] {
  return notices.filter((text) => / cannot be |could not be written|not in the books/.test(text));
}

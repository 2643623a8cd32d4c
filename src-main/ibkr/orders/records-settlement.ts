import type { DifferenceKind } from '../../../src-core/contract/broker.ts';
import { isTerminal } from '../../../src-core/orders/life-cycle.ts';
import type { Order, OrderChange, OrderId, OrderState } from '../../../src-core/orders/order.ts';
import type { BrokerRecords, CompletedOrderRecord, ExecutionRecord, OpenOrderRecord } from '../broker-records.ts';
import type { GatewayOrder } from '../gateway.ts';
import { executionIdentity, type LooseLeg } from './execution-assembler.ts';
import { bookedOf, type OrderAtBroker } from './order-at-broker.ts';
import type { OrderRoom } from './order-room.ts';
import { standingOf } from './order-status.ts';
import { gatewayOrderOf, gatewayOrderText, isSameOrder, termsOf } from './order-translation.ts';
import { brokerWords } from './rejection.ts';

/** Where books and broker did not agree about an order of ours, or what of it was in doubt. */
export interface OrderDifference {
  readonly orderId: OrderId;
  readonly sequence: number;
  readonly kind: DifferenceKind;
  readonly books: string;
  readonly broker: string;
  readonly explanation: string;
  readonly rule: string;
  readonly outcome: 'settled' | 'doubt';
}

/** What going through the broker's records came to. Everything of ours was reported to the books by then. */
export interface SettledOrders {
  readonly compared: { readonly orders: number; readonly executions: number };
  readonly differences: readonly OrderDifference[];
  /** Working at the broker, of no order of the books. */
  readonly openElsewhere: readonly OpenOrderRecord[];
  readonly completedElsewhere: readonly CompletedOrderRecord[];
  /** Of no order of the books, or of instruments that this program does not model; without summaries of combinations. */
  readonly executionsElsewhere: readonly ExecutionRecord[];
  /** Over in the books and working at the broker. */
  readonly revived: readonly { readonly order: Order; readonly record: OpenOrderRecord }[];
  /** Legs that make no whole packages, of orders that are over. */
  readonly loose: readonly { readonly order: Order; readonly legs: readonly LooseLeg[] }[];
}

const RULES = {
  open: 'What the broker has working, works: the books follow its state.',
  terms: 'What the broker works is what can fill: the books take its terms over.',
  completed: 'What the broker’s records have as over, is over: the books follow, with what its executions say was filled.',
  nowhere: 'Records that were read whole after an order was sent and know nothing of it, by any of its names, say that it never arrived. It is not sent again.',
  gone: 'An order that worked and is in the broker’s records no more is over.',
  executions: 'Executions are booked as the broker tells them, each once.',
  doubt: 'It stays in doubt until the broker’s records answer. It is not sent again.',
} as const;

/** Executions as they happened, each in its newest revision alone. */
export function inOrder(executions: readonly ExecutionRecord[]): readonly ExecutionRecord[] {
  const newest = new Map<string, ExecutionRecord>();
  for (const record of executions) {
    const { base, revision } = executionIdentity(record.execution.id);
    const known = newest.get(base);
    if (known === undefined || executionIdentity(known.execution.id).revision < revision) newest.set(base, record);
  }
  return [...newest.values()].sort(({ execution: left }, { execution: right }) => left.time - right.time || (left.id < right.id ? -1 : 1));
}

/** Feeds the executions through the normal path and settles each order of ours by the records. */
export function settleOrders(room: OrderRoom, records: BrokerRecords, isOurAccount: (account: string) => boolean): SettledOrders {
  const differences: OrderDifference[] = [];
  const executionsElsewhere: ExecutionRecord[] = [];
  const open = new Map<OrderAtBroker, OpenOrderRecord>();
  const completed = new Map<OrderAtBroker, CompletedOrderRecord>();
  const openElsewhere: OpenOrderRecord[] = [];
  const completedElsewhere: CompletedOrderRecord[] = [];
  const revived: { order: Order; record: OpenOrderRecord }[] = [];

  for (const record of records.openOrders.filter(({ order }) => isOurAccount(order.account))) {
    const kept = room.find({ ...record, reference: record.order.reference });
    if (kept === undefined) {
      openElsewhere.push(record);
      continue;
    }
    room.orders.learn(kept, record);
    open.set(kept, record);
    if (isTerminal(kept.order.state) && isWorking(record)) revived.push({ order: kept.order, record });
  }
  for (const record of records.completedOrders.filter(({ order }) => isOurAccount(order.account))) {
    const kept = room.find({ reference: record.order.reference, permId: record.permId, clientId: -1, orderId: 0 });
    if (kept === undefined) completedElsewhere.push(record);
    else {
      room.orders.learn(kept, { permId: record.permId, clientId: null });
      completed.set(kept, record);
    }
  }

  const before = new Map(room.orders.all().map((kept) => [kept, kept.order.state]));
  // An order is what the broker has it changed to before it fills as that.
  const terms = new Set<OrderAtBroker>();
  for (const [kept, record] of [...open, ...completed]) {
    const found = isTerminal(kept.order.state) ? null : settleTerms(room, kept, records, record);
    if (found === null) continue;
    terms.add(kept);
    differences.push(found);
  }

  const executions = inOrder(records.executions.filter(({ execution }) => isOurAccount(execution.account)));
  const missed = new Map<OrderAtBroker, number>();
  for (const record of executions) {
    const intake = room.execution(record);
    if (intake === 'foreign') executionsElsewhere.push(record);
    const kept = intake === 'new' ? room.find(record.execution) : undefined;
    if (kept !== undefined) missed.set(kept, (missed.get(kept) ?? 0) + 1);
  }
  for (const [kept, count] of missed) {
    const told = `${count} ${count === 1 ? 'execution' : 'executions'} of its legs`;
    differences.push(difference(kept, 'execution_missed', { books: 'nothing of them', broker: told, explanation: 'They happened while this terminal did not hear of it.', rule: RULES.executions, outcome: 'settled' }));
  }

  let compared = 0;
  for (const kept of room.orders.all()) {
    const doubted = kept.doubted;
    if (isTerminal(before.get(kept) ?? kept.order.state) && doubted === null) continue;
    compared += 1;
    const found = settleOne(room, kept, records, { before: before.get(kept) ?? kept.order.state, open: open.get(kept), completed: completed.get(kept) });
    // What its executions or its terms explain is told as that.
    const isTold = terms.has(kept) || (missed.has(kept) && doubted === null && found?.outcome === 'settled' && kept.order.state === 'FILLED');
    if (found !== null && !isTold) differences.push(found);
    kept.doubted = kept.doubts.size > 0 ? doubted : null;
  }
  return { compared: { orders: compared + openElsewhere.length, executions: executions.length }, differences, openElsewhere, completedElsewhere, executionsElsewhere, revived, loose: room.loose() };
}

interface Found {
  /** Of the order before the records were gone through. */
  readonly before: OrderState;
  readonly open: OpenOrderRecord | undefined;
  readonly completed: CompletedOrderRecord | undefined;
}

function settleOne(room: OrderRoom, kept: OrderAtBroker, records: BrokerRecords, { before, open, completed }: Found): OrderDifference | null {
  const { doubted } = kept;
  const told = (broker: string, rule: string, explanation = doubted ?? 'The broker told nothing of it while this terminal heard.'): OrderDifference | null =>
    doubted === null && kept.order.state === before && kept.doubts.size === 0
      ? null
      : difference(kept, 'order_not_at_broker', { books: before, broker, explanation: sentence(explanation), rule: kept.doubts.size > 0 ? RULES.doubt : rule, outcome: kept.doubts.size > 0 ? 'doubt' : 'settled' });

  if (isTerminal(kept.order.state)) return told(completed === undefined ? 'over' : completedText(completed), RULES.completed);
  // It was told of completed and open at two moments of the reading: over is the later.
  if (completed !== undefined) {
    settleCompleted(room, kept, completed);
    return told(completedText(completed), RULES.completed);
  }
  if (open !== undefined) {
    settleOpen(room, kept, records, open);
    return told(`works: ${gatewayOrderText(open.order)} (${open.state.status})`, RULES.open);
  }
  // Sent, or heard of, after the reading began: these records cannot know.
  if (!room.isBefore(kept.sent, records.from) || !room.isBefore(kept.heard, records.from)) return kept.doubts.size > 0 ? told('nothing yet', RULES.doubt) : null;
  return settleNowhere(room, kept, told);
}

function settleOpen(room: OrderRoom, kept: OrderAtBroker, records: BrokerRecords, record: OpenOrderRecord): void {
  room.status(kept, { status: record.state.status, filled: record.filled });
  if (isTerminal(kept.order.state)) return;
  if (kept.cancelAsked !== null && room.isBefore(kept.cancelAsked, records.from) && isWorking(record) && record.state.status !== 'PendingCancel') {
    kept.cancelAsked = null;
    kept.doubts.delete('cancel');
    if (kept.order.state === 'PENDING_CANCEL') room.tell(kept, { type: 'cancel_rejected', reason: 'the broker works it still: the cancellation never arrived' });
  }
  kept.doubts.delete('place');
  kept.doubts.delete('start');
  if (kept.cancelAsked === null || record.state.status === 'PendingCancel') kept.doubts.delete('cancel');
  if (kept.filled > bookedOf(kept)) room.doubt(kept, 'executions', `the broker has ${kept.filled} of it filled and told executions of ${bookedOf(kept)}`);
  else kept.doubts.delete('executions');
}

/** What became of a change that was asked for, and what was changed elsewhere. */
function settleTerms(room: OrderRoom, kept: OrderAtBroker, records: BrokerRecords, record: OpenOrderRecord | CompletedOrderRecord): OrderDifference | null {
  const isOpen = 'orderId' in record;
  if (isOpen && isWorking(record)) room.status(kept, { status: record.state.status, filled: null });
  const { change } = kept;
  if (change !== null && isSameOrder(change.order, record.order)) room.changed(kept);
  else if (change !== null && isOpen && room.isBefore(change.sent, records.from)) room.changeRejected(kept, 'the broker works it as it was: the change never arrived');
  if (kept.change !== null || isTerminal(kept.order.state)) return null;
  // The records of what is over may leave its quantity out.
  if (!isOpen && record.order.quantity <= kept.order.quantity) return null;
  if (!isOpen && standingOf(kept.order) === 'SUBMITTED') room.tell(kept, { type: 'accepted' });
  return takeTermsOver(room, kept, record);
}

/** It was changed at the broker itself, or by another program. */
function takeTermsOver(room: OrderRoom, kept: OrderAtBroker, { order: heard }: Pick<OpenOrderRecord, 'order'>): OrderDifference | null {
  const { order } = kept;
  const ours = gatewayOrderOf(order, heard.account);
  if (isSameOrder(ours, heard) || isSamePlaced(kept, heard)) return null;
  const terms = termsOf(heard, order.legs.length);
  const change: OrderChange | null = terms === null || heard.action !== ours.action || heard.type !== ours.type || heard.quantity < order.filledQuantity ? null : { terms: keepType(order, terms), quantity: heard.quantity };
  const texts = { books: gatewayOrderText(ours), broker: gatewayOrderText(heard), explanation: 'It was changed at the broker, not by this terminal.' };
  if (change === null || !room.tell(kept, { type: 'change_requested', change })) {
    return difference(kept, 'order_terms', { ...texts, rule: RULES.doubt, outcome: 'doubt' });
  }
  room.tell(kept, { type: 'changed' });
  return difference(kept, 'order_terms', { ...texts, rule: RULES.terms, outcome: 'settled' });
}

function isSamePlaced({ placed }: OrderAtBroker, heard: GatewayOrder): boolean {
  return placed !== null && isSameOrder(placed, heard);
}

/** What was sent with its collar as a limit is by its own words still a market or a stop order. */
function keepType({ terms: own, collar }: Order, heard: OrderChange['terms']): OrderChange['terms'] {
  if (collar === undefined || own.type === heard.type) return heard;
  if (own.type === 'market' && heard.type === 'limit' && heard.limit === collar) return own;
  if (own.type === 'stop' && heard.type === 'stop_limit' && heard.limit === collar) return { type: 'stop', stop: heard.stop };
  return heard;
}

function settleCompleted(room: OrderRoom, kept: OrderAtBroker, record: CompletedOrderRecord): void {
  const { status, completedStatus } = record.state;
  room.forgetChange(kept);
  kept.doubts.delete('start');
  kept.doubts.delete('place');
  if (isTerminal(kept.order.state)) return;
  if (status === 'Filled') {
    kept.filled = Math.max(kept.filled, kept.order.quantity);
    const booked = bookedOf(kept);
    if (booked < kept.order.quantity) room.doubt(kept, 'executions', `the broker has it filled and told executions of ${booked} of ${kept.order.quantity}`);
    return;
  }
  const words = brokerWords(completedStatus);
  if (kept.cancelAsked === null && words !== '' && kept.reason === null) kept.reason = { text: `the broker's records say "${words}"`, isRefusal: /reject|inactive/i.test(completedStatus) };
  const reading = room.read(kept, { status: status === 'Inactive' ? 'Inactive' : 'Cancelled', filled: null });
  if (reading.kind === 'over') room.tell(kept, reading.event);
}

function settleNowhere(room: OrderRoom, kept: OrderAtBroker, told: (broker: string, rule: string, explanation?: string) => OrderDifference | null): OrderDifference | null {
  const { order } = kept;
  const nothing = 'nothing';
  room.forgetChange(kept);
  if (isTerminal(kept.order.state)) return told(nothing, RULES.gone);
  if (standingOf(order) === 'SUBMITTED') {
    room.tell(kept, { type: 'rejected', reason: 'the broker’s records do not know it: it never arrived' });
    return told(nothing, RULES.nowhere);
  }
  if (kept.filled > bookedOf(kept)) {
    room.doubt(kept, 'executions', `the broker had ${kept.filled} of it filled and told executions of ${bookedOf(kept)}`);
    return told(nothing, RULES.doubt);
  }
  if (kept.end !== null) room.tell(kept, kept.end.event);
  else if (room.isPastEnd(order)) room.tell(kept, { type: 'expired', reason: 'its session is over, and the broker works it no more' });
  else room.tell(kept, { type: 'canceled', reason: kept.cancelAsked === null ? 'the broker works it no more, and its records do not say why' : 'as requested' });
  return told(nothing, RULES.gone);
}

function isWorking({ state: { status } }: OpenOrderRecord): boolean {
  return status === 'PreSubmitted' || status === 'Submitted' || status === 'PendingSubmit' || status === 'ApiPending';
}

function completedText({ state: { status, completedStatus } }: CompletedOrderRecord): string {
  const words = brokerWords(completedStatus);
  return words === '' || words === status ? status : `${status}: ${words}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function difference({ order }: OrderAtBroker, kind: DifferenceKind, rest: Omit<OrderDifference, 'orderId' | 'sequence' | 'kind'>): OrderDifference {
  return { orderId: order.id, sequence: order.sequence, kind, ...rest };
}

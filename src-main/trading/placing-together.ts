import { ContractFailure } from '../../src-core/contract/messages.ts';
import { tradeAfterOrderEnd } from '../../src-core/ledger/trade-accounting.ts';
import { applyEvent } from '../../src-core/orders/life-cycle.ts';
import { newOrder } from '../../src-core/orders/new-order.ts';
import type { Order, OrderEvent, OrderRequest } from '../../src-core/orders/order.ts';
import { denialText, isWritten } from '../risk/denial.ts';
import { tradeToClose } from './closing-trade.ts';
import { deriveUuid } from './derive-id.ts';
import type { JournalRecord } from './journal.ts';
import { type BracketExits, bracketProblem, bracketRequests, isExitOf, roleOf, transmitted } from './order-groups.ts';
import type { OrderManagerParts } from './order-manager.ts';
import { assertValid, denied } from './refusals.ts';
import type { TradingState } from './trading-state.ts';

/** What the order manager lends to whoever places several orders in one write, within one of its commands. */
export interface PlacingTogether {
  readonly parts: Pick<OrderManagerParts, 'broker' | 'clock' | 'journal' | 'risk'>;
  readonly state: TradingState;
  /** Throws where the broker takes no such order. */
  assertTaken(request: OrderRequest): void;
  assertMayTrade(): void;
  askedAgain(order: Order, request: OrderRequest): Order;
  commit(records: readonly JournalRecord[]): Promise<void>;
  /** Why the broker must never hear of it now; null where it may. */
  lastBan(order: Order): ContractFailure | null;
  callOff(order: Order, ban: ContractFailure): Promise<ContractFailure>;
}

/** An entry, and what waits for it. Resolves and fails as `placeTogether`; the first order is the entry. */
export function placeBracket(entry: OrderRequest, exits: BracketExits, door: PlacingTogether): Promise<readonly Order[]> {
  const problem = bracketProblem(entry, exits);
  if (problem !== null) throw badInput(problem.field, problem.message);
  return placeTogether(bracketRequests(entry, exits), door);
}

/** Two or more orders of one group, that of the first. */
export function placeGroup(requests: readonly OrderRequest[], door: PlacingTogether): Promise<readonly Order[]> {
  const [first] = requests;
  if (requests.length < 2) throw badInput('orders', `has ${requests.length}; expected two or more that cancel each other`);
  if (requests.some(({ group }) => group === undefined || group.parent !== undefined || group.id !== first?.group?.id)) {
    throw badInput('group', 'is not the same for all of them; expected one id, and no entry to wait for');
  }
  if (new Set(requests.map(({ id }) => id)).size < requests.length) throw badInput('id', 'appears twice; expected an id of its own for each order');
  return placeTogether(requests, door);
}

/**
 * Places orders that belong together: all of them are checked, are on disk in one write, and are then told to the broker
 * in their order; or none is. Asking again with the same ids gives the orders as they are by then.
 * Fails like `OrderManager.place`.
 */
async function placeTogether(requests: readonly OrderRequest[], door: PlacingTogether): Promise<readonly Order[]> {
  const { parts, state } = door;
  const known = requests.flatMap((request) => state.orders.get(request.id) ?? []);
  if (known.length > 0) {
    const asked = new Set(requests.map(({ id }) => id));
    const isSame = known.every((order) => [...state.orders.values()].every((other) => !isExitOf(other, order) || asked.has(other.id)));
    if (!isSame) throw conflict('id', `id: ${known[0]?.id} is the entry of another bracket already`);
    return requests.map((request) => {
      const order = state.orders.get(request.id);
      if (order === undefined) throw conflict('id', `id: ${known[0]?.id} is another order already`);
      return door.askedAgain(order, request);
    });
  }
  for (const request of requests) {
    assertValid(request);
    door.assertTaken(request);
  }
  door.assertMayTrade();
  const orders = made(requests, door);
  const reasons = denialsOf(orders, door);
  const reason = reasons.texts.join('; ');
  if (!reasons.isWritten) throw denied(reason);
  for (const { id } of requests) {
    if (await parts.journal.hasOrder(id)) throw conflict('id', `id: ${id} is an order of an earlier session`);
  }
  const event: OrderEvent = reasons.texts.length > 0 ? { type: 'denied', reason } : { type: 'submitted' };
  const next = orders.map((order) => applyEvent(order, event, order.createdAt));
  await door.commit(
    next.flatMap((order) => [
      ...(order.closing ? [] : [{ kind: 'trade', trade: tradeAfterOrderEnd(state.tradeOf(order), order) } as const]),
      ...state.step(order, event, order.createdAt),
    ]),
  );
  if (reasons.texts.length > 0) throw denied(reason);
  for (const order of next) {
    const ban = door.lastBan(order);
    if (ban === null) continue;
    for (const each of next) await door.callOff(each, ban);
    throw ban;
  }
  for (const { order, transmit } of transmitted(next)) parts.broker.submit(order, transmit);
  return next;
}

function made(requests: readonly OrderRequest[], { parts, state }: PlacingTogether): readonly Order[] {
  const { broker, clock, risk } = parts;
  const time = clock.now();
  const [first] = requests;
  return requests.map((request, index) => {
    const isExit = first !== undefined && isExitOf(request, first);
    const closes = isExit ? null : tradeToClose(state, request);
    const isEntry = index === 0 && requests.some((other) => isExitOf(other, request));
    if (isEntry && closes !== null) throw conflict('entry', 'entry: it closes a trade that is held; expected one that opens, for a target and a stop to close');
    const order = newOrder(request, {
      sequence: state.lastSequence + 1 + index,
      tradeId: isExit ? deriveUuid(`trade:${first.id}`) : (closes?.id ?? deriveUuid(`trade:${request.id}`)),
      closing: isExit || closes !== null,
      brokerOrderId: broker.allot() ?? undefined,
      time,
    });
    return { ...order, collar: risk.collarOf(order) ?? undefined, ...(isExit ? { released: 0 } : {}) };
  });
}

/** What speaks against any of them, each met with all the others at work. */
function denialsOf(orders: readonly Order[], { parts, state }: PlacingTogether): { readonly texts: readonly string[]; readonly isWritten: boolean } {
  const texts = new Set<string>();
  let written = true;
  for (const order of orders) {
    const working = [...state.working(), ...orders.filter((other) => other !== order)];
    const role = roleOf(order);
    for (const denial of parts.risk.check(order, { book: state.book, working })) {
      const text = denialText(denial);
      // What all of them are denied for is said once.
      if (role === null || !texts.has(text)) texts.add(role === null ? text : `its ${role}: ${text}`);
      written &&= isWritten(denial);
    }
  }
  return { texts: [...texts], isWritten: written };
}

function badInput(field: string, message: string): ContractFailure {
  return new ContractFailure({ code: 'bad_input', field, message: `${field}: ${message}` });
}

function conflict(field: string, message: string): ContractFailure {
  return new ContractFailure({ code: 'conflict', field, message });
}

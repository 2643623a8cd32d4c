import { type Clock, type EpochMs, SECOND } from '../../../src-core/time.ts';
import type { Pacer } from '../../market-data/session-pump.ts';
import type { AccountValueRecord, BrokerRecords, CompletedOrderRecord, ExecutionRecord, OpenOrderRecord, PositionRecord } from '../broker-records.ts';
import { meaningOf } from '../codes.ts';
import { type ContractBook, SMART_DOLLARS } from '../contract-book.ts';
import type { Gateway, GatewayContract, GatewayMessage, GatewayRequest, LinkEvent } from '../gateway.ts';
import { VALUE_NAMES } from './account-values.ts';

export interface RecordsReaderParts {
  /** The machine's. */
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly contracts: Pick<ContractBook, 'symbolOf'>;
  /** Milliseconds all of it may take; 30 seconds unless told. */
  readonly limitMs?: number;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** The broker's records could not be read whole, as a sentence: nothing is concluded from what was. */
export class RecordsUnread extends Error {
  override readonly name = 'RecordsUnread';
}

const LIMIT_MS = 30 * SECOND;
/** Executions older than this, by clocks that are not the same, are of orders that were there when the orders were read. */
const RECENT_MS = 60 * SECOND;

/** The parts, in the order in which they are asked for: what an order did while they are read is in the executions after it. */
const PARTS = ['open orders', 'completed orders', 'executions', 'positions', 'account values', 'instruments'] as const;
type Part = (typeof PARTS)[number];

/** What was read so far of one reading. */
class Reading {
  readonly from: EpochMs;
  readonly openOrders = new Map<number, OpenOrderRecord>();
  readonly completedOrders = new Map<number, CompletedOrderRecord>();
  readonly executions = new Map<string, ExecutionRecord>();
  readonly commissions = new Map<string, { readonly commission: number; readonly currency: string }>();
  readonly positions = new Map<number, PositionRecord>();
  readonly values: AccountValueRecord[] = [];
  /** Requests of the part that is read which are not answered. */
  readonly asked = new Set<number>();
  part: Part | null = null;

  constructor(from: EpochMs) {
    this.from = from;
  }
}

/**
 * Asks for everything the broker has of an account, one part after another, and answers when all of it is there. What is
 * executed meanwhile begins it anew, so that positions, cash and executions are of one moment. Rejects with RecordsUnread
 * where the connection or the broker's servers were lost in between, the gateway refuses a part, or time is over.
 */
export function readRecords(gateway: Gateway, account: string, since: EpochMs | null, parts: RecordsReaderParts): Promise<BrokerRecords> {
  const { promise, resolve, reject } = Promise.withResolvers<BrokerRecords>();
  const { clock, contracts, pacer, limitMs = LIMIT_MS } = parts;
  let reading = new Reading(clock.now());
  const sought = new Set<number>();
  let isOver = false;

  const end = (): void => {
    isOver = true;
    for (const stop of stops) stop();
    if (gateway.state.kind !== 'up') return;
    if (reading.part === 'positions') gateway.send({ type: 'cancel_positions' });
    if (reading.part === 'account values') for (const requestId of reading.asked) gateway.send({ type: 'cancel_account_values', requestId });
  };
  const fail = (why: string): void => {
    if (isOver) return;
    end();
    reject(new RecordsUnread(why));
  };
  const send = (request: GatewayRequest): void => {
    if (!isOver && gateway.send(request) === 'down') fail('there is no connection to the gateway');
  };
  const ask = (part: Part): void => {
    reading.part = part;
    const requestId = gateway.newRequestId();
    switch (part) {
      case 'open orders':
        return send({ type: 'open_orders' });
      case 'completed orders':
        return send({ type: 'completed_orders' });
      case 'executions':
        reading.asked.add(requestId);
        return send({ type: 'executions', requestId, account, since });
      case 'positions':
        return send({ type: 'positions' });
      case 'account values':
        reading.asked.add(requestId);
        return send({ type: 'account_values', requestId, names: VALUE_NAMES });
      case 'instruments':
        return askInstruments();
    }
  };
  /** Legs of packages that were made elsewhere are named by their number alone. */
  const askInstruments = (): void => {
    const legs = [...reading.openOrders.values(), ...reading.completedOrders.values()].flatMap(({ contract }) => contract.comboLegs);
    const unknown = new Set(legs.map(({ conId }) => conId).filter((conId) => contracts.symbolOf(conId) === null));
    if (unknown.size === 0) return finish();
    const requests = [...unknown].map((conId) => ({ type: 'contracts', requestId: gateway.newRequestId(), contract: byNumber(conId) }) as const);
    for (const { requestId } of requests) reading.asked.add(requestId);
    for (const request of requests) send(request);
  };
  const next = (): void => {
    const { part } = reading;
    if (part === 'positions') send({ type: 'cancel_positions' });
    reading.asked.clear();
    const following = PARTS[PARTS.indexOf(part ?? 'instruments') + 1];
    if (isOver) return;
    if (following === undefined) finish();
    else ask(following);
  };
  /** True once for each order that executed and is in no list: it was made after the orders were read. */
  const isOutOfDate = (): boolean => {
    const listed = new Set([...reading.openOrders.values(), ...reading.completedOrders.values()].map(({ permId }) => permId));
    const made = [...reading.executions.values()].filter(({ execution: { permId, time } }) => !listed.has(permId) && !sought.has(permId) && time > reading.from - RECENT_MS);
    for (const { execution } of made) sought.add(execution.permId);
    return made.length > 0;
  };
  const begin = (): void => {
    if (reading.part === 'positions') send({ type: 'cancel_positions' });
    if (reading.part === 'account values') for (const requestId of reading.asked) send({ type: 'cancel_account_values', requestId });
    reading = new Reading(clock.now());
    ask('open orders');
  };
  const finish = (): void => {
    end();
    const { from, openOrders, completedOrders, executions, commissions, positions, values } = reading;
    resolve({
      account,
      from,
      to: clock.now(),
      openOrders: [...openOrders.values()],
      completedOrders: [...completedOrders.values()],
      executions: [...executions.values()]
        .map((record) => ({ ...record, charge: commissions.get(record.execution.id) ?? null }))
        .sort((left, right) => left.execution.time - right.execution.time || (left.execution.id < right.execution.id ? -1 : 1)),
      executionsSince: since,
      positions: [...positions.values()].filter(({ quantity }) => quantity !== 0),
      values,
    });
  };

  const hear = (message: GatewayMessage): void => {
    if (isOver) return;
    const { part } = reading;
    switch (message.type) {
      case 'open_order': {
        if (message.order.whatIf || message.order.account !== account) return;
        const { type: _type, ...record } = message;
        const key = keyOf(record);
        reading.openOrders.set(key, { ...record, filled: reading.openOrders.get(key)?.filled ?? null });
        return;
      }
      case 'order_status': {
        const key = keyOf(message);
        const known = reading.openOrders.get(key);
        if (known === undefined) return;
        if (OVER.includes(message.status)) reading.openOrders.delete(key);
        else reading.openOrders.set(key, { ...known, filled: message.filled, state: { ...known.state, status: message.status } });
        return;
      }
      case 'open_orders_end':
        return part === 'open orders' ? next() : undefined;
      case 'completed_order': {
        if (message.order.account !== account && message.order.account !== '') return;
        const { type: _type, ...record } = message;
        reading.completedOrders.set(message.permId, record);
        return;
      }
      case 'completed_orders_end':
        return part === 'completed orders' ? next() : undefined;
      case 'execution': {
        const { contract, execution, requestId } = message;
        if (execution.account !== account) return;
        if (reading.asked.has(requestId)) reading.executions.set(execution.id, { contract, execution, charge: null });
        // It happened while this was read: what was read before may not know of it.
        else if (requestId === -1 && !reading.executions.has(execution.id)) begin();
        return;
      }
      case 'executions_end':
        if (part !== 'executions' || !reading.asked.has(message.requestId)) return;
        return isOutOfDate() ? begin() : next();
      case 'commission':
        return void reading.commissions.set(message.executionId, { commission: message.commission, currency: message.currency });
      case 'position': {
        const { contract, quantity, averageCost } = message;
        if (part !== 'positions' || message.account !== account) return;
        reading.positions.set(contract.conId, { contract, quantity, averageCost });
        return;
      }
      case 'positions_end':
        return part === 'positions' ? next() : undefined;
      case 'account_value': {
        const { name, value, currency, requestId } = message;
        if (reading.asked.has(requestId) && message.account === account) reading.values.push({ name, value, currency });
        return;
      }
      case 'account_values_end':
        if (part !== 'account values' || !reading.asked.has(message.requestId)) return;
        send({ type: 'cancel_account_values', requestId: message.requestId });
        return next();
      case 'contracts_end':
        return answered(message.requestId);
      case 'error':
        return refused(message);
    }
  };
  const answered = (requestId: number): void => {
    if (reading.part === 'instruments' && reading.asked.delete(requestId) && reading.asked.size === 0) next();
  };
  const refused = ({ requestId, code, text }: Extract<GatewayMessage, { type: 'error' }>): void => {
    const { kind } = meaningOf(code, text);
    if (reading.asked.has(requestId)) {
      // What the gateway does not know is no instrument of ours.
      if (reading.part === 'instruments') answered(requestId);
      else fail(`the gateway did not give the ${reading.part ?? 'records'}: "${text}" (code ${code})`);
    } else if (requestId === -1 && kind === 'read_only') {
      fail(`the gateway takes no orders of programs, and gives no ${reading.part ?? 'records'} then: switch off "Read-Only API" in its settings`);
    } else if (kind === 'unreadable') {
      fail(`the gateway said something that could not be read: "${text}"`);
    }
  };
  const turn = (event: LinkEvent): void => {
    switch (event.type) {
      case 'up':
      case 'servers_back':
        return;
      case 'down':
        return fail('the connection to the gateway ended while they were read');
      case 'servers_lost':
        return fail('the gateway lost the broker’s servers while they were read');
      case 'unsent':
        if ('requestId' in event.request ? reading.asked.has(event.request.requestId) : BY_PART[reading.part ?? 'instruments'] === event.request.type) fail('the connection to the gateway ended before all of them were asked for');
    }
  };
  const giveUp = (): void => fail('it was given up');
  parts.signal?.addEventListener('abort', giveUp);
  const stops = [
    () => parts.signal?.removeEventListener('abort', giveUp),
    gateway.onMessage(hear),
    gateway.onEvent(turn),
    pacer.after(limitMs, () => fail(`they were not complete after ${limitMs / SECOND} seconds: the ${reading.part ?? 'records'} did not come`)),
  ];
  if (parts.signal?.aborted) giveUp();
  else if (gateway.state.kind !== 'up') fail('there is no connection to the gateway');
  else if (gateway.state.servers === 'lost') fail('the gateway has lost the broker’s servers');
  else begin();
  return promise;
}

/** Statuses with which an order is over. */
const OVER = ['Filled', 'Cancelled', 'ApiCancelled', 'Inactive'];

const BY_PART: Readonly<Partial<Record<Part, GatewayRequest['type']>>> = { 'open orders': 'open_orders', 'completed orders': 'completed_orders', positions: 'positions' };

/** An order that the broker has not numbered yet is known by the client's number. */
function keyOf({ permId, clientId, orderId }: Pick<OpenOrderRecord, 'permId' | 'clientId' | 'orderId'>): number {
  return permId === 0 ? -(clientId * 1e9 + orderId) - 1 : permId;
}

function byNumber(conId: number): GatewayContract {
  return { ...SMART_DOLLARS, conId, currency: '' };
}

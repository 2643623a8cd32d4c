import type { Gateway, GatewayMessage, GatewayRequest, LinkEvent, LinkProblem, LinkState, Sent, ServerFarm } from '../../../src-main/ibkr/gateway.ts';
import type { Clock } from '../../../src-core/time.ts';
import { errorMessage, type Origin } from './client-line.ts';
import { FaultLine, type LineEntry } from './fault-line.ts';
import { type FaultSchedule, GOOD_DAY } from './faults.ts';
import type { TwsModel } from './tws-model.ts';

export interface ModelGatewayParts {
  readonly model: TwsModel;
  readonly clock: Clock;
  readonly clientId?: number;
  readonly schedule?: FaultSchedule;
}

/**
 * The gateway port over a model in memory: no socket and no timer. `open` (or `retry`) connects; requests reach the
 * model as they are sent; what it says waits in line until `deliver` or `deliverAll` lets it be heard, with what the
 * schedule makes go wrong on the way.
 *
 * A cut leaves it down with problem 'ended': whatever waited to be delivered is lost, and nothing was told of it.
 * After half-open, `heartbeat` finds the link dead, as the real link's own heartbeat would.
 */
export class ModelGateway implements Gateway {
  readonly model: TwsModel;
  readonly clientId: number;
  readonly #clock: Clock;
  readonly #line: FaultLine;
  readonly #queue: LineEntry[] = [];
  readonly #waiting: GatewayRequest[] = [];
  readonly #messageListeners = new Set<(message: GatewayMessage) => void>();
  readonly #eventListeners = new Set<(event: LinkEvent) => void>();
  #state: LinkState;
  #requestIds = 10_000_000;
  #isCongested = false;
  #isHalfOpen = false;
  #isClosed = false;
  /** Deliveries until the servers are back. */
  #serversBack: { left: number; readonly isDataLost: boolean } | null = null;

  constructor(parts: ModelGatewayParts) {
    const schedule = parts.schedule ?? GOOD_DAY;
    this.model = parts.model;
    this.clientId = parts.clientId ?? 17;
    this.#clock = parts.clock;
    this.#line = new FaultLine(schedule.faults);
    this.#state = { kind: 'connecting', since: parts.clock.now() };
    this.model.executions.holdsCommissions = schedule.holdsCommissions;
    this.model.manners.holdsCancels = schedule.holdsCancels;
  }

  get state(): LinkState {
    return this.#state;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** What the gateway said and nobody heard yet. */
  get undelivered(): number {
    return this.#queue.length;
  }

  get isHalfOpen(): boolean {
    return this.#isHalfOpen;
  }

  newRequestId(): number {
    this.#requestIds += 1;
    return this.#requestIds;
  }

  onMessage(listener: (message: GatewayMessage) => void): () => void {
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  onEvent(listener: (event: LinkEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Connects, unless it is connected or closed. */
  open(): void {
    if (this.#isClosed || this.#state.kind === 'up') return;
    const refusal = this.#line.attempt();
    if (refusal !== null) return this.#refused(refusal, 'the stand-in refuses this attempt');
    const welcome = this.model.connect(this.clientId, { hear: (message, origin) => this.#hear(message, origin), ended: () => this.#queue.push({ kind: 'cut' }) });
    if (welcome === 'taken') return this.#refused('client_id_taken', `client id ${this.clientId} is in use`);
    this.#state = { kind: 'up', since: this.#clock.now(), serverVersion: 176, accounts: welcome.accounts, servers: 'connected', clockSkewMs: 0, farms: [] };
    this.#event({ type: 'up' });
    this.#hear({ type: 'next_order_id', orderId: welcome.nextOrderId }, 'answer');
    this.model.greet(this.clientId);
  }

  retry(): void {
    this.open();
  }

  send(request: GatewayRequest): Sent {
    if (this.#state.kind !== 'up') return 'down';
    const fault = this.#line.request(request);
    if (this.#isCongested) {
      this.#waiting.push(request);
      return 'waiting';
    }
    // The gateway's end is gone already, and this end has not heard of it.
    if (this.#isHalfOpen || !this.model.connected.includes(this.clientId)) return 'sent';
    if (fault === null) {
      this.model.handle(this.clientId, request);
      return 'sent';
    }
    switch (fault.kind) {
      case 'cut_before_request':
        this.#queue.push({ kind: 'cut' });
        // What is written after it on the same socket does not arrive either.
        this.#isHalfOpen = true;
        return 'sent';
      case 'cut_after_request':
        this.#queue.push({ kind: 'cut' });
        this.model.handle(this.clientId, request);
        return 'sent';
      case 'unsent':
        this.#isCongested = true;
        this.#waiting.push(request);
        this.#queue.push({ kind: 'cut' });
        return 'waiting';
      case 'waits':
        this.#waiting.push(request);
        this.#queue.push({ kind: 'arrives', request });
        return 'waiting';
      case 'half_open':
        this.#isHalfOpen = true;
        return 'sent';
      case 'rejected':
        if (request.type === 'place_order' && this.model.orderBook.find(request.orderId, this.clientId) === null) this.model.rejectNext({ code: fault.code, text: fault.text, status: fault.status });
        this.model.handle(this.clientId, request);
        // The next one is not to suffer for what was refused on other grounds.
        this.model.orderBook.planned.length = 0;
        return 'sent';
      case 'silent':
      case 'not_subscribed':
      case 'competing':
        this.#troubleMarketData(fault.kind, request);
        return 'sent';
      default: {
        const never: never = fault;
        throw new RangeError(`no such fault: ${JSON.stringify(never)}`);
      }
    }
  }

  /** Lets so much of what waits be heard, in order; the result is how much was. */
  deliver(most = 1): number {
    let done = 0;
    while (done < most) {
      const entry = this.#queue.shift();
      if (entry === undefined) break;
      done += 1;
      this.#come(entry);
      if (this.#serversBack !== null) {
        this.#serversBack.left -= 1;
        if (this.#serversBack.left <= 0) this.#restoreServers();
      }
    }
    return done;
  }

  /** Everything that waits and what comes of it, until nothing does; late ones come, and lost servers are back. */
  deliverAll(): void {
    for (;;) {
      while (this.deliver(1_000) > 0);
      if (this.#isHalfOpen) return;
      this.#queue.push(...this.#line.flush());
      if (this.#serversBack !== null) this.#restoreServers();
      if (this.#queue.length === 0) return;
    }
  }

  /** Finds a half-open link dead; nothing happens to a good one. */
  heartbeat(): void {
    if (this.#isHalfOpen) this.#down('half_open', 'the gateway does not answer');
  }

  /** Ends the connection now. */
  cut(problem: LinkProblem = 'ended'): void {
    if (this.#state.kind === 'up') this.#down(problem, 'the stand-in ended the connection');
  }

  close(): Promise<void> {
    this.#isClosed = true;
    if (this.#state.kind === 'up') this.#down('closed', 'closed');
    else this.#state = { kind: 'down', since: this.#clock.now(), problem: 'closed', detail: 'closed', retryAt: null };
    return Promise.resolve();
  }

  #hear(message: GatewayMessage, origin: Origin): void {
    if (!this.#isHalfOpen) this.#queue.push(...this.#line.message(message, origin));
  }

  #come(entry: LineEntry): void {
    switch (entry.kind) {
      case 'message':
        return this.#say(entry.message);
      case 'cut':
        return this.#down('ended', 'the connection ended');
      case 'arrives': {
        const at = this.#waiting.indexOf(entry.request);
        if (at >= 0) this.#waiting.splice(at, 1);
        if (!this.#isHalfOpen && this.model.connected.includes(this.clientId)) this.model.handle(this.clientId, entry.request);
        return undefined;
      }
      case 'restart':
        this.model.restart({ nextOrderId: entry.nextOrderId, dayOrders: entry.dayOrders });
        return this.#down('ended', 'the gateway restarts');
      case 'servers_lost':
        if (this.#serversBack !== null) return undefined;
        this.model.loseServers();
        this.#serversBack = { left: entry.by, isDataLost: entry.isDataLost };
        return undefined;
      default: {
        const never: never = entry;
        throw new RangeError(`no such entry: ${JSON.stringify(never)}`);
      }
    }
  }

  #say(message: GatewayMessage): void {
    if (message.type === 'error') this.#actOn(message.code, message.text);
    for (const listener of [...this.#messageListeners]) listener(message);
  }

  /** What the link itself makes of system messages, before others hear them. */
  #actOn(code: number, text: string): void {
    if (this.#state.kind !== 'up') return;
    const farm = farmOf(code, text);
    if (farm !== null) this.#state = { ...this.#state, farms: [...this.#state.farms.filter(({ name }) => name !== farm.name), farm] };
    if (code === 1100) {
      this.#state = { ...this.#state, servers: 'lost' };
      this.#event({ type: 'servers_lost' });
    }
    if (code === 1101 || code === 1102) {
      this.#state = { ...this.#state, servers: 'connected' };
      this.#event({ type: 'servers_back', isDataLost: code === 1101 });
    }
  }

  #restoreServers(): void {
    const isDataLost = this.#serversBack?.isDataLost ?? false;
    this.#serversBack = null;
    this.model.restoreServers(isDataLost);
  }

  #troubleMarketData(kind: 'silent' | 'not_subscribed' | 'competing', request: GatewayRequest): void {
    if (request.type !== 'market_data') return;
    if (kind === 'not_subscribed') return this.#hear(errorMessage(request.requestId, 354, 'Requested market data is not subscribed.'), 'answer');
    const conId = this.model.contracts.matching(request.contract)[0]?.conId ?? 0;
    if (kind === 'silent') this.model.market.silence(conId, true);
    this.model.handle(this.clientId, request);
    if (kind === 'silent') this.model.market.endSilence(conId);
    else this.model.market.compete();
  }

  #refused(problem: LinkProblem, detail: string): void {
    this.#state = { kind: 'down', since: this.#clock.now(), problem, detail, retryAt: this.#clock.now() };
  }

  #down(problem: LinkProblem, detail: string): void {
    const unsent = this.#waiting.splice(0);
    this.#queue.length = 0;
    this.#line.ended();
    this.#isCongested = false;
    this.#isHalfOpen = false;
    this.model.disconnect(this.clientId);
    if (this.#serversBack !== null) this.#restoreServers();
    const now = this.#clock.now();
    this.#state = { kind: 'down', since: now, problem, detail, retryAt: problem === 'closed' ? null : now };
    this.#event({ type: 'down' });
    for (const request of unsent) this.#event({ type: 'unsent', request });
  }

  #event(event: LinkEvent): void {
    for (const listener of [...this.#eventListeners]) listener(event);
  }
}

function farmOf(code: number, text: string): ServerFarm | null {
  const name = text.split(/[:.]/).at(-1) ?? '';
  switch (code) {
    case 2103:
      return { name, kind: 'market_data', state: 'broken' };
    case 2104:
      return { name, kind: 'market_data', state: 'connected' };
    case 2105:
      return { name, kind: 'history', state: 'broken' };
    case 2106:
      return { name, kind: 'history', state: 'connected' };
    case 2107:
      return { name, kind: 'history', state: 'inactive' };
    case 2108:
      return { name, kind: 'market_data', state: 'inactive' };
    case 2157:
      return { name, kind: 'definitions', state: 'broken' };
    case 2158:
      return { name, kind: 'definitions', state: 'connected' };
    default:
      return null;
  }
}

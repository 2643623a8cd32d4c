import type { Pacer } from '../market-data/session-pump.ts';
import { type Clock, type EpochMs, SECOND } from '../../src-core/time.ts';
import { ClockSkew } from './clock-skew.ts';
import { farmNameIn, meaningOf } from './codes.ts';
import type { Gateway, GatewayAddress, GatewayMessage, GatewayRequest, LinkEvent, LinkState, Sent, ServerFarm } from './gateway.ts';
import type { ConnectWire, Wire, WireEnd } from './gateway-wire.ts';
import { accountProblem, clientIdTaken, type FoundProblem, problemOfEnd, problemOfSilence, type Reached } from './link-problems.ts';
import { MessagePacing } from './message-pacing.ts';
import { retryDelay } from './reconnect-times.ts';

export interface GatewayLinkParts {
  readonly address: GatewayAddress;
  /** The machine's. */
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly connect: ConnectWire;
  /** From 0 to 1; spreads the tries of several terminals. */
  readonly newJitter?: () => number;
}

/** How long an attempt may take until the gateway serves. */
const HANDSHAKE_MS = 10 * SECOND;
/** Not in whole seconds, in which the answer is: asked at other moments of the second each time, it tells the clocks apart more finely. */
const HEARTBEAT_MS = 5_170;
/** A question for the time that is not answered so long: half of the connection is gone, though nothing said so. */
const ANSWER_MS = 10 * SECOND;
/** A turn that comes so late comes after a sleep, or after the process was held: the answer may lie there unread. */
const HELD_MS = 2 * SECOND;
/** Above every order's number, and under 2^31 for a life of requests. */
const FIRST_REQUEST_ID = 1_000_000_000;

/** One attempt and, once both halves of the greeting have come, one connection. */
interface Attempt {
  readonly wire: Wire;
  readonly pacing: MessagePacing;
  reached: Reached;
  serverVersion: number;
  accounts: readonly string[] | null;
  hasOrderId: boolean;
  servers: 'connected' | 'lost';
  readonly farms: Map<string, ServerFarm>;
  readonly skew: ClockSkew;
  /** What came before it served, in order. */
  early: GatewayMessage[];
  /** Machine time of a question for the time that is not answered. */
  asked: EpochMs | null;
}

/**
 * One connection to TWS or IB Gateway that comes back by itself, with the same client id always. Nothing that waited
 * when it ended is sent later, and nothing is sent twice.
 */
export class GatewayLink implements Gateway {
  readonly #parts: GatewayLinkParts;
  #state: LinkState;
  #attempt: Attempt | null = null;
  #failures = 0;
  /** Pacer's time of the last moment it was up; null where it never was. */
  #lastUp: number | null = null;
  #isClosed = false;
  #requestId = FIRST_REQUEST_ID;
  #cancelTimer: (() => void) | null = null;
  readonly #messageListeners = new Set<(message: GatewayMessage) => void>();
  readonly #eventListeners = new Set<(event: LinkEvent) => void>();

  /** Connects at once. */
  constructor(parts: GatewayLinkParts) {
    this.#parts = parts;
    this.#state = { kind: 'connecting', since: parts.clock.now() };
    // Within a later turn: who made it listens by then.
    this.#schedule(0, () => this.#connect());
  }

  get state(): LinkState {
    return this.#state;
  }

  get waiting(): number {
    return this.#attempt?.pacing.waiting ?? 0;
  }

  newRequestId(): number {
    return this.#requestId++;
  }

  /** Throws RangeError for an order or instrument that this program never sends. */
  send(request: GatewayRequest): Sent {
    if (this.#attempt === null || this.#state.kind !== 'up') return 'down';
    return this.#attempt.pacing.send(request);
  }

  onMessage(listener: (message: GatewayMessage) => void): () => void {
    this.#messageListeners.add(listener);
    return () => void this.#messageListeners.delete(listener);
  }

  onEvent(listener: (event: LinkEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => void this.#eventListeners.delete(listener);
  }

  retry(): void {
    if (!this.#isClosed && this.#state.kind === 'down') this.#connect();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#leave({ problem: 'closed', detail: 'The connection was closed here.' });
  }

  #connect(): void {
    const { address, clock, pacer, connect } = this.#parts;
    if (this.#state.kind !== 'connecting') this.#state = { kind: 'connecting', since: clock.now() };
    // Of this attempt alone: what an older one still says is not heard.
    const own: { attempt: Attempt | null; ended: WireEnd | null } = { attempt: null, ended: null };
    const whileCurrent = (run: (attempt: Attempt) => void): void => {
      if (own.attempt !== null && own.attempt === this.#attempt) run(own.attempt);
    };
    const wire = connect(address, clock, {
      onAccepted: () => whileCurrent((attempt) => void (attempt.reached = 'accepted')),
      onServer: (version) =>
        whileCurrent((attempt) => {
          attempt.reached = 'spoke';
          attempt.serverVersion = version;
        }),
      onAccounts: (accounts) =>
        whileCurrent((attempt) => {
          attempt.accounts = accounts;
          this.#greeted(attempt);
        }),
      onTime: (time) => whileCurrent((attempt) => this.#timeHeard(attempt, time)),
      onMessage: (message) => whileCurrent((attempt) => this.#heard(attempt, message)),
      onEnd: (end) => {
        own.ended = end;
        whileCurrent((attempt) => this.#leave(problemOfEnd(end, attempt.reached, address)));
      },
    });
    const attempt: Attempt = {
      wire,
      pacing: new MessagePacing(pacer, (request) => wire.send(request)),
      reached: 'nothing',
      serverVersion: 0,
      accounts: null,
      hasOrderId: false,
      servers: 'connected',
      farms: new Map(),
      skew: new ClockSkew(),
      early: [],
      asked: null,
    };
    own.attempt = attempt;
    this.#attempt = attempt;
    // It may be over before connect returned.
    if (own.ended !== null) return this.#leave(problemOfEnd(own.ended, attempt.reached, address));
    this.#schedule(HANDSHAKE_MS, () => this.#leave(problemOfSilence(attempt.reached, address)));
  }

  #heard(attempt: Attempt, message: GatewayMessage): void {
    if (message.type === 'error') this.#mark(attempt, message);
    // What it marks may have ended it.
    if (attempt !== this.#attempt) return;
    if (attempt.reached === 'served') return this.#tell(message);
    attempt.early.push(message);
    if (message.type !== 'next_order_id') return;
    attempt.hasOrderId = true;
    this.#greeted(attempt);
  }

  /** Serves once the accounts and the next order id have come, in either order. */
  #greeted(attempt: Attempt): void {
    if (attempt.reached === 'served' || attempt.accounts === null || !attempt.hasOrderId) return;
    const wrong = accountProblem(attempt.accounts, this.#parts.address);
    if (wrong !== null) return this.#leave(wrong);
    attempt.reached = 'served';
    this.#failures = 0;
    this.#lastUp = this.#parts.pacer.now();
    this.#show(attempt, this.#parts.clock.now());
    this.#ask(attempt);
    this.#event({ type: 'up' });
    for (const message of attempt.early.splice(0)) {
      if (attempt === this.#attempt) this.#tell(message);
    }
  }

  /** What an error says of the connection and of what is behind it. */
  #mark(attempt: Attempt, { requestId, code, text }: Extract<GatewayMessage, { type: 'error' }>): void {
    const meaning = meaningOf(code, text);
    switch (meaning.kind) {
      case 'servers':
        return this.#serversAre(attempt, meaning.servers === 'lost' ? null : meaning.isDataLost);
      case 'farm':
        attempt.farms.set(farmNameIn(text), { name: farmNameIn(text), kind: meaning.farm, state: meaning.state });
        return this.#refresh(attempt);
      case 'pacing':
        return attempt.pacing.hold();
      case 'link':
        // Some gateways close the connection after that, and some leave it to us.
        if (meaning.problem === 'client_id_taken') return this.#leave(clientIdTaken(this.#parts.address));
        // "Not connected", of nothing that was asked for: what is written goes nowhere.
        if (meaning.problem === 'ended' && requestId === -1) this.#leave(problemOfEnd({ kind: 'closed', text }, attempt.reached, this.#parts.address));
        return;
      default:
        return;
    }
  }

  /** null: they are lost. */
  #serversAre(attempt: Attempt, isDataLost: boolean | null): void {
    const before = attempt.servers;
    attempt.servers = isDataLost === null ? 'lost' : 'connected';
    this.#refresh(attempt);
    if (attempt.reached !== 'served') return;
    if (isDataLost === null) {
      if (before === 'connected') this.#event({ type: 'servers_lost' });
    } else if (before === 'lost' || isDataLost) {
      this.#event({ type: 'servers_back', isDataLost });
    }
  }

  #timeHeard(attempt: Attempt, time: EpochMs): void {
    if (attempt.asked === null) return;
    attempt.skew.add(time, attempt.asked, this.#parts.clock.now());
    attempt.asked = null;
    this.#refresh(attempt);
    this.#schedule(HEARTBEAT_MS, () => this.#ask(attempt));
  }

  /** Asks for the gateway's time, and waits for the answer. */
  #ask(attempt: Attempt): void {
    const { clock, pacer } = this.#parts;
    attempt.asked = clock.now();
    attempt.pacing.countOwn();
    attempt.wire.askTime();
    const due = pacer.now() + ANSWER_MS;
    this.#schedule(ANSWER_MS, () => {
      if (pacer.now() - due > HELD_MS) return this.#ask(attempt);
      const { host, port } = this.#parts.address;
      this.#leave({ problem: 'half_open', detail: `The gateway at ${host}:${port} has not answered for ${ANSWER_MS / SECOND} s, though the connection stands; it is connected to anew.` });
    });
  }

  /** Down, and tried again in its time. */
  #leave({ problem, detail }: FoundProblem): void {
    const { clock, pacer, newJitter } = this.#parts;
    const attempt = this.#attempt;
    const wasUp = attempt?.reached === 'served';
    this.#attempt = null;
    attempt?.wire.close();
    const unsent = attempt?.pacing.end() ?? [];
    if (wasUp) this.#lastUp = pacer.now();
    this.#failures += 1;
    const sinceUp = this.#lastUp === null ? null : pacer.now() - this.#lastUp;
    const delay = this.#isClosed ? null : retryDelay(problem, { count: this.#failures, sinceUp }, newJitter?.() ?? 1);
    const now = clock.now();
    this.#state = { kind: 'down', since: now, problem, detail, retryAt: delay === null ? null : now + delay };
    this.#schedule(delay, () => this.#connect());
    if (wasUp) this.#event({ type: 'down' });
    for (const request of unsent) this.#event({ type: 'unsent', request });
  }

  #show(attempt: Attempt, since: EpochMs): void {
    this.#state = {
      kind: 'up',
      since,
      serverVersion: attempt.serverVersion,
      accounts: attempt.accounts ?? [],
      servers: attempt.servers,
      clockSkewMs: attempt.skew.milliseconds,
      farms: [...attempt.farms.values()],
    };
  }

  #refresh(attempt: Attempt): void {
    if (this.#state.kind === 'up') this.#show(attempt, this.#state.since);
  }

  /** One timer at a time: of the handshake, of the heartbeat, or of the next try. null cancels it. */
  #schedule(delay: number | null, run: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (delay === null) return;
    this.#cancelTimer = this.#parts.pacer.after(delay, () => {
      this.#cancelTimer = null;
      run();
    });
  }

  #tell(message: GatewayMessage): void {
    for (const listener of this.#messageListeners) listener(message);
  }

  #event(event: LinkEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }
}

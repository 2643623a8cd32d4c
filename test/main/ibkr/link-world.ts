import type { Clock } from '../../../src-core/time.ts';
import { GatewayLink } from '../../../src-main/ibkr/gateway-link.ts';
import type { Wire, WireListener } from '../../../src-main/ibkr/gateway-wire.ts';
import type { GatewayMessage, GatewayRequest, LinkEvent, LinkState } from '../../../src-main/ibkr/gateway.ts';
import type { Pacer } from '../../../src-main/market-data/session-pump.ts';

/** Machine time that a test moves. */
export class SteppedTime implements Clock, Pacer {
  #now: number;
  #timers: { readonly due: number; readonly run: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, run: () => void): () => void {
    const timer = { due: this.#now + delay, run };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#timers.filter(({ due }) => due <= end).toSorted((left, right) => left.due - right.due)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.due);
      next.run();
    }
    this.#now = end;
  }

  /** The process was held: what was due comes late, at once. */
  hold(milliseconds: number): void {
    this.#now += milliseconds;
    this.advance(0);
  }
}

export const MARKET_DATA = (requestId: number): GatewayRequest => ({ type: 'market_data', requestId, contract: SPY, genericTicks: '' });

export const SPY = {
  conId: 756733,
  symbol: 'SPY',
  secType: 'STK',
  exchange: 'SMART',
  currency: 'USD',
  expiry: '',
  strike: 0,
  right: '',
  multiplier: '',
  localSymbol: '',
  tradingClass: '',
  comboLegs: [],
} as const;

export const BUY = (orderId: number): GatewayRequest => ({
  type: 'place_order',
  orderId,
  contract: SPY,
  order: { action: 'BUY', quantity: 1, type: 'LMT', limit: 600, stop: null, timeInForce: 'DAY', account: 'DU1234567', reference: 'a', ocaGroup: '', parentId: 0, transmit: true, whatIf: false },
});

/** A connection that a test speaks through. */
export class ScriptedWire implements Wire {
  readonly written: GatewayRequest[] = [];
  timesAsked = 0;
  isClosed = false;
  readonly listener: WireListener;

  constructor(listener: WireListener) {
    this.listener = listener;
  }

  send(request: GatewayRequest): void {
    this.written.push(request);
  }

  askTime(): void {
    this.timesAsked += 1;
  }

  close(): void {
    this.isClosed = true;
  }

  greet(accounts: readonly string[] = ['DU1234567'], orderId = 1): void {
    this.listener.onAccepted();
    this.listener.onServer(187);
    this.listener.onAccounts(accounts);
    this.listener.onMessage({ type: 'next_order_id', orderId });
  }

  error(code: number, text = '', requestId = -1): void {
    this.listener.onMessage({ type: 'error', requestId, code, text, advanced: '' });
  }
}

/** A link over wires that a test plays. */
export class LinkWorld {
  readonly time = new SteppedTime(1_764_237_600_000);
  readonly wires: ScriptedWire[] = [];
  readonly messages: GatewayMessage[] = [];
  readonly events: LinkEvent[] = [];
  readonly link: GatewayLink;

  constructor(account = '') {
    this.link = new GatewayLink({
      address: { host: '127.0.0.1', port: 4002, clientId: 17, account },
      clock: this.time,
      pacer: this.time,
      connect: (_address, _clock, listener) => {
        const wire = new ScriptedWire(listener);
        this.wires.push(wire);
        return wire;
      },
    });
    this.link.onMessage((message) => void this.messages.push(message));
    this.link.onEvent((event) => void this.events.push(event));
    this.pass(0);
  }

  /** Milliseconds. */
  pass(milliseconds: number): void {
    this.time.advance(milliseconds);
  }

  /** The newest. */
  get wire(): ScriptedWire {
    const wire = this.wires.at(-1);
    if (wire === undefined) throw new Error('nothing was connected to');
    return wire;
  }

  state<Kind extends LinkState['kind']>(kind: Kind): Extract<LinkState, { kind: Kind }> {
    const { state } = this.link;
    if (!isKind(state, kind)) throw new Error(`expected ${kind}, got ${JSON.stringify(state)}`);
    return state;
  }
}

function isKind<Kind extends LinkState['kind']>(state: LinkState, kind: Kind): state is Extract<LinkState, { kind: Kind }> {
  return state.kind === kind;
}

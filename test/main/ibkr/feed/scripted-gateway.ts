import type { Gateway, GatewayContract, GatewayMessage, GatewayRequest, LinkEvent, LinkState, Sent } from '../../../../src-main/ibkr/gateway.ts';
import type { Pacer } from '../../../../src-main/market-data/session-pump.ts';
import type { Clock, EpochMs } from '../../../../src-core/time.ts';

/** The machine's clock and pacer in one, moved by a test: what is due runs in its order. */
export class FakeTime implements Clock, Pacer {
  #now: EpochMs;
  #waiting: { at: number; readonly run: () => void }[] = [];

  constructor(now: EpochMs) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now;
  }

  after(delay: number, run: () => void): () => void {
    const entry = { at: this.#now + delay, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Time passes while nothing runs. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
    for (const entry of this.#waiting) entry.at = Math.max(entry.at, this.#now);
  }

  pass(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const next = this.#waiting.filter(({ at }) => at <= until).sort((left, right) => left.at - right.at)[0];
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }
}

export const UP: LinkState = { kind: 'up', since: 0, serverVersion: 187, accounts: ['DU1234567'], servers: 'connected', clockSkewMs: 0, farms: [] };

/** Keeps what is sent, and says what a test tells it to. */
export class ScriptedGateway implements Gateway {
  state: LinkState = UP;
  waiting = 0;
  readonly sent: GatewayRequest[] = [];
  /** Answers requests as they come. */
  onRequest: (request: GatewayRequest) => void = () => undefined;
  readonly #messages = new Set<(message: GatewayMessage) => void>();
  readonly #events = new Set<(event: LinkEvent) => void>();
  #next = 1;

  newRequestId(): number {
    return this.#next++;
  }

  send(request: GatewayRequest): Sent {
    if (this.state.kind !== 'up') return 'down';
    this.sent.push(request);
    this.onRequest(request);
    return 'sent';
  }

  onMessage(listener: (message: GatewayMessage) => void): () => void {
    this.#messages.add(listener);
    return () => void this.#messages.delete(listener);
  }

  onEvent(listener: (event: LinkEvent) => void): () => void {
    this.#events.add(listener);
    return () => void this.#events.delete(listener);
  }

  say(message: GatewayMessage): void {
    for (const listener of this.#messages) listener(message);
  }

  turn(event: LinkEvent, state: LinkState = this.state): void {
    this.state = state;
    for (const listener of this.#events) listener(event);
  }

  get listeners(): number {
    return this.#messages.size + this.#events.size;
  }

  error(requestId: number, code: number, text = ''): void {
    this.say({ type: 'error', requestId, code, text, advanced: '' });
  }

  retry(): void {}

  async close(): Promise<void> {}
}

export function optionContract(conId: number, underlying: string, expiry: string, strike: number, right: 'C' | 'P', other: Partial<GatewayContract> = {}): GatewayContract {
  return {
    conId,
    symbol: underlying,
    secType: 'OPT',
    exchange: 'SMART',
    currency: 'USD',
    expiry,
    strike,
    right,
    multiplier: '100',
    localSymbol: '',
    tradingClass: underlying,
    comboLegs: [],
    ...other,
  };
}

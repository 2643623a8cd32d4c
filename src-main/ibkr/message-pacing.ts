import type { Pacer } from '../market-data/session-pump.ts';
import type { GatewayRequest } from './gateway.ts';

const WINDOW_MS = 1_000;
/** The gateway's limit is 50 messages a second; what is sent evenly here may arrive closer together. */
const MOST = 45;
/** Always free for orders and cancels: a bracket and the cancels of a handful. */
const RESERVE = 12;
/** Free of quotes, too: the broker's records are asked for one after another, and nothing is sent before they are read. */
const BOOKS_RESERVE = 10;

/** In the order of their turns: orders and cancels, what the books need, and quotes. */
type Turn = 0 | 1 | 2;
const TURNS: readonly Turn[] = [0, 1, 2];
const MOSTS: Readonly<Record<Turn, number>> = { 0: MOST, 1: MOST - RESERVE, 2: MOST - RESERVE - BOOKS_RESERVE };

/** Requests of one turn keep their order: a cancel never overtakes its order, nor its subscription. */
function turnOf(request: GatewayRequest): Turn {
  switch (request.type) {
    case 'place_order':
      return request.order.whatIf ? 1 : 0;
    case 'cancel_order':
    case 'cancel_everything':
      return 0;
    case 'contracts':
    case 'next_order_id':
    case 'open_orders':
    case 'completed_orders':
    case 'executions':
    case 'positions':
    case 'cancel_positions':
    case 'account_values':
    case 'cancel_account_values':
      return 1;
    case 'market_data_type':
    case 'market_data':
    case 'cancel_market_data':
      return 2;
  }
}

/** Keeps what is written to one connection under the gateway's limit of messages a second. It never drops and never repeats one. */
export class MessagePacing {
  readonly #pacer: Pacer;
  readonly #write: (request: GatewayRequest) => void;
  /** When the newest messages were written, oldest first: those within the window, and some before. */
  #written: number[] = [];
  readonly #waiting: Readonly<Record<Turn, GatewayRequest[]>> = { 0: [], 1: [], 2: [] };
  #cancelTimer: (() => void) | null = null;

  constructor(pacer: Pacer, write: (request: GatewayRequest) => void) {
    this.#pacer = pacer;
    this.#write = write;
  }

  get waiting(): number {
    return this.#waiting[0].length + this.#waiting[1].length + this.#waiting[2].length;
  }

  /** Writes it within this turn where there is room for it and nothing of its kind waits before it. */
  send(request: GatewayRequest): 'sent' | 'waiting' {
    const turn = turnOf(request);
    const isFirst = TURNS.every((other) => other > turn || this.#waiting[other].length === 0);
    if (isFirst && this.#room(turn) > 0) {
      this.#count();
      this.#write(request);
      return 'sent';
    }
    this.#waiting[turn].push(request);
    this.#wake();
    return 'waiting';
  }

  /** Counts a message of the connection itself, which is written whatever waits. */
  countOwn(): void {
    this.#count();
  }

  /** The gateway said that it was too much: nothing goes out for a second. */
  hold(): void {
    const now = this.#pacer.now();
    this.#written = Array.from({ length: MOST }, () => now);
    this.#wake();
  }

  /** What was waiting, in the order of its turns: it is never written any more. */
  end(): readonly GatewayRequest[] {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    return TURNS.flatMap((turn) => this.#waiting[turn].splice(0));
  }

  #count(): void {
    this.#written.push(this.#pacer.now());
  }

  /** How many of a turn may be written now. */
  #room(turn: Turn): number {
    const from = this.#pacer.now() - WINDOW_MS;
    const old = this.#written.findIndex((time) => time > from);
    if (old !== 0) this.#written = old < 0 ? [] : this.#written.slice(old);
    return MOSTS[turn] - this.#written.length;
  }

  #next(): Turn | null {
    return TURNS.find((turn) => this.#waiting[turn].length > 0) ?? null;
  }

  /** Comes back when the first that waits has room. */
  #wake(): void {
    const turn = this.#next();
    if (turn === null || this.#cancelTimer !== null) return;
    const over = 1 - this.#room(turn);
    const frees = this.#written[over - 1];
    const delay = frees === undefined ? 0 : Math.max(0, frees + WINDOW_MS - this.#pacer.now());
    this.#cancelTimer = this.#pacer.after(delay, () => {
      this.#cancelTimer = null;
      this.#drain();
    });
  }

  #drain(): void {
    for (let turn = this.#next(); turn !== null && this.#room(turn) > 0; turn = this.#next()) {
      const request = this.#waiting[turn].shift();
      if (request === undefined) break;
      this.#count();
      this.#write(request);
    }
    this.#wake();
  }
}

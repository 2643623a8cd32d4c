import type { ComputationKind, GatewayContract, GatewayMessage, MarketDataType } from '../../../src-main/ibkr/gateway.ts';
import type { Tell } from './client-line.ts';
import { errorMessage } from './client-line.ts';
import type { ContractBook, ModelContract } from './contracts.ts';
import { firstQuote, type ModelQuote } from './quotes.ts';

/** What the account may see of an instrument. */
export type Entitlement = 'live' | 'delayed' | 'none';

interface Subscription {
  readonly clientId: number;
  readonly requestId: number;
  readonly contract: ModelContract;
  readonly isDelayed: boolean;
  readonly tellsOpenInterest: boolean;
  isSilent: boolean;
}

const PRICES = ['bid', 'ask', 'last', 'close'] as const;
const SIZES = [
  ['bid', 'bidSize'],
  ['ask', 'askSize'],
  ['last', 'lastSize'],
  ['volume', 'volume'],
] as const;
const KINDS: readonly ComputationKind[] = ['bid', 'ask', 'last', 'model'];
const NOTHING: ModelQuote = { bid: null, ask: null, last: null, close: null, bidSize: null, askSize: null, lastSize: null, volume: null, openInterest: null, computations: {} };

/**
 * Quotes and who is told of them. The market data lines are the user's, shared by all clients; error 101 answers the
 * one too many. Without a subscription 354, 10167 or 10168 answer, by what is asked for and what the account may see.
 */
export class ModelMarket {
  /** What the account may see; everything live. */
  entitlementOf: (contract: ModelContract) => Entitlement = () => 'live';
  lines: number;
  readonly #book: ContractBook;
  readonly #tell: Tell;
  readonly #quotes = new Map<number, ModelQuote>();
  readonly #dataTypes = new Map<number, MarketDataType>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #byContract = new Map<number, Set<Subscription>>();
  readonly #silenced = new Set<number>();
  #competes = false;

  constructor(book: ContractBook, tell: Tell, lines: number) {
    this.#book = book;
    this.#tell = tell;
    this.lines = lines;
  }

  get linesUsed(): number {
    return this.#subscriptions.size;
  }

  /** What an instrument quotes. Throws RangeError where there is none of that number. */
  quote(conId: number): ModelQuote {
    const set = this.#quotes.get(conId);
    if (set !== undefined) return set;
    const contract = this.#book.get(conId);
    if (contract === null) throw new RangeError(`no contract ${conId}`);
    const first = firstQuote(this.#book, contract);
    this.#quotes.set(conId, first);
    return first;
  }

  /** Changes what is given and tells the subscribers of what changed. */
  setQuote(conId: number, change: Partial<ModelQuote>): void {
    const before = this.quote(conId);
    const after = { ...before, ...change };
    this.#quotes.set(conId, after);
    for (const subscription of this.#byContract.get(conId) ?? []) this.#ticks(subscription, before, after, 'event');
  }

  /** How many are at that price now: TWS tells a price and its size in one message. */
  sizeOf(clientId: number, requestId: number, field: 'bid' | 'ask' | 'last' | 'close'): number {
    const subscription = this.#subscriptions.get(key(clientId, requestId));
    if (subscription === undefined || field === 'close') return 0;
    const quote = this.quote(subscription.contract.conId);
    return (field === 'bid' ? quote.bidSize : field === 'ask' ? quote.askSize : quote.lastSize) ?? 0;
  }

  setDataType(clientId: number, dataType: MarketDataType): void {
    this.#dataTypes.set(clientId, dataType);
  }

  subscribe(clientId: number, requestId: number, query: GatewayContract, genericTicks: string): void {
    const say = (code: number, text: string): void => this.#tell(clientId, errorMessage(requestId, code, text), 'answer');
    if (this.#subscriptions.has(key(clientId, requestId))) return say(322, "Error processing request.-'bW' : cause - Duplicate ticker id");
    const found = this.#book.matching(query);
    const contract = found[0];
    if (contract === undefined) return say(200, 'No security definition has been found for the request');
    if (found.length > 1) return say(200, `The contract description specified for ${query.symbol} is ambiguous.`);
    if (this.#subscriptions.size >= this.lines) return say(101, 'Max number of tickers has been reached');
    if (this.#competes) return say(10_197, 'No market data during competing live session');
    const asked = this.#dataTypes.get(clientId) ?? 'live';
    const entitlement = this.entitlementOf(contract);
    const asksDelayed = asked === 'delayed' || asked === 'delayed_frozen';
    if (entitlement !== 'live' && !asksDelayed) {
      return say(354, `Requested market data is not subscribed.${entitlement === 'delayed' ? ' Delayed market data is available.' : ''}${contract.symbol} ${contract.primaryExchange || contract.exchange}/TOP/ALL`);
    }
    if (entitlement === 'none') return say(10_168, 'Requested market data is not subscribed. Delayed market data is not enabled.');
    const isDelayed = entitlement === 'delayed';
    if (isDelayed) say(10_167, 'Requested market data is not subscribed. Displaying delayed market data.');
    const subscription: Subscription = {
      clientId,
      requestId,
      contract,
      isDelayed,
      tellsOpenInterest: genericTicks.split(',').includes('101'),
      isSilent: this.#silenced.has(contract.conId),
    };
    this.#subscriptions.set(key(clientId, requestId), subscription);
    const others = this.#byContract.get(contract.conId);
    if (others === undefined) this.#byContract.set(contract.conId, new Set([subscription]));
    else others.add(subscription);
    this.#tell(clientId, { type: 'market_data_type', requestId, dataType: isDelayed ? 'delayed' : 'live' }, 'answer');
    this.#ticks(subscription, NOTHING, this.quote(contract.conId), 'answer');
  }

  unsubscribe(clientId: number, requestId: number): void {
    const subscription = this.#subscriptions.get(key(clientId, requestId));
    if (subscription === undefined) {
      this.#tell(clientId, errorMessage(requestId, 300, `Can't find EId with tickerId:${requestId}`), 'answer');
      return;
    }
    this.#drop(subscription);
  }

  /** A subscription stays open and says nothing: what TWS does after some farm outages. `still`: those asked for anew too. */
  silence(conId: number, still = false): void {
    for (const subscription of this.#byContract.get(conId) ?? []) subscription.isSilent = true;
    if (still) this.#silenced.add(conId);
  }

  /** What is asked for from now on is told of again. */
  endSilence(conId: number): void {
    this.#silenced.delete(conId);
  }

  /** The same user logs in elsewhere: 10197 to every subscription, which then says nothing and is not to be had anew. */
  compete(): void {
    this.#competes = true;
    for (const { clientId, requestId } of this.#subscriptions.values()) this.#tell(clientId, errorMessage(requestId, 10_197, 'No market data during competing live session'), 'event');
  }

  /** The other session is over: what was subscribed to goes on. */
  endCompetition(): void {
    this.#competes = false;
    for (const subscription of this.#subscriptions.values()) this.#ticks(subscription, NOTHING, this.quote(subscription.contract.conId), 'event');
  }

  /** What code 1101 means: the subscriptions are gone, and nothing says so for each of them. */
  loseSubscriptions(): void {
    for (const subscription of [...this.#subscriptions.values()]) this.#drop(subscription);
  }

  forget(clientId: number): void {
    this.#dataTypes.delete(clientId);
    for (const subscription of [...this.#subscriptions.values()]) if (subscription.clientId === clientId) this.#drop(subscription);
  }

  #drop(subscription: Subscription): void {
    this.#subscriptions.delete(key(subscription.clientId, subscription.requestId));
    this.#byContract.get(subscription.contract.conId)?.delete(subscription);
  }

  #ticks(subscription: Subscription, before: ModelQuote, after: ModelQuote, origin: 'answer' | 'event'): void {
    if (subscription.isSilent || this.#competes) return;
    const { clientId, requestId, isDelayed, contract } = subscription;
    const say = (message: GatewayMessage): void => this.#tell(clientId, message, origin);
    for (const field of PRICES) {
      if (before[field] !== after[field]) say({ type: 'price', requestId, field, price: after[field], isDelayed });
    }
    for (const [field, part] of SIZES) {
      const size = after[part];
      if (before[part] !== size && size !== null) say({ type: 'size', requestId, field, size, isDelayed });
    }
    if (subscription.tellsOpenInterest && contract.secType === 'OPT' && before.openInterest !== after.openInterest && after.openInterest !== null) {
      say({ type: 'size', requestId, field: contract.right === 'C' ? 'call_open_interest' : 'put_open_interest', size: after.openInterest, isDelayed });
    }
    for (const kind of KINDS) {
      const computation = after.computations[kind];
      if (computation !== undefined && computation !== before.computations[kind]) say({ type: 'computation', requestId, kind, ...computation, isDelayed });
    }
  }
}

function key(clientId: number, requestId: number): string {
  return `${clientId}:${requestId}`;
}

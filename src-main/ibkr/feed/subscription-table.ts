import type { MarketDataView } from '../../../src-core/contract/broker.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { Gateway, MarketDataType } from '../gateway.ts';
import type { Subscription } from './subscription.ts';

/** What is subscribed to in this connection, by the request that it answers. */
export class SubscriptionTable {
  readonly #gateway: Gateway;
  readonly #byRequest = new Map<number, Subscription>();
  #asksDelayed = false;
  #quality: MarketDataView['quality'] | null = null;
  /** Grows by one with each change of what is open or of which kind it is. */
  version = 0;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Lines in use. */
  get used(): number {
    return this.#byRequest.size;
  }

  get asksDelayed(): boolean {
    return this.#asksDelayed;
  }

  /** The subscription that a message is of; undefined where it is of none that is open. */
  of(requestId: number): Subscription | undefined {
    return this.#byRequest.get(requestId);
  }

  open(): IterableIterator<Subscription> {
    return this.#byRequest.values();
  }

  /** Asks for its quotes. False where it cannot be: no contract, or no connection. */
  ask(subscription: Subscription, now: EpochMs): boolean {
    const { contract, genericTicks } = subscription;
    if (contract === null || subscription.requestId !== 0) return false;
    const requestId = this.#gateway.newRequestId();
    // Answers may come before `send` returns.
    subscription.requestId = requestId;
    subscription.askedAt = now;
    subscription.heardAt = subscription.spotAt = Number.NaN;
    subscription.dataType = null;
    subscription.allowsDelayed = this.#asksDelayed;
    if (subscription.state === 'idle') subscription.state = 'asked';
    this.#byRequest.set(requestId, subscription);
    this.#changed();
    if (this.#gateway.send({ type: 'market_data', requestId, contract, genericTicks }) !== 'down') return true;
    this.drop(subscription);
    return false;
  }

  cancel(subscription: Subscription): void {
    const { requestId } = subscription;
    if (requestId === 0) return;
    this.drop(subscription);
    this.#gateway.send({ type: 'cancel_market_data', requestId });
  }

  /** Forgets a request that the gateway has ended. The state stays for who drops it. */
  drop(subscription: Subscription): void {
    this.#byRequest.delete(subscription.requestId);
    subscription.requestId = 0;
    this.#changed();
  }

  /** Forgets every request: the connection that they were of is over. */
  forgetAll(): void {
    for (const subscription of [...this.#byRequest.values()]) this.drop(subscription);
    this.#asksDelayed = false;
  }

  /** Takes delayed data where there is no live, or live alone. */
  allow(dataType: 'live' | 'delayed'): void {
    this.#asksDelayed = dataType === 'delayed';
    this.#gateway.send({ type: 'market_data_type', dataType });
    this.#changed();
  }

  setDataType(subscription: Subscription, dataType: MarketDataType): void {
    if (subscription.dataType === dataType) return;
    subscription.dataType = dataType;
    this.#changed();
  }

  /** Of the worst that is subscribed to; 'none' before anything is known of any. */
  get quality(): MarketDataView['quality'] {
    this.#quality ??= this.#worst();
    return this.#quality;
  }

  #worst(): MarketDataView['quality'] {
    let worst: MarketDataView['quality'] = 'none';
    for (const { dataType } of this.#byRequest.values()) {
      if (dataType === 'delayed' || dataType === 'delayed_frozen') return 'delayed';
      if (dataType === 'frozen') worst = 'frozen';
      else if (dataType === 'live' && worst === 'none') worst = 'live';
    }
    return worst;
  }

  #changed(): void {
    this.#quality = null;
    this.version += 1;
  }
}

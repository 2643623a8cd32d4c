import type { InstrumentSymbol, Right, Ticker, Underlying } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { GatewayContract, MarketDataType } from '../gateway.ts';

/**
 * idle: not asked for. asked: nothing was heard since. heard: it lives. silent: open, and it says nothing when it should.
 * competing: another session takes its data. refused: the gateway has no such contract, or gives no data of it.
 */
export type SubscriptionState = 'idle' | 'asked' | 'heard' | 'silent' | 'competing' | 'refused';

/** Open Interest of options; what is not asked for by number comes anyhow. */
const OPTION_TICKS = '101';

/** Quotes of one contract, asked for or not. Its fields are those of the connection that is. */
abstract class Quoted {
  /** 0 while it is not open. */
  requestId = 0;
  state: SubscriptionState = 'idle';
  askedAt: EpochMs = Number.NaN;
  /** Since it was asked for. */
  heardAt: EpochMs = Number.NaN;
  /** Of an option: the underlying's price when it was heard. */
  spotAt = Number.NaN;
  /** Times in a row that it was asked for without living on. */
  attempts = 0;
  /** Not asked for before. */
  nextTry: EpochMs = Number.NEGATIVE_INFINITY;
  /** null while it is not known. */
  dataType: MarketDataType | null = null;
  /** Whether delayed data was allowed when it was asked for. */
  allowsDelayed = false;
  abstract readonly kind: 'shares' | 'vix' | 'option';
  abstract readonly subject: string;
  abstract readonly genericTicks: string;
  /** null while the gateway has not named it. */
  abstract contract: GatewayContract | null;
}

export class TickerSubscription extends Quoted {
  readonly ticker: Ticker;
  readonly kind: 'shares' | 'vix';
  readonly subject: string;
  readonly genericTicks = '';
  contract: GatewayContract | null = null;

  constructor(ticker: Ticker) {
    super();
    this.ticker = ticker;
    this.subject = ticker;
    this.kind = ticker === 'VIX' ? 'vix' : 'shares';
  }
}

export class OptionSubscription extends Quoted {
  readonly kind = 'option';
  readonly genericTicks = OPTION_TICKS;
  readonly underlying: Underlying;
  readonly symbol: InstrumentSymbol;
  /** Dollars. */
  readonly strike: number;
  readonly right: Right;
  /** In its chain. */
  readonly row: number;
  /** Among all options of the day. */
  readonly index: number;
  contract: GatewayContract;
  /** The other right of the strike; null where it is not listed. */
  pair: OptionSubscription | null = null;

  constructor(terms: Pick<OptionSubscription, 'underlying' | 'symbol' | 'strike' | 'right' | 'row' | 'index' | 'contract'>) {
    super();
    this.underlying = terms.underlying;
    this.symbol = terms.symbol;
    this.strike = terms.strike;
    this.right = terms.right;
    this.row = terms.row;
    this.index = terms.index;
    this.contract = terms.contract;
  }

  get subject(): string {
    return `${this.underlying} ${this.strike} ${this.right}`;
  }
}

export type Subscription = TickerSubscription | OptionSubscription;

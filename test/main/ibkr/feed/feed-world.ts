import { newYorkTime } from '../../../../src-core/calendar/exchange-calendar.ts';
import { flatClock } from '../../../../src-core/calendar/expiry-clock.ts';
import type { InstrumentSymbol } from '../../../../src-core/instruments/instrument.ts';
import { parseSymbol } from '../../../../src-core/instruments/instrument.ts';
import { toDollars } from '../../../../src-core/money.ts';
import { ContractBook } from '../../../../src-main/ibkr/contract-book.ts';
import { IbkrFeed } from '../../../../src-main/ibkr/feed/ibkr-feed.ts';
import { STALE_AFTER_MS } from '../../../../src-main/ibkr/feed/stale-rule.ts';
import { Market } from '../../../../src-main/market-data/market.ts';
import { ContractBook as ModelContracts, type ModelContract } from '../../../support/tws/contracts.ts';
import { ModelGateway } from '../../../support/tws/model-gateway.ts';
import { TwsModel } from '../../../support/tws/tws-model.ts';
import { tradingSession } from '../../market-data/session.ts';
import { FakeTime } from './scripted-gateway.ts';

export const SESSION = tradingSession('2026-07-28');
const EXPIRY = '20260728';

/** A feed on the stand-in in memory, with a market that it is delivered to. */
export class FeedWorld {
  readonly time = new FakeTime(newYorkTime(SESSION.date, '11:00'));
  readonly model: TwsModel;
  readonly gateway: ModelGateway;
  readonly book: ContractBook;
  readonly feed: IbkrFeed;
  readonly market = new Market({ session: SESSION, clock: flatClock(SESSION), rate: 0.04, staleAfterMs: STALE_AFTER_MS, quoting: 'changes' });
  needed: InstrumentSymbol[] = [];
  #beat = 0;
  #moves = 0;

  constructor(options: { readonly lines?: number; readonly accountLines?: number; readonly expiries?: readonly string[] } = {}) {
    const { lines = 40, accountLines = 1_000, expiries = [EXPIRY] } = options;
    this.model = new TwsModel({ clock: this.time, contracts: ModelContracts.ofDays(expiries), lines: accountLines, messagesPerSecond: null });
    this.gateway = new ModelGateway({ model: this.model, clock: this.time });
    this.book = new ContractBook({ gateway: this.gateway, pacer: this.time });
    this.feed = new IbkrFeed({
      gateway: this.gateway,
      contracts: this.book,
      session: SESSION,
      clock: this.time,
      pacer: this.time,
      address: { host: '127.0.0.1', port: 4002, account: 'DU1234567' },
      lines,
      needed: () => this.needed,
    });
  }

  option(symbol: string): ModelContract {
    const option = parseSymbol(symbol);
    if (option.kind !== 'option') throw new RangeError(`${symbol} is no option`);
    return this.model.contracts.option(option.underlying, EXPIRY, toDollars(option.strike), option.right === 'call' ? 'C' : 'P');
  }

  /** Connects and lets everything be asked for. */
  open(): this {
    this.gateway.open();
    this.run(8_000);
    return this;
  }

  /** Time goes by, and the session with it; every half second each contract has another size, so that nothing is silent by itself. */
  run(milliseconds: number, isMoving = true): void {
    for (let left = milliseconds; left > 0; left -= 250) {
      this.time.pass(Math.min(250, left));
      this.#beat += 1;
      if (isMoving && this.#beat % 2 === 0) this.move();
      this.turn();
    }
  }

  /** Changes a size of everything. */
  move(): void {
    this.#moves += 1;
    for (const subject of ['SPY', 'QQQ', 'IWM']) this.model.setQuote(this.model.contracts.underlying(subject), { askSize: 100 + this.#moves });
    this.model.setQuote(this.model.contracts.underlying('VIX'), { close: 10 + this.#moves / 100 });
    for (const symbol of this.subscribed()) this.model.setQuote(this.option(symbol), { askSize: 100 + this.#moves });
  }

  /** What was said is heard and delivered. */
  turn(): void {
    this.gateway.deliverAll();
    this.feed.advance(this.time.now(), this.market);
    this.market.price(this.time.now());
  }

  /** Options that have quotes asked for, by their symbols. */
  subscribed(): readonly InstrumentSymbol[] {
    const symbols: InstrumentSymbol[] = [];
    for (const underlying of ['SPY', 'QQQ', 'IWM'] as const) {
      for (const { right, strike } of this.feed.vendorGreeks(underlying, () => null).rows) {
        symbols.push(`${underlying.padEnd(6)}260728${right === 'call' ? 'C' : 'P'}${String(strike * 1_000).padStart(8, '0')}` as InstrumentSymbol);
      }
    }
    return symbols;
  }

  strikes(underlying: 'SPY' | 'QQQ' | 'IWM'): readonly number[] {
    return [...new Set(this.feed.vendorGreeks(underlying, () => null).rows.map(({ strike }) => strike))];
  }

  /** Requests for quotes that came in since the connection began, by what they are of; cancels not taken off. */
  asked(conId: number): number {
    return this.model.arrived.filter(({ request }) => request.type === 'market_data' && request.contract.conId === conId).length;
  }
}

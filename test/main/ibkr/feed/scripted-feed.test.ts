import { beforeEach, describe, expect, test } from 'vitest';
import { newYorkTime } from '../../../../src-core/calendar/exchange-calendar.ts';
import type { InstrumentSymbol } from '../../../../src-core/instruments/instrument.ts';
import { SECOND } from '../../../../src-core/time.ts';
import { ContractBook } from '../../../../src-main/ibkr/contract-book.ts';
import { IbkrFeed } from '../../../../src-main/ibkr/feed/ibkr-feed.ts';
import type { GatewayRequest } from '../../../../src-main/ibkr/gateway.ts';
import type { FeedSink } from '../../../../src-main/market-data/feed.ts';
import { tradingSession } from '../../market-data/session.ts';
import { FakeTime, optionContract, ScriptedGateway } from './scripted-gateway.ts';

const SESSION = tradingSession('2026-07-28');
const EXPIRY = '20260728';

type Asked = GatewayRequest & { readonly type: 'market_data' };

let time: FakeTime;
let gateway: ScriptedGateway;
let feed: IbkrFeed;
beforeEach(() => {
  time = new FakeTime(newYorkTime(SESSION.date, '11:00'));
  gateway = new ScriptedGateway();
  gateway.onRequest = answerContracts;
});

function open(needed: readonly string[] = []): void {
  const contracts = new ContractBook({ gateway, pacer: time });
  const address = { host: '127.0.0.1', port: 4002, account: '' };
  feed = new IbkrFeed({ gateway, contracts, session: SESSION, clock: time, pacer: time, address, lines: 20, needed: () => needed as readonly InstrumentSymbol[] });
}

/** Names the tickers, and of SPY a strike of each sort. */
function answerContracts(request: GatewayRequest): void {
  if (request.type !== 'contracts') return;
  const { contract, requestId } = request;
  const say = (other: Parameters<typeof optionContract>[5], conId: number, right: 'C' | 'P' = 'C', strike = 600): void =>
    gateway.say({ type: 'contract', requestId, contract: optionContract(conId, contract.symbol, EXPIRY, strike, right, other) });
  if (contract.secType !== 'OPT') {
    gateway.say({ type: 'contract', requestId, contract: { ...contract, conId: contract.symbol.charCodeAt(0), exchange: 'SMART' } });
  } else if (contract.symbol === 'SPY') {
    say({}, 2, 'P', 601);
    say({}, 1, 'C', 601);
    say({}, 3, 'C', 600);
    say({ tradingClass: '2SPY' }, 4);
    say({ multiplier: '10' }, 5);
    say({ multiplier: '' }, 6);
    say({ expiry: '20260729' }, 7);
  } else return gateway.error(requestId, 200, 'No security definition has been found for the request');
  gateway.say({ type: 'contracts_end', requestId });
}

const quotesAsked = (): readonly Asked[] => gateway.sent.filter((request) => request.type === 'market_data');
const requestOf = (symbol: string, secType: string, right = ''): number => quotesAsked().findLast(({ contract }) => contract.symbol === symbol && contract.secType === secType && contract.right === right)?.requestId ?? -1;
const price = (requestId: number, field: 'bid' | 'ask' | 'last' | 'close', value: number | null, isDelayed = false): void => gateway.say({ type: 'price', requestId, field, price: value, isDelayed });

const nowhere: FeedSink = { list: () => undefined, ticker: () => undefined, quotes: () => undefined };

test('lists options of the date, the multiplier and the class, by strike, and counts the others', () => {
  open();
  const listed: unknown[] = [];
  feed.advance(time.now(), { ...nowhere, list: (underlying, expiry, contracts) => listed.push([underlying, expiry, contracts]) });
  expect(listed).toEqual([['SPY', '2026-07-28', [{ strike: 600, right: 'call' }, { strike: 601, right: 'call' }, { strike: 601, right: 'put' }]]]);
  expect(feed.marketDataView().problems.map(({ subject, problem }) => `${subject}: ${problem}`)).toEqual([
    'IWM options: none that expire on 2026-07-28 are listed at the gateway',
    'QQQ options: none that expire on 2026-07-28 are listed at the gateway',
    'SPY options: 4 contracts of another multiplier or trading class are left out',
  ]);
  expect(feed.description.detail).toBe('127.0.0.1:4002 DU1234567');
});

test('asks for nothing of a chain before its underlying has a price, but for what is held', () => {
  open(['SPY   260728P00601000']);
  time.pass(12 * SECOND);
  expect(quotesAsked().filter(({ contract }) => contract.secType === 'OPT').map(({ contract }) => contract.right)).toEqual(['P']);
  price(requestOf('SPY', 'STK'), 'close', 599);
  time.pass(SECOND);
  expect(quotesAsked().filter(({ contract }) => contract.secType === 'OPT')).toHaveLength(3);
});

describe('ticks', () => {
  beforeEach(() => {
    open();
    price(requestOf('SPY', 'STK'), 'last', 600.5);
    time.pass(SECOND);
    feed.advance(time.now(), nowhere);
  });

  test('what is 0 or less is absent, and so is its size', () => {
    const call = quotesAsked().find(({ contract }) => contract.conId === 1)?.requestId ?? -1;
    price(call, 'bid', 0);
    gateway.say({ type: 'size', requestId: call, field: 'bid', size: 0, isDelayed: false });
    price(call, 'ask', 0.01);
    gateway.say({ type: 'size', requestId: call, field: 'ask', size: -1, isDelayed: false });
    price(call, 'last', -1);
    price(requestOf('SPY', 'STK'), 'bid', -1);
    const seen: unknown[] = [];
    feed.advance(time.now(), {
      ...nowhere,
      ticker: ({ ticker, bid, last }) => seen.push([ticker, bid, last]),
      quotes: ({ bid, ask, bidSize, askSize, last, count, row }) => seen.push([count, row[0], bid[0], ask[0], bidSize[0], askSize[0], last[0]]),
    });
    expect(seen).toEqual([
      ['SPY', Number.NaN, 600.5],
      [1, 1, Number.NaN, 0.01, Number.NaN, Number.NaN, Number.NaN],
    ]);
  });

  test('of a request that was given up are of nobody', () => {
    const call = quotesAsked().find(({ contract }) => contract.conId === 1)?.requestId ?? -1;
    gateway.turn({ type: 'servers_back', isDataLost: true });
    feed.advance(time.now(), nowhere);
    price(call, 'bid', 1.5);
    expect(feed.nextTime()).toBeNull();
  });

  test('delayed ones make the feed delayed, frozen ones say so', () => {
    gateway.say({ type: 'market_data_type', requestId: requestOf('SPY', 'STK'), dataType: 'frozen' });
    expect(feed.description).toMatchObject({ label: 'LIVE', detail: '127.0.0.1:4002 DU1234567 (frozen)' });
    price(requestOf('VIX', 'IND'), 'last', 14, true);
    expect(feed.description.label).toBe('DELAYED');
    expect(feed.marketDataView().quality).toBe('delayed');
  });

  test('make nothing: a hundred thousand of them leave no more than crumbs', () => {
    const call = quotesAsked().find(({ contract }) => contract.conId === 1)?.requestId ?? -1;
    const spy = requestOf('SPY', 'STK');
    const messages = [1, 2, 3, 4].flatMap((at) => [
      { type: 'price', requestId: call, field: 'bid', price: at / 2 + 0.01, isDelayed: false } as const,
      { type: 'size', requestId: call, field: 'ask', size: at, isDelayed: false } as const,
      { type: 'price', requestId: spy, field: 'last', price: 600 + at / 3, isDelayed: false } as const,
    ]);
    const ticks = (count: number): void => {
      for (let i = 0; i < count; i += 1) {
        gateway.say(messages[i % messages.length] as (typeof messages)[number]);
        if (i % 25 === 24) feed.advance(time.now(), nowhere);
      }
    };
    ticks(50_000);
    let least = Number.POSITIVE_INFINITY;
    // The least of three: others of the process allocate too.
    for (let round = 0; round < 3; round += 1) {
      const before = process.memoryUsage().heapUsed;
      ticks(100_000);
      const used = process.memoryUsage().heapUsed - before;
      if (used >= 0) least = Math.min(least, used);
    }
    expect(least / 100_000).toBeLessThan(40);
  });
});

test.each([
  [1_100, 'nothing'],
  [200, 'refused'],
])('code %d of a contract: %s', (code, what) => {
  open();
  price(requestOf('SPY', 'STK'), 'last', 600.5);
  time.pass(6 * SECOND);
  const call = quotesAsked().find(({ contract }) => contract.conId === 1)?.requestId ?? -1;
  gateway.error(call, code, 'words');
  expect(feed.marketDataView().contracts).toMatchObject(what === 'refused' ? { refused: 1, subscribed: 2 } : { refused: 0, subscribed: 3 });
});

import { beforeEach, describe, expect, test } from 'vitest';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { ContractBook, contractOfInstrument, symbolOfContract } from '../../../src-main/ibkr/contract-book.ts';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { FakeTime, optionContract, ScriptedGateway } from './feed/scripted-gateway.ts';

const CALL = 'SPY   261127C00601000' as InstrumentSymbol;
const HALF = 'IWM   261127P00231500' as InstrumentSymbol;

let gateway: ScriptedGateway;
let time: FakeTime;
let book: ContractBook;
beforeEach(() => {
  gateway = new ScriptedGateway();
  time = new FakeTime(0);
  book = new ContractBook({ gateway, pacer: time });
});

describe('a contract of the gateway as an instrument', () => {
  test.each([CALL, HALF, 'QQQ'])('%s there and back', (symbol) => {
    expect(symbolOfContract(contractOfInstrument(parseSymbol(symbol)))).toBe(symbol);
  });

  test.each([
    ['a multiplier', { multiplier: '10' }],
    ['an adjusted class', { tradingClass: '2SPY' }],
    ['a currency', { currency: 'EUR' }],
    ['an underlying', { symbol: 'SPX' }],
    ['a month', { expiry: '202611' }],
    ['no date', { expiry: '20261345' }],
    ['no strike', { strike: 0 }],
    ['a strike that no symbol has', { strike: 601.0001 }],
    ['a future', { secType: 'FUT' }],
  ])('with %s of its own is none', (_, other) => {
    expect(symbolOfContract(optionContract(7, 'SPY', '20261127', 601, 'C', other))).toBeNull();
  });
});

test('learns from positions and executions, and routes smartly whatever place they name', () => {
  const heard: string[] = [];
  book.onKnown((symbol) => heard.push(symbol));
  gateway.say({ type: 'position', account: 'DU1', contract: optionContract(7, 'SPY', '20261127', 601, 'C', { exchange: '', tradingClass: '' }), quantity: 1, averageCost: 2 });
  gateway.say({
    type: 'execution',
    requestId: -1,
    contract: optionContract(8, 'IWM', '20261127', 231.5, 'P', { exchange: 'CBOE2' }),
    execution: { id: 'x', time: 0, account: 'DU1', exchange: 'CBOE2', side: 'buy', quantity: 1, price: 1, permId: 1, clientId: 1, orderId: 1, reference: '' },
  });
  expect([book.conIdOf(CALL), book.symbolOf(8), book.contractOf(HALF)?.exchange]).toEqual([7, HALF, 'SMART']);
  expect(book.learn(optionContract(7, 'SPY', '', 0, 'C'))).toBe(CALL);
  expect(book.learn(optionContract(9, 'SPX', '20261127', 6000, 'C'))).toBeNull();
  expect(heard).toEqual([CALL, HALF]);
});

describe('an unknown instrument', () => {
  test('is asked for once, however many want it', async () => {
    const both = Promise.all([book.resolve(CALL), book.resolve(CALL)]);
    expect(gateway.sent).toEqual([{ type: 'contracts', requestId: 1, contract: contractOfInstrument(parseSymbol(CALL)) }]);
    gateway.say({ type: 'contract', requestId: 1, contract: optionContract(7, 'SPY', '20261127', 601, 'C') });
    gateway.say({ type: 'contracts_end', requestId: 1 });
    expect((await both).map((contract) => contract?.conId)).toEqual([7, 7]);
    expect((await book.resolve(CALL))?.conId).toBe(7);
    expect([gateway.sent.length, time.waiting]).toEqual([1, 0]);
  });

  test.each<[string, () => void]>([
    ['the gateway knows none', () => gateway.error(1, 200, 'No security definition has been found for the request')],
    ['it is one of another class', () => {
      gateway.say({ type: 'contract', requestId: 1, contract: optionContract(7, 'SPY', '20261127', 601, 'C', { tradingClass: '2SPY' }) });
      gateway.say({ type: 'contracts_end', requestId: 1 });
    }],
    ['nothing comes in time', () => time.pass(10_000)],
    ['the link ends', () => gateway.turn({ type: 'down' })],
    ['it was never sent', () => gateway.sent.forEach((request) => gateway.turn({ type: 'unsent', request }))],
    ['the book closes', () => book.close()],
  ])('is null when %s', async (_, happen) => {
    const answer = book.resolve(CALL);
    happen();
    expect(await answer).toBeNull();
    expect(time.waiting).toBe(0);
  });

  test('is null at once without a link', async () => {
    gateway.state = { kind: 'down', since: 0, problem: 'ended', detail: '', retryAt: null };
    expect(await book.resolve(CALL)).toBeNull();
  });
});

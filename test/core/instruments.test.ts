import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instrument, isUnderlying, multiplier, parseSymbol, symbolOf, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { money, parseMoney } from '../../src-core/money.ts';
import { parseIsoDate } from '../../src-core/time.ts';

const call: Instrument = {
  kind: 'option',
  underlying: 'SPY',
  expiry: parseIsoDate('2026-08-21'),
  right: 'call',
  strike: parseMoney('612'),
};

const instruments: fc.Arbitrary<Instrument> = fc.oneof(
  fc.record({ kind: fc.constant('shares' as const), underlying: fc.constantFrom(...UNDERLYINGS) }),
  fc.record({
    kind: fc.constant('option' as const),
    underlying: fc.constantFrom(...UNDERLYINGS),
    expiry: fc
      .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
      .map((date) => parseIsoDate(date.toISOString().slice(0, 10))),
    right: fc.constantFrom('call' as const, 'put' as const),
    strike: fc.integer({ min: 1, max: 99_999_999 }).map((thousandths) => money(thousandths * 10)),
  }),
);

describe('symbols', () => {
  it('are OCC symbols of options and tickers of shares', () => {
    expect(symbolOf(call)).toBe('SPY   260821C00612000');
    expect(symbolOf({ ...call, underlying: 'IWM', right: 'put', strike: parseMoney('229.5') })).toBe('IWM   260821P00229500');
    expect(symbolOf({ kind: 'shares', underlying: 'QQQ' })).toBe('QQQ');
    expect(parseSymbol('SPY   260821C00612000')).toEqual(call);
  });

  it('come back as the instrument they were made from', () => {
    fc.assert(
      fc.property(instruments, (instrument) => {
        expect(parseSymbol(symbolOf(instrument))).toEqual(instrument);
      }),
    );
  });

  it('are never read from anything else', () => {
    for (const wrong of [
      '',
      'VIX',
      'spy',
      'SPY260821C00612000',
      'SPY  260821C00612000',
      'SPY   260821C0612000',
      'SPY   260821X00612000',
      'SPY   260230C00612000',
      'SPY   261321C00612000',
      'SPY   260821C00000000',
      'SPX   260821C00612000',
      ' SPY  260821C00612000',
      'SPY   260821C00612000\n',
      'SPY   260821C00612000 ',
    ]) {
      expect(() => parseSymbol(wrong), JSON.stringify(wrong)).toThrow(RangeError);
    }
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), (text) => {
        fc.pre(!isUnderlying(text));
        expect(() => parseSymbol(text)).toThrow(RangeError);
      }),
    );
  });

  it('are not made of strikes and dates that do not fit', () => {
    for (const strike of ['0', '-5', '100000', '612.0001']) {
      expect(() => symbolOf({ ...call, strike: parseMoney(strike) }), strike).toThrow(RangeError);
    }
    expect(() => symbolOf({ ...call, expiry: parseIsoDate('2126-08-21') })).toThrow(RangeError);
  });

  it('tell how many shares a unit is', () => {
    expect(multiplier(call)).toBe(100);
    expect(multiplier({ kind: 'shares', underlying: 'SPY' })).toBe(1);
    expect(isUnderlying('VIX')).toBe(false);
  });
});

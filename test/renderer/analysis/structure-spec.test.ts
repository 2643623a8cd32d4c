import { beforeEach, describe, expect, it } from 'vitest';
import { fromDollars, toDollars } from '../../../src-core/money.ts';
import { useAnalysis } from '../../../src-renderer/panels/analysis/analysis-store.ts';
import { allMovedBy, movedBy, movedTo } from '../../../src-renderer/panels/analysis/strike-moves.ts';
import { movedContract, orderOf, specOf, type StructureSpec } from '../../../src-renderer/panels/analysis/structure-spec.ts';
import { steadyPackages } from '../../../src-renderer/panels/analysis/use-steady-packages.ts';
import { CONDOR, held, listedQuotes, orderLeg, slot, symbol } from './analysis-fixture.ts';

const inputs = { packages: [CONDOR], ticket: { legs: [orderLeg('call', 612, 'buy', 2), orderLeg('call', 615, 'sell', 4)], quantity: 3, limit: null } };

function spec(source: Parameters<typeof slot>[0]): StructureSpec {
  const found = specOf(slot(source), inputs);
  if ('problem' in found) throw new Error(found.problem);
  return found;
}

describe('moving strikes', () => {
  const quotes = listedQuotes();
  const { legs } = spec({ kind: 'package', tradeId: 't1' });
  const [low, , , high] = legs;
  if (low === undefined || high === undefined) throw new Error('four legs');

  it('goes to the nearest listed strike, and back', () => {
    const moves = movedTo(low, 603.4, {}, quotes);
    expect(moves).toEqual({ [low.symbol]: fromDollars(603) });
    expect(movedTo(low, 602.9, moves ?? {}, quotes)).toBeNull();
    expect(movedTo(low, 601.7, moves ?? {}, quotes)).toEqual({});
    expect(toDollars(movedContract(low, movedTo(low, 1, {}, quotes) ?? {}).strike)).toBe(600);
  });

  it('goes step by step, and no further than the list', () => {
    expect(movedBy(high, 2, {}, quotes)).toEqual({ [high.symbol]: fromDollars(620) });
    expect(movedBy(high, 3, {}, quotes)).toBeNull();
    const all = allMovedBy(legs, 1, {}, quotes);
    expect(legs.map((leg) => toDollars(movedContract(leg, all ?? {}).strike))).toEqual([603, 606, 616, 619]);
    expect(allMovedBy(legs, 3, {}, quotes)).toBeNull();
    expect(allMovedBy(legs, -1, all ?? {}, quotes)).toEqual({});
  });
});

describe('the order for what is drawn', () => {
  it('is the whole structure where it is not held, in least ratios', () => {
    expect(orderOf(spec({ kind: 'ticket' }), { [symbol('call', 615)]: fromDollars(616) }, 4)).toEqual({ legs: [orderLeg('call', 612, 'buy'), orderLeg('call', 616, 'sell', 2)], quantity: 6 });
  });

  it('closes and opens what was moved of what is held', () => {
    const own = spec({ kind: 'package', tradeId: 't1' });
    expect(orderOf(own, { [symbol('call', 615)]: fromDollars(617) }, 4)).toEqual({ legs: [orderLeg('call', 615, 'buy'), orderLeg('call', 617, 'sell')], quantity: 1 });
    // Onto the long call of the position: that is closed too.
    expect(orderOf(own, { [symbol('call', 615)]: fromDollars(618) }, 4)).toEqual({ legs: [orderLeg('call', 615, 'buy'), orderLeg('call', 618, 'sell')], quantity: 1 });
    expect(orderOf(own, {}, 4)).toHaveProperty('problem');
    const all = Object.fromEntries(own.legs.map(({ symbol: from, contract }) => [from, fromDollars(toDollars(contract.strike) + 1)]));
    expect(orderOf(own, all, 4)).toEqual({ problem: 'That takes 8 legs; a ticket has at most 4.' });
  });
});

describe('the list of structures', () => {
  beforeEach(() => useAnalysis.setState(useAnalysis.getInitialState(), true));
  const letters = () => useAnalysis.getState().slots.map(({ letter, source }) => `${letter} ${source.kind}`);

  it('takes four, each once, and keeps the letters of those that stay', () => {
    const { show, remove } = useAnalysis.getState();
    show({ kind: 'book', underlying: 'SPY' });
    show({ kind: 'ticket', underlying: 'SPY' });
    show({ kind: 'book', underlying: 'SPY' });
    expect(letters()).toEqual(['A book', 'B ticket']);
    expect(useAnalysis.getState().selected).toBe('A');
    show({ kind: 'package', underlying: 'SPY', tradeId: 't1' });
    show({ kind: 'package', underlying: 'SPY', tradeId: 't2' });
    show({ kind: 'package', underlying: 'SPY', tradeId: 't3' });
    expect(letters()).toEqual(['A book', 'B ticket', 'C package', 'D package']);
    remove('B');
    show({ kind: 'package', underlying: 'SPY', tradeId: 't4' });
    expect(letters()).toEqual(['A book', 'B package', 'C package', 'D package']);
    show({ kind: 'book', underlying: 'QQQ' });
    expect(letters()).toEqual(['A book']);
  });

  it('keeps the shift of volatilities within its slider', () => {
    useAnalysis.getState().setShift(99);
    expect(useAnalysis.getState().shift).toBe(20);
    useAnalysis.getState().setShift(-99);
    expect(useAnalysis.getState().shift).toBe(-10);
  });
});

describe('the packages', () => {
  it('are another list only when what is held or was paid changes', () => {
    const part = steadyPackages();
    const view = (packages: readonly ReturnType<typeof held>[]) => ({ packages: [...packages] });
    expect(part(null)).toBeNull();
    const before = part(view([CONDOR]));
    expect(part(view([{ ...CONDOR, mid: 1, natural: 2 }]))).toBe(before);
    expect(part(view([{ ...CONDOR, fees: fromDollars(1) }]))).not.toBe(before);
  });
});

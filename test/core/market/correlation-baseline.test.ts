import { describe, expect, test } from 'vitest';
import shipped from '../../../resources/correlation-baseline.json' with { type: 'json' };
import { fisherByMinute, ordinaryCorrelations, parseShippedBaseline, shippedOrdinary } from '../../../src-core/market/correlation-baseline.ts';

const days = (values: readonly (readonly number[])[]) => values.map((day) => Float64Array.from(day));

describe('what is ordinary at a minute', () => {
  test('is the mean of the days around it and their spread within minutes, wider for a mean of few', () => {
    // Means 2 and 3; squares around them 10 and 40 with 4 degrees of freedom each.
    const [first, second] = ordinaryCorrelations(days([[0, -1], [1, 1], [2, 3], [3, 5], [4, 7]]), { smoothing: 1 });
    expect(first).toEqual({ mean: 2.5, deviation: Math.sqrt(50 / 8) * Math.sqrt(1.2), days: 5 });
    expect(second).toEqual(first);
    const [alone] = ordinaryCorrelations(days([[0, -1], [1, 1], [2, 3], [3, 5], [4, 7]]), { smoothing: 0 });
    expect(alone).toEqual({ mean: 2, deviation: Math.sqrt(10 / 4) * Math.sqrt(1.2), days: 5 });
  });

  test('is not known where fewer than five days know the minute, and those do not count for its neighbours', () => {
    const [first, second] = ordinaryCorrelations(days([[0, 9], [1, 9], [2, 9], [3, 9], [4, Number.NaN]]));
    expect(second).toBeNull();
    expect(first?.mean).toBe(2);
  });

  test('never has less spread than chance alone', () => {
    const [same] = ordinaryCorrelations(days([[1], [1], [1], [1], [1]]));
    expect(same?.deviation).toBeCloseTo(Math.sqrt(1.2 / 17), 12);
  });
});

test('a correlation with a hole in its minutes is known again once twenty returns lie close together', () => {
  const price = (minute: number) => Math.exp(0.001 * Math.sin(minute));
  const x = Float64Array.from({ length: 90 }, (_, minute) => (minute >= 30 && minute < 50 ? Number.NaN : price(minute)));
  const known = [...fisherByMinute(x, x)].flatMap((value, minute) => (Number.isNaN(value) ? [] : [minute]));
  expect(known.filter((minute) => minute < 50)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
  // From minute 70 on the window of twenty holds none from before the hole.
  expect(known.filter((minute) => minute >= 50)[0]).toBe(70);
});

describe('the shipped baseline', () => {
  test('comes with the program, and is known from the first correlation to the close', () => {
    const baseline = parseShippedBaseline(shipped);
    expect(shippedOrdinary(baseline, 'SPY_QQQ', 20)).toBeNull();
    expect(shippedOrdinary(baseline, 'SPY_QQQ', 391)).toBeNull();
    for (let minute = 21; minute <= 390; minute += 1) {
      const [tight, loose] = [shippedOrdinary(baseline, 'SPY_QQQ', minute), shippedOrdinary(baseline, 'QQQ_IWM', minute)];
      expect(tight?.mean).toBeGreaterThan(loose?.mean ?? 9);
      expect(loose?.deviation).toBeGreaterThan(0.24);
    }
  });

  test('is a straight line between its minutes', () => {
    const curve = { mean: [1, 2], deviation: [0.4, 0.2], days: [7, 6] };
    const baseline = parseShippedBaseline({ window: 20, minutes: [30, 40], pairs: { SPY_QQQ: curve, SPY_IWM: curve, QQQ_IWM: curve }, provenance: { source: 'a test' } });
    const between = shippedOrdinary(baseline, 'SPY_IWM', 32);
    expect(between?.mean).toBeCloseTo(1.2, 12);
    expect(between?.deviation).toBeCloseTo(0.36, 12);
    expect(between?.days).toBe(6);
    expect(shippedOrdinary(baseline, 'SPY_IWM', 30)).toEqual({ mean: 1, deviation: 0.4, days: 7 });
  });

  test('names what does not fit', () => {
    const curve = { mean: [1], deviation: [0.4, 0.2], days: [7, 6] };
    const broken = { ...shipped, minutes: [30, 40], pairs: { SPY_QQQ: curve, SPY_IWM: curve, QQQ_IWM: curve } };
    expect(() => parseShippedBaseline(broken)).toThrow('pairs.SPY_QQQ.mean.length: expected 2, one for each of minutes');
    expect(() => parseShippedBaseline(null)).toThrow(RangeError);
  });
});

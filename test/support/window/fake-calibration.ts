import type { CalibrationView, ReliabilityView, TypeRecord } from '../../../src-core/signals/calibration-view.ts';
import type { Scenario } from './fake-desk.ts';

const EMPTY: ReliabilityView = { sample: 0, bins: [], brier: null, slope: null, intercept: null };

function reliability(bias: number, sample: number): ReliabilityView {
  const bins = [0.32, 0.41, 0.48, 0.55, 0.62, 0.69, 0.78].map((forecast, at) => {
    const observed = Math.min(0.97, forecast + bias * (forecast - 0.45) + 0.02 * Math.sin(at * 2));
    const count = [14, 38, 71, 96, 84, 62, 31][at] ?? 20;
    const half = 1.96 * Math.sqrt((observed * (1 - observed)) / count);
    return { low: forecast - 0.035, high: forecast + 0.035, forecast, observed, interval: { low: Math.max(0, observed - half), high: Math.min(1, observed + half) }, count };
  });
  return {
    sample,
    bins,
    brier: { score: 0.2241, reliability: 0.0018, resolution: 0.0214, uncertainty: 0.2461, within: -0.0024 },
    slope: { value: 1 + bias, interval: { low: 0.78 + bias, high: 1.22 + bias } },
    intercept: { value: -0.04, interval: { low: -0.16, high: 0.08 } },
  };
}

function type(detector: string, title: string, settled: number, winRate: number, expectancy: number): TypeRecord {
  const isCalibrated = settled >= 100;
  return {
    detector,
    title,
    state: isCalibrated ? 'calibrated' : 'uncalibrated',
    settled,
    sessions: Math.ceil(settled / 1.7),
    wins: Math.round(settled * winRate),
    winRate: settled === 0 ? null : winRate,
    winRateInterval: settled === 0 ? null : { low: winRate - 0.9 / Math.sqrt(settled), high: winRate + 0.9 / Math.sqrt(settled) },
    implied: settled === 0 ? null : winRate + 0.012,
    confidence: settled === 0 ? null : winRate + 0.004,
    expectancy: settled === 0 ? null : expectancy,
    expectancyInterval: settled === 0 ? null : { low: expectancy - 90 / Math.sqrt(settled), high: expectancy + 90 / Math.sqrt(settled) },
    expectancyAtExpectedFill: settled === 0 ? null : expectancy + 2.1,
    perRisk: settled === 0 ? null : expectancy / 180,
    brier: settled === 0 ? null : 0.23,
    exits: { target: Math.round(settled * 0.41), stop: Math.round(settled * 0.34), expiry: settled - Math.round(settled * 0.41) - Math.round(settled * 0.34) },
  };
}

export function fakeCalibration(detector: string | null, time: number, scenario: Scenario): CalibrationView {
  const types = [
    type('premium', 'Implied against realised premium', 212, 0.66, 1.8),
    type('pin', 'Pin near a heavy strike', 104, 0.58, -2.4),
    type('correlation_reversion', 'Correlation reversion', 34, 0.56, 3.1),
    type('momentum_continuation', 'Momentum continuation', 46, 0.41, -8.7),
    type('opening_range_break', 'Opening-range break', 0, 0, 0),
  ];
  if (scenario === 'no-signals') return { time, detector, settled: 0, needed: 100, types: [], said: EMPTY, implied: EMPTY, corrections: [], fates: [] };
  const settled = detector === null ? 396 : (types.find((each) => each.detector === detector)?.settled ?? 0);
  const few = settled < 30;
  return {
    time,
    detector,
    settled,
    needed: 100,
    types,
    said: few ? EMPTY : reliability(0.02, settled),
    implied: few ? EMPTY : reliability(-0.14, settled),
    corrections: [
      { group: 'all', name: 'All signals', shift: -0.06, points: -1.5, sample: 396, kept: 0.94 },
      { group: 'type', name: 'Implied against realised premium', shift: 0.14, points: 3.5, sample: 212, kept: 0.81 },
      { group: 'type', name: 'Momentum continuation', shift: -0.09, points: -2.2, sample: 46, kept: 0.44 },
      { group: 'hour', name: '13', shift: 0.02, points: 0.5, sample: 71, kept: 0.52 },
      { group: 'regime', name: 'high', shift: -0.04, points: -1.0, sample: 22, kept: 0.27 },
    ],
    fates: [
      { fate: 'traded', count: 61, settled: 61, wins: 37, total: 214.4, mean: 3.51, interval: { low: -8.2, high: 15.2 } },
      { fate: 'automatic', count: 44, settled: 44, wins: 30, total: 121.8, mean: 2.77, interval: { low: -9.4, high: 14.9 } },
      { fate: 'dismissed', count: 82, settled: 82, wins: 40, total: -402.1, mean: -4.9, interval: { low: -16.8, high: 7 } },
      { fate: 'blocked', count: 12, settled: 12, wins: 6, total: -31.2, mean: -2.6, interval: { low: -40.1, high: 34.9 } },
      { fate: 'lapsed', count: 18, settled: 17, wins: 9, total: 22.1, mean: 1.3, interval: { low: -28, high: 30.6 } },
      { fate: 'left', count: 180, settled: 180, wins: 92, total: -511.2, mean: -2.84, interval: { low: -10.1, high: 4.4 } },
    ],
  };
}

import { describe, expect, it } from 'vitest';
import { AUTOMATION_OFF } from '../../../src-core/signals/automation.ts';
import { automationWords, confidenceMeaning, confidenceWords, edgeWords, evidenceWords, expectedByRecord, figureWords, leftWords, structureWords, wholePercent } from '../../../src-renderer/panels/signals/signal-words.ts';
import { signalView } from './signal-fixture.ts';

const uncalibrated = signalView(1).confidence;
const calibrated = { implied: 0.66, probability: 0.69, state: 'calibrated', sample: 212, needed: 100, interval: { low: 0.63, high: 0.74 }, expected: 2.4 } as const;

describe('a confidence', () => {
  it('is never a bare percent: it says that it is uncalibrated, or its interval', () => {
    expect(confidenceWords(uncalibrated)).toBe('54 % implied, uncalibrated');
    expect(confidenceWords(calibrated)).toBe('69 % (63–74)');
    expect(confidenceMeaning(uncalibrated)).toContain('Not calibrated: 34 of 100 settled signals');
    expect(confidenceMeaning(calibrated)).toContain('The market implies 66 %. The record of 212 settled signals makes it 69 %, between 63 % and 74 % (95 %).');
  });
  it('gives a mean result only where there is a record', () => {
    expect(expectedByRecord(uncalibrated)).toBeNull();
    expect(expectedByRecord(calibrated)).toBe(2.4);
  });
  it('never reads as certain or impossible', () => {
    expect([0, 0.001, 0.5, 0.9999, 1].map(wholePercent)).toEqual(['0 %', '<1 %', '50 %', '>99 %', '100 %']);
  });
});

describe('a rule of automation', () => {
  const on = { ...AUTOMATION_OFF, enabled: true, leastExpected: 1 };
  it('says plainly that it will not execute without a record, on or off', () => {
    expect(automationWords(AUTOMATION_OFF, false, 34, 100)).toBe('Not calibrated: 34 of 100 settled signals; it will not execute by itself.');
    expect(automationWords(on, false, 34, 100)).toContain('will not execute by itself until they are there');
  });
  it('says what it does once there is one', () => {
    expect(automationWords(AUTOMATION_OFF, true, 212, 100)).toBe('Off: each signal waits for you.');
    expect(automationWords(on, true, 212, 100)).toContain('from 65 % confidence and $1.00 expected, at most 3 a day');
  });
});

it('time left counts minutes, and seconds only in the last one', () => {
  expect([600_000, 540_001, 60_000, 59_999, 1, 0, -5].map(leftWords)).toEqual(['10 min', '10 min', '1 min', '60 s', '1 s', 'over', 'over']);
  expect(leftWords(null)).toBe('–');
});

it('figures read by their units', () => {
  expect(figureWords(-2.44, 'sigma')).toBe('−2.4σ');
  expect(figureWords(0.131, 'volatility')).toBe('13.1 %');
  expect(figureWords(-0.0018, 'percent')).toBe('−0.18 %');
  expect(evidenceWords({ name: 'Gap', value: 0.8, unit: 'sigma', bound: 2 })).toBe('Gap +0.8σ, bound 2.0σ');
  expect(edgeWords({ dollars: 6.2, probability: null })).toBe('$6.20 · –');
  expect(structureWords(signalView(1))).toBe('549/551 bull call spread');
});

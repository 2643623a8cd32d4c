import { describe, expect, it } from 'vitest';
import { marketStateViewSchema } from '../../../src-core/contract/signals.ts';
import { STATE_ROWS, exposureWords, pairFigure, regimeWords } from '../../../src-renderer/panels/market-state/state-words.ts';
import { detectionCounts, reasonsOf } from '../../../src-renderer/panels/market-state/detector-table.tsx';
import { correlationPast, correlationToday, expectedMoveCone, plotExtent, rowTime, runsOf } from '../../../src-renderer/panels/market-state/plot-rows.ts';
import { fakeMarketStateView } from '../../support/window/fake-market-state.ts';

const view = marketStateViewSchema.parse(fakeMarketStateView(252));
const figure = (name: string, underlying: 'SPY' | 'QQQ' | 'IWM') => {
  const measured = view.state?.underlyings[underlying];
  const row = STATE_ROWS.find((candidate) => candidate.name === name);
  if (measured?.ok !== true || row === undefined) throw new Error(`no figure ${name} of ${underlying}`);
  const said = row.of(measured.value);
  return typeof said === 'string' ? { text: said, title: '' } : said;
};

describe('figures', () => {
  it('that are absent say why', () => {
    expect(figure('GEX c − p', 'QQQ')).toEqual({ text: '–', title: expect.stringContaining('No open interest') });
    expect(figure('Volume', 'IWM')).toEqual({ text: '–', title: expect.stringContaining('no former days') });
    expect(figure('Momentum 60′', 'IWM').text).toBe('–');
  });
  it('give gamma exposure in both conventions, with the age of its open interest', () => {
    expect([figure('GEX c − p', 'SPY').text, figure('GEX p − c', 'SPY').text]).toEqual(['+$1.84 B', '−$1.84 B']);
    expect(figure('GEX c − p', 'SPY').title).toContain('open interest of 2026-11-19, 1 day old');
    expect([exposureWords(-2.1e8), exposureWords(0), exposureWords(40_000)]).toEqual(['−$210 M', '$0 k', '+$40 k']);
  });
  it('of a pair or a regime that is not measured give the reason in their place', () => {
    const absent = { ok: false as const, reason: 'VIX is missing.' };
    expect(pairFigure(absent)).toEqual({ value: '–', baseline: '–', z: '–', title: 'VIX is missing.' });
    expect(regimeWords(absent)).toBe('Regime –: VIX is missing.');
  });
});

describe('plots', () => {
  it('put a bar at its close, and leave a gap a gap', () => {
    const { rows } = correlationToday(view, 'SPY_QQQ');
    expect(rows).toHaveLength(252);
    expect(rows[0]).toMatchObject({ at: 1, time: view.open + 60_000 });
    const runs = runsOf(rows, 0);
    // Twenty minutes without a value, and three single ones that are missing later.
    expect(runs[0]?.[0]?.at).toBe(21);
    expect(runs).toHaveLength(4);
  });
  it('let the cone begin where the price ends, and end at the reference', () => {
    const { rows, to } = expectedMoveCone(view, 'SPY');
    expect(rows.at(-1)).toMatchObject({ at: 390, values: [null], band: { low95: expect.any(Number) } });
    expect(to).toBe(390);
    expect(plotExtent(rows)?.low).toBeLessThan(rows.at(-1)?.band?.low68 ?? 0);
    expect(plotExtent(expectedMoveCone(view, 'IWM').rows)).not.toBeNull();
  });
  it('of former days take no room for nights, and are dated', () => {
    const time = Date.parse('2026-11-19T20:59:00Z');
    const data = correlationPast({ points: [{ time, correlation: 0.8 }, { time: time + 17.6 * 3_600_000, correlation: null }] });
    expect(data.rows.map(({ at }) => at)).toEqual([0, 1]);
    expect(data.ticks.map(({ label }) => label)).toEqual(['19 Nov', '20 Nov']);
    expect(rowTime({ time }, true)).toBe('19 Nov 15:59');
    expect(plotExtent([])).toBeNull();
  });
});

it('a reason that detectors share is told once, with the underlyings it is of', () => {
  const waiting = { kind: 'abstained', reason: 'VIX is missing.' } as const;
  expect(reasonsOf([{ underlying: 'SPY', detection: waiting }, { underlying: 'QQQ', detection: { kind: 'quiet', figures: [] } }, { underlying: 'IWM', detection: waiting }])).toEqual([['VIX is missing.', ['SPY', 'IWM']]]);
  expect(detectionCounts(view.detections)).toBe('13 quiet, 2 with evidence, 3 abstain');
});

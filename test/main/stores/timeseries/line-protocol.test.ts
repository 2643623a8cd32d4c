import { Point as ClientPoint } from '@influxdata/influxdb-client';
import { describe, expect, it } from 'vitest';
import { lineOf, seriesOf } from '../../../../src-main/stores/timeseries/influx/line-protocol.ts';
import { thin } from '../../../../src-main/stores/timeseries/influx/thinning.ts';
import { MEASUREMENTS, type Point } from '../../../../src-main/stores/timeseries/measurements.ts';
import { parsedLine } from '../../../support/flux-stub.ts';
import { hasVictoriaMetrics, VictoriaMetrics } from '../../../support/victoria-metrics.ts';
import { SeriesDirectory, untilState } from './time-series-adapters.ts';

/** One of each measurement, with all that could break a line. */
const points: readonly Point[] = [
  { measurement: 'market_data', tags: { symbol: 'SPY', exchange: 'ARCA' }, fields: { price: 445.67, bid: 445.65, ask: Number.NaN, volume: 45_678_900, change_percent: -1e-9 }, time: 1_642_262_400_000 },
  {
    measurement: 'options_data',
    tags: { symbol: 'SPY   240115C00445000', underlying: 'SPY', option_type: 'call', strike: '445', expiration: '20240115' },
    fields: { bid: 5.8, ask: 5.85, last: 5.82, volume: 1_250, iv: 0.18, delta: 0.75, gamma: Number.POSITIVE_INFINITY, theta: -0 },
    time: 1_642_262_400_000.75,
  },
  { measurement: 'correlations', tags: { pair: 'SPY_QQQ' }, fields: { correlation: 1, rolling_30d: 1e21 }, time: -5 },
  { measurement: 'portfolio_performance', tags: { user_id: 'a, b=c', account_id: '\\start ünï\\x', ticker: '' }, fields: { pnl: 0 }, time: 0 },
  { measurement: 'risk_metrics', tags: { user_id: 'u', account_id: 'end\\', metric_type: 'var 95' }, fields: { value: 5, severity: 'say "no"\\\nto, it=all ' }, time: 7 },
];

describe('line protocol', () => {
  it('reads back as what was written', () => {
    const read = points.map((point) => parsedLine(lineOf(point) ?? ''));
    expect(read[0]).toEqual({ measurement: 'market_data', tags: { symbol: 'SPY', exchange: 'ARCA' }, fields: { price: 445.67, bid: 445.65, volume: 45_678_900, change_percent: -1e-9 }, time: 1_642_262_400_000 });
    expect(read[1]).toMatchObject({ tags: points[1]?.tags, fields: { theta: 0, delta: 0.75 }, time: 1_642_262_400_000 });
    expect(read[1]?.fields).not.toHaveProperty('gamma');
    expect(read[2]).toMatchObject({ fields: { correlation: 1, rolling_30d: 1e21 }, time: -5 });
    expect(read[3]?.tags).toEqual({ user_id: 'a, b=c', account_id: '\\start ünï\\x' });
    expect(read[4]).toMatchObject({ tags: { account_id: 'end', metric_type: 'var 95' }, fields: { severity: 'say "no"\\ to, it=all ' } });
  });

  it('says the document’s example as the document does, and what the client would', () => {
    const example = lineOf({ measurement: 'market_data', tags: { symbol: 'SPY', exchange: 'ARCA' }, fields: { price: 445.67, bid: 445.65, ask: 445.69, volume: 45_678_900 }, time: 1_642_262_400_000 });
    expect(example).toBe('market_data,symbol=SPY,exchange=ARCA price=445.67,bid=445.65,ask=445.69,volume=45678900 1642262400000');
    for (const { measurement, tags, fields, time } of points.slice(0, 3)) {
      const client = new ClientPoint(measurement).timestamp(Math.floor(time));
      for (const [name, value] of Object.entries(tags)) client.tag(name, value);
      for (const [name, value] of Object.entries(fields)) if (typeof value === 'number' && Number.isFinite(value)) client.floatField(name, value);
      const ours = lineOf({ measurement, tags, fields, time } as Point);
      expect(parsedLine(ours ?? '')).toEqual(parsedLine(client.toLineProtocol() ?? ''));
    }
  });

  it('writes no point without a value or a time, and never two lines', () => {
    const tags = { pair: 'SPY_QQQ' };
    expect(lineOf({ measurement: 'correlations', tags, fields: {}, time: 1 })).toBeNull();
    expect(lineOf({ measurement: 'correlations', tags, fields: { correlation: Number.NaN }, time: 1 })).toBeNull();
    expect(lineOf({ measurement: 'correlations', tags, fields: { correlation: 1 }, time: Number.NaN })).toBeNull();
    for (const point of points) expect(lineOf(point)?.includes('\n')).toBe(false);
    expect(Object.keys(MEASUREMENTS)).toEqual(expect.arrayContaining(points.map(({ measurement }) => measurement)));
  });

  it('knows the series of a line', () => {
    const line = lineOf(points[3] ?? { measurement: 'correlations', tags: { pair: '' }, fields: {}, time: 0 }) ?? '';
    expect(line.slice(seriesOf(line).length)).toBe(' pnl=0 0');
  });
});

describe('thinning', () => {
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
  const correlation = (pair: string, time: number): string => `correlations,pair=${pair} correlation=1 ${time}`;
  const pnl = (time: number): string => `portfolio_performance,user_id=a\\ b,account_id=1,ticker=SPY pnl=1 ${time}`;

  it('keeps every second point of each series, and the account’s own to the last', () => {
    const lines = [1, 2, 3, 4].flatMap((time) => [correlation('A', time), correlation('B', time), pnl(time)]);
    const thinned = thin(text(lines), 0, 'detail');
    expect(thinned.text).toBe(text([1, 2, 3, 4].flatMap((time) => [...(time % 2 === 1 ? [correlation('A', time), correlation('B', time)] : []), pnl(time)])));
    expect(thinned).toMatchObject({ points: 8, detail: 4 });
    expect(thin(text([1, 2, 3, 4].map(pnl)), 1, 'all').text).toBe(text([pnl(2), pnl(4)]));
    expect(thin(text([pnl(1), pnl(2)]), 0, 'detail')).toMatchObject({ points: 2, detail: 0 });
  });

  it('halves pieces with one point a series by their ordinals', () => {
    const kept = [0, 1, 2, 3].map((ordinal) => thin(text([correlation('A', ordinal)]), ordinal, 'detail').points);
    expect(kept).toEqual([1, 0, 1, 0]);
  });
});

it.skipIf(!hasVictoriaMetrics('line protocol of every measurement'))('is read by a real server, every measurement, tag and number of it', async () => {
  const server = await VictoriaMetrics.start();
  const directory = new SeriesDirectory();
  try {
    const store = directory.influx({ url: server.url, token: null, organisation: 'desk', bucket: 'market' });
    await untilState(store, 'connected');
    const written = points.map((point) => ({ ...point, time: 1_787_320_800_000 }));
    store.write(written);
    await store.flush();
    expect(store.status()).toMatchObject({ backlog: 0, detail: expect.not.stringContaining('refused') });
    for (const { measurement, tags, fields } of written) {
      for (const [field, value] of Object.entries(fields)) {
        if (typeof value !== 'number' || !Number.isFinite(value)) continue;
        const [series] = await server.export(`{__name__="${measurement}_${field}"}`);
        expect([measurement, field, series?.values, series?.timestamps]).toEqual([measurement, field, [value === 0 ? 0 : value], [1_787_320_800_000]]);
        const expected = Object.entries(tags).filter(([, tag]) => tag !== '').map(([name, tag]) => [name, tag.replace(/\\+$/, '')]);
        expect(series?.metric).toMatchObject(Object.fromEntries(expected));
      }
    }
  } finally {
    await directory.remove();
    await server.stop();
  }
});

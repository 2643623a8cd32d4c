import { openInfluxTimeSeries } from '../../../../src-main/stores/timeseries/influx/influx-store.ts';

// A process of its own that writes to a server that is not there, says when its points are safe, and waits to be killed.
const [spoolDirectory = '', url = ''] = process.argv.slice(2);
const store = openInfluxTimeSeries({ access: { url, token: null, organisation: 'desk', bucket: 'market' }, spoolDirectory, clock: { now: () => 0 }, random: () => 0.5 });
const start = Date.UTC(2026, 7, 21, 14);
store.write(
  Array.from({ length: 3_000 }, (_, index) => ({
    measurement: 'market_data' as const,
    tags: { symbol: 'SPY', exchange: 'ARCA' },
    fields: { price: 100 + (index % 50) },
    time: start + index * 100,
  })),
);
await store.flush();
console.log('flushed');

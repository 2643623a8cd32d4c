import { join } from 'node:path';
import type { Clock } from '../../src-core/time.ts';
import type { DeskSettings } from '../desk-settings.ts';
import { programFiles } from '../program-files.ts';
import { createMemoryRealtimeStore } from '../stores/realtime/memory-store.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import { openRedisRealtimeStore } from '../stores/realtime/redis/redis-store.ts';
import { openEmbeddedTimeSeries } from '../stores/timeseries/embedded/embedded-store.ts';
import { openInfluxTimeSeries } from '../stores/timeseries/influx/influx-store.ts';
import type { TimeSeriesStore } from '../stores/timeseries/time-series-store.ts';

/** Redis, or this process's memory where the desk has none. */
export function openDeskRealtime({ redis }: DeskSettings, clock: Clock): RealtimeStore {
  return redis === null ? createMemoryRealtimeStore({ clock }) : openRedisRealtimeStore({ access: redis, clock, random: Math.random });
}

/** InfluxDB, or the embedded time series where the desk has none. */
export async function openDeskTimeSeries({ influxdb }: DeskSettings, dataDir: string, clock: Clock): Promise<TimeSeriesStore> {
  if (influxdb === null) return openEmbeddedTimeSeries({ directory: dataDir, workerUrl: programFiles().timeSeriesWorker, clock });
  return openInfluxTimeSeries({ access: influxdb, spoolDirectory: join(dataDir, 'time-series-spool'), clock, random: Math.random });
}

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GammaLevelRecord } from '../../../src-core/contract/volatility.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { createGammaLevelJournal } from '../../../src-main/stores/relational/gamma-levels.ts';
import { createSettingsRepository } from '../../../src-main/stores/relational/settings-repository.ts';
import { createVolatilityJournal } from '../../../src-main/stores/relational/volatility-journal.ts';
import { describeStores, type TestStores } from './store-adapters.ts';

const NOW = Date.UTC(2026, 10, 20, 21);
const DATE = parseIsoDate('2026-11-20');

function record(changes: Partial<GammaLevelRecord> = {}): GammaLevelRecord {
  return {
    ...{ underlying: 'SPY', date: DATE, kind: 'call_wall', origin: 'recorded', source: 'replay: a', level: 605, setAt: NOW - 3_600_000, setPrice: 600.25 },
    outcome: null,
    control: { level: 595.5, outcome: null },
    ...changes,
  };
}
const held: GammaLevelRecord['outcome'] = { state: 'held', reachedAt: NOW - 1_800_000 };

describeStores('the records of levels', (makeStores) => {
  let stores: TestStores;

  beforeEach(async () => {
    stores = await makeStores();
  });
  afterEach(() => stores.remove());

  test('are one a level, day and source: the newest written', async () => {
    const store = await stores.open();
    const journal = createGammaLevelJournal(store, { now: () => NOW });
    await journal.save([record(), record({ kind: 'flip', level: 601.37 }), record({ source: 'simulated: seed 1', origin: 'simulated', outcome: held })]);
    await journal.save([record({ outcome: held }), record({ underlying: 'QQQ', date: parseIsoDate('2026-11-23') })]);
    await journal.save([]);
    expect(await journal.ofDay(DATE, 'replay: a')).toEqual(expect.arrayContaining([record({ outcome: held }), record({ kind: 'flip', level: 601.37 })]));
    const spy = await journal.list({ underlying: 'SPY', limit: 2 });
    expect([spy.total, spy.records.length]).toEqual([3, 2]);
    expect(spy.summary.map(({ origin, kind, level }) => [origin, kind, level.judged, level.held])).toEqual([['recorded', 'call_wall', 1, 1], ['simulated', 'call_wall', 1, 1]]);
    const all = await journal.list({ limit: 10 });
    expect(all.records[0]).toEqual(record({ underlying: 'QQQ', date: parseIsoDate('2026-11-23') }));
  });

  test('stand beside the volatility of the session, which another one writes over', async () => {
    const settings = createSettingsRepository(await stores.open());
    const journal = createVolatilityJournal(settings, 'session-1');
    const opening = { underlying: 'SPY' as const, time: NOW, years: 7.4e-4, low: 590, high: 620, forward: 605, components: [{ weight: 1, forward: 605, totalVolatility: 0.004 }] };
    const minutes = { underlying: 'QQQ' as const, first: 360, columns: { time: [NOW, null], volatility: [0.14, null], straddle: [3.25, null], riskReversal: [null, null], butterfly: [0.002, null] } };
    await journal.saveOpenings([opening]);
    await journal.saveMinutes([minutes]);
    expect(await journal.load()).toEqual({ openings: [opening], minutes: [minutes] });
    const other = createVolatilityJournal(settings, 'session-2');
    expect(await other.load()).toEqual({ openings: [], minutes: [] });
    await other.saveMinutes([{ ...minutes, first: 360 }]);
    expect((await journal.load()).minutes).toEqual([]);
  });
});

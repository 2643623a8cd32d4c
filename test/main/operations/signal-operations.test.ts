import { expect, test } from 'vitest';
import type { ContractHost, Tap } from '../../../src-core/contract/host.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { signalQuerySchema, type SignalQuery } from '../../../src-core/contract/signals.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { AccessParts } from '../../../src-main/operations/access-operations.ts';
import type { ProgramParts } from '../../../src-main/operations/app-operations.ts';
import { createCommonHandlers } from '../../../src-main/operations/common-handlers.ts';
import { createSignalHandlers, createSignalStreams } from '../../../src-main/operations/signal-operations.ts';
import { KeyedSource, Signal } from '../../../src-main/operations/stream-taps.ts';
import type { WatchedSignals } from '../../../src-main/operations/watched-desk.ts';
import { createWatchedSignalHandlers, createWatchedSignalStreams } from '../../../src-main/operations/watched-signal-operations.ts';
import { signalView } from '../../../src-main/signals/signal-views.ts';
import { callerOf } from '../../support/callers.ts';
import { FakeSignalDesk } from '../../support/fake-signal-desk.ts';
import { settlement, signal, signalId, signalRecord } from '../../support/signal-records.ts';

const CALLER = callerOf();
const query = (given: object = {}): SignalQuery => signalQuerySchema.parse(given);
type Value = ReturnType<ContractHost['open']> extends Tap ? ReturnType<Tap['take']> : never;
const valueOf = (payload: Value): unknown => (payload?.kind === 'value' ? payload.value : null);

test('signals are told at once when they change, and on the beat when only their open result moves', () => {
  const desk = new FakeSignalDesk();
  const beat = new Signal();
  desk.put(signalRecord(signal(1)), signalRecord(signal(2), { settlement: settlement(signal(2)) }));
  let told = 0;
  const tap = createSignalStreams(desk, beat).signals({}, 1, () => (told += 1), () => CALLER);
  expect(valueOf(tap.take())).toEqual(desk.records().map(signalView));
  beat.fire();
  tap.take();
  told = 0;
  beat.fire();
  expect([told, tap.take()]).toEqual([0, null]);

  const moved = signalRecord(signal(1), { openResult: fromDollars(-3.2) });
  desk.put(moved);
  expect(tap.take()).toBeNull();
  beat.fire();
  expect(valueOf(tap.take())).toEqual([signalView(moved)]);

  desk.put(signalRecord(signal(3)));
  desk.tell({ signals: [signalId(3)] });
  expect(told).toBe(2);
  expect(valueOf(tap.take())).toEqual([signalView(signalRecord(signal(3)))]);
});

test('the market state is told at bar closes alone, the calibration when it changes alone', () => {
  const desk = new FakeSignalDesk();
  const streams = createSignalStreams(desk, new Signal());
  const told: string[] = [];
  const state = streams.marketState({}, 1, () => told.push('state'), () => CALLER);
  const calibration = streams.calibration({ detector: 'momentum' }, 2, () => told.push('calibration'), () => CALLER);
  expect(valueOf(state.take())).toEqual(desk.marketState());
  expect(valueOf(calibration.take())).toMatchObject({ detector: 'momentum', settled: 0 });
  desk.tell({ signals: [signalId(1)] });
  expect([told, state.take(), calibration.take()]).toEqual([[], null, null]);
  desk.minute = 111;
  desk.tell({ bar: true });
  expect(told).toEqual(['state']);
  expect(valueOf(state.take())).toMatchObject({ state: { minute: 111 } });
  desk.settled = 5;
  desk.tell({ calibration: true });
  expect(told).toEqual(['state', 'calibration']);
  expect(valueOf(calibration.take())).toMatchObject({ settled: 5 });
});

test('each operation is the desk’s, with signals as lists show them', async () => {
  const desk = new FakeSignalDesk();
  desk.put(signalRecord(signal(1)), signalRecord(signal(2)));
  const handlers = createSignalHandlers(desk);
  expect(await handlers['signals.list'](query({ limit: 1 }), CALLER)).toEqual({ total: 2, signals: [signalView(signalRecord(signal(2)))] });
  expect(await handlers['signals.dismiss']({ id: signalId(1) }, CALLER)).toMatchObject({ id: signalId(1), status: 'cancelled', fate: 'dismissed', structure: 'bull put spread' });
  expect(await handlers['signals.restore']({ id: signalId(1) }, CALLER)).toMatchObject({ status: 'active' });
  await expect(handlers['signals.get']({ id: signalId(7) }, CALLER)).rejects.toMatchObject({ code: 'not_found', field: 'id' });
});

test('no window reads or writes what the program keeps beside the windows’ settings', async () => {
  const kept = new Map<string, unknown>();
  const settings = { get: async () => null, set: async (name: string, value: unknown) => void kept.set(name, value) };
  const unused = async (): Promise<never> => {
    throw new Error('not asked for');
  };
  const connections = { view: unused, test: unused, save: unused };
  const handlers = createCommonHandlers({ ...({} as AccessParts & ProgramParts), settings, connections: connections as never, takeOver: unused, history: unused, correlations: unused, readingBeat: new Signal() });
  await expect(handlers['settings.set']({ name: 'core/signals', value: {} }, CALLER)).rejects.toMatchObject({ code: 'bad_input', field: 'name' });
  await expect(handlers['settings.get']({ name: 'core/signals' }, CALLER)).rejects.toMatchObject({ code: 'bad_input' });
  await handlers['settings.set']({ name: 'layout', value: 1 }, CALLER);
  expect([...kept]).toEqual([['layout', 1]]);
});

function watched(given: Partial<WatchedSignals> = {}): WatchedSignals {
  return { views: () => [], view: () => null, whole: async () => null, marketState: () => null, calibration: () => null, settings: () => null, ...given };
}

function watching(known: WatchedSignals, kept: FakeSignalDesk) {
  const asked: SignalQuery[] = [];
  const list = (each: SignalQuery) => {
    asked.push(each);
    return kept.list(each);
  };
  const parts = {
    watched: known,
    signals: new KeyedSource(() => known.views().map(({ id }) => id), (id) => known.view(id)),
    marketStates: new Signal(),
    calibrations: new Signal(),
    journal: { list, find: async (id: string) => kept.record(id) ?? null },
  };
  return { handlers: createWatchedSignalHandlers(parts), streams: createWatchedSignalStreams(parts), parts, asked };
}

test('a watching terminal lists what it hears before what its books have of earlier days, page by page', async () => {
  const heard = [4, 3].map((number) => signalView(signalRecord(signal(number, number === 3 ? { type: 'bearish' } : {}))));
  const kept = new FakeSignalDesk();
  kept.put(signalRecord(signal(1)), signalRecord(signal(2)));
  const { handlers, asked } = watching(watched({ views: () => heard }), kept);
  const page = async (given: object) => {
    const { total, signals } = await handlers['signals.list'](query(given), CALLER);
    return [total, ...signals.map(({ id }) => Number(id.slice(-12)))];
  };
  expect(await page({})).toEqual([4, 4, 3, 2, 1]);
  expect(await page({ limit: 3 })).toEqual([4, 4, 3, 2]);
  expect(await page({ limit: 2 })).toEqual([4, 4, 3]);
  expect(await page({ limit: 2, offset: 3 })).toEqual([4, 1]);
  expect(await page({ type: 'bearish' })).toEqual([3, 3, 2, 1]);
  expect(asked.every(({ to }) => to === '2026-05-12')).toBe(true);
});

test('a watching terminal shows a signal whole where it is told or kept, as it stands now', async () => {
  const [made, old] = [signal(1), signal(2)];
  const now = signalView(signalRecord(made, { status: 'expired', fate: 'left', endedAt: made.expiresAt, settlement: settlement(made) }));
  const kept = new FakeSignalDesk();
  kept.put(signalRecord(made), signalRecord(old));
  const known = watched({ view: (id) => (id === made.id ? now : id === signalId(3) ? { ...now, id } : null) });
  const { handlers } = watching(known, kept);
  expect(await handlers['signals.get']({ id: made.id }, CALLER)).toMatchObject({ signal: made, status: 'expired', settlement: settlement(made) });
  expect(await handlers['signals.get']({ id: old.id }, CALLER)).toEqual(signalRecord(old));
  await expect(handlers['signals.get']({ id: signalId(3) }, CALLER)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(handlers['signals.get']({ id: signalId(4) }, CALLER)).rejects.toMatchObject({ code: 'not_found' });
  expect(() => handlers['signals.settings']({}, CALLER)).toThrow(ContractFailure);
});

test('a watching terminal says nothing of a market state or a calibration before it heard of one', () => {
  const desk = new FakeSignalDesk();
  let isHeard = false;
  const { streams, parts } = watching(watched({ marketState: () => (isHeard ? desk.marketState() : null), calibration: () => (isHeard ? desk.calibration(null) : null) }), desk);
  const [state, calibration] = [streams.marketState({}, 1, () => undefined, () => CALLER), streams.calibration({ detector: null }, 2, () => undefined, () => CALLER)];
  expect([state.take(), calibration.take()]).toEqual([null, null]);
  isHeard = true;
  parts.marketStates.fire();
  parts.calibrations.fire();
  expect([valueOf(state.take()), valueOf(calibration.take())]).toEqual([desk.marketState(), desk.calibration(null)]);
});

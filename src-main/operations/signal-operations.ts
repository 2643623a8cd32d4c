import { signalView } from '../signals/signal-views.ts';
import type { SignalDesk } from '../signals/signal-desk.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { KeyedSource, Signal, stateTap } from './stream-taps.ts';

type SignalOperation = 'signals.list' | 'signals.get' | 'signals.approve' | 'signals.dismiss' | 'signals.restore' | 'signals.settings' | 'signals.configure';
type SignalStream = 'signals' | 'marketState' | 'calibration';

export function createSignalHandlers(desk: SignalDesk): Pick<Handlers, SignalOperation> {
  return {
    'signals.list': async (query) => {
      const { total, records } = await desk.list(query);
      return { total, signals: records.map(signalView) };
    },
    'signals.get': ({ id }) => desk.find(id),
    'signals.approve': ({ id }) => desk.approve(id),
    'signals.dismiss': async ({ id }) => signalView(await desk.dismiss(id)),
    'signals.restore': async ({ id }) => signalView(await desk.restore(id)),
    'signals.settings': () => desk.settings(),
    'signals.configure': ({ settings }) => desk.configure(settings),
  };
}

/** Signals are told at once when they change; on the reading beat, how the unsettled ones stand now. */
export function createSignalStreams(desk: SignalDesk, readingBeat: Signal): Pick<StreamOpeners, SignalStream> {
  const bars = new Signal();
  const calibrations = new Signal();
  const source = new KeyedSource(
    () => desk.records().map(({ signal }) => signal.id),
    (id) => {
      const record = desk.record(id);
      return record === undefined ? null : signalView(record);
    },
  );
  const openResults = new Map<string, number | null>();
  desk.subscribe(({ signals, bar, calibration }) => {
    for (const id of signals) source.mark(id);
    if (bar) bars.fire();
    if (calibration) calibrations.fire();
  });
  readingBeat.on(() => {
    for (const { signal, openResult, settlement } of desk.records()) {
      if (settlement !== null) openResults.delete(signal.id);
      else if (openResults.get(signal.id) !== openResult) {
        openResults.set(signal.id, openResult);
        source.mark(signal.id);
      }
    }
  });
  return {
    signals: (_input, _subscription, notify) => source.tap(notify),
    marketState: (_input, _subscription, notify) => stateTap(bars, () => desk.marketState(), notify),
    calibration: ({ detector }, _subscription, notify) => stateTap(calibrations, () => desk.calibration(detector), notify),
  };
}

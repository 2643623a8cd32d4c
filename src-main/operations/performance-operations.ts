import type { JournalDesk } from '../performance/journal-desk.ts';
import type { PerformanceDesk } from '../performance/performance-desk.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { Signal, stateTap } from './stream-taps.ts';

type PerformanceOperation = Extract<keyof Handlers, `performance.${string}` | `journal.${string}`>;

export function createPerformanceHandlers(performance: PerformanceDesk, journal: JournalDesk): Pick<Handlers, PerformanceOperation> {
  return {
    'performance.accounts': async () => [...(await performance.accounts())],
    'performance.definitions': () => [...performance.definitions()],
    'performance.get': (query) => performance.get(query),
    'performance.slices': (query) => performance.slices(query),
    'performance.days': async (query) => [...(await performance.days(query))],
    'performance.report': (query) => performance.report(query),
    'performance.correct': async ({ correction }) => [...(await performance.correct(correction))],
    'journal.list': (query) => journal.list(query),
    'journal.get': ({ tradeId }) => journal.get(tradeId),
    'journal.tags': async () => [...(await journal.tags())],
    'journal.annotate': (change) => journal.annotate(change),
    'journal.chain': ({ tradeId, moment }) => journal.chain(tradeId, moment),
    'journal.export': (request) => journal.export(request),
    'journal.previewImport': (statement) => journal.previewImport(statement),
    'journal.import': (statement) => journal.import(statement),
    'journal.imports': async () => [...(await journal.imports())],
    'journal.removeImport': async ({ id }) => [...(await journal.removeImport(id))],
  };
}

/** Told when a result changes, and on the reading beat while something is open. */
export function createPerformanceStreams(desk: PerformanceDesk, readingBeat: Signal): Pick<StreamOpeners, 'performance'> {
  const changes = new Signal();
  desk.subscribe(() => changes.fire());
  readingBeat.on(() => changes.fire());
  return { performance: (_input, _subscription, notify) => stateTap(changes, () => desk.state(), notify) };
}

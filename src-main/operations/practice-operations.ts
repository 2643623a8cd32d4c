import type { PracticeDesk } from '../practice/practice-desk.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { Signal, stateTap } from './stream-taps.ts';

type PracticeOperation = Extract<keyof Handlers, `practice.${string}`>;

export function createPracticeHandlers(desk: PracticeDesk): Pick<Handlers, PracticeOperation> {
  return {
    'practice.recordings': () => desk.recordings(),
    'practice.addFolder': ({ path }) => desk.addFolder(path),
    'practice.removeFolder': ({ path }) => desk.removeFolder(path),
    'practice.start': (request) => desk.start(request),
    'practice.step': ({ seconds }) => desk.step(seconds),
    'practice.jump': ({ time, discard }) => desk.jump(time, discard),
    'practice.stop': () => desk.stop(),
    'practice.end': () => desk.end(),
    'practice.runs': async () => [...(await desk.runs())],
    'practice.run': ({ id }) => desk.run(id),
    'practice.removeRun': async ({ id }) => [...(await desk.removeRun(id))],
  };
}

/** Told at once when practice changes, and on the reading beat while it goes on. */
export function createPracticeStreams(desk: PracticeDesk, readingBeat: Signal): Pick<StreamOpeners, 'practice'> {
  return {
    practice: (_input, _subscription, notify) => {
      const changes = new Signal();
      const endings = [desk.subscribe(() => changes.fire()), readingBeat.on(() => changes.fire())];
      const tap = stateTap(changes, () => desk.state(), notify);
      return {
        take: () => tap.take(),
        close() {
          for (const end of endings) end();
          tap.close();
        },
      };
    },
  };
}

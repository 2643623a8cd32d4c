import type { AppDesk } from '../app/app-desk.ts';
import type { RecordingFiles } from '../market-data/recordings/recording-files.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { stateTap } from './stream-taps.ts';

/** What those operations act on; the same whether the terminal trades or watches. */
export interface ProgramParts {
  readonly app: AppDesk;
  readonly recordingFiles: RecordingFiles;
}

type Names = Extract<keyof Handlers, `${'app' | 'updates' | 'crashes' | 'recordings'}.${string}`>;

export function createAppHandlers({ app, recordingFiles }: ProgramParts): Pick<Handlers, Names> {
  return {
    'app.openWindow': () => {
      app.openWindow();
      return {};
    },
    'app.quit': ({ anyway }) => {
      app.quit(anyway);
      return {};
    },
    'app.closeOpenRequest': ({ id }) => {
      app.requests.close(id);
      return app.view();
    },
    'updates.check': async () => {
      await app.updates.check();
      return app.view();
    },
    'updates.download': async () => {
      await app.updates.download();
      return app.view();
    },
    'updates.install': async ({ when }) => {
      await app.updates.install(when);
      return app.view();
    },
    'updates.discard': async () => {
      await app.updates.discard();
      return app.view();
    },
    'crashes.list': () => [...app.crashes.list()],
    'crashes.export': ({ id }) => app.crashes.export(id),
    'crashes.remove': async ({ id }) => {
      await app.crashes.remove(id);
      return [...app.crashes.list()];
    },
    'crashes.report': (error) => {
      app.crashes.report(error);
      return {};
    },
    'recordings.export': ({ path }) => recordingFiles.export(path),
    'recordings.import': ({ path }) => recordingFiles.import(path),
  };
}

export function createAppStreams(app: AppDesk): Pick<StreamOpeners, 'app'> {
  const changes = { on: (listener: () => void) => app.onChange(listener) };
  return { app: (_input, _subscription, notify) => stateTap(changes, () => app.view(), notify) };
}

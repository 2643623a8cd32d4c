import { app, crashReporter, dialog, type WebContents } from 'electron';
import type { Clock } from '../../../src-core/time.ts';
import type { CrashReports } from '../../app/diagnostics/crash-reports.ts';
import type { Log } from '../../app/diagnostics/log.ts';
import { afterRendererGone, isCrash } from './policies/reload-after-crash.ts';

/** Lets native crashes leave their dumps on this machine; nothing is uploaded. Before the app is ready, after its userData is set. Answers with the folder. */
export function keepDumps(): string {
  crashReporter.start({ uploadToServer: false, compress: false });
  return app.getPath('crashDumps');
}

export interface CrashWatchParts {
  readonly crashes: Pick<CrashReports, 'write'>;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** Reports processes of Chromium that crash, and loads a window anew whose own did. To be called once, before a window is opened. */
export function watchCrashes({ crashes, log }: CrashWatchParts, clock: Clock): void {
  const reloads = new WeakMap<WebContents, readonly number[]>();
  app.on('render-process-gone', (_event, contents, { reason, exitCode }) => {
    const words = `the process of a window is gone: ${reason}, code ${exitCode}`;
    if (isCrash(reason)) crashes.write({ source: 'window', error: words });
    else log.info(words);
    const next = afterRendererGone(reason, reloads.get(contents) ?? [], clock.now());
    switch (next.kind) {
      case 'leave':
        return;
      case 'reload':
        reloads.set(contents, next.reloads);
        // Not while Chromium still takes the process away.
        setImmediate(() => {
          if (!contents.isDestroyed()) contents.reload();
        });
        return;
      case 'say':
        log.error(`${next.message} ${next.detail}`);
        dialog.showErrorBox(next.message, next.detail);
    }
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    const words = `the ${name === undefined || name === '' ? type : `${name} (${type})`} process is gone: ${reason}, code ${exitCode}`;
    if (isCrash(reason)) crashes.write({ source: 'process', error: words });
    else log.info(words);
  });
}

/**
 * Ends the process before anything else runs in it, which `app.exit` and the `process.exit` that Electron puts in its
 * place do not: they close windows first, and timers go on meanwhile.
 */
export function endAtOnce(code: number): void {
  const exit: unknown = Reflect.get(process, 'reallyExit');
  if (typeof exit === 'function') Reflect.apply(exit, process, [code]);
  app.exit(code);
}

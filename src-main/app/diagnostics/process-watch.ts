import type { CrashReports } from './crash-reports.ts';

/** As much of Node's process as is watched. */
export interface WatchedProcess {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
  off(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
}

export interface ProcessWatchParts {
  readonly process: WatchedProcess;
  readonly crashes: Pick<CrashReports, 'write'>;
  /** Says a text on the standard error, at once. */
  readonly complain: (text: string) => void;
  /** Ends the process. */
  readonly end: (code: number) => void;
}

/**
 * What nobody caught is reported, said, and ends the process with code 1, whichever shell it is: a program that went on
 * could trade on half of a state. Recovery is the next start. Returns the function that ends the watch.
 */
export function watchProcess({ process, crashes, complain, end }: ProcessWatchParts): () => void {
  let isEnding = false;
  const crashed = (where: string) => (error: unknown): void => {
    if (isEnding) return;
    isEnding = true;
    try {
      crashes.write({ source: 'core', error, where });
      complain(`smart-0dte: ${where === '' ? '' : `${where}: `}${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    } finally {
      end(1);
    }
  };
  const uncaught = crashed('');
  const unhandled = crashed('a promise was rejected and nobody took it');
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', unhandled);
  return () => {
    process.off('uncaughtException', uncaught);
    process.off('unhandledRejection', unhandled);
  };
}

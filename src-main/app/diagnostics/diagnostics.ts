import { writeSync } from 'node:fs';
import { arch, homedir, release } from 'node:os';
import type { AppView } from '../../../src-core/contract/app.ts';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import type { Clock } from '../../../src-core/time.ts';
import { HelpRequest, StartFailure } from '../../start-failure.ts';
import type { AppParts } from '../app.ts';
import { CoreWatch } from './core-watch.ts';
import { CrashReports } from './crash-reports.ts';
import { type Log, openLog } from './log.ts';
import { type WatchedProcess, watchProcess } from './process-watch.ts';
import { withoutSecretsIn } from './secrets-in-text.ts';
import { StartRecord } from './start-record.ts';

export interface DiagnosticsParts {
  /** Exists; no other program runs on it. */
  readonly dataDir: string;
  readonly version: string;
  readonly shell: AppView['shell'];
  /** As they were given; what is secret in them is not kept. */
  readonly flags: readonly string[];
  readonly safeMode: boolean;
  readonly clock: Clock;
  readonly process: WatchedProcess & {
    readonly pid: number;
    readonly platform: string;
    readonly versions: Readonly<Record<string, string | undefined>>;
    uptime(): number;
    memoryUsage(): { readonly rss: number };
  };
  /** Ends the process after what nobody caught. */
  readonly end: (code: number) => void;
  /** Where native crashes leave their dumps; null where there are none. */
  readonly dumpFolder: string | null;
  /** Says a text on the standard error, at once. */
  readonly complain?: (text: string) => void;
}

/** What the program keeps of itself: its log, its crashes, and what became of its starts. */
export interface Diagnostics {
  readonly log: Log;
  readonly crashes: CrashReports;
  readonly record: StartRecord;
  /** What windows are told of it. */
  readonly told: Required<Pick<AppParts, 'logFolder' | 'logBytes' | 'system'>>;
  /** Says a line where the program was started, and logs it: for `warn` and `say` of all parts. */
  warn(line: string): void;
  /** Logs notices of the core, and knows what it is doing; `host` is the terminal's, of the program itself. Once. */
  follow(host: ContractHost): void;
  /** A start, or an end, failed: what is no refusal is a crash. The caller says it to the person, and ends. */
  failed(reason: unknown): void;
  /** The last of a program that ends in order. */
  close(): Promise<void>;
}

/** First in a start, right after what knows that nobody else runs on the data directory. Never throws for want of a disk. */
export function openDiagnostics(parts: DiagnosticsParts): Diagnostics {
  const { clock, dataDir, dumpFolder, end, flags, process, safeMode, shell, version, complain: say = sayNow } = parts;
  const redact = withoutSecretsIn(homedir());
  const complain = (text: string): void => say(redact(text));
  const record = StartRecord.open({ dataDir, version, clock });
  const log = openLog({ dataDir, clock, redact, onProblem: (problem) => complain(`smart-0dte: ${problem}\n`) });
  const system = `${process.platform} ${release()} ${arch()}, Node ${process.versions.node}${process.versions['electron'] === undefined ? '' : `, Electron ${process.versions['electron']}`}`;
  let core: CoreWatch | null = null;
  const crashes = new CrashReports({
    dataDir,
    version,
    system,
    clock,
    redact,
    log,
    dumpFolder,
    doing: () => {
      const session = core?.session() ?? null;
      return { profile: session?.profile ?? null, feed: session?.feed.label ?? null, sessionTime: session?.now ?? null, uptime: process.uptime(), memory: process.memoryUsage().rss };
    },
  });
  const unwatch = watchProcess({ process, crashes, complain, end });
  log.info(`start: Smart 0DTE ${version}, ${shell}${safeMode ? ', safe mode' : ''}, process ${process.pid}, ${system}`);
  log.info(`flags: ${flags.length === 0 ? 'none' : flags.join(' ')}`);
  if (record.versionBefore !== null && record.versionBefore !== version) log.info(`the start before this one was of version ${record.versionBefore}`);
  if (record.failedBefore > 0) log.warning(`${record.failedBefore} starts before this one, in a row, never reached a window`);
  return {
    log,
    crashes,
    record,
    told: { logFolder: log.folder, logBytes: () => log.size, system },
    warn(line) {
      complain(`smart-0dte: ${line}\n`);
      log.warning(line);
    },
    follow(host) {
      core = new CoreWatch(host, log);
    },
    failed(reason) {
      if (reason instanceof HelpRequest) record.ended();
      else if (reason instanceof StartFailure) {
        log.last('error', `refused: ${reason.message}`);
        record.ended();
      } else crashes.write({ source: 'core', error: reason, where: 'the start or the end failed' });
    },
    async close() {
      core?.close();
      core = null;
      record.ended();
      log.info('end');
      await crashes.close();
      await log.close();
      unwatch();
    },
  };
}

/** A pipe or a file may be closed or full by now: whoever reads it is not worth a crash. */
function sayNow(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody hears it.
  }
}

import type { Exported } from '../../../src-core/contract/access.ts';
import type { AppView, CrashReport } from '../../../src-core/contract/app.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { HOUR, MINUTE } from '../../../src-core/time.ts';
import type { Scenario } from './fake-desk.ts';

const STACK = `TypeError: Cannot read properties of undefined (reading 'strike')
    at strikeLadder (http://127.0.0.1:4785/assets/index-C4xv.js:41:1204)
    at ChainPanel (http://127.0.0.1:4785/assets/index-C4xv.js:41:3310)
    at renderWithHooks (http://127.0.0.1:4785/assets/index-C4xv.js:12:880)

Panel: Chain
Meanwhile: local profile, SIMULATED, session time 14:03 New York of 2026-11-20, running for 5400 s, 212 MB of memory
Met 7 times, last at 2026-11-20T19:05:00.120Z
Version 0.1.0 on linux 6.18 x64, Node 24.21.0

The last of the log (3 records):
2026-11-20T17:33:01.441Z info    start: Smart 0DTE 0.1.0, browser, process 4711, linux 6.18 x64, Node 24.21.0
2026-11-20T18:10:09.002Z warning core: time series: the disk is slow
2026-11-20T19:03:12.870Z error   crash of a window: TypeError: Cannot read properties of undefined (reading 'strike')`;

/** Crash reports of a made-up program: some in the scenario 'crashes', none elsewhere. */
export class FakeCrashes {
  #reports: readonly CrashReport[];
  readonly #scenario: Scenario;

  constructor(scenario: Scenario) {
    const now = Date.now();
    this.#scenario = scenario;
    const report = (id: string, age: number, source: CrashReport['source'], title: string, detail: string, isFresh: boolean): CrashReport => ({ id, time: now - age, source, version: '0.1.0', title, detail, bytes: 24_300, isFresh });
    this.#reports =
      scenario === 'crashes'
        ? [
            report('20261120-190312-870-window', 12 * MINUTE, 'window', 'TypeError: Cannot read properties of undefined (reading ‘strike’) of the second leg of a calendar that was left without its near expiry', STACK, true),
            report('20261120-143001-004-core', 5 * HOUR, 'core', 'Error: database disk image is malformed', `Error: database disk image is malformed\n    at SqliteStore.write (~/apps/smart-0dte/out/main/index.js:1:20114)\n\nVersion 0.1.0 on linux 6.18 x64, Node 24.21.0`, true),
            report('20261118-101500-500-process', 53 * HOUR, 'process', 'the GPU process is gone: crashed, code 139', 'the GPU process is gone: crashed, code 139\n\nMemory of the process: ~/.local/share/smart-0dte/window/Crashpad/completed/1f.dmp (1204224 bytes). It may hold passwords, and is never part of an export.', false),
          ]
        : [];
  }

  /** What the view of the program says of it. */
  view(): Pick<AppView, 'safeMode' | 'failedStarts' | 'freshCrashes' | 'logFolder' | 'logBytes' | 'system'> {
    return {
      safeMode: this.#scenario === 'safe-mode',
      failedStarts: this.#scenario === 'crashes' ? 2 : 0,
      freshCrashes: this.#reports.filter(({ isFresh }) => isFresh).length,
      logFolder: '/home/anna/.local/share/smart-0dte/logs',
      logBytes: 1_204_331,
      system: 'linux 6.18 x64, Node 24.21.0',
    };
  }

  /** null where the operation is another's. */
  call(operation: string, input: unknown): Promise<unknown> | null {
    const id = typeof input === 'object' && input !== null && 'id' in input && typeof input.id === 'string' ? input.id : null;
    switch (operation) {
      case 'crashes.list': {
        if (this.#scenario === 'system-failed') return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'the data directory does not answer' }));
        const listed = this.#reports;
        this.#reports = listed.map((report) => ({ ...report, isFresh: false }));
        return Promise.resolve(listed);
      }
      case 'crashes.export':
        return Promise.resolve({ path: '/home/anna/.local/share/smart-0dte/exports/smart-0dte-crashes-20261120-190500.tar', bytes: 81_920, files: ['about.json', 'log.txt'] } satisfies Exported);
      case 'crashes.remove':
        this.#reports = this.#reports.filter((report) => id !== null && report.id !== id);
        return Promise.resolve(this.#reports);
      case 'crashes.report':
        return Promise.resolve({});
      default:
        return null;
    }
  }
}

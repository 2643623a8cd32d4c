import type { AppView } from '../../../src-core/contract/app.ts';
import type { Scenario } from './fake-desk.ts';

/** The program around the fake core: a checkout in the browser shell, with nothing to tell. */
export function fakeAppView(_scenario: Scenario): AppView {
  return {
    version: '0.1.0',
    shell: 'browser',
    installation: 'source',
    safeMode: false,
    failedStarts: 0,
    update: { phase: 'off', why: 'This is a checkout of the program: fetch its newest sources instead.' },
    rolledBack: null,
    monitors: null,
    opensWindows: false,
    interruption: null,
    openRequest: null,
    freshCrashes: 0,
    logFolder: null,
  };
}

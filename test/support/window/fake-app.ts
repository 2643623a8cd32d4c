import type { AppView } from '../../../src-core/contract/app.ts';
import type { FakeCrashes } from './fake-crashes.ts';
import type { Scenario } from './fake-desk.ts';

/** The program around the fake core: a checkout in the browser shell, with nothing to tell. */
export function fakeAppView(_scenario: Scenario, crashes: FakeCrashes): AppView {
  return {
    version: '0.1.0',
    shell: 'browser',
    installation: 'source',
    update: { phase: 'off', why: 'This is a checkout of the program: fetch its newest sources instead.' },
    rolledBack: null,
    monitors: null,
    opensWindows: false,
    interruption: null,
    openRequest: null,
    ...crashes.view(),
  };
}

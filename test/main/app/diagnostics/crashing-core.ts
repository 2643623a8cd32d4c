/** A core with its diagnostics, which throws once it is up: a program of its own, for a test. */
import { openDiagnostics } from '../../../../src-main/app/diagnostics/diagnostics.ts';
import { parseSettings } from '../../../../src-main/settings.ts';
import { startTerminal } from '../../../../src-main/terminal.ts';

const flags = process.argv.slice(2);
const settings = parseSettings(flags, {});
const diagnostics = openDiagnostics({
  dataDir: settings.dataDir,
  version: '1.2.3',
  shell: 'browser',
  flags,
  safeMode: settings.safeMode,
  clock: { now: () => Date.now() },
  process,
  end: (code) => process.exit(code),
  dumpFolder: null,
});
const terminal = await startTerminal(settings, { autoplay: false });
diagnostics.follow(terminal.host({ origin: 'headless' }));
diagnostics.record.reachedWindow();
setImmediate(() => {
  throw new Error('nobody caught this, postgres://desk:hunter2@db/x');
});

import { join } from 'node:path';
import { runElectronShell } from './shell/electron/electron-shell.ts';
import { startTerminal } from './terminal.ts';

void runElectronShell({
  start: startTerminal,
  outDir: join(import.meta.dirname, '..'),
});

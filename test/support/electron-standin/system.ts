import { EventEmitter } from 'node:events';
import { powerMonitor } from './power.ts';
import { report, type SystemCommand } from './reports.ts';

/** Where native crashes would leave their dumps. */
export const crashReporter = {
  start(options: object): void {
    report({ kind: 'crash-reporter', options });
  },
};

/** macOS's own, which electron-updater goes through. */
export const autoUpdater = new EventEmitter();

/** The system asks for something, or falls asleep. */
export function actAsSystem(app: EventEmitter, command: SystemCommand): void {
  const event = { preventDefault: (): void => undefined };
  switch (command.event) {
    case 'second-instance':
      app.emit('second-instance', event, [process.execPath, ...(process.env['STANDIN_PACKAGED'] === '1' ? [] : ['.']), ...command.argv], command.directory);
      return;
    case 'open-file':
    case 'open-url':
      app.emit(command.event, event, command.value);
      return;
    case 'suspend':
    case 'resume':
      powerMonitor.emit(command.event);
  }
}

/**
 * As much of Electron as the desktop shell uses, in plain Node: it boots the built main bundle, serves the page's
 * files through the registered protocol, runs the built preload script and gives its port to a page that talks the
 * contract. The process that started it is told what happened (see reports.ts) and sends commands.
 */
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { windows } from './browser-window.ts';
import { answerDialog } from './dialog.ts';
import { probe } from './probe.ts';
import { type Command, report, type WindowCommand } from './reports.ts';
import { screen } from './screen.ts';
import { actAsSystem } from './system.ts';
import { actOnTray } from './tray.ts';

export { BrowserWindow, ipcRenderer } from './browser-window.ts';
export { dialog } from './dialog.ts';
export { MessageChannelMain } from './message-channel-main.ts';
export { net } from './net.ts';
export { Notification } from './notification.ts';
export { powerMonitor, powerSaveBlocker } from './power.ts';
export { protocol } from './protocol.ts';
export { screen } from './screen.ts';
export { autoUpdater, crashReporter } from './system.ts';
export { nativeImage, Tray } from './tray.ts';

// An installed program is not called with a path of its own.
if (process.env['STANDIN_PACKAGED'] === '1') process.argv.splice(1, 1);
// Where an installed program finds what its builder put beside it.
const resourcesPath = process.env['STANDIN_RESOURCES'];
if (resourcesPath !== undefined) Object.assign(process, { resourcesPath });

export class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

class App extends EventEmitter {
  readonly isPackaged = process.env['STANDIN_PACKAGED'] === '1';
  /** What Chromium has understood of its command line. */
  readonly commandLine = { hasSwitch: (name: string): boolean => process.env['STANDIN_SWITCH'] === name };
  readonly whenReady = async (): Promise<void> => undefined;
  setPath(name: string, path: string): void {
    report({ kind: 'path', name, path });
  }
  getVersion(): string {
    return process.env['STANDIN_VERSION'] ?? '0.1.0';
  }
  getName(): string {
    return 'smart-0dte';
  }
  getPath(name: string): string {
    return join(tmpdir(), `standin-${process.pid}-${name}`);
  }
  disableHardwareAcceleration(): void {
    report({ kind: 'no-graphics' });
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    report({ kind: 'protocol-client', scheme });
    return true;
  }
  relaunch({ args = [], execPath = null }: { readonly args?: readonly string[]; readonly execPath?: string | null } = {}): void {
    report({ kind: 'relaunch', args, execPath });
  }
  enableSandbox(): void {
    report({ kind: 'sandbox' });
  }
  requestSingleInstanceLock(): boolean {
    return process.env['STANDIN_LOCKED'] !== '1';
  }
  #isQuitting = false;
  quit(): void {
    const before = new PreventableEvent();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.#isQuitting = true;
    for (const window of windows) window.close();
    if (windows.size > 0) {
      this.#isQuitting = false;
      return;
    }
    const event = new PreventableEvent();
    this.emit('will-quit', event);
    if (!event.defaultPrevented) process.exit(0);
  }
  lastWindowClosed(): void {
    if (!this.#isQuitting) this.emit('window-all-closed');
  }
  exit(code: number): void {
    process.exit(code);
  }
  setBadgeCount(count: number): boolean {
    report({ kind: 'badge', count });
    return true;
  }
}
export const app = new App();

/** A keychain on a desktop that has one: reversible, which is all that is asked of it. */
export const safeStorage = {
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: () => process.env['STANDIN_KEYCHAIN'] ?? 'gnome_libsecret',
  encryptStringAsync: async (text: string) => Buffer.from(text).map((byte) => byte ^ 0x5a),
  decryptStringAsync: async (encrypted: Buffer) => ({ result: Buffer.from(encrypted.map((byte) => byte ^ 0x5a)).toString(), shouldReEncrypt: false }),
};

export const Menu = {
  buildFromTemplate: (template: readonly object[]) => template,
  setApplicationMenu(): void {},
};

interface AskingFrame {
  readonly requestingUrl?: string;
  readonly isMainFrame: boolean;
}
type DecideRequest = (contents: null, permission: string, callback: (granted: boolean) => void, details: AskingFrame) => void;
type DecideCheck = (contents: null, permission: string, origin: string, details: AskingFrame) => boolean;

class Session extends EventEmitter {
  request: DecideRequest | null = null;
  check: DecideCheck | null = null;
  device: (() => boolean) | null = null;
  displayMedia: ((request: object, callback: (streams: object | null) => void) => void) | null = null;
  setPermissionRequestHandler(decide: DecideRequest): void {
    this.request = decide;
  }
  setPermissionCheckHandler(decide: DecideCheck): void {
    this.check = decide;
  }
  setDevicePermissionHandler(decide: () => boolean): void {
    this.device = decide;
  }
  setDisplayMediaRequestHandler(decide: NonNullable<Session['displayMedia']>): void {
    this.displayMedia = decide;
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    report({ kind: 'spell-checker', enabled });
  }
}
export const session = { defaultSession: new Session(), fromPartition: (): Session => new Session() };

export const shell = {
  openExternal: async (url: string): Promise<void> => report({ kind: 'opened', url }),
};

process.on('message', (command: Command) => {
  if (typeof command !== 'string') {
    if (command.kind === 'displays') screen.become(command.displays);
    else if (command.kind === 'tray') actOnTray(command.choose);
    else if (command.kind === 'answer') answerDialog(command.button);
    else if (command.kind === 'system') actAsSystem(app, command);
    else act(command);
    return;
  }
  if (command === 'quit') app.quit();
  for (const window of windows) {
    if (command === 'reload') window.reload();
    if (command === 'close') window.close();
    if (command === 'crash') window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    if (command === 'wander') window.showDocument('https://evil.example/', 'https://evil.example');
    if (command === 'lose-origin') window.showDocument('smart-0dte://terminal/', 'null');
    if (command === 'probe') report({ kind: 'answers', answers: probe(app, window.webContents, session.defaultSession) });
  }
});

/** On one window, as a person would. */
function act(command: WindowCommand): void {
  const window = [...windows].find(({ name }) => name === command.name);
  if (window === undefined) throw new Error(`there is no window "${command.name}"`);
  switch (command.act) {
    case 'close':
      return window.close();
    case 'minimise':
      return window.minimize();
    case 'maximise':
      return window.maximize();
    case 'move':
      return window.setBounds(command.bounds);
    case 'call':
      return window.call(command.operation, command.input);
  }
}

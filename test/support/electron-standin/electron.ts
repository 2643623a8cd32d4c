/**
 * As much of Electron as the desktop shell uses, in plain Node: it boots the built main bundle, serves the page's
 * files through the registered protocol, runs the built preload script and gives its port to a page that talks the
 * contract. The process that started it is told what happened (see reports.ts) and sends commands.
 */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { MessagePort as WorkerPort } from 'node:worker_threads';
import { type MessagePortMain } from './message-channel-main.ts';
import { enterPage } from './page.ts';
import { probe } from './probe.ts';
import { type Command, report } from './reports.ts';

export { MessageChannelMain } from './message-channel-main.ts';

const require = createRequire(import.meta.url);
const windows = new Set<BrowserWindow>();

class PreventableEvent {
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
  enableSandbox(): void {
    report({ kind: 'sandbox' });
  }
  requestSingleInstanceLock(): boolean {
    return process.env['STANDIN_LOCKED'] !== '1';
  }
  quit(): void {
    const event = new PreventableEvent();
    this.emit('will-quit', event);
    if (!event.defaultPrevented) process.exit(0);
  }
  exit(code: number): void {
    process.exit(code);
  }
}
export const app = new App();

export const dialog = {
  showErrorBox(title: string, content: string): void {
    report({ kind: 'error-box', title, content });
  },
};

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
export const session = { defaultSession: new Session() };

export const shell = {
  openExternal: async (url: string): Promise<void> => report({ kind: 'opened', url }),
};

const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
const schemes = new Set<string>();
export const protocol = {
  registerSchemesAsPrivileged(list: readonly { readonly scheme: string }[]): void {
    for (const { scheme } of list) schemes.add(scheme);
  },
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    if (!schemes.has(scheme)) throw new Error(`${scheme} was not registered before the app was ready`);
    handlers.set(scheme, handler);
  },
};

/** What a preload script sees of Electron. */
export const ipcRenderer = new EventEmitter();

class WebContents extends EventEmitter {
  mainFrame = { url: '', origin: '' };
  constructor() {
    super();
    app.emit('web-contents-created', {}, this);
  }
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  postMessage(channel: string, _message: unknown, transfer: readonly MessagePortMain[]): void {
    report({ kind: 'port', to: this.mainFrame.url });
    ipcRenderer.emit(channel, { ports: transfer.map(({ workerPort }) => workerPort) });
  }
}

interface WindowOptions {
  readonly webPreferences: { readonly preload: string };
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  readonly options: WindowOptions;
  #url = '';
  #leavePage = (): void => undefined;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    windows.add(this);
    report({ kind: 'window', options });
  }

  async loadURL(url: string): Promise<void> {
    this.#url = url;
    this.#leavePage();
    const page = await fetchPage(url);
    const scripts = [...page.body.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, source = '']) => new URL(source, url).href);
    const statuses = await Promise.all(scripts.map(async (script) => (await fetchPage(script)).status));
    const outside = await fetchPage(`${url}../../package.json`);
    const written = await fetchPage(url, 'POST');
    report({ kind: 'page', status: page.status, policy: page.policy, scripts: statuses, outside: outside.status, written: written.status });

    ipcRenderer.removeAllListeners();
    const { preload } = this.options.webPreferences;
    Reflect.deleteProperty(require.cache, require.resolve(preload));
    const origin = url.replace(/\/$/, '');
    const entered = enterPage(origin);
    this.#leavePage = entered.leave;
    Object.assign(globalThis, {
      window: {
        location: { origin },
        postMessage: (message: unknown, target: string, ports: readonly WorkerPort[]) => entered.receive(message, target, ports),
      },
    });
    require(preload);
    this.show(url, origin);
  }

  /** Shows a document, whoever has written it. */
  show(url: string, origin: string): void {
    this.webContents.mainFrame = { url, origin };
    this.webContents.emit('did-navigate');
    this.webContents.emit('did-finish-load');
    report({ kind: 'shown', url });
  }

  reload(): void {
    void this.loadURL(this.#url);
  }

  close(): void {
    this.#leavePage();
    windows.delete(this);
    this.emit('closed');
    if (windows.size === 0) app.emit('window-all-closed');
  }

  isMinimized(): boolean {
    return false;
  }
  focus(): void {
    report({ kind: 'focus' });
  }
}

async function fetchPage(url: string, method = 'GET'): Promise<{ status: number; policy: string; body: string }> {
  const handler = handlers.get(new URL(url).protocol.replace(':', ''));
  if (handler === undefined) return { status: 0, policy: '', body: '' };
  const response = await handler(new Request(url, { method }));
  return { status: response.status, policy: response.headers.get('content-security-policy') ?? '', body: await response.text() };
}

process.on('message', (command: Command) => {
  for (const window of windows) {
    if (command === 'reload') window.reload();
    if (command === 'close') window.close();
    if (command === 'second-instance') app.emit('second-instance');
    if (command === 'crash') window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    if (command === 'wander') window.show('https://evil.example/', 'https://evil.example');
    if (command === 'lose-origin') window.show('smart-0dte://terminal/', 'null');
    if (command === 'probe') report({ kind: 'answers', answers: probe(app, window.webContents, session.defaultSession) });
  }
});

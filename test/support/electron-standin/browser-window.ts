import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { MessagePort as WorkerPort } from 'node:worker_threads';
import { app, PreventableEvent } from './electron.ts';
import type { MessagePortMain } from './message-channel-main.ts';
import { enterPage, type Page } from './page.ts';
import { fetchPage } from './protocol.ts';
import { report } from './reports.ts';
import { type StandinBounds, screen } from './screen.ts';

const require = createRequire(import.meta.url);
export const windows = new Set<BrowserWindow>();

/** What a preload script sees of Electron: of the window whose preload script is run last. */
export let ipcRenderer = new EventEmitter();

/** What a preload script sees of its page. */
interface PageGlobal {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, target: string, ports: readonly WorkerPort[]): void;
}

class WebContents extends EventEmitter {
  mainFrame = { url: '', origin: '' };
  /** Of the document that is shown. */
  ipc = new EventEmitter();
  page: PageGlobal | null = null;
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;

  constructor() {
    super();
    app.emit('web-contents-created', {}, this);
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }

  postMessage(channel: string, _message: unknown, transfer: readonly MessagePortMain[]): void {
    report({ kind: 'port', to: this.mainFrame.url });
    // Each window has a world of its own; here they take turns in one.
    Object.assign(globalThis, { window: this.page });
    this.ipc.emit(channel, { ports: transfer.map(({ workerPort }) => workerPort) });
  }
}

interface WindowOptions extends Partial<StandinBounds> {
  readonly webPreferences: { readonly preload: string };
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows(): readonly BrowserWindow[] {
    return [...windows];
  }

  /** Nobody sits at the keyboard. */
  static getFocusedWindow(): BrowserWindow | null {
    return null;
  }

  readonly webContents = new WebContents();
  readonly options: WindowOptions;
  #url = '';
  #page: Page | null = null;
  #bounds: StandinBounds;
  #is = { maximised: false, minimised: false, fullScreen: false, destroyed: false };

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    windows.add(this);
    report({ kind: 'window', options });
  }

  /** By its address's fragment; 'main' for none. */
  get name(): string {
    return new URL(this.#url).hash.slice(1) || 'main';
  }

  async loadURL(url: string): Promise<void> {
    this.#url = url;
    this.#page?.leave();
    const page = await fetchPage(url);
    const scripts = [...page.body.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, source = '']) => new URL(source, url).href);
    const statuses = await Promise.all(scripts.map(async (script) => (await fetchPage(script)).status));
    const [base = ''] = url.split('#');
    const outside = await fetchPage(`${base}../../package.json`);
    const written = await fetchPage(url, 'POST');
    report({ kind: 'page', status: page.status, policy: page.policy, scripts: statuses, outside: outside.status, written: written.status });

    const origin = base.replace(/\/$/, '');
    const entered = enterPage(origin, this.name);
    this.#page = entered;
    this.webContents.ipc = new EventEmitter();
    this.webContents.page = { location: { origin }, postMessage: (message, target, ports) => entered.receive(message, target, ports) };
    ipcRenderer = this.webContents.ipc;
    Object.assign(globalThis, { window: this.webContents.page });
    const { preload } = this.options.webPreferences;
    Reflect.deleteProperty(require.cache, require.resolve(preload));
    require(preload);
    this.showDocument(url, origin);
  }

  /** Shows a document, whoever has written it. */
  showDocument(url: string, origin: string): void {
    this.webContents.mainFrame = { url, origin };
    this.webContents.emit('did-navigate');
    this.webContents.emit('did-finish-load');
    report({ kind: 'shown', url });
  }

  /** What its page asks of the core, as a person there would. */
  call(operation: string, input: unknown): void {
    this.#page?.call(operation, input);
  }

  reload(): void {
    void this.loadURL(this.#url);
  }

  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#is.destroyed) return;
    this.#is.destroyed = true;
    this.#page?.leave();
    windows.delete(this);
    this.emit('closed');
    if (windows.size === 0) app.lastWindowClosed();
  }

  isDestroyed(): boolean {
    return this.#is.destroyed;
  }

  getBounds(): StandinBounds {
    return this.#is.maximised || this.#is.fullScreen ? screen.getPrimaryDisplay().workArea : this.#bounds;
  }

  getNormalBounds(): StandinBounds {
    return this.#bounds;
  }

  setBounds(bounds: StandinBounds): void {
    this.#bounds = { ...bounds };
    report({ kind: 'bounds', name: this.name, bounds: this.#bounds });
    this.emit('move');
    this.emit('resize');
  }

  setMinimumSize(): void {}

  isMaximized(): boolean {
    return this.#is.maximised;
  }

  maximize(): void {
    this.#is.maximised = true;
    report({ kind: 'maximised', name: this.name });
    this.emit('maximize');
  }

  unmaximize(): void {
    this.#is.maximised = false;
    this.emit('unmaximize');
  }

  isFullScreen(): boolean {
    return this.#is.fullScreen;
  }

  setFullScreen(fullScreen: boolean): void {
    this.#is.fullScreen = fullScreen;
    this.emit(fullScreen ? 'enter-full-screen' : 'leave-full-screen');
  }

  isMinimized(): boolean {
    return this.#is.minimised;
  }

  minimize(): void {
    this.#is.minimised = true;
    this.emit('minimize');
  }

  restore(): void {
    this.#is.minimised = false;
    this.emit('restore');
  }

  isVisible(): boolean {
    return !this.#is.minimised;
  }

  show(): void {
    this.emit('show');
  }

  focus(): void {
    this.emit('focus');
    report({ kind: 'focus', name: this.name });
  }
}

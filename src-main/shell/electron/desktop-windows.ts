import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { nextWindowName, WINDOW_NAMES, type WindowName } from '../../../src-core/contract/window-names.ts';
import type { AppWindows } from '../../app/app.ts';
import { type Bounds, type Display, monitorSetOf } from './policies/monitor-set.ts';
import { displayOf, firstPlace, furtherPlace, isReachable, leastSizeIn, placeOn } from './policies/window-placement.ts';
import { type WindowPlace, WindowPlaces } from './window-places.ts';

/** What is needed of Electron's BrowserWindow. */
export interface TerminalWindow {
  getBounds(): Bounds;
  getNormalBounds(): Bounds;
  setBounds(bounds: Bounds): void;
  setMinimumSize(width: number, height: number): void;
  isMaximized(): boolean;
  maximize(): void;
  unmaximize(): void;
  isFullScreen(): boolean;
  setFullScreen(fullScreen: boolean): void;
  isMinimized(): boolean;
  restore(): void;
  isVisible(): boolean;
  show(): void;
  focus(): void;
  reload(): void;
  close(): void;
  on(event: 'move', listener: () => void): unknown;
  on(event: 'resize', listener: () => void): unknown;
  on(event: 'maximize', listener: () => void): unknown;
  on(event: 'unmaximize', listener: () => void): unknown;
  on(event: 'enter-full-screen', listener: () => void): unknown;
  on(event: 'leave-full-screen', listener: () => void): unknown;
  on(event: 'focus', listener: () => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'closed', listener: () => void): unknown;
}

/** What is needed of Electron's screen, once the app is ready. */
export interface Monitors {
  getAllDisplays(): readonly Display[];
  getPrimaryDisplay(): Display;
  on(event: 'display-added', listener: () => void): unknown;
  on(event: 'display-removed', listener: () => void): unknown;
  on(event: 'display-metrics-changed', listener: () => void): unknown;
}

/** How a window is to be opened. */
export interface WindowAsked {
  readonly name: WindowName;
  readonly bounds: Bounds;
  /** A page said something on the port that it was given. */
  readonly onConnected: () => void;
}

export interface DesktopWindowsParts<Window extends TerminalWindow> {
  readonly openWindow: (asked: WindowAsked) => Window;
  readonly screen: Monitors;
  readonly dataDir: string;
  readonly warn: (text: string) => void;
  /** Calls `run` once after so many milliseconds; the result cancels it. */
  readonly after: (delay: number, run: () => void) => () => void;
}

/** A hand that moves a window has come to rest; milliseconds. */
const REST_MS = 500;
/** Monitors that come and go do so in several steps, and the system moves windows meanwhile. */
const SETTLE_MS = 800;
/** Windows that close one after the other close with the program. */
const CLOSES_MS = 2_000;

/** The windows of the desktop app: which are open, where each stands on which monitors, and that it stands on one that is there. */
export class DesktopWindows<Window extends TerminalWindow> implements AppWindows {
  readonly #parts: DesktopWindowsParts<Window>;
  readonly #places: WindowPlaces;
  /** The one in front stands last. */
  readonly #open = new Map<WindowName, Window>();
  /** Closed a moment ago, with where they stood. */
  readonly #closing = new Map<WindowName, WindowPlace>();
  readonly #monitorListeners = new Set<() => void>();
  readonly #shownListeners = new Set<() => void>();
  readonly #allClosedListeners = new Set<() => void>();
  #monitors: string;
  #isShown = false;
  #isEnding = false;
  #cancelRest: (() => void) | null = null;
  #cancelSettle: (() => void) | null = null;
  #cancelCloses: (() => void) | null = null;

  constructor(parts: DesktopWindowsParts<Window>) {
    this.#parts = parts;
    this.#places = new WindowPlaces(parts.dataDir, parts.warn);
    this.#monitors = this.#monitorsNow();
    const changed = (): void => this.#monitorsChanged();
    parts.screen.on('display-added', changed);
    parts.screen.on('display-removed', changed);
    parts.screen.on('display-metrics-changed', changed);
  }

  /** Those that were open at the last end on these monitors, and the main one in any case, which is in front. */
  openAll(): void {
    for (const name of this.#places.open(this.#monitors)) if (name !== 'main') this.#openNamed(name);
    this.#openNamed('main');
  }

  /** Opens a further window. Throws ContractFailure 'conflict' where all are open. */
  open(): void {
    const name = nextWindowName(this.#open.keys());
    if (name === null) throw new ContractFailure({ code: 'conflict', message: `${WINDOW_NAMES.length} windows are open, which is the most: close one first` });
    this.#openNamed(name);
  }

  /** Opens a further window, or shows the one in front where all are open. */
  openOrShow(): void {
    if (nextWindowName(this.#open.keys()) === null) this.show();
    else this.open();
  }

  /** Brings the window that was in front last to the front; opens the main one where none is open. */
  show(): void {
    const window = this.front();
    if (window === null) {
      this.#openNamed('main');
      return;
    }
    if (window.isMinimized()) window.restore();
    if (!window.isVisible()) window.show();
    window.focus();
  }

  /** The window that is in front, or was last; null where none is open. */
  front(): Window | null {
    return [...this.#open.values()].at(-1) ?? null;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Every page comes back, as what its device is then. */
  reloadAll(): void {
    for (const window of this.#open.values()) window.reload();
  }

  /** The program ends: what is open now is what the next start opens. */
  closeAll(): void {
    this.#isEnding = true;
    this.#record();
    for (const window of [...this.#open.values()]) window.close();
  }

  /** Writes where the windows stood; nothing is followed any more. To be called last. */
  close(): void {
    this.#isEnding = true;
    this.#cancelSettle?.();
    this.#record();
    this.#places.writeNow();
  }

  monitors(): string {
    return this.#monitors;
  }

  onMonitors(listener: () => void): () => void {
    return added(this.#monitorListeners, listener);
  }

  /** The first page has talked to the core. Called at once where it has already. */
  onShown(listener: () => void): () => void {
    if (this.#isShown) listener();
    return added(this.#shownListeners, listener);
  }

  onAllClosed(listener: () => void): () => void {
    return added(this.#allClosedListeners, listener);
  }

  #openNamed(name: WindowName): void {
    const { screen, openWindow } = this.#parts;
    this.#isEnding = false;
    const displays = screen.getAllDisplays();
    const remembered = this.#places.of(this.#monitors, name);
    const last = this.front();
    const wanted = remembered?.bounds ?? (name === 'main' || last === null ? firstPlace(screen.getPrimaryDisplay()) : furtherPlace(last.getBounds(), displays));
    const bounds = placeOn(wanted, displays);
    const window = openWindow({ name, bounds, onConnected: () => this.#connected() });
    this.#open.set(name, window);
    this.#closing.delete(name);
    this.#setBounds(window, bounds);
    if (remembered?.maximised === true) window.maximize();
    if (remembered?.fullScreen === true) window.setFullScreen(true);
    this.#follow(name, window);
    this.#moved();
  }

  #follow(name: WindowName, window: Window): void {
    const moved = (): void => this.#moved();
    window.on('move', moved);
    window.on('resize', moved);
    window.on('maximize', moved);
    window.on('unmaximize', moved);
    window.on('enter-full-screen', moved);
    window.on('leave-full-screen', moved);
    window.on('focus', () => {
      this.#open.delete(name);
      this.#open.set(name, window);
    });
    let stood = placeOf(window);
    window.on('close', () => {
      stood = placeOf(window);
    });
    window.on('closed', () => this.#closed(name, stood));
  }

  #closed(name: WindowName, stood: WindowPlace): void {
    this.#open.delete(name);
    this.#closing.set(name, stood);
    if (!this.#isEnding) {
      this.#cancelCloses?.();
      this.#cancelCloses = this.#parts.after(CLOSES_MS, () => this.#closedAlone());
    }
    if (this.#open.size === 0) for (const listener of this.#allClosedListeners) listener();
  }

  /** The windows that were closed a moment ago were closed by a hand, and not with the program: they stay closed. The last one to go is what comes back. */
  #closedAlone(): void {
    this.#cancelCloses = null;
    const names = [...this.#closing.keys()];
    const kept = this.#open.size === 0 ? names.at(-1) : undefined;
    for (const [name, place] of this.#closing) this.#places.remember(this.#monitors, name, { ...place, open: name === kept });
    this.#closing.clear();
    this.#places.write();
  }

  #connected(): void {
    if (this.#isShown) return;
    this.#isShown = true;
    for (const listener of this.#shownListeners) listener();
  }

  #moved(): void {
    // What the system does to windows while monitors come and go is not where somebody wants them.
    if (this.#cancelSettle !== null || this.#isEnding) return;
    this.#cancelRest?.();
    this.#cancelRest = this.#parts.after(REST_MS, () => {
      this.#cancelRest = null;
      this.#record();
      this.#places.write();
    });
  }

  /** Where every window stands, and that it is open. */
  #record(): void {
    this.#cancelRest?.();
    this.#cancelRest = null;
    if (this.#cancelSettle !== null) return;
    for (const [name, window] of this.#open) this.#places.remember(this.#monitors, name, placeOf(window));
    if (!this.#isEnding) return;
    this.#cancelCloses?.();
    this.#cancelCloses = null;
    for (const [name, place] of this.#closing) this.#places.remember(this.#monitors, name, place);
    this.#closing.clear();
  }

  #monitorsChanged(): void {
    this.#cancelRest?.();
    this.#cancelRest = null;
    this.#cancelSettle?.();
    this.#cancelSettle = this.#parts.after(SETTLE_MS, () => this.#settle());
  }

  /** The monitors are what they are: each window goes where it stood on them, or where it can be reached. */
  #settle(): void {
    this.#cancelSettle = null;
    const displays = this.#parts.screen.getAllDisplays();
    // None while they are all asleep: they come back.
    if (displays.length === 0) return;
    const before = this.#monitors;
    this.#monitors = this.#monitorsNow();
    const isOther = this.#monitors !== before;
    for (const [name, window] of this.#open) {
      const remembered = isOther ? this.#places.on(this.#monitors, name) : undefined;
      const { bounds } = remembered ?? placeOf(window);
      if (remembered !== undefined || isOther || !isReachable(bounds, displays)) this.#put(window, placeOn(bounds, displays), remembered?.maximised ?? window.isMaximized());
    }
    if (isOther) for (const listener of this.#monitorListeners) listener();
    this.#moved();
  }

  #put(window: Window, bounds: Bounds, isMaximised: boolean): void {
    // A full screen is its monitor's, and the system has moved it.
    if (window.isFullScreen()) return;
    const isElsewhere = !isSame(placeOf(window).bounds, bounds);
    if (window.isMaximized() && (isElsewhere || !isMaximised)) window.unmaximize();
    this.#setBounds(window, bounds);
    if (isMaximised && !window.isMaximized()) window.maximize();
  }

  #setBounds(window: Window, bounds: Bounds): void {
    const area = displayOf(bounds, this.#parts.screen.getAllDisplays())?.workArea;
    const least = area === undefined ? bounds : leastSizeIn(area);
    window.setMinimumSize(least.width, least.height);
    // On the way to a monitor of another scale factor Windows takes the size for pixels of the one before; there, it is right.
    for (let times = 0; times < 2 && !isSame(window.getNormalBounds(), bounds); times += 1) window.setBounds(bounds);
  }

  #monitorsNow(): string {
    const { screen } = this.#parts;
    return monitorSetOf(screen.getAllDisplays(), screen.getPrimaryDisplay().id);
  }
}

function placeOf(window: TerminalWindow): WindowPlace {
  const maximised = window.isMaximized();
  const fullScreen = window.isFullScreen();
  const { x, y, width, height } = maximised || fullScreen || window.isMinimized() ? window.getNormalBounds() : window.getBounds();
  return { bounds: { x, y, width, height }, maximised, fullScreen, open: true };
}

function isSame(left: Bounds, right: Bounds): boolean {
  return left.x === right.x && left.y === right.y && left.width === right.width && left.height === right.height;
}

function added<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

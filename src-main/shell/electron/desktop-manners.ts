import { app, BrowserWindow, dialog, type MessageBoxOptions, powerMonitor } from 'electron';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { obstaclesOf, type QuitReason, quitWords } from '../../app/quit-obstacles.ts';
import type { Standing, StandingWatch } from '../../app/standing.ts';
import { DesktopNotifications } from './desktop-notifications.ts';
import { DesktopTray } from './desktop-tray.ts';
import { KeptAwake } from './kept-awake.ts';
import type { KeptPlace, QuitAnswer, QuitQuestion } from './policies/quit-question.ts';
import { staysAwake } from './policies/stays-awake.ts';
import { haltQuestion, type TrayAct } from './policies/tray-menu.ts';
import { QuitGuard } from './quit-guard.ts';
import { showsTrayIcons } from './tray-host.ts';

export interface DesktopMannersParts {
  /** Closed by whoever made it. */
  readonly watch: StandingWatch;
  readonly windows: {
    readonly count: number;
    show(): void;
    openOrShow(): void;
  };
  /** The folder of the tray's icons. */
  readonly trayIcons: string;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Calls `run` once after so many milliseconds; the result cancels it. */
  readonly after: (delay: number, run: () => void) => () => void;
  readonly warn: (text: string) => void;
}

const LOOK_MS = 1_000;

/**
 * How the program behaves on the desktop: its tray, what the system shows of it, that it does not end on orders without
 * a question, and that the machine does not sleep on them. To be made once the app is ready and the terminal runs.
 */
export class DesktopManners {
  readonly #parts: DesktopMannersParts;
  readonly #tray: DesktopTray | null;
  readonly #notifications: DesktopNotifications;
  readonly #guard: QuitGuard;
  readonly #awake = new KeptAwake();
  #cancelLook: () => void = () => undefined;
  #critical = 0;
  #isHalting = false;
  /** It was decided that the program ends. */
  #ends = false;
  #problem = '';

  constructor(parts: DesktopMannersParts) {
    this.#parts = parts;
    const { after, platform, trayIcons, warn, watch, windows } = parts;
    this.#tray = trayOrNone(() => new DesktopTray({ icons: trayIcons, platform, act: (act) => this.#act(act) }), warn);
    this.#notifications = new DesktopNotifications({
      watch,
      openWindows: () => windows.count,
      isLookedAt: () => BrowserWindow.getFocusedWindow() !== null,
      showWindow: () => windows.show(),
    });
    this.#guard = new QuitGuard({
      watch: { now: () => this.#standing(), cancelAll: () => watch.cancelAll() },
      place: () => this.#place(),
      staysWithoutWindows: platform === 'darwin',
      ask,
      openWindows: () => windows.count,
      showWindow: () => windows.show(),
      onStays: (obstacles) => {
        const where = platform === 'darwin' ? 'menu bar' : 'tray';
        this.#notifications.show({ title: `Smart 0DTE goes on in the ${where}`, body: `${quitWords(obstacles).message} Its icon there opens a window, halts trading and quits.`, urgency: 'low' });
      },
      after,
    });
    // The system's own end is not held up. Linux waits a few seconds for who says so; macOS asks once more by itself, and
    // Windows tells windows alone, so that a program without any is just ended there.
    powerMonitor.on('shutdown', (...[event]: readonly unknown[]) => {
      if (platform === 'linux' && isPreventable(event)) event.preventDefault();
      this.endNow();
    });
    const follow = (window: BrowserWindow): void => void window.on('session-end', () => this.endNow());
    app.on('browser-window-created', (_event, window) => follow(window));
    for (const window of BrowserWindow.getAllWindows()) follow(window);
    this.#look();
  }

  /** Whether the program may end now; asks a person where something stands in the way. Never rejects. */
  mayQuit(reason: QuitReason): Promise<boolean> {
    return this.#guard.mayQuit(reason);
  }

  /** Ends the program, after a question where one is to be asked. */
  async quit(reason: QuitReason): Promise<void> {
    if (!this.#ends && (await this.mayQuit(reason))) this.endNow();
  }

  /** Ends it without a question: by `end` where it ends in a way of its own. */
  endNow(end: () => void = () => app.quit()): void {
    this.#ends = true;
    end();
  }

  /** For the window's own operation. Throws ContractFailure 'conflict' with what stands in the way. */
  quitByOperation(anyway: boolean): void {
    const { message, detail } = quitWords(obstaclesOf(this.#standing()));
    if (!anyway && message !== '') throw new ContractFailure({ code: 'conflict', message: `${message} ${detail}` });
    // Who asked is answered first.
    this.#parts.after(0, () => this.endNow());
  }

  /** For the app's event: whoever quits by the menu, the dock or the keyboard is asked. */
  readonly beforeQuit = (event: { preventDefault(): void }): void => {
    if (this.#ends) return;
    event.preventDefault();
    void this.quit('quit_asked');
  };

  /** No window is open any more. */
  readonly lastWindowClosed = (): void => void this.quit('last_window_closed');

  close(): void {
    this.#cancelLook();
    this.#notifications.close();
    this.#awake.keep(false);
    this.#tray?.close();
  }

  #look(): void {
    const standing = this.#standing();
    this.#tray?.show(standing);
    this.#notifications.step(standing);
    this.#awake.keep(staysAwake(standing));
    const critical = this.#parts.watch.criticalAlerts();
    if (critical !== this.#critical) app.setBadgeCount(critical);
    this.#critical = critical;
    this.#cancelLook = this.#parts.after(LOOK_MS, () => this.#look());
  }

  /** null also where it cannot be read, which is said once. */
  #standing(): Standing | null {
    try {
      return this.#parts.watch.now();
    } catch (error) {
      const problem = `how the account stands cannot be read: ${messageOf(error)}`;
      if (problem !== this.#problem) this.#parts.warn(problem);
      this.#problem = problem;
      return null;
    }
  }

  async #place(): Promise<KeptPlace> {
    const { platform, environment } = this.#parts;
    if (this.#tray === null || !(await showsTrayIcons(platform, environment))) return null;
    return platform === 'darwin' ? 'menu_bar' : 'tray';
  }

  #act(act: TrayAct): void {
    const { windows } = this.#parts;
    switch (act) {
      case 'show':
        return windows.show();
      case 'new_window':
        return windows.openOrShow();
      case 'halt':
        return void this.#halt();
      case 'quit':
        return void this.quit('quit_asked');
    }
  }

  async #halt(): Promise<void> {
    const standing = this.#standing();
    if (this.#isHalting || standing === null || standing.state === 'HALTED') return;
    this.#isHalting = true;
    try {
      const asked = await messageBox({ type: 'warning', ...haltQuestion(standing), buttons: ['Halt trading', 'Go on trading'], defaultId: 0, cancelId: 1 });
      if (asked !== 0) return;
      await this.#parts.watch.halt();
      this.#tray?.show(this.#standing());
    } catch (failure) {
      await messageBox({ type: 'error', message: 'Trading could not be halted.', detail: messageOf(failure), buttons: ['Close'] });
    } finally {
      this.#isHalting = false;
    }
  }
}

/** Electron gives its listeners more than its types tell. */
function isPreventable(event: unknown): event is { preventDefault(): void } {
  return typeof event === 'object' && event !== null && 'preventDefault' in event && typeof event.preventDefault === 'function';
}

function trayOrNone(make: () => DesktopTray, warn: (text: string) => void): DesktopTray | null {
  try {
    return make();
  } catch (error) {
    warn(`there is no icon in the tray: ${messageOf(error)}`);
    return null;
  }
}

async function ask({ message, detail, answers }: QuitQuestion): Promise<QuitAnswer> {
  const chosen = await messageBox({ type: 'warning', message, detail, buttons: answers.map(({ label }) => label), defaultId: 0, cancelId: 0 });
  return answers[chosen]?.answer ?? 'keep';
}

async function messageBox(options: MessageBoxOptions): Promise<number> {
  const whole: MessageBoxOptions = { title: 'Smart 0DTE', noLink: true, ...options };
  const parent = BrowserWindow.getFocusedWindow();
  const { response } = parent === null ? await dialog.showMessageBox(whole) : await dialog.showMessageBox(parent, whole);
  return response;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

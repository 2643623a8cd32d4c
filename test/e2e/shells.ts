import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright/test';
import type { TerminalProcess } from '../support/terminal-process.ts';
import type { TerminalFixtures } from './terminal.ts';

const root = join(import.meta.dirname, '../..');

/** One shell of the program on one data directory. */
export interface Shell {
  /** Starts the program and opens its window. */
  open(flags: readonly string[]): Promise<Page>;
  /** Ends the program as a person would, and opens it again. */
  restart(): Promise<Page>;
  /** Ends the program; its books are then at rest. */
  close(): Promise<void>;
}

export function browserShell({ start }: Pick<TerminalFixtures, 'start'>, page: Page): Shell {
  let terminal: TerminalProcess | null = null;
  const end = async (): Promise<void> => {
    const code = await terminal?.stop();
    if (code !== 0) throw new Error(`the terminal ended with ${code ?? 'a signal'}`);
  };
  return {
    async open(flags) {
      terminal = await start({ flags });
      await page.goto(terminal.link);
      return page;
    },
    async restart() {
      const port = terminal?.port ?? 0;
      await end();
      terminal = await start({ port });
      return page;
    },
    close: end,
  };
}

export function electronShell({ dataDir }: Pick<TerminalFixtures, 'dataDir'>): Shell {
  let app: ElectronApplication | null = null;
  const launch = async (flags: readonly string[]): Promise<Page> => {
    app = await _electron.launch({ args: ['--no-sandbox', '--disable-gpu', root, '--data-dir', dataDir, ...flags], cwd: root });
    const window = await app.firstWindow();
    await window.setViewportSize({ width: 1440, height: 900 });
    return window;
  };
  const close = async (): Promise<void> => {
    await app?.close();
    app = null;
  };
  return {
    open: launch,
    async restart() {
      await close();
      return launch([]);
    },
    close,
  };
}

/** Why the desktop app cannot be run here; null where it can. */
export function electronAbsence(): string | null {
  const home = join(root, 'node_modules', 'electron');
  const name = join(home, 'path.txt');
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(home, 'dist');
  if (!existsSync(name) || !existsSync(join(dist, readFileSync(name, 'utf8')))) return 'no Electron binary (its main bundle is booted against a stand-in)';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'no display (set DISPLAY, or run under xvfb-run)';
  return null;
}

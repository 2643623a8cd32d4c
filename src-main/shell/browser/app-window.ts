import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { AppBrowser } from './app-browsers.ts';
import { appWindowArguments } from './app-window-command.ts';
import { withoutOurs } from './open-browser.ts';

/** Of the browser, in the data directory. */
const PROFILE = 'app-window';

export interface AppWindowParts {
  readonly browser: AppBrowser;
  /** The file that leads on to the link. */
  readonly page: string;
  readonly dataDir: string;
  readonly platform?: NodeJS.Platform;
  readonly env?: NodeJS.ProcessEnv;
  /**
   * The browser ended, or handed the window to one of its own that runs already: then its code is 0 at once. null where
   * it could not be started, or was ended by a signal.
   */
  readonly onEnded: (code: number | null) => void;
}

/** Shows a page as a window of its own in the browser. It lives on when this process ends. */
export function openAppWindow({ browser, page, dataDir, platform = process.platform, env = process.env, onEnded }: AppWindowParts): void {
  const args = appWindowArguments({ page, profile: join(dataDir, PROFILE), platform, isRoot: process.getuid?.() === 0 });
  const child = spawn(browser.path, args, { stdio: 'ignore', detached: true, windowsHide: true, env: withoutOurs(env) });
  let isOver = false;
  const over = (code: number | null): void => {
    if (isOver) return;
    isOver = true;
    onEnded(code);
  };
  child.on('error', () => over(null));
  child.on('exit', over);
  child.unref();
}

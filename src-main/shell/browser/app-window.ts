import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
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

/**
 * Shows a page as a window of its own in the browser, which lives on when this process ends. Returns the function that
 * ends the browser that was started, with its windows; of one that handed its window on there is nothing to end.
 */
export function openAppWindow({ browser, page, dataDir, platform = process.platform, env = process.env, onEnded }: AppWindowParts): () => void {
  const profile = join(dataDir, PROFILE);
  const args = appWindowArguments({ page, profile, isFirst: !existsSync(profile), platform, isRoot: process.getuid?.() === 0 });
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
  return () => {
    if (!isOver) child.kill();
  };
}

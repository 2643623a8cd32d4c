import type { Settings } from '../../settings.ts';
import { type AppBrowser, findAppBrowser } from './app-browsers.ts';
import { openAppWindow } from './app-window.ts';
import { type LinkFile, writeLinkFile } from './link-file.ts';
import { hasDisplay, openBrowser } from './open-browser.ts';

/** Where a link was shown. */
export type Shown =
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'browser'; readonly remove: () => void }
  | { readonly kind: 'app_window'; readonly browser: AppBrowser; readonly remove: () => void; readonly close: () => void };

export interface ShowLinkParts {
  readonly settings: Pick<Settings, 'dataDir' | 'open' | 'appWindow'>;
  /** A link each; it calls what it is given when it is used. */
  readonly newLink: (used: () => void) => string;
  /** As openAppWindow has it. */
  readonly onAppWindowEnded: (code: number | null) => void;
  readonly say: (line: string) => void;
}

export const NO_APP_BROWSER = 'no Chromium, Chrome, Brave or Edge that can show an app window was found: the default browser is opened instead';

/** Opens a window as the flags ask: an app window where that is wanted and can be had, else the default browser, or none. */
export function showLink({ settings, newLink, onAppWindowEnded, say }: ShowLinkParts): Shown {
  if (!settings.open || !hasDisplay(process.platform, process.env)) return { kind: 'nowhere' };
  const { dataDir } = settings;
  let remove = (): void => undefined;
  const link = newLink(() => remove());
  const browser = settings.appWindow ? findAppBrowser(process.platform, process.env) : null;
  if (browser !== null) {
    const file = privateFile(link, dataDir, say);
    if (file === null) return { kind: 'nowhere' };
    ({ remove } = file);
    const close = openAppWindow({ browser, page: file.path, dataDir, onEnded: onAppWindowEnded });
    return { kind: 'app_window', browser, remove: file.remove, close };
  }
  if (settings.appWindow) say(NO_APP_BROWSER);
  remove = openBrowser({ link, dataDir });
  return { kind: 'browser', remove: () => remove() };
}

function privateFile(link: string, dataDir: string, say: (line: string) => void): LinkFile | null {
  try {
    return writeLinkFile(link, dataDir);
  } catch (error) {
    say(`the window cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

import { pathToFileURL } from 'node:url';

/** By which the desktop knows the window as the program's own: StartupWMClass of its desktop entry. */
export const WINDOW_CLASS = 'smart-0dte-browser';

/**
 * With what no window of ours asks anybody but us, greets anybody, or keeps the browser running once it is closed.
 */
const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-mode',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-features=Translate',
];

export interface AppWindowAsked {
  /** The file that leads on to the link: the link itself never stands on a command line. */
  readonly page: string;
  /** The browser's own directory for these windows: they share nothing with the person's browser. */
  readonly profile: string;
  /** That directory is not there yet: later on the browser remembers how its windows stood. */
  readonly isFirst: boolean;
  readonly platform: NodeJS.Platform;
  /** Chromium does not run its sandbox as root. */
  readonly isRoot: boolean;
}

/** What an installed Chromium, or one built on it, is started with to show the page as a window of its own. */
export function appWindowArguments({ page, profile, isFirst, platform, isRoot }: AppWindowAsked): readonly string[] {
  return [
    `--app=${pathToFileURL(page, { windows: platform === 'win32' }).href}`,
    `--user-data-dir=${profile}`,
    ...(platform === 'linux' ? [`--class=${WINDOW_CLASS}`] : []),
    ...(isFirst ? ['--window-size=1440,900'] : []),
    ...(platform === 'linux' && isRoot ? ['--no-sandbox'] : []),
    ...QUIET,
  ];
}

import { spawn } from 'node:child_process';
import { type LinkFile, writeLinkFile } from './link-file.ts';

/** Whether there is a screen to open a window on. */
export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

export interface OpenBrowserParts {
  readonly link: string;
  readonly dataDir: string;
  readonly platform?: NodeJS.Platform;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Asks the system to show the link in the default browser, by way of a file that its owner alone can read. Where the
 * browser cannot be opened, the printed link remains. Returns the function that removes the file, for when the link is
 * used; it goes by itself when the link ends.
 */
export function openBrowser({ link, dataDir, platform = process.platform, env = process.env }: OpenBrowserParts): () => void {
  let file: LinkFile;
  try {
    file = writeLinkFile(link, dataDir);
  } catch {
    return () => undefined;
  }
  const child = spawn(opener(platform), [file.path], { stdio: 'ignore', detached: true, windowsHide: true, env: withoutOurs(env) });
  child.on('error', () => undefined);
  child.unref();
  return file.remove;
}

/** The servers' passwords may be among our own variables, and a browser lives longer than we do. */
export function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SMART_0DTE_')));
}

function opener(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'open';
  if (platform === 'win32') return 'explorer.exe';
  return 'xdg-open';
}

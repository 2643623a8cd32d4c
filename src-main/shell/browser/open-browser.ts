import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeOwnerFile } from '../../connections/owner-file.ts';
import { CODE_LASTS } from './link-codes.ts';

const FILE = 'open-browser.html';
/** A browser has read the file long before its link ends; it stays for one that is only starting. */
const FILE_STAYS_MS = CODE_LASTS;

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
 * Asks the system to show the link in the default browser, by way of a file that its owner alone can read: what a program
 * is started with, everybody on the machine can see. Where the browser cannot be opened, the printed link remains.
 * Returns the function that removes the file, for when the link is used; it goes by itself when the link ends.
 */
export function openBrowser({ link, dataDir, platform = process.platform, env = process.env }: OpenBrowserParts): () => void {
  const path = join(dataDir, FILE);
  const remove = (): void => rmSync(path, { force: true });
  try {
    writeOwnerFile(path, forwarding(link));
  } catch {
    return remove;
  }
  const ends = setTimeout(remove, FILE_STAYS_MS);
  ends.unref();
  const child = spawn(opener(platform), [path], { stdio: 'ignore', detached: true, windowsHide: true, env: withoutOurs(env) });
  child.on('error', () => undefined);
  child.unref();
  return () => {
    clearTimeout(ends);
    remove();
  };
}

/** The servers' passwords may be among our own variables, and a browser lives longer than we do. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SMART_0DTE_')));
}

function opener(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'open';
  if (platform === 'win32') return 'explorer.exe';
  return 'xdg-open';
}

function forwarding(link: string): string {
  const address = link.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="referrer" content="no-referrer">
    <meta http-equiv="refresh" content="0; url=${address}">
    <title>Smart 0DTE</title>
  </head>
  <body><p><a href="${address}">Open Smart 0DTE</a></p></body>
</html>
`;
}

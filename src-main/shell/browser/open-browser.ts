import { spawn } from 'node:child_process';

/** Whether there is a screen to open a window on. */
export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

/** Asks the system to show the link in the default browser. Where it cannot, the printed link remains. */
export function openBrowser(link: string): void {
  const [command, ...before] = opener(process.platform);
  const child = spawn(command, [...before, link], { stdio: 'ignore', detached: true, windowsHide: true });
  child.on('error', () => undefined);
  child.unref();
}

function opener(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['explorer.exe'];
  return ['xdg-open'];
}

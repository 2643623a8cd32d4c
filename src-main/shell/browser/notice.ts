import { spawn } from 'node:child_process';
import { withoutOurs } from './open-browser.ts';

/** Shows a notice of the desktop where `notify-send` is there, and nothing where it is not. Others on the machine may read it meanwhile. */
export function showNotice(title: string, body: string): void {
  const child = spawn('notify-send', ['--app-name=Smart 0DTE', '--icon=smart-0dte-browser', title, body], { stdio: 'ignore', detached: true, env: withoutOurs(process.env) });
  child.on('error', () => undefined);
  child.unref();
}

/** `npm start`: the desktop app, or the browser shell where that cannot open. */
import { join } from 'node:path';
import { build } from './build.mjs';
import { electronBinary, fetchElectron } from './electron-binary.mjs';
import { install, root, run, runNode, say } from './toolchain.mjs';

const flags = process.argv.slice(2);
install();
if (!build()) process.exit(1);

// Those of the browser shell, and what asks for no window at all.
const OF_BROWSER = ['--browser', '--app-window', '--stop', '--stop-anyway', '--help'];
const obstacle = flags.some((flag) => OF_BROWSER.includes(flag)) ? '' : desktopObstacle();
if (obstacle === null) {
  // Chromium refuses to run its sandbox as root.
  const sandbox = process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];
  process.exitCode = await run(electronBinary(), [...sandbox, root, ...flags]);
} else {
  if (obstacle !== '') say(`${obstacle}: starting the browser shell instead.`);
  process.exitCode = await runNode([join(root, 'out', 'main', 'browser.js'), ...flags]);
}

/** Why the desktop app cannot open, or null. */
function desktopObstacle() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'There is no display';
  if (electronBinary() !== null) return null;
  const reason = fetchElectron();
  return reason === null ? null : `The Electron binary cannot be fetched (${reason})`;
}

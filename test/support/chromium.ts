import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`);
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** A real Chromium without a window: the one named by CHROMIUM_PATH, the system's, or Playwright's own. */
export async function launchChromium(): Promise<Browser> {
  const named = process.env['CHROMIUM_PATH'];
  const executablePath = [...(named === undefined ? SYSTEM : [named]), chromium.executablePath()].find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error('there is no Chromium: set CHROMIUM_PATH, or run npx playwright install chromium');
  return chromium.launch({ executablePath, args: FLAGS });
}

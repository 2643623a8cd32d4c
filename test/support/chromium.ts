import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`);
export const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** The Chromium named by CHROMIUM_PATH, the system's, or Playwright's own. */
export function chromiumPath(): string {
  const named = process.env['CHROMIUM_PATH'];
  const path = [...(named === undefined ? SYSTEM : [named]), chromium.executablePath()].find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error('there is no Chromium: set CHROMIUM_PATH, or run npx playwright install chromium');
  return path;
}

/** A real Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';
import { runBrowserShell } from '../../../src-main/shell/browser/browser-shell.ts';
import { parseSettings } from '../../../src-main/settings.ts';
import { startTerminal } from '../../../src-main/terminal.ts';
import { launchChromium } from '../../support/chromium.ts';
import { rounded } from '../../support/figures.ts';

const RENDERER = join(import.meta.dirname, '../../../out/renderer');
const MEGABYTE = 1_048_576;
/** Milliseconds a tab stays in front before the next one. */
const TAB_MS = 5_000;
const READ_MS = 15_000;

export interface MemoryRun {
  /** Real minutes that are measured, after every panel was shown once. */
  readonly minutes: number;
  /** Session time against real time. */
  readonly speed: number;
}

/**
 * How much the window's memory grows while the simulated market streams into it and its tabs are brought to the front one
 * after another: its JavaScript heap after two collections of garbage, and its nodes and listeners, at the start and at the end.
 */
export async function measureWindowMemory({ minutes, speed }: MemoryRun): Promise<Record<string, number>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-memory-'));
  const settings = parseSettings(
    ['--data-dir', dataDir, '--date', '2026-11-20', '--seed', '1', '--start', '09:30', '--speed', String(speed), '--port', '0', '--browser', '--no-open'],
    {},
  );
  const shell = await runBrowserShell({ settings, rendererDir: RENDERER, start: () => startTerminal(settings, {}) });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 2560, height: 1440 } });
    await page.goto(shell.newLink());
    await page.getByRole('gridcell').filter({ hasText: /^\d+\.\d\d$/, visible: true }).first().waitFor();
    await openEveryPanel(page);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const shown = { tab: 0 };
    const tabs = await page.locator('.dv-tab').count();
    for (let tab = 0; tab < 2 * tabs; tab += 1) await showNext(page, shown, TAB_MS / 5);
    const readings = [await reading(devtools)];
    const end = performance.now() + minutes * 60_000;
    while (performance.now() < end) {
      for (let waited = 0; waited < READ_MS; waited += TAB_MS) await showNext(page, shown, TAB_MS);
      readings.push(await reading(devtools));
    }
    const first = readings[0] as Reading;
    const last = readings.at(-1) as Reading;
    const hours = (last.at - first.at) / 3_600_000;
    return {
      'tabs': tabs,
      'real minutes': rounded(hours * 60, 1),
      'session minutes': rounded(hours * 60 * speed, 1),
      'heap at the start, MB': rounded(first.heap, 2),
      'heap at the end, MB': rounded(last.heap, 2),
      'heap grown, MB': rounded(last.heap - first.heap, 2),
      'heap grown a session hour, by least squares, MB': rounded(slope(readings) / speed, 2),
      'nodes grown': last.nodes - first.nodes,
      'listeners grown': last.listeners - first.listeners,
    };
  } finally {
    await browser.close();
    await shell.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Reading {
  readonly at: number;
  /** Megabytes. */
  readonly heap: number;
  readonly nodes: number;
  readonly listeners: number;
}

async function reading(devtools: CDPSession): Promise<Reading> {
  for (let round = 0; round < 2; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { at: performance.now(), heap: value('JSHeapUsedSize') / MEGABYTE, nodes: value('Nodes'), listeners: value('JSEventListeners') };
}

/** Megabytes an hour of real time. */
function slope(readings: readonly Reading[]): number {
  const hours = readings.map(({ at }) => at / 3_600_000);
  const meanHour = hours.reduce((sum, hour) => sum + hour, 0) / hours.length;
  const meanHeap = readings.reduce((sum, { heap }) => sum + heap, 0) / readings.length;
  let above = 0;
  let below = 0;
  for (const [i, { heap }] of readings.entries()) {
    const away = (hours[i] as number) - meanHour;
    above += away * (heap - meanHeap);
    below += away * away;
  }
  return below === 0 ? 0 : above / below;
}

async function showNext(page: Page, shown: { tab: number }, stay: number): Promise<void> {
  const tabs = page.locator('.dv-tab').filter({ visible: true });
  await tabs.nth(shown.tab % (await tabs.count())).click();
  shown.tab += 1;
  await page.waitForTimeout(stay);
}

/** By the palette, as a person would. */
async function openEveryPanel(page: Page): Promise<void> {
  const { PANELS } = await import('../../../src-renderer/workspace/workspace-layout.ts');
  for (const title of Object.values(PANELS)) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`Show panel: ${title}`);
    await page.getByRole('option', { name: `Show panel: ${title}` }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.dv-tab', { hasText: title }).first().waitFor();
  }
}

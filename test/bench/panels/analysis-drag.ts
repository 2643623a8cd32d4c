import type { Page } from 'playwright';
import { payoffBox } from '../../../src-renderer/panels/analysis/payoff-paint.ts';
import { pixelOf } from '../../../src-renderer/panels/smile/smile-axes.ts';
import { launchChromium } from '../../support/chromium.ts';
import { quantile, rounded } from '../../support/figures.ts';
import { serveWindow } from '../../support/window/serve-window.ts';

const STEPS = 300;
/** Pixels of one step: more than from one listed strike to the next. */
const STEP_PIXELS = 33;
/** Legs of the made-up book. */
const LEGS = 20;

interface Recording {
  /** Milliseconds from the event to the animation frame that follows it: compute, render and the canvas's painting. */
  readonly painted: number[];
  /** Milliseconds from the event to the next task: the browser's own style, layout and paint too. */
  readonly frames: number[];
  /** Milliseconds of the computation in it; one a step that moved the strike. */
  readonly computed: number[];
}

declare global {
  interface Window {
    dragRecording: Recording;
  }
}

/**
 * Milliseconds from the pointer's event to everything painted, while a strike of a 20-leg book is dragged from listed strike
 * to listed strike in a real Chromium, quotes streaming. `rendererDir` holds the built window.
 */
export async function measureAnalysisDrag(rendererDir?: string): Promise<Record<string, number>> {
  const served = await serveWindow('analysis', rendererDir);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.addInitScript(record);
    await page.goto(served.url);
    await page.getByTestId('status-connection').getByText('connected').waitFor();
    await page.keyboard.press('y');
    await page.getByTestId('analysis-strike').nth(LEGS - 1).waitFor();
    await page.keyboard.press('z');
    await drag(page);
    const { painted, frames, computed } = await page.evaluate(() => window.dragRecording);
    const of = (name: string, values: readonly number[]) => ({
      [`${name}, p50 ms`]: rounded(quantile(values, 0.5), 2),
      [`${name}, p95 ms`]: rounded(quantile(values, 0.95), 2),
      [`${name}, p99 ms`]: rounded(quantile(values, 0.99), 2),
      [`${name}, max ms`]: rounded(Math.max(...values), 2),
    });
    return { 'legs of the book': LEGS, steps: painted.length, 'steps that moved the strike': computed.length, ...of('compute', computed), ...of('input to painted', painted), ...of('input to the next task', frames) };
  } finally {
    await browser.close();
    await served.close();
  }
}

async function drag(page: Page): Promise<void> {
  const plot = page.getByTestId('analysis-payoff');
  await plot.hover();
  const strike = Number(await page.getByTestId('analysis-strike').nth(8).getAttribute('aria-valuenow'));
  const place = await plot.boundingBox();
  const [low = Number.NaN, high = Number.NaN] = (await plot.getAttribute('data-axis'))?.split(' ').map(Number) ?? [];
  if (place === null) throw new Error('the payoff is not shown');
  const box = payoffBox(place);
  const left = place.x + box.left;
  const width = box.right - box.left;
  const y = place.y + (box.top + box.foot) / 2;
  const start = pixelOf({ low, high }, strike, 0, width);
  await page.mouse.move(left + start, y);
  await page.mouse.down();
  await page.evaluate(() => {
    const { painted, frames, computed } = window.dragRecording;
    for (const column of [painted, frames, computed]) column.length = 0;
  });
  for (let step = 1; step <= STEPS; step += 1) {
    // Back and forth over the plot.
    const way = (start + step * STEP_PIXELS) % (2 * width);
    await page.mouse.move(left + (way <= width ? way : 2 * width - way), y);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  await page.mouse.up();
}

/** Runs in the page before the program. */
function record(): void {
  const recording: Recording = { painted: [], frames: [], computed: [] };
  window.dragRecording = recording;
  let started = Number.NaN;
  window.addEventListener(
    'pointermove',
    () => {
      const start = performance.now();
      started = start;
      requestAnimationFrame(() => {
        recording.painted.push(performance.now() - start);
        started = Number.NaN;
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => {
          recording.frames.push(performance.now() - start);
          port1.close();
        });
        port1.start();
        port2.postMessage(null);
      });
    },
    { capture: true },
  );
  const measure = performance.measure.bind(performance);
  performance.measure = (...given: Parameters<Performance['measure']>) => {
    const entry = measure(...given);
    if (entry.name === 'analysis' && entry.startTime >= started) recording.computed.push(entry.duration);
    return entry;
  };
}

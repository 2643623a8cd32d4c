import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import type { Locator, Page } from 'playwright/test';
import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import { toDollars } from '../../src-core/money.ts';
import { payoffBox } from '../../src-renderer/panels/analysis/payoff-paint.ts';
import { pixelOf } from '../../src-renderer/panels/smile/smile-axes.ts';
import { twentyLegs } from '../support/window/fake-analysis.ts';
import { type ServedWindow, serveWindow } from '../support/window/serve-window.ts';
import { expect, test as base } from './terminal.ts';

/** The analysis of a book of twenty legs, alone in the window. */
const test = base.extend<{ readonly panel: Locator }>({
  panel: async ({ page }, use) => {
    const served: ServedWindow = await serveWindow('analysis');
    await page.goto(served.url);
    await expect(page.getByTestId('chain-grid')).toBeVisible();
    await page.keyboard.press('y');
    await page.keyboard.press('z');
    const panel = page.getByTestId('analysis');
    await expect(panel.getByTestId('analysis-strike')).toHaveCount(20);
    await use(panel);
    await served.close();
  },
});

const LEGS = twentyLegs().flatMap(({ legs }) =>
  legs.flatMap(({ symbol, quantity }) => {
    const instrument = parseSymbol(symbol);
    return instrument.kind === 'option' ? [{ right: instrument.right, strike: toDollars(instrument.strike), quantity }] : [];
  }),
);

function payoff(price: number, moved: { readonly from: number; readonly to: number } | null): number {
  return LEGS.reduce((sum, { right, strike, quantity }) => {
    const at = strike === moved?.from ? moved.to : strike;
    return sum + 100 * quantity * Math.max(0, right === 'call' ? price - at : at - price);
  }, 0);
}

interface Row {
  readonly price: number;
  readonly at: number;
  readonly end: number;
}

/** What the payoff chart draws, from its file. */
async function drawn(page: Page, panel: Locator): Promise<readonly Row[]> {
  const saved = page.waitForEvent('download');
  await panel.getByTestId('chart-csv').click();
  const { data } = Papa.parse<string[]>(readFileSync(await (await saved).path(), 'utf8'), { skipEmptyLines: true });
  return data.slice(1).map(([price, , at, end]) => ({ price: Number(price), at: Number(at), end: Number(end) }));
}

async function axesOf(plot: Locator) {
  const read = async (name: string) => {
    const [low = Number.NaN, high = Number.NaN] = ((await plot.getAttribute(name)) ?? '').split(' ').map(Number);
    return { low, high };
  };
  const place = await plot.boundingBox();
  if (place === null) throw new Error('the plot is shown');
  return { x: await read('data-axis'), y: await read('data-results'), place, box: payoffBox(place) };
}

/** Rows of pixels, from the top, where a column of the canvas has the first structure's colour. */
async function inked(plot: Locator, x: number): Promise<readonly number[]> {
  return plot.locator('canvas').evaluate((canvas: HTMLCanvasElement, x) => {
    const ratio = canvas.width / canvas.clientWidth;
    const probe = document.createElement('span');
    probe.style.color = 'var(--accent)';
    canvas.parentElement?.append(probe);
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map(Number);
    probe.remove();
    const { data } = canvas.getContext('2d')?.getImageData(Math.round(x * ratio), 0, 1, canvas.height) ?? { data: new Uint8ClampedArray() };
    return Array.from({ length: data.length / 4 }, (_, row) => row)
      .filter((row) => Math.abs((data[4 * row] ?? 0) - red) + Math.abs((data[4 * row + 1] ?? 0) - green) + Math.abs((data[4 * row + 2] ?? 0) - blue) < 60 && (data[4 * row + 3] ?? 0) > 200)
      .map((row) => row / ratio);
  }, x);
}

test('a dragged strike moves the payoff, its curve and its figures at once', async ({ page, panel }) => {
  const plot = panel.getByTestId('analysis-payoff');
  const cost = twentyLegs().reduce((sum, { legs, commission, fees }) => sum + legs.reduce((paid, { quantity, averagePrice }) => paid + 100 * quantity * averagePrice, toDollars(commission) + toDollars(fees)), 0);
  for (const { price, end } of await drawn(page, panel)) expect(end).toBeCloseTo(payoff(price, null) - cost, 6);

  const { x, place, box } = await axesOf(plot);
  const pixel = (price: number): number => place.x + pixelOf(x, price, box.left, box.right);
  const y = place.y + (box.top + box.foot) / 2;
  await page.mouse.move(pixel(607), y);
  await page.mouse.down();
  await page.mouse.move(pixel(609), y);
  await page.mouse.move(pixel(609.8), y);
  await expect(panel.getByTestId('analysis-strike').filter({ hasText: '610' })).toBeVisible();
  await expect(panel.getByText('from 607')).toBeVisible();
  await page.mouse.up();
  const moved = await drawn(page, panel);
  const paid = payoff(moved[0]?.price ?? 0, { from: 607, to: 610 }) - (moved[0]?.end ?? 0);
  expect(paid).toBeLessThan(cost);
  for (const { price, end } of moved) expect(end).toBeCloseTo(payoff(price, { from: 607, to: 610 }) - paid, 6);

  await plot.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(panel.getByTestId('analysis-strike').filter({ hasText: '609' })).toHaveCount(2);
  await panel.getByTestId('analysis-to-ticket-A').click();
  await page.keyboard.press('z');
  await expect(page.getByTestId('ticket').getByText('607 P')).toBeVisible();
});

test('the curve stands where its values are, at the time looked at', async ({ page, panel }) => {
  await panel.getByTestId('analysis-time').fill('90');
  const plot = panel.getByTestId('analysis-payoff');
  await page.getByTestId('feed-pause').click();
  const rows = await drawn(page, panel);
  const { x, y, box } = await axesOf(plot);
  for (const { price, at } of rows.slice(3, -3).filter((_, index) => index % 6 === 0)) {
    const expected = pixelOf(y, at, box.foot, box.top);
    const found = await inked(plot, pixelOf(x, price, box.left, box.right));
    expect(Math.min(...found.map((row) => Math.abs(row - expected))), `at ${price}`).toBeLessThan(3);
  }
});

test('the same book is told by Greeks, surface, scenarios and side by side', async ({ panel }) => {
  await panel.getByTestId('analysis-tab-greeks').click();
  await panel.getByTestId('chart-as-table').click();
  await expect(panel.getByTestId('chart-table').getByRole('row')).toHaveCount(202);
  await panel.getByTestId('analysis-tab-surface').click();
  await expect(panel.getByTestId('analysis-surface').locator('canvas')).toBeVisible();
  await panel.getByTestId('analysis-tab-scenarios').click();
  await expect(panel.getByTestId('analysis-scenarios').getByRole('row')).toHaveCount(14);
  await panel.getByTestId('analysis-add').selectOption({ index: 3 });
  await panel.getByTestId('analysis-together').check();
  await panel.getByTestId('analysis-tab-compare').click();
  await expect(panel.getByTestId('analysis-compare').getByRole('columnheader')).toHaveText(['Figure', 'A Book SPY', /^B .* iron condor$/, 'Σ together']);
});

import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright/test';
import type { PerformanceView, SlicesView } from '../../src-core/contract/performance.ts';
import { toDollars } from '../../src-core/money.ts';
import { chartCsv } from '../../src-renderer/design/chart-data.ts';
import { EQUITY_COLUMNS, equityRows } from '../../src-renderer/panels/performance/equity-data.ts';
import { dollarsWords } from '../../src-renderer/panels/performance/performance-words.ts';
import { sliceBars, sliceNote, valueOf } from '../../src-renderer/panels/performance/slices-data.ts';
import { FakePerformance } from '../support/window/fake-performance.ts';
import { type ServedWindow, serveWindow } from '../support/window/serve-window.ts';
import { expect, test as base } from './terminal.ts';

const made = new FakePerformance('local');
const view = (input: unknown = {}): Promise<PerformanceView> => made.call('performance.get', input) as Promise<PerformanceView>;
const slices = (input: unknown): Promise<SlicesView> => made.call('performance.slices', input) as Promise<SlicesView>;

/** A window over months of made-up trading, with the performance panel alone in it. */
const test = base.extend<{ readonly panel: Locator }>({
  panel: async ({ page }, use) => {
    const served: ServedWindow = await serveWindow('local');
    await page.goto(served.url);
    await expect(page.getByTestId('chain-grid')).toBeVisible();
    await page.keyboard.press('Shift+P');
    await page.keyboard.press('z');
    const panel = page.getByTestId('performance');
    await expect(panel.locator('[data-chart]')).not.toHaveCount(0);
    await use(panel);
    await served.close();
  },
});

function chart(panel: Locator, name: string): Locator {
  return panel.locator(`[data-testid="chart"][data-chart^="paper-1-${name}"]`);
}

/** The corners of a line in pixels. */
async function cornersOf(line: Locator): Promise<readonly { readonly x: number; readonly y: number }[]> {
  const path = (await line.getAttribute('d')) ?? '';
  return [...path.matchAll(/[ML]\s*(-?[\d.e-]+)[ ,](-?[\d.e-]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
}

/** Asserts that `pixels` are `values` on one linear axis. */
function expectLinear(pixels: readonly number[], values: readonly number[]): void {
  expect(pixels).toHaveLength(values.length);
  const [low, high] = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))];
  const span = (values[high] ?? 0) - (values[low] ?? 0);
  const scale = ((pixels[high] ?? 0) - (pixels[low] ?? 0)) / span;
  expect(Math.abs(scale * span)).toBeGreaterThan(40);
  values.forEach((value, at) => expect(pixels[at], `point ${at}`).toBeCloseTo((pixels[low] ?? 0) + scale * (value - (values[low] ?? 0)), 0));
}

async function numbersOf(marks: Locator, attribute: string): Promise<readonly number[]> {
  return (await marks.evaluateAll((elements, name) => elements.map((element) => element.getAttribute(name) ?? ''), attribute)).map(Number);
}

test('curves, cells, bars and points stand where their data puts them', async ({ panel }) => {
  const { days, histograms, scatter, metrics } = await view();
  await expect(panel.locator('[data-metric="net_result"]').getByTestId('performance-value')).toHaveText(dollarsWords(valueOf(metrics, 'net_result')));

  const equity = await cornersOf(chart(panel, 'equity').locator('.recharts-line-curve'));
  expectLinear(equity.map(({ y }) => y), days.map(({ equity }) => equity));
  expectLinear(equity.map(({ x }) => x), days.map((_, at) => at));

  const cells = panel.getByTestId('performance-calendar').locator('[data-date]');
  const directions = await cells.evaluateAll((elements) => elements.map((element) => `${element.getAttribute('data-date')} ${element.textContent}`));
  expect(directions).toEqual(days.map(({ date, net }) => `${date} ${net > 0 ? '▲' : net < 0 ? '▼' : '·'}`));

  for (const { what, counts } of histograms) {
    const bins = chart(panel, what.replaceAll('_', '-')).getByTestId('performance-bin');
    expect(await numbersOf(bins, 'data-count')).toEqual(counts);
    expectLinear(await numbersOf(bins, 'height'), counts);
  }

  const bars = sliceBars(await slices({ by: 'strategy' }));
  const drawn = chart(panel, 'by-strategy').getByTestId('performance-slice');
  expect(await numbersOf(drawn, 'data-net')).toEqual(bars.map(({ net }) => net));
  expectLinear(await numbersOf(drawn, 'width'), bars.map(({ net }) => Math.abs(net)));
  await expect(chart(panel, 'by-strategy').getByText(sliceNote(bars[0] ?? failed()))).toBeVisible();

  const points = scatter.points.filter(({ risk }) => risk !== null);
  const marks = chart(panel, 'risk-against-result').getByTestId('performance-point');
  await expect(marks).toHaveCount(points.length);
  const tips = await marks.evaluateAll((elements) => elements.map((element) => /^M([\d.]+),([\d.]+)/.exec(element.getAttribute('d') ?? '')?.slice(1).map(Number) ?? []));
  expectLinear(tips.map(([x = Number.NaN]) => x), points.map(({ risk }) => risk ?? Number.NaN));
});

test('a chart’s table, file and picture are of the same data', async ({ page, panel }) => {
  const { days } = await view();
  const frame = chart(panel, 'equity');
  await frame.getByTestId('chart-as-table').click();
  const rows = frame.getByTestId('chart-table').locator('tbody tr');
  await expect(rows).toHaveCount(days.length);
  const [first = failed()] = days;
  await expect(rows.first()).toHaveText([first.date, dollarsWords(first.net), dollarsWords(first.equity).replace('+', ''), dollarsWords(first.drawdown), '0.00 %'].join(''));

  const csv = await saved(page, frame.getByTestId('chart-csv'));
  expect(csv.name).toBe(`paper-1-equity-${first.date}-${days.at(-1)?.date}.csv`);
  expect(csv.bytes.toString('utf8')).toBe(chartCsv(EQUITY_COLUMNS, equityRows(days)));

  // The picture is of the curves also while the table covers them.
  const size = await frame.locator('svg').first().evaluate((svg) => svg.clientWidth);
  const png = await saved(page, frame.getByTestId('chart-png'));
  const seen = await coloursOf(page, png.bytes);
  expect(seen.width).toBe((size + 24) * 2);
  for (const token of ['--panel', '--accent', '--down', '--dim']) expect(seen.colours, token).toContain(await tokenOf(page, token));
});

test('filters count their trades, are taken away by key, and say when nothing is left', async ({ page, panel }) => {
  const trades = panel.locator('[data-metric="trades"]').getByTestId('performance-value');
  await panel.locator('[data-dimension="tag"]').press('Enter');
  const key = panel.locator('[data-testid="performance-key"][data-key="calm"]');
  const count = String(valueOf((await slices({ by: 'tag' })).rows.find((row) => row.key === 'calm')?.metrics ?? [], 'trades'));
  await expect(key).toHaveText(`calm ${count}`);
  await key.click();
  await expect(trades).toHaveText(count);
  await expect(chart(panel, 'equity')).toHaveAttribute('data-chart', /-filtered$/);
  await panel.getByTestId('performance-filter').press('Delete');
  await expect(trades).toHaveText('600');
  await panel.getByTestId('performance-slice').first().click();
  await expect(panel.getByTestId('performance-filter')).toHaveCount(1);
  await page.getByTestId('performance-clear').click();

  await panel.getByTestId('performance-period').selectOption('range');
  await panel.getByTestId('performance-from').fill('2026-11-25');
  await expect(panel).toContainText('The period ends before it begins');
  await panel.getByTestId('performance-to').fill('2026-11-27');
  await expect(panel).toContainText('No day of the account is in the period');
  await panel.getByRole('button', { name: 'Show all days' }).click();
  await expect(trades).toHaveText('600');
});

test('figures tell what they mean by key, and two accounts stand beside each other', async ({ page, panel }) => {
  await panel.getByTestId('performance-figures').focus();
  await page.keyboard.press('ArrowDown');
  await expect(panel.getByTestId('performance-definition')).toHaveText(/^Net result: Sum of the days’ net results/);
  await page.keyboard.press('End');
  await expect(panel.getByTestId('performance-definition')).toHaveText(/^Adverse excursion: /);

  await panel.getByTestId('performance-compared').selectOption('live-1');
  const calmar = panel.locator('[data-metric="calmar"]');
  await expect(calmar.getByTestId('performance-value')).toHaveCount(2);
  await calmar.hover();
  await expect(panel.getByTestId('performance-definition')).toContainText('U1234567: It takes 63 session days; there are 60.');
  const lines = chart(panel, 'against').locator('.recharts-line-curve');
  const [own, live] = [await view(), await view({ accountId: 'live-1' })];
  const [first, second] = [await cornersOf(lines.nth(0)), await cornersOf(lines.nth(1))];
  expectLinear(
    [...first, ...second].map(({ y }) => y),
    [own, live].flatMap(({ days, startEquity }) => days.map(({ equity }) => equity / startEquity - 1)),
  );
});

test('days are walked by key and put on paper, and a trade opens in the journal', async ({ page, panel }) => {
  const { daily } = await view();
  const calendar = panel.getByTestId('performance-calendar');
  await calendar.focus();
  await page.keyboard.press('Home');
  const [first = failed()] = daily;
  await expect(panel.getByTestId('performance-day')).toContainText(dollarsWords(first.net === null ? null : toDollars(first.net)));
  const report = await saved(page, panel.getByTestId('performance-report-html'));
  expect(report.name).toBe(`day-${first.date}.html`);
  expect(report.bytes.toString('utf8')).toContain(`<title>${first.date}</title>`);
  await panel.getByTestId('performance-report-pdf').click();
  await expect(panel.getByTestId('performance-report-outcome')).toHaveText('No report: the made-up core makes no PDF');

  await chart(panel, 'risk-against-result').getByTestId('chart-as-table').click();
  await chart(panel, 'risk-against-result').getByTestId('chart-table').getByRole('button').first().click();
  await expect(page.locator('.dv-active-tab', { hasText: 'Journal' })).toHaveCount(1);
});

async function saved(page: Page, button: Locator): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** The picture's width, and each colour that many of its pixels have. */
function coloursOf(page: Page, png: Buffer): Promise<{ readonly width: number; readonly colours: readonly string[] }> {
  return page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const counts = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) {
      const colour = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return { width: bitmap.width, colours: [...counts].filter(([, count]) => count > 20).map(([colour]) => colour) };
  }, png.toString('base64'));
}

function tokenOf(page: Page, token: string): Promise<string> {
  return page.evaluate((name) => {
    const probe = document.createElement('i');
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, token);
}

function failed(): never {
  throw new Error('the made-up trading has no such part');
}

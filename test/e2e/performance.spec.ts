import { readFileSync } from 'node:fs';
import { chartCsv } from '../../src-renderer/design/chart-data.ts';
import { EQUITY_COLUMNS, equityRows } from '../../src-renderer/panels/performance/equity-data.ts';
import { figureWords, intervalWords } from '../../src-renderer/panels/performance/performance-words.ts';
import { valueOf } from '../../src-renderer/panels/performance/slices-data.ts';
import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

test('a traded and settled day is in the performance to the cent, as figures, charts, files and a report', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  const script = await terminal.connect();
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();

  await page.keyboard.press('Shift+P');
  await expect(desk.at('performance')).toContainText('No trade is over yet');
  await page.locator('.dv-tab', { hasText: 'Option chain' }).click();

  await desk.clickCondor();
  await desk.at('ticket-natural').click();
  await desk.at('ticket-net').press('PageDown');
  await desk.reviewAndSend();
  await expect(desk.at('ticket-sent')).toHaveAttribute('data-state', 'FILLED');
  await desk.settle();
  await expect.poll(async () => valueOf((await script.call('performance.get', {})).metrics, 'trades')).toBe(1);

  const [view, definitions] = [await script.call('performance.get', {}), await script.call('performance.definitions', {})];
  await page.keyboard.press('Shift+P');
  await page.keyboard.press('z');
  const panel = desk.at('performance');
  await expect(panel.locator('[data-metric="trades"]').getByTestId('performance-value')).toHaveText('1');
  for (const { name, unit } of definitions) {
    const metric = view.metrics.find((each) => each.name === name);
    const row = panel.locator(`[data-metric="${name}"]`);
    await expect(row.getByTestId('performance-value'), name).toHaveText(figureWords(metric?.value ?? null, name, unit));
    if (metric !== undefined && metric.value === null) await expect(row, name).toContainText(metric.because ?? '–');
    else if (metric !== undefined) await expect(row.getByTestId('performance-interval'), name).toHaveText(intervalWords(metric, unit));
  }

  const equity = panel.locator('[data-chart*="-equity-"]');
  await equity.getByTestId('chart-as-table').click();
  await expect(equity.getByTestId('chart-table').locator('tbody tr')).toHaveCount(view.days.length);
  const [csv] = await Promise.all([page.waitForEvent('download'), equity.getByTestId('chart-csv').click()]);
  expect(readFileSync(await csv.path(), 'utf8')).toBe(chartCsv(EQUITY_COLUMNS, equityRows(view.days)));
  const [png] = await Promise.all([page.waitForEvent('download'), equity.getByTestId('chart-png').click()]);
  expect(readFileSync(await png.path()).subarray(0, 8)).toEqual(Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'));

  await expect(panel.getByTestId('performance-slice')).toHaveCount(1);
  await expect(panel.getByTestId('performance-point')).toHaveCount(1);

  const [html] = await Promise.all([page.waitForEvent('download'), panel.getByTestId('performance-report-html').click()]);
  expect(readFileSync(await html.path(), 'utf8')).toMatch(/^<!doctype html>/i);
  const [pdf] = await Promise.all([page.waitForEvent('download'), panel.getByTestId('performance-report-pdf').click()]);
  expect(readFileSync(await pdf.path()).subarray(0, 5).toString()).toBe('%PDF-');
  script.close();
});

import { readFileSync } from 'node:fs';
import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

test('a trade is drawn on the candles of its underlying, with its strikes, break-evens and the cone', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  const refusals: string[] = [];
  page.on('console', (message) => void (/Content Security Policy/.test(message.text()) && refusals.push(message.text())));
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await desk.clickCondor();
  await desk.at('ticket-natural').click();
  await desk.at('ticket-net').press('PageDown');
  await desk.reviewAndSend();
  await expect(desk.at('ticket-sent')).toHaveAttribute('data-state', 'FILLED');

  await page.locator('.dv-tab', { hasText: 'Charts' }).click();
  const chart = desk.at('price-chart');
  await expect(chart).toHaveAttribute('data-marks', '1');
  // Four strikes and two break-evens.
  await expect(chart).toHaveAttribute('data-levels', '6');
  await expect(chart).toHaveAttribute('data-cone', 'true');
  await expect.poll(async () => Number(await chart.getAttribute('data-candles'))).toBeGreaterThan(0);
  await desk.at('charts-overlay-break-evens').click();
  await expect(chart).toHaveAttribute('data-levels', '4');

  const panel = desk.at('charts-panel');
  await desk.pause();
  const candles = Number(await chart.getAttribute('data-candles'));
  await panel.getByTestId('chart-as-table').click();
  const rows = panel.getByTestId('chart-table').locator('tbody tr');
  await expect(rows).toHaveCount(candles);
  await expect(rows.filter({ hasText: 'in iron condor' })).toHaveCount(1);
  const [csv] = await Promise.all([page.waitForEvent('download'), panel.getByTestId('chart-csv').click()]);
  expect(readFileSync(await csv.path(), 'utf8').trim().split('\r\n')).toHaveLength(candles + 1);
  const [png] = await Promise.all([page.waitForEvent('download'), panel.getByTestId('chart-png').click()]);
  expect(readFileSync(await png.path()).subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(refusals).toEqual([]);
});

test('the chain stands where it stood when its tab comes back; volatility and gamma are of the same market', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await page.locator('.dv-tab', { hasText: 'Analysis' }).click();
  await page.locator('.dv-tab', { hasText: 'Option chain' }).click();
  await expect(await desk.price(0, 'call', 'bid')).toBeInViewport();

  await page.locator('.dv-tab', { hasText: 'Gamma' }).click();
  await expect(desk.at('gamma-bar').first()).toBeAttached();
  await expect(desk.at('gamma-interest')).toHaveAttribute('data-simulated', 'true');
  await page.locator('.dv-tab', { hasText: 'Volatility' }).click();
  await desk.at('volatility-tab-skew').click();
  await expect(desk.at('volatility-skew').locator('td').first()).toHaveText(/\d/);
});

import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

const PERCENT = /^[<>]?\d+\.\d %$/;

test('the smile is read by keyboard, as a chart and as a table', async ({ start, page }) => {
  const { link } = await start({ flags: AFTERNOON });
  await page.goto(link);
  const desk = new Desk(page);
  await desk.live();
  await page.keyboard.press('v');
  const chart = desk.at('smile-chart');
  await expect(chart).toBeFocused();
  await expect(desk.at('smile')).toHaveAttribute('data-fit', 'fitted');
  await expect(desk.at('smile')).toHaveAttribute('data-stale', 'false');
  for (const id of ['smile-straddle-mean', 'smile-straddle-sigma', 'smile-density-mean', 'smile-density-sigma']) await expect(desk.at(id)).toHaveText(/^±\d+\.\d\d$/);
  await expect(desk.at('smile-interval-68')).toHaveText(/^\d+\.\d\d – \d+\.\d\d$/);
  await expect(desk.at('smile-clock')).toHaveText(/clock/);

  // From the forward, where the cursor begins, to the strike above it.
  const strike = async (): Promise<number> => Number(await desk.text('smile-strike'));
  const first = await strike();
  await page.keyboard.press('ArrowRight');
  await expect.poll(strike).toBe(first + 1);
  const below = Number.parseFloat(await desk.text('smile-below'));
  await page.keyboard.press('ArrowRight');
  await expect.poll(strike).toBe(first + 2);
  expect(Number.parseFloat(await desk.text('smile-below'))).toBeGreaterThan(below);
  await expect(desk.at('smile-iv')).toHaveText(/^\d+\.\d\d ±\d+\.\d\d$/);
  await expect(desk.at('smile-fitted')).toHaveText(/^\d+\.\d\d$/);
  await expect(desk.at('smile-residual')).toHaveText(/^[▲▼]?[+−]?\d+\.\d\d pt [+−]?\d+\.\d\d×$/);
  await expect(desk.at('smile-above')).toHaveText(PERCENT);
  await expect(chart).toHaveAttribute('aria-valuetext', new RegExp(`^Strike ${first + 2}; quoted`));
  await page.keyboard.press('Escape');
  await expect.poll(async () => Math.abs((await strike()) - first)).toBeLessThanOrEqual(1);

  await page.keyboard.press('Shift+V');
  await expect(desk.at('smile-table')).toBeFocused();
  const selected = page.locator('[data-testid="smile-row"][aria-selected="true"]');
  const at = await strike();
  await page.keyboard.press('ArrowDown');
  await expect(selected.locator('th')).toHaveText(String(at - 1));
  await expect(selected.locator('td').last()).toHaveText(PERCENT);
});

test('a layout saved before there was a smile is kept, and the smile opens beside the market', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  const script = await terminal.connect();
  const group = (id: string, view: string) => ({ type: 'leaf', size: 700, data: { id, views: [view], activeView: view } });
  await script.call('settings.set', {
    name: 'workspace.layout',
    value: {
      grid: { root: { type: 'branch', size: 800, data: [group('1', 'market'), group('2', 'chain')] }, width: 1400, height: 800, orientation: 'HORIZONTAL' },
      panels: Object.fromEntries(['market', 'chain'].map((id) => [id, { id, contentComponent: id, title: id }])),
      activeGroup: '2',
    },
  });
  script.close();
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await expect(page.locator('.dv-tab')).toHaveCount(2);
  await page.keyboard.press('v');
  await expect(desk.at('smile-chart')).toBeFocused();
  await expect(page.locator('.dv-tab')).toHaveCount(3);
  await expect(desk.at('chain-grid')).toBeVisible();
});

test('the ticket shows how likely a profit is, and how likely it has to be', async ({ start, page }) => {
  const { link } = await start({ flags: AFTERNOON });
  await page.goto(link);
  const desk = new Desk(page);
  await desk.live();
  await desk.clickCondor();
  for (const id of ['ticket-profit-probability', 'ticket-needed', 'ticket-touch', 'ticket-maximum-gain-probability', 'ticket-maximum-loss-probability']) {
    await expect(desk.at(id)).toHaveText(PERCENT);
  }
  await expect(desk.at('ticket-expected-result')).toHaveText(/^[+−]\$\d+\.\d\d$/);
  await expect(desk.at('ticket-outlook')).toHaveAttribute('data-source', 'smile');
  await expect(desk.at('ticket-outlook')).toContainText('risk-neutral');
});

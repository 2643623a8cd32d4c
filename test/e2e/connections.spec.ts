import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

const SECRET = 'correct-horse-battery';

async function showConnections(page: Page, desk: Desk): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(desk.at('palette-input')).toBeFocused();
  await page.keyboard.type('show panel: connections');
  await page.keyboard.press('Enter');
  await expect(desk.at('connections')).toBeVisible();
}

/** True where the page holds the password: in its markup, in a field, or in what the browser stores. */
function holdsSecret(page: Page): Promise<boolean> {
  return page.evaluate(
    (secret) =>
      [document.documentElement.outerHTML, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), ...[...document.querySelectorAll('input')].map((input) => input.value)].some((text) =>
        text.includes(secret),
      ),
    SECRET,
  );
}

test('a desk is set up by keyboard, and its password never comes back', async ({ start, page, dataDir }) => {
  const terminal = await start({ flags: AFTERNOON });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await expect(desk.at('status-profile')).toHaveText('local');
  await expect(desk.at('badge-role')).toHaveCount(0);
  await showConnections(page, desk);
  await expect(desk.at('connections-profile-local')).toBeChecked();
  await expect(desk.at('connections-save')).toBeDisabled();
  await expect(desk.at('connections-kept-postgresql')).toHaveText('none');

  await desk.at('connections-profile-local').focus();
  await page.keyboard.press('ArrowDown');
  await expect(desk.at('connections-profile-desk')).toBeChecked();
  const url = desk.at('connections-servers.postgresql.url');
  await expect(url).toHaveAttribute('aria-invalid', 'true');
  await expect(desk.at('connections-save')).toBeDisabled();
  // Nothing listens on port 1.
  await url.fill('http://127.0.0.1:1/none');
  await expect(desk.at('connections-problem-servers.postgresql.url')).toContainText('expected postgres://');
  await url.fill('postgres://desk@127.0.0.1:1/none');
  await expect(url).toHaveAttribute('aria-invalid', 'false');
  await desk.at('connections-replace-postgresql').press('Enter');
  await expect(desk.at('connections-secret-postgresql')).toBeFocused();
  await page.keyboard.type(SECRET);
  expect(await page.evaluate((secret) => document.documentElement.outerHTML.includes(secret), SECRET), 'a password that is typed is not in the markup').toBe(false);

  await desk.at('connections-test-postgresql').press('Enter');
  await expect(desk.at('connections-answer-postgresql')).toHaveAttribute('data-outcome', 'unreachable');
  await expect(desk.at('connections-answer-postgresql')).toContainText('✗');

  await desk.at('connections-secret-postgresql').press('Enter');
  await expect(desk.at('connections-restart')).toBeVisible();
  await expect(desk.at('connections-kept-postgresql')).toHaveText('kept');
  await expect(desk.at('connections-save')).toBeDisabled();
  expect(await holdsSecret(page)).toBe(false);
  // What runs is as it was: the change counts from the next start.
  await expect(desk.at('status-profile')).toHaveText('local');

  await page.reload();
  await desk.live();
  await showConnections(page, desk);
  await expect(desk.at('connections-profile-desk')).toBeChecked();
  await expect(url).toHaveValue('postgres://desk@127.0.0.1:1/none');
  await expect(desk.at('connections-kept-postgresql')).toHaveText('kept');
  expect(await holdsSecret(page)).toBe(false);
  const files = readdirSync(dataDir).filter((name) => name.endsWith('.json') && !name.startsWith('credentials') && existsSync(join(dataDir, name)));
  for (const name of files) expect(readFileSync(join(dataDir, name), 'utf8'), name).not.toContain(SECRET);

  await desk.at('connections-forget-postgresql').click();
  await desk.at('connections-profile-local').check();
  await url.fill('');
  await desk.at('connections-save').click();
  await expect(desk.at('connections-kept-postgresql')).toHaveText('none');
  await expect(desk.at('connections-restart')).toHaveCount(0);
});

test('what the environment decides is shown and cannot be written', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON, env: { SMART_0DTE_WORKSTATION: 'trading-floor-7' } });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await showConnections(page, desk);
  const workstation = desk.at('connections-workstation');
  await expect(workstation).toHaveValue('trading-floor-7');
  await expect(workstation).not.toBeEditable();
  await expect(desk.at('connections')).toContainText('set by SMART_0DTE_WORKSTATION');
});

test('a layout saved before there were connections is kept, and they open beside the positions', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  const script = await terminal.connect();
  const group = (id: string, view: string) => ({ type: 'leaf', size: 700, data: { id, views: [view], activeView: view } });
  await script.call('settings.set', {
    name: 'workspace.layout',
    value: {
      grid: { root: { type: 'branch', size: 800, data: [group('1', 'positions'), group('2', 'chain')] }, width: 1400, height: 800, orientation: 'HORIZONTAL' },
      panels: Object.fromEntries(['positions', 'chain'].map((id) => [id, { id, contentComponent: id, title: id }])),
      activeGroup: '2',
    },
  });
  script.close();
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await expect(page.locator('.dv-tab')).toHaveCount(2);
  await desk.at('status-profile').click();
  await expect(desk.at('connections')).toBeVisible();
  await expect(page.locator('.dv-tab')).toHaveCount(3);
  await expect(desk.at('positions')).toBeHidden();
  await expect(desk.at('chain-grid')).toBeVisible();
});

test('the market is shown over a longer range, which is remembered', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await page.locator('.dv-tab', { hasText: /^Market$/ }).click();
  await expect(desk.at('market-range-today')).toHaveAttribute('aria-pressed', 'true');
  const heights = async (): Promise<number[]> => Promise.all(['market-SPY', 'market-VIX', 'market-chart'].map(async (id) => (await desk.at(id).boundingBox())?.y ?? -1));
  const before = await heights();
  await page.keyboard.press('h');
  await expect(desk.at('market-range-5d')).toHaveAttribute('aria-pressed', 'true');
  const chart = desk.at('market-chart');
  await expect(chart).toHaveAttribute('data-range', '5d');
  await expect(chart.locator('svg, [data-testid="state-empty"]').first()).toBeVisible();
  await expect(desk.at('market-caption')).toContainText(/minute bars · \S/);
  expect(await heights(), 'nothing moves with the range').toEqual(before);

  const script = await terminal.connect();
  await expect.poll(async () => (await script.call('settings.get', { name: 'market.range' })).value).toBe('5d');
  script.close();
  await page.reload();
  await desk.live();
  await expect(desk.at('market-range-5d')).toHaveAttribute('aria-pressed', 'true');
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { PostgresServer } from '../support/postgres-server.ts';
import { TerminalProcess } from '../support/terminal-process.ts';
import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

const PASSWORD = 'a quiet afternoon';

async function showPanel(page: Page, desk: Desk, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(desk.at('palette-input')).toBeFocused();
  await page.keyboard.type(`show panel: ${name}`);
  await page.keyboard.press('Enter');
  await expect(desk.at(name)).toBeVisible();
}

test('another account is traded after a restart that the window lives through, a backup is put back, and the record holds', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await showPanel(page, desk, 'system');
  await desk.at('system-to-backups').click();
  await desk.at('backups-make').click();
  await expect(desk.at('backups-outcome')).toBeVisible();
  await expect(desk.at('backup').first()).toHaveAttribute('data-state', 'sound');
  const name = (await desk.at('backup').first().getAttribute('data-name')) ?? '';

  await showPanel(page, desk, 'access');
  await desk.at('access-to-accounts').click();
  await desk.at('account-open').click();
  await desk.at('account-number').fill('PAPER-2');
  await desk.at('account-capital').fill('40000');
  await page.keyboard.press('Enter');
  await desk.at('account-row').filter({ hasText: 'PAPER-2' }).click();
  await desk.at('account-choose').click();
  await desk.at('choose-go').click();
  // The window stays, and comes before the next start by itself.
  await expect(desk.at('positions')).toContainText('$40,000.00', { timeout: 20_000 });
  await expect(desk.at('restart-strip')).toHaveCount(0);

  await showPanel(page, desk, 'system');
  await desk.at('system-to-backups').click();
  await page.locator(`[data-testid="backup"][data-name="${name}"]`).getByTestId('backup-restore').click();
  await desk.at('restore-typed').fill('restore');
  await desk.at('restore-confirm').click();
  await expect(desk.at('positions')).toContainText('$25,000.00', { timeout: 20_000 });

  await showPanel(page, desk, 'audit');
  await expect(desk.at('audit-row').first()).toBeVisible();
  await desk.at('audit-verify').click();
  // What was written between the backup and its return is missing, and is said to be.
  await expect(desk.at('audit-verdict')).toHaveAttribute('data-kind', 'bad');
  await expect(desk.at('audit-problem').first()).toContainText(/cut off|missing/);
});

test.describe('a desk', () => {
  let postgres: PostgresServer;
  const terminals: TerminalProcess[] = [];
  const directories: string[] = [];
  test.beforeAll(async () => {
    postgres = await PostgresServer.start();
  });
  test.afterAll(async () => {
    await Promise.all(terminals.map((terminal) => terminal.kill()));
    await postgres.stop();
    for (const directory of directories) rmSync(directory, { recursive: true, maxRetries: 3 });
  });

  test('asks who is there; whoever is sent away at one workstation is gone at the other within a second', async ({ page, browser }) => {
    const url = await postgres.createDatabase();
    const workstation = async (name: string): Promise<TerminalProcess> => {
      const dataDir = mkdtempSync(join(tmpdir(), 'smart-0dte-e2e-'));
      directories.push(dataDir);
      const terminal = await TerminalProcess.start({ dataDir, flags: [...AFTERNOON, '--profile', 'desk'], env: { SMART_0DTE_POSTGRES_URL: url, SMART_0DTE_WORKSTATION: name } });
      terminals.push(terminal);
      return terminal;
    };
    const alpha = await workstation('ALPHA');
    await page.goto(alpha.link);
    const desk = new Desk(page);
    await desk.at('set-up-name').fill('ada');
    await desk.at('set-up-password').fill(PASSWORD);
    await desk.at('set-up-again').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await desk.live();
    await showPanel(page, desk, 'access');
    await desk.at('access-to-users').click();
    await desk.at('user-add').click();
    await desk.at('new-user-name').fill('vic');
    await desk.at('new-user-email').fill('vic@example.com');
    await desk.at('user-role-viewer').check();
    await desk.at('new-user-password').fill('only looking on');
    await desk.at('new-user-again').fill('only looking on');
    await desk.at('new-user-go').click();
    await expect(desk.at('user-row').filter({ hasText: 'vic' })).toBeVisible();

    const bravo = await workstation('BRAVO');
    const context = await browser.newContext();
    const other = new Desk(await context.newPage());
    await other.page.goto(bravo.link);
    await other.at('sign-in-name').fill('vic');
    await other.at('sign-in-password').fill('only looking on');
    await other.page.keyboard.press('Enter');
    await expect(other.at('user-mark')).toContainText('viewer');
    await other.page.keyboard.press('Shift+A');
    await expect(other.at('badge-arming')).toHaveText(/SAFE/);

    await desk.at('access-to-sessions').click();
    await desk.at('session-row').filter({ hasText: 'vic' }).click();
    await desk.at('session-end').click();
    await desk.at('session-confirm').click();
    await expect(other.at('sign-in')).toBeVisible({ timeout: 2_000 });
    await expect(other.at('status-bar')).toHaveCount(0);
    await context.close();
  });
});

import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

test('further windows follow the symbol of their colour, take a panel, and keep their layouts', async ({ start, page, context }) => {
  const terminal = await start({ flags: AFTERNOON });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await page.keyboard.press('2');
  const [second] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('w')]);
  const other = new Desk(second);
  await other.live();
  expect(second.url()).toMatch(/\/#window-2$/);
  // Linked to the window that opened it, it takes up what that shows, and either is followed.
  await expect(other.at('chain-grid')).toHaveAttribute('aria-label', /^QQQ/);
  await expect(second.locator('.dv-tab')).toHaveText(['Option chain', 'Ticket']);
  await second.keyboard.press('3');
  await expect(desk.at('chain-grid')).toHaveAttribute('aria-label', /^IWM/);

  await second.keyboard.press('i');
  await other.at('link-B').click();
  await expect(other.at('link-mark')).toHaveAttribute('data-link', 'B');
  await page.keyboard.press('1');
  await expect(desk.at('chain-grid')).toHaveAttribute('aria-label', /^SPY/);

  // A panel is moved to a third window of the main one's colour.
  await page.locator('.dv-tab', { hasText: 'Charts' }).click();
  const [third] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Shift+O')]);
  await expect(third.locator('.dv-tab')).toHaveText(['Charts']);
  await expect(third.getByTestId('ticker-SPY')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.dv-tab', { hasText: 'Charts' })).toHaveCount(0);
  await expect(other.at('chain-grid')).toHaveAttribute('aria-label', /^IWM/);

  await second.keyboard.press('Control+k');
  await second.keyboard.type('show panel: orders');
  await second.keyboard.press('Enter');
  const arranged = ['Option chain', 'Orders', 'Ticket'];
  await expect(second.locator('.dv-tab')).toHaveText(arranged);

  const script = await terminal.connect();
  const kept = async (name: string): Promise<string> => JSON.stringify((await script.call('settings.get', { name })).value);
  await expect.poll(() => kept('workspace.layout')).not.toContain('charts');
  await expect.poll(() => kept('workspace.layout.window-2')).toContain('orders');
  await expect.poll(() => kept('workspace.layout.window-3')).toMatch(/charts/);
  await expect.poll(() => kept('workspace.link.window-2')).toBe('"B"');
  script.close();
  await Promise.all([page.reload(), second.reload(), third.reload()]);
  await desk.live();
  await expect(page.locator('.dv-tab', { hasText: 'Charts' })).toHaveCount(0);
  await expect(second.locator('.dv-tab')).toHaveText(arranged);
  await expect(other.at('link-mark')).toHaveAttribute('data-link', 'B');
  await expect(third.locator('.dv-tab')).toHaveText(['Charts']);
});

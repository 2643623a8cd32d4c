import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

const PASSWORD = 'a quiet afternoon';

test('a password locks the window: nothing is behind the lock, trading goes on, and what was written waits', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await desk.clickCondor();

  await desk.at('user-mark').click();
  await desk.at('user-access.password').click();
  await desk.at('password-next').fill(PASSWORD);
  await desk.at('password-again').fill(`${PASSWORD}!`);
  await page.keyboard.press('Enter');
  await expect(desk.at('access-failure')).toContainText('not the same');
  await desk.at('password-again').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(desk.at('password-sheet')).toHaveCount(0);

  await page.keyboard.press('Control+Shift+L');
  await expect(desk.at('lock-goes-on')).toContainText('Trading goes on');
  await expect(page).toHaveTitle(/^Locked/);
  await expect(desk.at('unlock-password')).toBeFocused();
  expect(await page.locator('body').innerText(), 'nothing of the account or the market').not.toMatch(/PAPER|SPY|612|\$/);
  await expect(page.locator('body > *:not(#root):not(script)')).toHaveCount(0);

  await desk.at('unlock-password').fill('something else');
  await page.keyboard.press('Enter');
  await expect(desk.at('access-failure')).toHaveText('That is not the password of this session.');
  await expect(desk.at('unlock-password')).toHaveValue('');
  await desk.at('unlock-password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await desk.live();
  await expect(desk.at('ticket-leg')).toHaveCount(4);
  await expect(desk.at('badge-arming')).toHaveText('SAFE');

  // A window that is loaded anew is the same session, and open; one after a start is locked.
  await page.reload();
  await desk.live();
  await terminal.kill();
  await start({ port: terminal.port });
  await expect(desk.at('lock-screen')).toBeVisible();
  await desk.at('unlock-password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await desk.live();

  // Whoever signs out leaves nothing.
  await desk.clickCondor();
  await desk.at('user-mark').click();
  await desk.at('user-access.signOut').click();
  await expect(desk.at('sign-in-password')).toBeFocused();
  await desk.at('sign-in-password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await desk.live();
  await expect(desk.at('ticket-leg')).toHaveCount(0);
});

import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

test('a window says that its core is gone, and goes on when it is back', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await page.keyboard.press('Shift+A');
  await expect(desk.at('badge-arming')).toContainText('ARMED');
  await desk.clickCondor();
  const clock = await desk.clock();

  await terminal.kill();
  await expect(desk.at('status-connection')).toContainText('disconnected');
  await expect(desk.at('badge-arming')).toHaveText('SAFE');
  await expect(desk.at('badge-arming')).toBeDisabled();
  await expect(desk.at('chain-panel')).toHaveAttribute('data-stale', 'true');
  await expect(desk.at('positions')).toHaveAttribute('data-stale', 'true');
  await expect(desk.at('ticker-SPY')).toHaveAttribute('data-stale', 'true');
  await expect(desk.at('feed-pause')).toBeDisabled();

  await start({ port: terminal.port });
  await desk.live();
  await expect(desk.at('chain-panel')).toHaveAttribute('data-stale', 'false');
  await expect(desk.at('positions')).toHaveAttribute('data-stale', 'false');
  // What was being written is still there, and time did not begin again.
  await expect(desk.at('ticket-leg')).toHaveCount(4);
  await expect.poll(async () => (await desk.clock()) > clock, 'the session goes on from where it was').toBe(true);
  await desk.reviewAndSend();
  await expect(desk.at('ticket-sent')).toHaveAttribute('data-state', /FILLED|ACCEPTED/);
});

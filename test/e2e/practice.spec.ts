import { Desk } from './desk.ts';
import { expect, test } from './terminal.ts';

const DATE = '2026-11-20';
const NAME = `${DATE}_simulated_seed-7`;

test('a session is recorded, practised on in the same window, and found again as it stood', async ({ start, page }) => {
  // Recorded at full speed, and the last piece when the program ends.
  const recording = await start({ flags: ['--date', DATE, '--seed', '7', '--start', '14:30', '--speed', '300'] });
  const script = await recording.connect();
  await expect.poll(async () => (await script.call('session.get', {})).now, { timeout: 30_000 }).toBeGreaterThan(Date.parse(`${DATE}T14:36:00-05:00`));
  await script.call('session.pause', {});
  script.close();
  expect(await recording.stop()).toBe(0);

  const { link } = await start({ flags: ['--date', DATE, '--seed', '7', '--speed', '1'] });
  await page.goto(link);
  const desk = new Desk(page);
  await desk.live();
  await page.keyboard.press('p');
  await expect(desk.at('feed-pause')).toHaveAttribute('aria-pressed', 'true');
  const stood = await desk.at('session-clock').locator('b').first().textContent();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Show panel: Practice');
  await page.keyboard.press('Enter');
  await expect(desk.at('practice-day')).toHaveCount(1);
  await expect(desk.at('practice-day')).toContainText('SIMULATED');
  await desk.at('practice-from').fill('25:00');
  await expect(desk.at('practice-start')).toBeDisabled();
  await desk.at('practice-from').fill('14:31');
  await desk.at('practice-start').click();

  // Unmistakably not the account.
  await expect(desk.at('practice-strip')).toContainText(NAME, { timeout: 30_000 });
  await expect(desk.at('badge-account')).toHaveText('PRACTICE');
  await expect(desk.at('badge-feed')).toHaveText('REPLAY');
  await expect(desk.at('window')).toHaveAttribute('data-practice', 'true');
  await expect(desk.at('badge-arming')).toHaveText('SAFE');
  await expect(desk.at('practice-clock')).toHaveText('14:31:00');
  await expect(desk.at('session-clock')).toContainText('14:31:00');

  await desk.at('practice-step-60').click();
  await expect(desk.at('practice-clock')).toHaveText('14:32:00');
  await page.locator('.dv-tab', { hasText: 'Option chain' }).click();
  await desk.clickCondor();
  await desk.at('ticket-type').selectOption('market');
  await desk.reviewAndSend();
  await desk.at('feed-step-1').click();
  await expect(desk.at('position-row')).toHaveAttribute('data-status', 'open');
  await desk.at('practice-show').click();

  await desk.at('practice-time').fill('14:34:30');
  await desk.at('practice-jump').click();
  await expect(desk.at('practice-clock')).toHaveText('14:34:30', { timeout: 20_000 });
  // Going back is asked about first, and begins on empty books.
  await desk.at('practice-time').fill('14:33:00');
  await desk.at('practice-jump').click();
  await expect(desk.at('practice-discard')).toContainText('1 trade');
  await desk.at('practice-discard-confirm').click();
  await expect(desk.at('practice-clock')).toHaveText('14:33:00', { timeout: 20_000 });
  await expect(desk.at('position-row')).toHaveCount(0);

  await desk.at('practice-end').click();
  await desk.at('practice-end-confirm').click();
  await expect(desk.at('practice-score')).toBeVisible({ timeout: 20_000 });
  await expect(desk.at('practice-score-line').first()).toContainText('$0.00');
  await expect(desk.at('practice-strip')).toHaveCount(0);
  await expect(desk.at('badge-account')).toHaveText('PAPER');
  await expect(desk.at('badge-feed')).toHaveText('SIMULATED');
  await expect(desk.at('session-clock').locator('b').first()).toHaveText(stood ?? '');
  await desk.at('practice-score-close').click();
  await expect(desk.at('practice-run')).toHaveCount(1);
});

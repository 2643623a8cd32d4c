import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

test('the kill switch: held while typing it cancels what works and halts, and the plan flattens what is held', async ({ start, page }) => {
  // The plan works its way down its ladder in real time.
  test.slow();
  const terminal = await start({ flags: AFTERNOON });
  const script = await terminal.connect();
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await expect(desk.at('badge-state')).toHaveText('ACTIVE');

  await desk.clickCondor();
  await desk.at('ticket-natural').click();
  await desk.at('ticket-net').press('PageDown');
  await desk.reviewAndSend();
  await expect(desk.at('ticket-sent')).toHaveAttribute('data-state', 'FILLED');

  await page.keyboard.press('r');
  await expect(desk.at('risk-state')).toHaveAttribute('data-state', 'ACTIVE');
  await expect(desk.at('risk-measures')).toContainText('Worst case');
  await expect(desk.at('scenario-map').locator('td[data-unmoved="true"]')).toHaveText('0');

  await (await desk.price(0, 'call', 'ask')).click();
  await desk.at('ticket-net').focus();
  await expect(desk.at('ticket-net')).toHaveValue(/^\d/);
  await page.keyboard.type('0.01');
  const resting = await desk.reviewAndSend();
  await desk.showPanel('Orders');
  await desk.orderIs(resting, 'ACCEPTED');

  await test.step('letting go early does nothing', async () => {
    await page.keyboard.down('F8');
    await page.keyboard.up('F8');
    await expect(desk.at('kill-early')).toContainText('nothing was sent');
    await expect(desk.at('badge-state')).toHaveText('ACTIVE');
    await desk.orderIs(resting, 'ACCEPTED');
  });

  await test.step('held in a field it halts', async () => {
    await page.keyboard.press('Control+k');
    await expect(desk.at('palette-input')).toBeFocused();
    await page.keyboard.down('F8');
    await expect(desk.at('kill-halted')).toBeVisible();
    await page.keyboard.up('F8');
    await expect(desk.at('kill-answer')).toContainText('The cancel of 1 order went out');
    await expect(desk.at('badge-state')).toHaveText('HALTED');
    await expect(desk.at('palette')).toBeHidden();
    await expect(desk.at('plan-step')).toHaveCount(1);
    await expect(desk.at('plan-step')).toContainText('iron condor');
    await expect(desk.at('flatten-all')).toBeFocused();
  });

  await test.step('the plan closes what is held', async () => {
    // A press in the moment the sheet comes up was meant for what was there before.
    await expect(async () => {
      await page.keyboard.press('Enter');
      await expect(desk.at('flattening')).toBeVisible({ timeout: 500 });
    }).toPass();
    await expect(desk.at('flattening')).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
    await page.keyboard.press('Escape');
    await desk.orderIs(resting, 'CANCELED');
    await desk.showPanel('Positions');
    await expect(desk.at('position-row')).toHaveAttribute('data-status', 'closed');
  });

  await test.step('trading is resumed after a question', async () => {
    await page.keyboard.press('r');
    await desk.at('risk-act-ACTIVE').click();
    await expect(desk.at('risk-asking')).toContainText('Every order that passes the checks');
    await page.keyboard.press('Enter');
    await expect(desk.at('badge-state')).toHaveText('ACTIVE');
    const { packages } = await new Promise<{ packages: readonly { status: string }[] }>((resolve) => {
      const stop = script.subscribe('positions', {}, { next: (positions) => (stop(), resolve(positions)) });
    });
    expect(packages.filter(({ status }) => status === 'open')).toEqual([]);
  });
});

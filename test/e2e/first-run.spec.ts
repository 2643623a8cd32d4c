import { discrepancies, readBooks } from '../support/books.ts';
import { Desk } from './desk.ts';
import { browserShell } from './shells.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

test('a first start offers the tour, which ends with a paper trade in the books', async ({ start, dataDir, page }) => {
  const shell = browserShell({ start }, page);
  const desk = new Desk(await shell.open(AFTERNOON));
  const step = async (name: string): Promise<void> => expect(desk.at('tour')).toHaveAttribute('data-step', name);
  await desk.live();
  await desk.at('tour-take').click();
  await step('market');
  await expect(desk.at('tour-text')).toContainText('simulated market');
  await page.keyboard.press('Enter');
  await step('chain');
  await page.keyboard.press('Enter');

  await test.step('each step of the trade goes on when it was done', async () => {
    await step('fill');
    await (await desk.price(0, 'call', 'ask')).click();
    await step('preview');
    await expect(desk.at('ticket-maximum-loss')).toContainText('−$');
    await desk.at('ticket-natural').click();
    await expect(desk.at('ticket-net')).toHaveAttribute('data-side', 'debit');
    // Above the natural price it fills whatever the market does meanwhile; Enter in the field previews.
    await desk.at('ticket-net').press('PageUp');
    await desk.at('ticket-net').press('Enter');
    await step('arm');
    await page.keyboard.press('Escape');
    await step('preview');
    await desk.at('ticket-review').click();
    await step('arm');
    await desk.at('badge-arming').click();
    await step('send');
    await desk.at('ticket-send').click();
  });

  await test.step('the result is told with its costs, and closed from there', async () => {
    await step('position');
    await expect(desk.at('tour-text')).toContainText(/cost \$\d+\.\d\d, \$\d+\.\d\d of it fees/);
    await desk.at('tour-act').click();
    await desk.at('close-confirm').click();
    await expect(desk.at('close-outcome')).toContainText('sent to close');
    await page.keyboard.press('Enter');
    await step('kill');
    await page.keyboard.press('Enter');
    await step('help');
    await desk.at('tour-act').click();
    await expect(desk.at('badge-arming')).toHaveText('SAFE');
    await desk.at('tour-next').click();
    await expect(desk.at('tour')).toHaveCount(0);
  });

  await test.step('a second start does not offer it again', async () => {
    const again = new Desk(await shell.restart());
    await again.live();
    await expect(again.at('tour-offer')).toHaveCount(0);
    await shell.close();
    const books = readBooks(dataDir);
    expect(discrepancies(books)).toEqual([]);
    expect(books.orders.length).toBeGreaterThan(0);
  });
});

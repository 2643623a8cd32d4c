import { money } from '../../src-core/money.ts';
import { formatDollars } from '../../src-renderer/design/format.ts';
import { cashOf, discrepancies, readBooks } from '../support/books.ts';
import { leaveOut } from '../support/left-out.ts';
import { Desk } from './desk.ts';
import { browserShell, electronAbsence, electronShell, type Shell } from './shells.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

/** A trader's day: in, filled, a resting order changed and cancelled, the program started again, and out by settlement. */
async function liveThroughADay(shell: Shell, dataDir: string): Promise<void> {
  let desk = new Desk(await shell.open(AFTERNOON));
  await test.step('the window opens on a living, labelled market', async () => {
    await desk.live();
    await expect(desk.at('badge-feed')).toHaveText('SIMULATED');
    await expect(desk.at('badge-account')).toHaveText('PAPER');
    await expect(desk.at('badge-arming')).toHaveText('SAFE');
    await expect(desk.at('cash')).toHaveText('$25,000.00');
    const [price, clock] = [await desk.text('ticker-SPY-last'), await desk.clock()];
    const chain = await desk.text('chain-grid');
    await expect(desk.at('ticker-SPY-last')).not.toHaveText(price);
    await expect.poll(async () => (await desk.text('chain-grid')) !== chain, 'quotes of the chain move').toBe(true);
    await expect.poll(() => desk.clock()).not.toBe(clock);
  });

  const condor = await test.step('an iron condor is clicked together, previewed, sent and filled', async () => {
    await desk.clickCondor();
    await expect(desk.at('ticket-maximum-loss')).toContainText('−$');
    await desk.at('ticket-natural').click();
    await expect(desk.at('ticket-net')).toHaveAttribute('data-side', 'credit');
    // Below the natural price it fills at once, whatever the market does meanwhile.
    await desk.at('ticket-net').press('PageDown');
    const id = await desk.reviewAndSend();
    await expect(desk.at('ticket-sent')).toHaveAttribute('data-state', 'FILLED');
    await desk.showPanel('Positions');
    await expect(desk.at('position-row')).toHaveCount(1);
    await expect(desk.at('position-row')).toHaveAttribute('data-status', 'open');
    await expect(desk.at('position-row')).toContainText('iron condor');
    await expect(desk.at('cash')).not.toHaveText('$25,000.00');
    await expect(desk.at('fees-today')).toHaveText(/^\$\d+\.\d\d$/);
    await expect(desk.at('fees-today')).not.toHaveText('$0.00');
    await desk.showPanel('Orders');
    await desk.orderIs(id, 'FILLED');
    return id;
  });

  const resting = await test.step('a limit far from the market rests, is changed and is cancelled', async () => {
    await (await desk.price(0, 'call', 'ask')).click();
    // The package's mid arrives while the field already has the focus; what is typed replaces it.
    await desk.at('ticket-net').focus();
    await expect(desk.at('ticket-net')).toHaveValue(/^\d/);
    await desk.page.keyboard.type('0.01');
    await expect(desk.at('ticket-net')).toHaveValue('0.01');
    const id = await desk.reviewAndSend();
    await desk.orderIs(id, 'ACCEPTED');
    await expect(desk.order(id)).toContainText('0.01 db');

    // With the clock standing, a request is on its way for as long as one looks.
    await desk.pause();
    await desk.order(id).getByTestId('order-change').click();
    await desk.at('order-change-limit').fill('0.02');
    await desk.at('order-change-send').click();
    await desk.orderIs(id, 'PENDING_UPDATE');
    await desk.resume();
    await desk.orderIs(id, 'ACCEPTED');
    await expect(desk.order(id)).toContainText('0.02 db');

    await desk.pause();
    await desk.order(id).getByTestId('order-cancel').click();
    await desk.orderIs(id, 'PENDING_CANCEL');
    await desk.resume();
    await desk.orderIs(id, 'CANCELED');
    return id;
  });

  await test.step('everything is there again after a restart, and time went on', async () => {
    await desk.showPanel('Positions');
    const [cash, clock] = [await desk.text('cash'), await desk.clock()];
    desk = new Desk(await shell.restart());
    await desk.live();
    await expect(desk.at('badge-arming')).toHaveText('SAFE');
    await desk.showPanel('Orders');
    await expect(desk.at('order-row')).toHaveCount(2);
    await desk.orderIs(condor, 'FILLED');
    await desk.orderIs(resting, 'CANCELED');
    await desk.showPanel('Positions');
    await expect(desk.at('position-row')).toHaveAttribute('data-status', 'open');
    await expect(desk.at('cash')).toHaveText(cash);
    expect((await desk.clock()) >= clock, `${await desk.clock()} is not before ${clock}`).toBe(true);
  });

  await test.step('the session settles as the books say', async () => {
    await desk.settle();
    await expect(desk.at('position-row')).toHaveAttribute('data-status', 'settled');
    const cash = await desk.text('cash');
    await shell.close();
    const books = readBooks(dataDir);
    expect(discrepancies(books)).toEqual([]);
    expect(formatDollars(money(cashOf(books)))).toBe(cash);
    expect(books.orders.map(({ id, state }) => [id, state])).toEqual([
      [condor, 'FILLED'],
      [resting, 'CANCELED'],
    ]);
    expect(books.transactions.filter(({ cause }) => cause !== 'deposit' && cause !== 'fill')).toHaveLength(4);
  });
}

test('a day in the browser shell', async ({ start, dataDir, page }) => {
  await liveThroughADay(browserShell({ start }, page), dataDir);
});

test('a day in the desktop app', async ({ dataDir }) => {
  const absence = electronAbsence();
  if (absence !== null) leaveOut('the desktop app in Electron itself', absence);
  test.skip(absence !== null, absence ?? '');
  const shell = electronShell({ dataDir });
  try {
    await liveThroughADay(shell, dataDir);
  } finally {
    await shell.close();
  }
});

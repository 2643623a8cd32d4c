import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

test('a trade without the mouse', async ({ start, page }) => {
  const { link } = await start({ flags: AFTERNOON });
  await page.goto(link);
  const desk = new Desk(page);
  await desk.live();
  await page.keyboard.press('?');
  await expect(desk.at('key-sheet')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(desk.at('key-sheet')).toBeHidden();

  await page.keyboard.press('o');
  await expect(desk.at('chain-grid')).toBeFocused();
  // The first arrow shows the cursor where it is: on the bid of the call at the money.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('b');
  await expect(desk.at('ticket-leg')).toHaveAttribute('data-side', 'buy');
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('s');
  await expect(desk.at('ticket-leg')).toHaveCount(2);
  await expect(desk.at('ticket-strategy')).toHaveText('SPY bull call spread');
  // Ten cents over the mid it fills at once.
  await expect(desk.at('ticket-net')).not.toHaveValue('');
  for (let press = 0; press < 10; press += 1) await page.keyboard.press('+');
  await page.keyboard.press('Shift+A');
  await expect(desk.at('badge-arming')).toContainText('ARMED');
  await page.keyboard.press('Enter');
  await expect(desk.at('ticket')).toHaveAttribute('data-stage', 'review');
  await page.keyboard.press('Escape');
  await expect(desk.at('ticket')).toHaveAttribute('data-stage', 'editing');
  await page.keyboard.press('Enter');
  await expect(desk.at('ticket')).toHaveAttribute('data-stage', 'review');
  await page.keyboard.press('Enter');
  await expect(desk.at('ticket-sent')).toHaveAttribute('data-state', 'FILLED');
  await expect(desk.at('position-row')).toHaveAttribute('data-status', 'open');
});

test('the palette finds and runs commands', async ({ start, page }) => {
  const { link } = await start({ flags: AFTERNOON });
  await page.goto(link);
  const desk = new Desk(page);
  await desk.live();
  const run = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await expect(desk.at('palette-input')).toBeFocused();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await expect(desk.at('palette')).toBeHidden();
  };
  await run('show qqq');
  await expect(desk.at('ticker-QQQ')).toHaveAttribute('aria-pressed', 'true');
  await expect(desk.at('chain-grid')).toHaveAttribute('aria-label', /^QQQ/);
  await run('pause the market');
  await expect(desk.at('feed-pause')).toHaveAttribute('aria-pressed', 'true');
  await run('show panel: orders');
  await expect(desk.at('orders')).toBeVisible();
  await run('arm: order keys');
  await expect(desk.at('badge-arming')).toContainText('ARMED');
});

test('theme and layout are kept over a reload', async ({ start, page }) => {
  const terminal = await start({ flags: AFTERNOON });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  const html = page.locator('html');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('theme: light');
  await page.keyboard.press('Enter');
  await expect(html).toHaveAttribute('data-theme', 'light');
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(dark);
  const sash = page.locator('.dv-sash:visible').first();
  const chain = desk.at('chain-panel');
  const widthNow = async (): Promise<number> => (await chain.boundingBox())?.width ?? 0;
  const before = await widthNow();
  // On a busy machine the closing palette may still lie above the sash, or a frame may be late for the drag: a hand tries again.
  await expect(async () => {
    await page.mouse.up();
    const handle = await sash.boundingBox();
    if (handle === null) throw new Error('there is no sash to drag');
    const middle = { x: handle.x + handle.width / 2, y: handle.y + handle.height / 2 };
    const isReachable = ({ x, y }: { x: number; y: number }): boolean => document.elementFromPoint(x, y)?.closest('.dv-sash') instanceof Element;
    expect(await page.evaluate(isReachable, middle)).toBe(true);
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x - 120, middle.y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(widthNow, { timeout: 2_000 }).toBeLessThan(before - 80);
  }).toPass();
  const width = await widthNow();

  const script = await terminal.connect();
  const kept = async (name: string): Promise<string> => JSON.stringify((await script.call('settings.get', { name })).value);
  await expect.poll(() => kept('workspace.appearance')).toContain('light');
  await expect.poll(async () => (await kept('workspace.layout')).includes(`${Math.round(width)}`), 'the dragged width is saved').toBe(true);
  script.close();
  await page.reload();
  await desk.live();
  await expect(html).toHaveAttribute('data-theme', 'light');
  await expect.poll(async () => Math.abs((await widthNow()) - width)).toBeLessThanOrEqual(1);
});

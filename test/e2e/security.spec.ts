import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBrowser } from '../../src-main/shell/browser/open-browser.ts';
import { Desk } from './desk.ts';
import { AFTERNOON, expect, test } from './terminal.ts';

test('a link signs one browser in, once', async ({ start, page, browser }) => {
  const { link, origin } = await start({ flags: AFTERNOON });
  expect((await page.goto(origin))?.status()).toBe(403);
  await page.goto(link);
  expect(page.url()).toBe(`${origin}/`);
  await new Desk(page).live();

  const stranger = await browser.newContext();
  const second = await stranger.newPage();
  expect((await second.goto(link))?.status()).toBe(403);
  await expect(second.locator('body')).toContainText('used already');
  expect((await second.goto(origin))?.status()).toBe(403);
  await stranger.close();

  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('a page of another origin gets neither the window nor a socket', async ({ start, page }) => {
  const { link, origin, port } = await start({ flags: AFTERNOON });
  await page.goto(link);
  await new Desk(page).live();

  // In the browser that is signed in, beside the window.
  const other = await page.context().newPage();
  await other.route('http://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>evil</title>' }));
  await other.goto('http://evil.example/');
  const socket = await other.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const opened = new WebSocket(url);
        opened.addEventListener('open', () => resolve('opened'));
        opened.addEventListener('error', () => resolve('refused'));
      }),
    `ws://127.0.0.1:${port}/socket`,
  );
  expect(socket).toBe('refused');
  const read = (url: string): Promise<string> => fetch(url, { credentials: 'include' }).then((answer) => `read ${answer.status}`, () => 'refused');
  expect(await other.evaluate(read, origin)).toBe('refused');
  await other.evaluate(
    (url) =>
      new Promise<void>((resolve) => {
        const frame = document.createElement('iframe');
        frame.addEventListener('load', () => resolve());
        frame.src = url;
        document.body.append(frame);
      }),
    origin,
  );
  expect(other.frames().map((frame) => frame.url())).not.toContain(`${origin}/`);

  for (const host of ['evil.example', `evil.example:${port}`]) {
    expect((await page.request.get(origin, { headers: { Host: host }, failOnStatusCode: false })).status(), host).toBe(403);
  }
});

test('the window runs under a policy that lets nothing foreign in', async ({ start, page, complaints }) => {
  const { link } = await start({ flags: AFTERNOON });
  await page.goto(link);
  const desk = new Desk(page);
  await desk.live();
  const policy = (await page.request.get(page.url())).headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*/);
  // Through everything that draws: the ticket with its payoff, the palette, another theme, every panel.
  await desk.clickCondor();
  await expect(desk.at('ticket-payoff')).toBeVisible();
  await desk.showPanel('Orders');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('theme: light');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(complaints).toEqual([]);
  // The policy is in force: no text becomes a script or markup in the page.
  const written = page.evaluate(() => {
    const element = document.createElement('script');
    element.textContent = 'document.title = "ran"';
    document.body.append(element);
  });
  await expect(written).rejects.toThrow(/TrustedScript/);
  await expect(page.evaluate(() => (document.body.innerHTML = '<b>x</b>'))).rejects.toThrow(/TrustedHTML/);
  expect(await page.title()).not.toBe('ran');
  complaints.length = 0;
});

test('the file that opens the browser leads it in, from another site as it were', async ({ start, page, dataDir }) => {
  const { link, origin } = await start({ flags: AFTERNOON });
  const remove = openBrowser({ link, dataDir, env: { PATH: '' } });
  await page.goto(pathToFileURL(join(dataDir, 'open-browser.html')).href);
  await page.waitForURL(`${origin}/`);
  await new Desk(page).live();
  remove();
});

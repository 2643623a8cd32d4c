import type { ContractClient } from '../../src-core/contract/client.ts';
import type { SignalView } from '../../src-core/contract/signals.ts';
import type { TerminalProcess } from '../support/terminal-process.ts';
import { Desk } from './desk.ts';
import { expect, test } from './terminal.ts';

/** A session of the simulated market whose first signals come within its first hours. */
const MORNING = ['--date', '2026-11-20', '--start', '09:30', '--seed', '7', '--speed', '1'] as const;
/** Fast enough for a test, and slow enough to pause while a signal is good. */
const FAST = 300;

interface Waiting {
  readonly script: ContractClient;
  readonly signal: SignalView;
}

/** Lets the session run until a signal waits, and pauses it there. */
async function signalWaits(terminal: TerminalProcess): Promise<Waiting> {
  const script = await terminal.connect();
  const signal = await new Promise<SignalView>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('no signal came in 90 s')), 90_000);
    const stop = script.subscribe('signals', {}, {
      next: (signals) => {
        const active = signals.find(({ status }) => status === 'active');
        if (active === undefined) return;
        clearTimeout(patience);
        stop();
        script.call('session.pause', {}).then(() => resolve(active), reject);
      },
    });
    script.call('session.speed', { speed: FAST }).catch(reject);
  });
  await script.call('session.speed', { speed: 1 });
  return { script, signal };
}

test('a signal goes to the ticket and out by keyboard, and its record says so', async ({ start, page }) => {
  const terminal = await start({ flags: MORNING });
  const { script, signal } = await signalWaits(terminal);
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await expect(desk.at('signal-count')).not.toHaveText('0');

  await page.keyboard.press('g');
  await expect(desk.at('signals-list')).toBeFocused();
  const selected = page.locator('[data-testid="signal-row"][aria-selected="true"]');
  await expect(selected).toHaveAttribute('data-status', 'active');
  // Nothing is settled on a first day: no probability stands alone.
  await expect(selected.getByTestId('signal-confidence')).toHaveText(/^\d+ % implied, uncalibrated$/);
  await expect(selected.getByTestId('signal-left')).toHaveText(/^\d+ (min|s)$/);
  await expect(selected.getByTestId('signal-now')).toHaveText(/\d\.\d\d (db|cr)$/);

  await page.keyboard.press('Enter');
  await expect(desk.at('signal-reason')).toHaveText(/\d/);
  await expect(desk.at('signal-candidates')).toContainText('✓ recommended');
  await expect(desk.at('signal-payoffs').locator('svg')).toBeVisible();
  await expect(desk.at('signal-quotes').locator('tbody tr')).not.toHaveCount(0);
  const candidates = desk.at('signal-candidate');
  const last = (await candidates.count()) - 1;
  for (let step = 0; step < last; step += 1) await page.keyboard.press('ArrowRight');
  for (let step = 0; step < last; step += 1) await page.keyboard.press('ArrowLeft');
  await expect(candidates.first()).toHaveAttribute('data-chosen', 'true');
  await page.keyboard.press('Escape');

  const id = await selected.getAttribute('data-signal-id');
  await page.keyboard.press('a');
  await expect(desk.at('ticket')).toBeFocused();
  await expect(desk.at('ticket-signal')).toContainText(/From signal: \w+ .+, \d\d:\d\d\. Good while \w+ is \d+\.\d\d–\d+\.\d\d and the package (costs at most|pays at least) \d+\.\d\d; until \d\d:\d\d\./);
  await expect(desk.at('ticket-leg')).toHaveCount(signal.legs.length);
  await expect(desk.at('ticket-net')).toHaveValue(/^\d+\.\d\d$/);
  await desk.at('ticket-quantity').fill('1');
  await expect(desk.at('ticket-signal')).toBeVisible();
  await script.call('session.resume', {});
  await desk.at('ticket').focus();
  await page.keyboard.press('Enter');
  await expect(desk.at('ticket-send')).toBeFocused();
  await page.keyboard.press('Shift+A');
  await page.keyboard.press('Enter');
  await expect(desk.at('ticket-sent')).toBeVisible();
  await expect.poll(async () => (await script.call('signals.get', { id: id ?? '' })).fate).toBe('traded');
  script.close();
});

test('an approval is worth what its price is worth', async ({ start, page }) => {
  const terminal = await start({ flags: MORNING });
  const { script } = await signalWaits(terminal);
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await page.keyboard.press('Shift+T');
  await expect(desk.at('ticket-signal')).toBeVisible();
  await expect(desk.at('ticket-review')).toBeEnabled();
  await script.call('session.speed', { speed: FAST });
  await script.call('session.resume', {});
  await expect(desk.at('ticket-signal-expired')).toHaveText(/^△ Expired: .+\.$/, { timeout: 30_000 });
  await expect(desk.at('ticket-review')).toBeDisabled();
  await script.call('session.pause', {});
  await desk.at('ticket-keep').click();
  await expect(desk.at('ticket-signal')).toHaveCount(0);
  await expect(desk.at('ticket-review')).toBeEnabled();
  script.close();
});

test('a dismissal is kept, and taken back while that can be done', async ({ start, page }) => {
  const terminal = await start({ flags: MORNING });
  const { script } = await signalWaits(terminal);
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await page.keyboard.press('g');
  const id = await page.locator('[data-testid="signal-row"][aria-selected="true"]').getAttribute('data-signal-id');
  const row = page.locator(`[data-testid="signal-row"][data-signal-id="${id}"]`);
  // Chosen by hand, so that it stays selected.
  await row.click();
  await page.keyboard.press('d');
  await expect(row.getByTestId('signal-fate')).toContainText('Dismissed');
  await expect(desk.at('signals-outcome')).toContainText('Its record is kept');
  await page.keyboard.press('u');
  await expect(row).toHaveAttribute('data-status', 'active');

  await page.locator('.dv-tab', { hasText: 'Market state' }).click();
  await expect(desk.at('market-state-figures').first()).toContainText('Implied');
  await expect(desk.at('detector-row')).not.toHaveCount(0);
  await desk.at('state-correlation-table').click();
  await expect(page.getByRole('table', { name: 'SPY × QQQ by time' })).toBeVisible();
  await page.locator('.dv-tab', { hasText: 'Calibration' }).click();
  await expect(desk.at('calibration')).toContainText('No settled signals yet');
  script.close();
});

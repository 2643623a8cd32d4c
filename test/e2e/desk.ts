import { expect, type Locator, type Page } from 'playwright/test';

/** The window as a trader uses it. Every step waits for what it needs. */
export class Desk {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** Waits for a connected window with a priced chain. */
  async live(): Promise<void> {
    await expect(this.at('status-connection')).toHaveText('connected');
    await expect(this.#atTheMoney.locator('[data-side="call"] [data-field="bid"]')).toHaveText(/^\d/);
  }

  /** The bid or ask so many strikes above the money, where the row is now; the highest strike stands at the top. */
  async price(rungs: number, right: 'call' | 'put', side: 'bid' | 'ask'): Promise<Locator> {
    const row = Number(await this.#atTheMoney.getAttribute('aria-rowindex'));
    return this.at('chain-grid').locator(`[role="row"][aria-rowindex="${row - rungs}"] [data-side="${right}"] [data-field="${side}"]`);
  }

  /** An iron condor around the money, by clicking what is sold at the bid and what is bought at the ask. */
  async clickCondor(): Promise<void> {
    const cells = [await this.price(-4, 'put', 'ask'), await this.price(-2, 'put', 'bid'), await this.price(2, 'call', 'bid'), await this.price(4, 'call', 'ask')];
    for (const cell of cells) await cell.click();
    await expect(this.at('ticket-leg')).toHaveCount(4);
    await expect(this.at('ticket-strategy')).toHaveText('SPY iron condor');
  }

  /** Reviews what stands in the ticket, arms where that is needed, and sends it. Returns the order's id. */
  async reviewAndSend(): Promise<string> {
    await this.at('ticket-review').click();
    const send = this.at('ticket-send');
    if ((await send.getAttribute('data-armed')) === 'false') {
      await expect(send).toHaveText('Arm to send');
      await send.click();
      await expect(this.at('badge-arming')).toContainText('ARMED');
    }
    await send.click();
    const id = await this.at('ticket-sent').getAttribute('data-order-id');
    if (id === null) throw new Error('the sent order has no id');
    return id;
  }

  async showPanel(title: 'Orders' | 'Positions'): Promise<void> {
    await this.page.locator('.dv-tab', { hasText: title }).click();
  }

  order(id: string): Locator {
    return this.page.locator(`[data-testid="order-row"][data-order-id="${id}"]`);
  }

  async orderIs(id: string, state: string): Promise<void> {
    await expect(this.order(id)).toHaveAttribute('data-state', state);
  }

  async setSpeed(speed: string): Promise<void> {
    await this.at('feed-speed').selectOption(speed);
  }

  /** Stops the session's clock: what is under way stays as it is. */
  async pause(): Promise<void> {
    await this.at('feed-pause').click();
    await expect(this.at('feed-pause')).toHaveAttribute('aria-pressed', 'true');
  }

  async resume(): Promise<void> {
    await this.at('feed-pause').click();
    await expect(this.at('feed-pause')).toHaveAttribute('aria-pressed', 'false');
  }

  /** The session's time of day, HH:MM:SS, which sorts as text. */
  async clock(): Promise<string> {
    const text = await this.at('session-clock').textContent();
    const [time] = /\d\d:\d\d:\d\d/.exec(text ?? '') ?? [];
    if (time === undefined) throw new Error(`the clock shows "${text ?? ''}"`);
    return time;
  }

  async text(testId: string): Promise<string> {
    return (await this.at(testId).textContent()) ?? '';
  }

  /** Runs the session to its end as fast as it goes. */
  async settle(): Promise<void> {
    await this.setSpeed('max');
    await expect(this.at('session-clock')).toContainText('settled', { timeout: 60_000 });
  }

  get #atTheMoney(): Locator {
    return this.at('chain-grid').locator('.chain-row[data-atm]:not([hidden])');
  }
}

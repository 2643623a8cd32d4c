import { Notification } from 'electron';
import { z } from 'zod';
import type { Standing, StandingWatch } from '../../app/standing.ts';
import { alertNotice, type Notice, orderNotice, standingNotice } from './policies/notices.ts';

/** What people set of alerts in the window; the part of it that counts here. */
const SETTING = 'alerts.signals';
const settingSchema = z.object({ notifications: z.boolean() });

export interface DesktopNotificationsParts {
  readonly watch: Pick<StandingWatch, 'onAlerts' | 'onOrdersEnded' | 'setting'>;
  /** Windows that are open: they tell of alerts by themselves, minimised or not. */
  readonly openWindows: () => number;
  /** A window of the program has the keyboard. */
  readonly isLookedAt: () => boolean;
  readonly showWindow: () => void;
}

/** Some systems never say that one was taken away. */
const MOST_HELD = 20;

/** What the system shows of the account while nobody looks at the program. */
export class DesktopNotifications {
  readonly #parts: DesktopNotificationsParts;
  readonly #stops: readonly (() => void)[];
  /** Those shown: without a reference their click is lost. */
  readonly #shown = new Set<Notification>();
  #before: Standing | null = null;

  constructor(parts: DesktopNotificationsParts) {
    this.#parts = parts;
    const { watch, openWindows, isLookedAt } = parts;
    this.#stops = [
      watch.onAlerts((alerts) => {
        if (openWindows() === 0) void this.#tell(alertNotice(alerts));
      }),
      watch.onOrdersEnded((orders) => {
        if (!isLookedAt()) void this.#tell(orderNotice(orders));
      }),
    ];
  }

  /** To be called once a second. */
  step(standing: Standing | null): void {
    const notice = standingNotice(this.#before, standing);
    this.#before = standing;
    if (!this.#parts.isLookedAt()) void this.#tell(notice);
  }

  /** Shows it whatever is set: the program itself has something to say. */
  show({ title, body, urgency }: Notice): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body, urgency, timeoutType: urgency === 'critical' ? 'never' : 'default', silent: urgency !== 'critical' });
    const forget = (): void => void this.#shown.delete(notification);
    notification.on('click', () => {
      forget();
      this.#parts.showWindow();
    });
    notification.on('close', forget);
    notification.on('failed', forget);
    this.#shown.add(notification);
    const [oldest] = this.#shown;
    if (this.#shown.size > MOST_HELD && oldest !== undefined) this.#shown.delete(oldest);
    notification.show();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#shown.clear();
  }

  async #tell(notice: Notice | null): Promise<void> {
    if (notice === null || !(await this.#isWanted())) return;
    this.show(notice);
  }

  /** Unless somebody said no: what cannot be read is as at the start. */
  async #isWanted(): Promise<boolean> {
    try {
      const set = settingSchema.safeParse(await this.#parts.watch.setting(SETTING));
      return !set.success || set.data.notifications;
    } catch {
      return true;
    }
  }
}

import { create } from 'zustand';
import type { Alert } from '../../src-core/alerts/alert.ts';

/** What the system allows; 'absent' where it knows no notifications. */
export type DesktopPermission = NotificationPermission | 'absent';

const usePermission = create<{ readonly permission: DesktopPermission }>()(() => ({ permission: permissionNow() }));

/** A hook: whether the system shows notifications of this window. */
export function useDesktopPermission(): DesktopPermission {
  return usePermission((state) => state.permission);
}

/** Asks the trader, by the system's own question; to be called on a click. */
export async function askForDesktopNotices(): Promise<void> {
  if (permissionNow() === 'default') await Notification.requestPermission();
  usePermission.setState({ permission: permissionNow() });
}

/** Shows alerts by the system, several as one; a click calls `open`. Nothing where that is not permitted. */
export function notifyDesktop(alerts: readonly Alert[], open: () => void): void {
  const [first] = alerts;
  if (first === undefined || permissionNow() !== 'granted') return;
  const title = alerts.length === 1 ? first.title : `${alerts.length} alerts: ${first.title} …`;
  try {
    const notice = new Notification(title, {
      body: alerts.map(({ text }) => text).slice(0, 3).join('\n'),
      tag: first.id,
      requireInteraction: alerts.some(({ severity }) => severity === 'critical'),
      // The window has its own tones, which can be switched off.
      silent: true,
    });
    notice.addEventListener('click', () => {
      window.focus();
      open();
    });
  } catch {
    // Some systems permit notifications and then make none.
  }
}

function permissionNow(): DesktopPermission {
  return typeof Notification === 'undefined' ? 'absent' : Notification.permission;
}

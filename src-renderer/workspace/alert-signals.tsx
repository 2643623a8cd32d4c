import { useEffect, useRef } from 'react';
import { useAlerts } from '../connection/core.tsx';
import { alertSettings } from './alert-settings.ts';
import { playTone, readyForTones } from './alert-tone.ts';
import { runCommand } from './commands.ts';
import { notifyDesktop } from './desktop-notices.ts';
import { freshAlerts, loudest, type SeenAlerts, seenOf } from './fresh-alerts.ts';

/** Tells of alerts by sound and by the system. What was there when the window opened is told by its number alone. */
export function AlertSignals(): null {
  const alerts = useAlerts();
  const seen = useRef<SeenAlerts | null>(null);
  useEffect(() => readyForTones(window), []);
  useEffect(() => {
    if (alerts === null) return;
    const fresh = seen.current === null ? [] : freshAlerts(seen.current, alerts);
    seen.current = seenOf(alerts);
    if (fresh.length === 0) return;
    const { sound, volume, notifications } = alertSettings.get();
    const severity = loudest(fresh);
    if (sound && severity !== null) playTone(severity, volume);
    if (notifications) notifyDesktop(fresh.filter(({ sounds }) => sounds), () => runCommand('alerts.show'));
  }, [alerts]);
  return null;
}

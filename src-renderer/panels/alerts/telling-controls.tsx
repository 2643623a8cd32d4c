import { alertSettings } from '../../workspace/alert-settings.ts';
import { playTone } from '../../workspace/alert-tone.ts';
import { askForDesktopNotices, useDesktopPermission } from '../../workspace/desktop-notices.ts';
import styles from './alerts.module.css';

/** Whether alerts are heard, how loud, and whether the system shows them too. */
export function TellingControls() {
  const settings = alertSettings.use();
  const permission = useDesktopPermission();
  const { sound, volume, notifications } = settings;
  return (
    <span className={styles.telling} role="group" aria-label="How alerts are told">
      <button
        type="button"
        className={styles.toggle}
        aria-pressed={sound}
        data-testid="alerts-sound"
        title="A tone with each alert; two with a critical one"
        onClick={() => {
          alertSettings.set({ ...settings, sound: !sound });
          if (!sound) playTone('medium', volume);
        }}
      >
        {sound ? 'Sound on' : 'Sound off'}
      </button>
      {sound ? (
        <input
          type="range"
          className={styles.volume}
          aria-label="Volume"
          title={`Volume ${Math.round(volume * 100)} %`}
          min={0}
          max={100}
          step={10}
          value={Math.round(volume * 100)}
          data-testid="alerts-volume"
          onChange={(event) => {
            const next = Number(event.target.value) / 100;
            alertSettings.set({ ...settings, volume: next });
            playTone('medium', next);
          }}
        />
      ) : null}
      {permission === 'granted' ? (
        <button type="button" className={styles.toggle} aria-pressed={notifications} data-testid="alerts-desktop" title="The system shows alerts too" onClick={() => alertSettings.set({ ...settings, notifications: !notifications })}>
          {notifications ? 'Desktop on' : 'Desktop off'}
        </button>
      ) : permission === 'default' ? (
        <button type="button" className={styles.quiet} data-testid="alerts-desktop" title="Ask the system to show alerts too" onClick={() => void askForDesktopNotices()}>
          Desktop…
        </button>
      ) : (
        <span className={styles.denied} data-testid="alerts-desktop" title={permission === 'denied' ? 'The browser’s or the system’s settings for this page deny notifications; allow them there.' : 'This system has no notifications.'}>
          {permission === 'denied' ? 'Desktop denied' : 'no desktop notices'}
        </span>
      )}
    </span>
  );
}

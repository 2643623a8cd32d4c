import { windowStore } from '../../workspace/window-store.ts';

export const ALERT_TABS = ['alerts', 'rules', 'events'] as const;
export type AlertTab = (typeof ALERT_TABS)[number];

export interface AlertsFocus {
  readonly tab: AlertTab;
  /** The keys are to go to the list as soon as its panel is in sight. */
  readonly asked: boolean;
  /** The rule that is written in the sheet: its id, 'new', or null for no sheet. */
  readonly editing: string | null;
  turn(tab: AlertTab): void;
  ask(tab: AlertTab): void;
  leave(): void;
  edit(rule: string | null): void;
}

/** Which part of the alerts is shown, and where the keys go. */
export const useAlertsFocus = windowStore<AlertsFocus>((set) => ({
  tab: 'alerts',
  asked: false,
  editing: null,
  turn: (tab) => set({ tab }),
  ask: (tab) => set({ tab, asked: true }),
  leave: () => set({ asked: false }),
  edit: (editing) => set({ editing }),
}));

/** Left and right turn to the part beside, keys and all; false for other keys. */
export function turnTab(key: string): boolean {
  const step = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
  if (step === 0) return false;
  const { tab, ask } = useAlertsFocus.getState();
  ask(ALERT_TABS[Math.min(ALERT_TABS.length - 1, Math.max(0, ALERT_TABS.indexOf(tab) + step))] ?? tab);
  return true;
}

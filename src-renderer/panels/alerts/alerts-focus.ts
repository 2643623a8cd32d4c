import { create } from 'zustand';

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
export const useAlertsFocus = create<AlertsFocus>()((set) => ({
  tab: 'alerts',
  asked: false,
  editing: null,
  turn: (tab) => set({ tab }),
  ask: (tab) => set({ tab, asked: true }),
  leave: () => set({ asked: false }),
  edit: (editing) => set({ editing }),
}));

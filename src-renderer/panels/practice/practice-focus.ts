import { windowStore } from '../../workspace/window-store.ts';

interface PracticeFocus {
  /** The run whose score is looked at; it outlives the change of session that ends a run. */
  readonly run: string | null;
  /** The day that is chosen, as {@link dayKey} has it; null for the newest. */
  readonly day: string | null;
  /** Counts the days that came from elsewhere: the list is to be read again. */
  readonly arrivals: number;
  show(run: string | null): void;
  choose(day: string): void;
  /** A day that has just been added, to be chosen. */
  lookAt(recording: { readonly path: string; readonly date: string }): void;
}

export function dayKey({ path, date }: { readonly path: string; readonly date: string }): string {
  return `${path} ${date}`;
}

export const usePracticeFocus = windowStore<PracticeFocus>((set) => ({
  run: null,
  day: null,
  arrivals: 0,
  show: (run) => set({ run }),
  choose: (day) => set({ day }),
  lookAt: (recording) => set(({ arrivals }) => ({ run: null, day: dayKey(recording), arrivals: arrivals + 1 })),
}));

import type { AccessView } from '../../src-core/contract/access.ts';

export interface PersonChange {
  /** The window is locked; its person's drafts wait behind it. */
  locked(): void;
  /** Its person has gone, or another has come: nothing of the one before may be left. */
  left(): void;
}

/** Tells, from one view to the next, when the window is locked and when it is no longer its person's. */
export function watchPerson({ locked, left }: PersonChange): (view: AccessView | null) => void {
  let person: string | null = null;
  let wasLocked = false;
  return (view) => {
    if (view === null) return;
    const now = view.user?.id ?? null;
    if (person !== null && now !== person) left();
    person = now;
    const isLocked = view.phase === 'locked';
    if (isLocked && !wasLocked) locked();
    wasLocked = isLocked;
  };
}

import type { AccessView } from '../../src-core/contract/access.ts';

export interface PersonChange {
  /** The window is locked; its person's drafts wait behind it. */
  locked(): void;
  /** Its person has gone, or another has come: nothing of the one before may be left. */
  left(): void;
  /** The terminal trades another account: no order for the one before may be sent there. */
  moved(): void;
}

/** Tells, from one view to the next, when the window is locked, when it is no longer its person's, and when it is before another account. */
export function watchPerson({ locked, left, moved }: PersonChange): (view: AccessView | null) => void {
  let person: string | null = null;
  let account: string | null = null;
  let wasLocked = false;
  return (view) => {
    if (view === null) return;
    const now = view.user?.id ?? null;
    if (person !== null && now !== person) left();
    else if (account !== null && view.account.id !== account) moved();
    person = now;
    account = view.account.id;
    const isLocked = view.phase === 'locked';
    if (isLocked && !wasLocked) locked();
    wasLocked = isLocked;
  };
}

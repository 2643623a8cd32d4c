import { SAFE_MODE_OFFERED_AFTER } from '../../../src-core/contract/app.ts';

export interface SafeModeOffer {
  /** A line. */
  readonly message: string;
  readonly detail: string;
}

/** What a start says where those before it failed; null where there is nothing to offer. `failed`: starts in a row that never reached a window. */
export function safeModeOffer(failed: number, isSafeMode: boolean): SafeModeOffer | null {
  if (isSafeMode || failed < SAFE_MODE_OFFERED_AFTER) return null;
  return {
    message: `Smart 0DTE did not reach its window the last ${failed} times it was started.`,
    detail:
      'Safe mode starts with nothing that could keep it from starting: on this machine alone, the session paused, no automatic execution, no recording, no updates, the default layout and settings, no graphics acceleration. Nothing is lost or changed by it.',
  };
}

/** The same for a shell without a dialog: what is said on the standard error, and told to the window. */
export function safeModeHint(failed: number, isSafeMode: boolean): string | null {
  const offer = safeModeOffer(failed, isSafeMode);
  return offer === null ? null : `${offer.message} If it does not now, start it with --safe-mode (docs/safe-mode.md).`;
}

/** The flags of a start, in safe mode. */
export function inSafeMode(argv: readonly string[]): readonly string[] {
  return argv.includes('--safe-mode') ? argv : [...argv, '--safe-mode'];
}

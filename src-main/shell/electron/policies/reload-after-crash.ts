/** Reloads of a window in so much time, after which its crash is no accident. */
const MOST_RELOADS = 3;
const WITHIN_MS = 60_000;

/** Why a process is gone, in Electron's words; of these it was ended on purpose. */
const ON_PURPOSE: readonly string[] = ['clean-exit', 'killed'];

/** Whether a process that is gone has crashed. */
export function isCrash(reason: string): boolean {
  return !ON_PURPOSE.includes(reason);
}

export type AfterCrash = { readonly kind: 'leave' } | { readonly kind: 'reload'; readonly reloads: readonly number[] } | { readonly kind: 'say'; readonly message: string; readonly detail: string };

/** What is done about a window whose process is gone. `reloads`: the times of those before it, milliseconds. */
export function afterRendererGone(reason: string, reloads: readonly number[], now: number): AfterCrash {
  // One that was killed, by a system without memory too, leaves an empty window.
  if (reason === 'clean-exit') return { kind: 'leave' };
  const recent = reloads.filter((time) => now - time < WITHIN_MS);
  if (recent.length < MOST_RELOADS) return { kind: 'reload', reloads: [...recent, now] };
  return {
    kind: 'say',
    message: 'The window of Smart 0DTE crashes again and again.',
    detail: `It was loaded anew ${MOST_RELOADS} times in a minute. The program behind it goes on: orders keep working, and exits and limits are watched. What happened is kept under Diagnostics in the panel System; --safe-mode starts without graphics acceleration.`,
  };
}

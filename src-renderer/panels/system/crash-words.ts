import type { CrashReport } from '../../../src-core/contract/app.ts';

export const SOURCE_WORDS: Readonly<Record<CrashReport['source'], { readonly word: string; readonly means: string }>> = {
  core: { word: 'core', means: 'The program behind the windows: it ended, and the next start recovered.' },
  window: { word: 'window', means: 'A window or one of its panels; orders, exits and limits went on.' },
  process: { word: 'process', means: 'A helper of Chromium, or native code.' },
};

/** "3 reports, 1 of them new"; what there is to say above the list. */
export function sumWords(reports: readonly Pick<CrashReport, 'isFresh'>[]): string {
  const fresh = reports.filter(({ isFresh }) => isFresh).length;
  const all = `${reports.length} ${reports.length === 1 ? 'report' : 'reports'}`;
  if (fresh === 0) return all;
  return fresh === reports.length ? `${all}, new` : `${all}, ${fresh} of them new`;
}

/** What a person is asked before reports go. */
export function removeWords(count: number): string {
  return count === 1 ? 'Remove it: it cannot be brought back' : `Remove all ${count}: they cannot be brought back`;
}

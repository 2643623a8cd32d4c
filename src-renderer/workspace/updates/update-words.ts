import type { AppView, RolledBack, UpdateView } from '../../../src-core/contract/app.ts';

export interface MarkWords {
  readonly tone: 'news' | 'warning';
  readonly text: string;
  /** What a click on it shows. */
  readonly title: string;
}

/** What the status bar says of updates, in two words; null where it says nothing. */
export function markWords({ update, rolledBack }: Pick<AppView, 'update' | 'rolledBack'>): MarkWords | null {
  if (rolledBack !== null) return { tone: 'warning', text: `${rolledBack.from} taken back`, title: `Version ${rolledBack.from} never reached its window, and ${rolledBack.to} was put back. Click for why.` };
  switch (update.phase) {
    case 'off':
    case 'idle':
    case 'checking':
      return null;
    case 'available':
      return { tone: 'news', text: `${update.version} is out`, title: `Version ${update.version} can be fetched. Click for what is new.` };
    case 'downloading':
      return { tone: 'news', text: `${update.version} ${shareWords(update.share)}`, title: `Version ${update.version} is being fetched.` };
    case 'staged':
      if (update.problem !== null) return { tone: 'warning', text: `${update.version} not installed`, title: `${update.problem} Click for what can be done.` };
      return { tone: 'news', text: update.atNextStart ? `${update.version} at next start` : `${update.version} ready`, title: update.atNextStart ? `Version ${update.version} is installed when the program starts next.` : `Version ${update.version} was fetched and verified. Click to install it.` };
    case 'installing':
      return { tone: 'news', text: `${update.version} installing`, title: `The program ends, and starts again as ${update.version}.` };
  }
}

/** A whole percentage, rounded down: it is not there before it is there. */
export function shareWords(share: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, share)) * 100)} %`;
}

export function rolledBackWords({ from, to, why }: RolledBack): string {
  return `${from} was installed here and taken back: ${why}. ${to} runs, with the databases from before; what ${from} made of them is among the backups.`;
}

/** What can be done next, in the order it is offered. */
export function offeredActs({ phase }: UpdateView): readonly ('check' | 'download' | 'install' | 'next_start' | 'discard')[] {
  switch (phase) {
    case 'off':
    case 'checking':
    case 'downloading':
    case 'installing':
      return [];
    case 'idle':
      return ['check'];
    case 'available':
      return ['download', 'check'];
    case 'staged':
      return ['install', 'next_start', 'discard'];
  }
}

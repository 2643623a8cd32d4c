import { useCallback, useEffect, useMemo, useState } from 'react';
import type { BackupsView } from '../../../src-core/contract/access.ts';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { useCore } from '../../connection/core.tsx';
import { useAnswer } from '../../connection/use-answer.ts';
import { useRestart } from '../../workspace/restart/restart.ts';
import { STATE_WORDS } from './backup-words.ts';

/** What is being done with backups; one thing at a time. */
export type BackupAct = { readonly kind: 'make' } | { readonly kind: 'verify' | 'restore'; readonly name: string };

export interface Backups {
  readonly view: BackupsView | null;
  /** Why the list could not be read. */
  readonly failure: string | null;
  readonly acting: BackupAct | null;
  /** What came of the last act; 'failed' also where it found something damaged. */
  readonly outcome: { readonly act: BackupAct; readonly kind: 'done' | 'failed'; readonly text: string } | null;
  again(): void;
  /** Answers whether it was done. */
  act(act: BackupAct): Promise<boolean>;
}

/** A hook: the backups of this workstation, and what is done with them. null asks nothing. */
export function useBackups(isAsked: boolean): Backups {
  const core = useCore();
  const starts = useRestart((state) => state.starts);
  const question = useMemo(() => (isAsked ? listed(core, starts) : null), [core, isAsked, starts]);
  const { value, failure, again } = useAnswer(question);
  const [view, setView] = useState<BackupsView | null>(null);
  const [acting, setActing] = useState<BackupAct | null>(null);
  const [outcome, setOutcome] = useState<Backups['outcome']>(null);
  useEffect(() => {
    if (value !== null) setView(value);
  }, [value]);
  const act = useCallback(
    async (wanted: BackupAct): Promise<boolean> => {
      setActing(wanted);
      setOutcome(null);
      try {
        const answer = await done(core, wanted);
        setView(answer);
        setOutcome({ act: wanted, kind: isGood(wanted, answer) ? 'done' : 'failed', text: wordsOf(wanted, answer) });
        return true;
      } catch (error) {
        setOutcome({ act: wanted, kind: 'failed', text: error instanceof Error ? error.message : String(error) });
        return false;
      } finally {
        setActing(null);
      }
    },
    [core],
  );
  return { view, failure, acting, outcome, again, act };
}

/** Another start of the terminal asks anew. */
function listed(core: ContractClient, _start: number): (signal: AbortSignal) => Promise<BackupsView> {
  return (signal) => core.call('backups.list', {}, { signal });
}

function done(core: ContractClient, act: BackupAct): Promise<BackupsView> {
  switch (act.kind) {
    case 'make':
      return core.call('backups.make', {});
    case 'verify':
      return core.call('backups.verify', { name: act.name });
    case 'restore':
      return core.call('backups.restore', { name: act.name });
  }
}

/** A backup that was read through and found damaged is no good news, though it was read. */
function isGood(act: BackupAct, { backups }: BackupsView): boolean {
  return act.kind !== 'verify' || backups.find(({ name }) => name === act.name)?.state === 'sound';
}

function wordsOf(act: BackupAct, { backups }: BackupsView): string {
  switch (act.kind) {
    case 'make':
      return `Made: ${backups[0]?.name ?? 'a backup'}.`;
    case 'verify': {
      const backup = backups.find(({ name }) => name === act.name);
      return backup === undefined ? `${act.name} is gone.` : `${act.name} is ${STATE_WORDS[backup.state].word}${backup.detail === '' ? '' : `: ${backup.detail}`}.`;
    }
    case 'restore':
      return `The terminal starts anew on ${act.name}.`;
  }
}

import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Exported } from '../../../src-core/contract/access.ts';
import type { CrashReport } from '../../../src-core/contract/app.ts';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { useCore } from '../../connection/core.tsx';
import { type Question, useAnswer } from '../../connection/use-answer.ts';

/** What is being done; null as an id is all of them. */
export interface CrashAct {
  readonly kind: 'export' | 'remove';
  readonly id: string | null;
}

export type CrashOutcome = { readonly kind: 'exported'; readonly exported: Exported } | { readonly kind: 'failed'; readonly text: string };

export interface Crashes {
  /** null before the first answer. A report that was new when this list was opened stays so. */
  readonly reports: readonly CrashReport[] | null;
  readonly failure: string | null;
  readonly acting: CrashAct | null;
  readonly outcome: CrashOutcome | null;
  again(): void;
  act(act: CrashAct): Promise<void>;
}

/** A hook: the crash reports of this machine, asked for while `isAsked`, and again when there are new ones. To ask is to have looked. */
export function useCrashes(isAsked: boolean, fresh: number): Crashes {
  const core = useCore();
  const question = useMemo(() => (isAsked ? listed(core, fresh) : null), [core, isAsked, fresh]);
  const { value, failure, again } = useAnswer(question);
  const [reports, setReports] = useState<readonly CrashReport[] | null>(null);
  const [acting, setActing] = useState<CrashAct | null>(null);
  const [outcome, setOutcome] = useState<CrashOutcome | null>(null);
  const take = useCallback((answer: readonly CrashReport[]) => setReports((before) => stillFresh(answer, before ?? [])), []);
  useEffect(() => {
    if (value !== null) take(value);
  }, [take, value]);
  const act = useCallback(
    async (wanted: CrashAct): Promise<void> => {
      setActing(wanted);
      setOutcome(null);
      try {
        if (wanted.kind === 'export') setOutcome({ kind: 'exported', exported: await core.call('crashes.export', { id: wanted.id }) });
        else take(await core.call('crashes.remove', { id: wanted.id }));
      } catch (error) {
        setOutcome({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
      } finally {
        setActing(null);
      }
    },
    [core, take],
  );
  return { reports, failure, acting, outcome, again, act };
}

/** A change of what nobody has looked at asks anew. */
function listed(core: ContractClient, _fresh: number): Question<readonly CrashReport[]> {
  return (signal) => core.call('crashes.list', {}, { signal });
}

/** The core forgets what is new as it answers; whoever is reading does not. */
export function stillFresh(answer: readonly CrashReport[], before: readonly CrashReport[]): readonly CrashReport[] {
  const fresh = new Set(before.filter(({ isFresh }) => isFresh).map(({ id }) => id));
  return answer.map((report) => (fresh.has(report.id) ? { ...report, isFresh: true } : report));
}

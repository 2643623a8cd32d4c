import { useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import type { metricDefinitionSchema, PerformanceAccount, PerformanceQuery, PerformanceView, SlicesView } from '../../../src-core/contract/performance.ts';
import type { Dimension, Slice } from '../../../src-core/performance/slice.ts';
import { useCore, useStreamPart } from '../../connection/core.tsx';
import { withKeys } from './performance-choice.ts';
import type { Bounds } from './period.ts';
import { type Answer, type Question, useAnswer } from '../../connection/use-answer.ts';

export type MetricDefinition = z.output<typeof metricDefinitionSchema>;

/** Results change as often as fills come; they are asked for again no more often than this. */
const SETTLED_AFTER = 1_000;

/** A hook: the revision of the results, the first at once and the newest a moment after it changed. null before it is known. */
export function useRevision(): number | null {
  const revision = useStreamPart('performance', (state) => state?.revision ?? null);
  const [settled, setSettled] = useState<number | null>(null);
  const newest = useRef(revision);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    newest.current = revision;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      setSettled(newest.current);
    }, SETTLED_AFTER);
  }, [revision]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  return settled ?? revision;
}

/** A hook: the accounts, and what the metrics mean, asked while `visible`. */
export function useAccounts(visible: boolean, revision: number | null): Answer<{ readonly accounts: readonly PerformanceAccount[]; readonly definitions: readonly MetricDefinition[] }> {
  const core = useCore();
  return useAnswer(
    useMemo(
      () =>
        visible
          ? asked(revision, async (signal) => {
              const [accounts, definitions] = await Promise.all([core.call('performance.accounts', {}, { signal }), core.call('performance.definitions', {}, { signal })]);
              return { accounts, definitions };
            })
          : null,
      [core, visible, revision],
    ),
  );
}

export interface Asked {
  /** null is the own account. */
  readonly accountId: string | null;
  readonly bounds: Bounds;
  readonly slice: Slice;
}

/** A hook: the period of one account; null asks nothing. */
export function usePeriod(query: Asked | null, revision: number | null): Answer<PerformanceView> {
  const core = useCore();
  const input = useStable(query === null ? null : inputOf(query));
  return useAnswer(useMemo(() => (input === null ? null : asked(revision, (signal) => core.call('performance.get', input, { signal }))), [core, input, revision]));
}

/** A hook: the same by the keys of a dimension. */
export function useSlices(query: Asked | null, by: Dimension, revision: number | null): Answer<SlicesView> {
  const core = useCore();
  const input = useStable(query === null ? null : { ...inputOf(query), by });
  return useAnswer(useMemo(() => (input === null ? null : asked(revision, (signal) => core.call('performance.slices', input, { signal }))), [core, input, revision]));
}

/** A hook: what trades there are of each key, whatever is chosen of its own dimension; of the dimensions named. */
export function useKeys(query: Asked | null, dimensions: readonly Dimension[], revision: number | null): Answer<readonly SlicesView[]> {
  const core = useCore();
  const inputs = useStable(query === null || dimensions.length === 0 ? null : dimensions.map((by) => ({ ...inputOf({ ...query, slice: withKeys(query.slice, by, []) }), by })));
  return useAnswer(useMemo(() => (inputs === null ? null : asked(revision, (signal) => Promise.all(inputs.map((input) => core.call('performance.slices', input, { signal }))))), [core, inputs, revision]));
}

function inputOf({ accountId, bounds, slice }: Asked): Pick<PerformanceQuery, 'accountId' | 'from' | 'to' | 'slice'> {
  return { ...bounds, ...(accountId === null ? {} : { accountId }), slice };
}

/** A question of its own for each revision. */
function asked<T>(_revision: number | null, question: Question<T>): Question<T> {
  return question;
}

/** A hook: the value of before while it says the same. */
function useStable<T>(value: T): T {
  const [kept, setKept] = useState(value);
  if (kept === value || JSON.stringify(kept) === JSON.stringify(value)) return kept;
  setKept(value);
  return value;
}

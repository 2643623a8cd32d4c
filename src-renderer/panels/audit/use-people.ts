import { useMemo } from 'react';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { useCore, useStreamPart } from '../../connection/core.tsx';
import { useAnswer } from '../../connection/use-answer.ts';
import { refusalWords } from '../../workspace/refusal.ts';
import type { Person } from './audit-bar.tsx';

/** A hook: whose entries there can be in the record, for whom everybody's are shown; none where only the own ones are, or there is one person. */
export function usePeople(visible: boolean): readonly Person[] {
  const core = useCore();
  const mayAsk = useStreamPart('access', (access) => access !== null && access.profile === 'desk' && refusalWords('users.list', access) === null);
  const question = useMemo(() => (visible && mayAsk ? asked(core) : null), [core, visible, mayAsk]);
  const { value } = useAnswer(question);
  return value ?? [];
}

function asked(core: ContractClient): (signal: AbortSignal) => Promise<readonly Person[]> {
  return async (signal) => (await core.call('users.list', {}, { signal })).map(({ id, username }) => ({ id, name: username }));
}

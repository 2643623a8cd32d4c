import { useEffect, useMemo, useReducer, useState } from 'react';
import type { JournalQuery } from '../../../src-core/contract/journal.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { JournalPages } from './journal-pages.ts';

export interface ReadPages {
  /** The newest that has a page; null before the first. */
  readonly pages: JournalPages | null;
  /** The newest, which may have none yet. */
  readonly asked: JournalPages | null;
  /** What is shown is of an earlier question. */
  readonly isOld: boolean;
}

/**
 * A hook: the journal as a query asks for it, read anew with each revision of the results and each connection; what was
 * read before stays in sight until the new first page is there. null asks nothing.
 */
export function useJournalPages(query: JournalQuery | null, revision: number | null, rows: readonly [first: number, last: number]): ReadPages {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const key = query === null ? null : JSON.stringify(query);
  const asked = useMemo(() => {
    if (query === null || !isConnected) return null;
    return new JournalPages((offset, limit, signal) => core.call('journal.list', { ...query, offset, limit }, { signal }), draw);
    // oxlint-disable-next-line react/exhaustive-deps -- the query is told by its key, and a revision asks the same again
  }, [core, isConnected, key, revision]);
  const [shown, setShown] = useState<JournalPages | null>(null);
  if (asked !== null && asked.head !== null && shown !== asked) setShown(asked);
  useEffect(() => () => asked?.end(), [asked]);
  const [first, last] = rows;
  useEffect(() => asked?.need(first, last), [asked, first, last]);
  return { pages: shown, asked, isOld: asked !== null && shown !== asked };
}

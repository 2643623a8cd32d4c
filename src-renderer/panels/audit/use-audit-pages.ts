import { useEffect, useReducer, useState } from 'react';
import type { AuditPage, AuditRow } from '../../../src-core/contract/access.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { PAGE, PagedRows } from '../../connection/paged-rows.ts';
import { useRestart } from '../../workspace/restart/restart.ts';
import type { Listed } from './audit-choice.ts';

export type AuditPages = PagedRows<AuditRow, { readonly total: number }>;

export interface ReadAudit {
  /** The newest that has a page; null before the first. */
  readonly pages: AuditPages | null;
  /** The newest, which may have none yet. */
  readonly asked: AuditPages | null;
  /** What is shown is of an earlier question. */
  readonly isOld: boolean;
  /** Entries that were written since the list was read, and are not in it. */
  readonly newer: number;
  /** Reads the list anew, with what is newer. */
  refresh(): void;
}

const LOOK_EACH = 3_000;

/**
 * A hook: the record as a query asks for it, newest first, standing still from when it was read: what is written
 * afterwards is counted, and comes with the next reading. `rows` are those in sight. null asks nothing.
 */
export function useAuditPages(query: Listed | null, rows: readonly [first: number, last: number]): ReadAudit {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const starts = useRestart((state) => state.starts);
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [reading, refresh] = useReducer((count: number) => count + 1, 0);
  const [newer, setNewer] = useState(0);
  const key = query === null ? null : JSON.stringify(query);
  const [asked, setAsked] = useState<StandingList | null>(null);
  useEffect(() => {
    if (query === null || !isConnected) {
      setAsked(null);
      return undefined;
    }
    const list = standingList((page, signal) => core.call('audit.list', page, { signal }), query, draw);
    setAsked(list);
    return () => list.pages.end();
    // oxlint-disable-next-line react/exhaustive-deps -- the query is told by its key; a reading or a start asks the same again
  }, [core, isConnected, key, reading, starts]);
  const [shown, setShown] = useState<StandingList | null>(null);
  if (asked !== null && asked.pages.head !== null && shown !== asked) setShown(asked);
  const [first, last] = rows;
  useEffect(() => asked?.pages.need(first, last), [asked, first, last]);
  useEffect(() => {
    setNewer(0);
    if (asked === null) return undefined;
    const stop = new AbortController();
    const timer = setInterval(() => {
      // One that fails is asked for again.
      asked.countNewer(stop.signal).then(
        (count) => {
          if (stop.signal.aborted) return;
          // Nothing stands there that could jump.
          if (count > 0 && asked.pages.head?.total === 0) refresh();
          else setNewer(count);
        },
        () => undefined,
      );
    }, LOOK_EACH);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [asked]);
  return { pages: shown?.pages ?? null, asked: asked?.pages ?? null, isOld: asked !== null && shown !== asked, newer, refresh };
}

export interface StandingList {
  readonly pages: AuditPages;
  /** Entries that match and are newer than the newest that was read. */
  countNewer(signal: AbortSignal): Promise<number>;
}

export type ReadAuditPage = (query: Listed & { readonly offset: number; readonly limit: number }, signal: AbortSignal) => Promise<AuditPage>;

/** The entries that match, up to the newest there was at the first reading: places do not move while others are written. */
export function standingList(read: ReadAuditPage, query: Listed, changed: () => void): StandingList {
  let first: Promise<AuditPage> | null = null;
  /** After the newest entry that was read; null where there was none. */
  let end: number | null = null;
  const pages: AuditPages = new PagedRows({
    read: async (offset, limit, signal) => {
      first ??= read({ ...query, offset: 0, limit: PAGE }, signal).catch((error: unknown) => {
        first = null;
        throw error;
      });
      const newest = await first;
      end = newest.rows[0] === undefined ? null : newest.rows[0].time + 1;
      if (offset === 0 || end === null) return { rows: newest.rows, head: { total: newest.total } };
      const { rows } = await read({ ...query, to: Math.min(end, query.to ?? Infinity), offset, limit }, signal);
      return { rows, head: { total: newest.total } };
    },
    changed,
    idOf: (row) => row.id,
  });
  return {
    pages,
    async countNewer(signal) {
      if (pages.head === null || (end !== null && query.to !== undefined && query.to <= end)) return 0;
      const { total } = await read({ ...query, ...(end === null ? {} : { from: Math.max(end, query.from ?? -Infinity) }), offset: 0, limit: 1 }, signal);
      return total;
    },
  };
}

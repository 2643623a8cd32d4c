import { type KeyboardEvent, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { JournalRow } from '../../../src-core/contract/journal.ts';
import { type Dimension, DIMENSIONS } from '../../../src-core/performance/slice.ts';
import { useActStop } from '../../access/account-stop.ts';
import { useConnection, useStreamPart } from '../../connection/core.tsx';
import { Figure } from '../../design/figure.tsx';
import { formatCount, formatSignedDollars } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { placeAfter } from '../../design/virtual-rows.ts';
import { useJournalFocus } from '../../workspace/journal-focus.ts';
import { boundsOf } from '../performance/period.ts';
import { SliceFilters } from '../performance/slice-filters.tsx';
import { useAccounts, useKeys, useRevision } from '../performance/use-performance.ts';
import { useSize } from '../smile/use-size.ts';
import { EntryView } from './entry-view.tsx';
import { ExportSheet } from './export-sheet.tsx';
import { ImportSheet } from './import-sheet.tsx';
import { JournalBar } from './journal-bar.tsx';
import { choose, isFiltered, journalChoice, queryOf, showAll } from './journal-choice.ts';
import { useJournalSheets } from './journal-sheets.ts';
import { JournalTable } from './journal-table.tsx';
import styles from './journal.module.css';
import { useJournalPages } from './use-journal-pages.ts';

/** From these sizes on the entry has room beside or below the list; else it takes the list's place. Pixels. */
const WIDE = 980;
const TALL = 640;
/** Rows a page key goes over. */
const LEAP = 15;

/** Every package from its opening to its end: to find, to read, to write about, to export. */
export function JournalPanel({ visible }: { readonly visible: boolean }) {
  const choice = journalChoice.use();
  const isConnected = useConnection() === 'connected';
  const stop = useActStop();
  const today = useStreamPart('session', (session) => session?.date ?? null);
  const now = useStreamPart('session', (session) => (session === null ? 0 : Math.floor(session.now / 60_000) * 60_000));
  const revision = useRevision();
  const known = useAccounts(visible, revision);
  const [text, setText] = useState('');
  const [opened, setOpened] = useState<Dimension | null>(null);
  const [isFiltering, setFiltering] = useState(false);
  const [sight, setSight] = useState<readonly [number, number]>([0, 0]);
  const [selected, setSelected] = useState<{ readonly index: number; readonly tradeId: string | null } | null>(null);
  const [entry, setEntry] = useState<string | null>(null);
  const [size, measure] = useSize();
  const scroll = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const { sheet, asked: isAsked, open: openSheet, close: closeSheet, leave } = useJournalSheets();
  const focus = useJournalFocus();

  const bounds = today === null ? null : boundsOf(choice.period, today);
  const isBackwards = today !== null && bounds === null;
  const sought = useDeferredValue(text);
  const query = useMemo(() => (bounds === null ? null : queryOf(choice, sought, bounds)), [bounds, choice, sought]);
  const { pages, asked, isOld } = useJournalPages(visible ? query : null, revision, sight);
  const keys = useKeys(
    visible && isFiltering && bounds !== null ? { accountId: choice.accountId, bounds, slice: choice.slice } : null,
    DIMENSIONS.filter((dimension) => dimension === opened || choice.slice[dimension] !== undefined),
    revision,
  );
  const head = pages?.head ?? null;
  const total = head?.total ?? 0;
  const failure = asked?.failure ?? null;

  // The selected trade keeps its mark where another order or a new package moves it.
  const place = selected === null || selected.tradeId === null ? null : (pages?.placeOf(selected.tradeId) ?? null);
  const at = selected === null || total === 0 ? null : (place ?? Math.min(selected.index, total - 1));
  const current = at === null ? null : (pages?.rowAt(at) ?? null);

  const select = useCallback((index: number) => setSelected({ index, tradeId: pages?.rowAt(index)?.tradeId ?? null }), [pages]);
  const open = useCallback(
    (index: number) => {
      select(index);
      setEntry(pages?.rowAt(index)?.tradeId ?? null);
    },
    [pages, select],
  );
  const changed = useCallback((row: JournalRow) => pages?.replace(row), [pages]);
  const look = useCallback((first: number, last: number) => setSight((before) => (before[0] === first && before[1] === last ? before : [first, last])), []);

  useEffect(() => {
    const { tradeId } = useJournalFocus.getState();
    if (focus.seq === 0 || tradeId === null) return;
    setEntry(tradeId);
    setSelected({ index: 0, tradeId });
  }, [focus.seq]);
  useEffect(() => {
    if (!isAsked || !visible) return;
    scroll.current?.focus();
    leave();
  }, [isAsked, visible, leave]);

  const isWide = size !== null && size.width >= WIDE;
  const isTall = size !== null && size.height >= TALL;
  const isSplit = isWide || isTall;
  /** Where there is room, the selected package's entry is always in sight. */
  const shown = isSplit ? (current?.tradeId ?? entry) : entry;
  const isReplaced = !isSplit && entry !== null;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !(event.target instanceof HTMLInputElement) && !(event.target instanceof HTMLTextAreaElement)) search.current?.focus();
    else if (event.key === 'Escape' && entry !== null && !isSplit) back();
    else if (event.target !== scroll.current) return;
    else if (event.key === 'Enter' && at !== null) open(at);
    else {
      const next = placeAfter(event.key, at, total, LEAP);
      if (next === null) return;
      select(next);
    }
    event.preventDefault();
  }

  function back(): void {
    setEntry(null);
    requestAnimationFrame(() => scroll.current?.focus());
  }

  const filtered = isFiltered(choice, text);
  return (
    <section className={styles.panel} aria-label="Journal" aria-busy={isOld} data-testid="journal" data-stale={!isConnected} onKeyDown={onKeyDown}>
      <div className={styles.bar}>
        <JournalBar choice={choice} text={text} search={search} accounts={known.value?.accounts ?? []} today={today} isBackwards={isBackwards} isFiltering={isFiltering} setText={setText} leave={() => (isReplaced ? back() : scroll.current?.focus())} toggleFilters={() => setFiltering(!isFiltering)} />
        <span className={styles.spring} />
        {isConnected ? null : <span className={styles.stale}>△ not connected: of an earlier moment</span>}
      </div>
      {isFiltering ? <SliceFilters slice={choice.slice} opened={opened} keys={keys.value ?? []} setOpened={setOpened} set={(slice) => choose({ slice })} /> : null}
      <div ref={measure} className={styles.area} data-layout={isWide ? 'beside' : isTall ? 'below' : 'single'}>
        <div ref={scroll} className={styles.scroll} tabIndex={0} role="group" aria-label="Packages" aria-activedescendant={current === null ? undefined : `journal-${current.tradeId}`} data-testid="journal-list" data-old={isOld} hidden={isReplaced}>
          {isBackwards ? (
            <PanelState kind="empty" title="The period ends before it begins" detail="Choose a first day that is not after the last." action={{ title: 'Show all days', run: () => choose({ period: { kind: 'all' } }) }} />
          ) : head === null || pages === null ? (
            !isConnected ? (
              <PanelState kind="disconnected" title="Not connected to the core" detail="The journal returns with the connection; trying again." />
            ) : failure === null ? (
              <PanelState kind="loading" title="Reading the journal" />
            ) : (
              <PanelState kind="error" title="The journal cannot be read" detail={failure} action={{ title: 'Try again', run: () => asked?.again(...sight) }} />
            )
          ) : total === 0 && filtered ? (
            <PanelState kind="empty" title="No package matches" detail="Search, period, state, result and filters together leave none." action={{ title: 'Show all', run: () => (setText(''), showAll()) }} />
          ) : total === 0 ? (
            <PanelState kind="empty" title="The journal is empty" detail="Each package is written here as it is filled, from its opening to its end. A broker’s statement can be imported beside it." action={stop === null ? { title: 'Import a statement…', run: () => openSheet('import') } : undefined} />
          ) : (
            <JournalTable pages={pages} total={total} choice={choice} now={now} selected={at} scroll={scroll} sort={choose} select={select} open={open} look={look} />
          )}
        </div>
        {isReplaced || isSplit ? (
          <div className={styles.entry} tabIndex={-1} role="group" aria-label="Entry">
            {shown === null ? <PanelState kind="empty" title="No package selected" detail="↑ and ↓ choose one; its entry is shown here." /> : <EntryView key={shown} tradeId={shown} revision={revision} stop={stop} close={isSplit ? null : back} changed={changed} />}
          </div>
        ) : null}
      </div>
      <footer className={styles.foot}>
        <span className={styles.sum} data-testid="journal-sum">
          {head === null ? '' : `${formatCount(total)} ${total === 1 ? 'package' : 'packages'}${filtered ? ' match' : ''} · net `}
          {head === null ? null : <Figure value={head.net} text={formatSignedDollars(head.net)} arrow />}
        </span>
        {failure === null || head === null ? null : (
          <span className={styles.stale} role="alert">
            △ {failure}{' '}
            <button type="button" className={styles.small} onClick={() => asked?.again(...sight)}>
              Try again
            </button>
          </span>
        )}
        <span className={styles.spring} />
        <button type="button" className={styles.small} data-testid="journal-export" disabled={total === 0} onClick={() => openSheet('export')}>
          Export…
        </button>
        <button type="button" className={styles.small} data-testid="journal-import" onClick={() => openSheet('import')}>
          Import…
        </button>
      </footer>
      {sheet === 'export' && query !== null ? <ExportSheet query={query} total={total} filtered={filtered} onClose={closeSheet} /> : null}
      {sheet === 'import' ? <ImportSheet stop={stop} onClose={closeSheet} /> : null}
    </section>
  );
}

import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useConnection, useCore, useStreamPart } from '../../connection/core.tsx';
import { formatBytes, formatCount } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { saveFile } from '../../design/save-file.ts';
import { placeAfter } from '../../design/virtual-rows.ts';
import { standingOf, useRefusal } from '../../workspace/refusal.ts';
import { useSize } from '../smile/use-size.ts';
import { AuditBar } from './audit-bar.tsx';
import { choose, FIRST_CHOICE, isBackwards, isFiltered, queryOf, useAuditChoice } from './audit-choice.ts';
import { AuditEntry } from './audit-entry.tsx';
import { useAuditFocus } from './audit-focus.ts';
import { AuditTable } from './audit-table.tsx';
import styles from './audit.module.css';
import { useAuditPages } from './use-audit-pages.ts';
import { usePeople } from './use-people.ts';
import { useToday } from './use-today.ts';
import { useVerification } from './use-verification.ts';
import { VerificationBanner } from './verification-banner.tsx';

/** From these sizes on the entry has room beside or below the list; else it takes the list's place. Pixels. */
const WIDE = 980;
const TALL = 640;
/** Rows a page key goes over. */
const LEAP = 15;

/** The record of every act: to find, to read, to prove whole, to export. */
export function AuditPanel({ visible }: { readonly visible: boolean }) {
  const refusal = useRefusal('audit.list');
  if (refusal !== null) return <PanelState kind="empty" title="The audit is not for everybody" detail={`${refusal} It names who did what, and from where.`} />;
  return <Audit visible={visible} />;
}

function Audit({ visible }: { readonly visible: boolean }) {
  const core = useCore();
  const choice = useAuditChoice();
  const isConnected = useConnection() === 'connected';
  const owner = useStreamPart('access', (access) => (access === null || standingOf(access).role === 'admin' ? null : (access.user?.username ?? null)));
  const people = usePeople(visible);
  const verifying = useVerification();
  const [sight, setSight] = useState<readonly [number, number]>([0, 0]);
  const [selected, setSelected] = useState<{ readonly index: number; readonly id: string | null } | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [saying, setSaying] = useState<{ readonly kind: 'making' | 'done' | 'failed'; readonly text: string } | null>(null);
  const [size, measure] = useSize();
  const scroll = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const { isAsked, isVerifying, leave: leaveFocus } = useAuditFocus();

  const today = useToday();
  const isBack = isBackwards(choice);
  const query = useMemo(() => (isBack ? null : queryOf(choice, today)), [choice, isBack, today]);
  const { pages, asked, isOld, newer, refresh } = useAuditPages(visible ? query : null, sight);
  const head = pages?.head ?? null;
  const total = head?.total ?? 0;
  const failure = asked?.failure ?? null;
  const at = placeIn(pages, selected, total);
  const current = at === null ? null : (pages?.rowAt(at) ?? null);
  const filtered = isFiltered(choice);

  const select = useCallback((index: number) => setSelected({ index, id: pages?.rowAt(index)?.id ?? null }), [pages]);
  const open = useCallback(
    (index: number) => {
      select(index);
      setOpen(true);
    },
    [select],
  );
  const look = useCallback((first: number, last: number) => setSight((before) => (before[0] === first && before[1] === last ? before : [first, last])), []);
  // What is listed anew begins at its top, with nothing opened that may not be in it.
  useEffect(() => {
    scroll.current?.scrollTo({ top: 0 });
    setSelected(null);
    setOpen(false);
  }, [choice]);
  const { start } = verifying;
  useEffect(() => {
    if (!visible || (!isAsked && !isVerifying)) return;
    if (isAsked) scroll.current?.focus();
    if (isVerifying) start();
    leaveFocus();
  }, [visible, isAsked, isVerifying, start, leaveFocus]);

  const isWide = size !== null && size.width >= WIDE;
  const isTall = size !== null && size.height >= TALL;
  const isSplit = isWide || isTall;
  const isReplaced = !isSplit && isOpen && current !== null;

  function back(): void {
    setOpen(false);
    requestAnimationFrame(() => scroll.current?.focus());
  }

  function showNewer(): void {
    refresh();
    scroll.current?.scrollTo({ top: 0 });
    setSelected(null);
  }

  async function save(format: 'csv' | 'jsonl'): Promise<void> {
    if (query === null) return;
    setSaying({ kind: 'making', text: 'Making the file …' });
    try {
      const file = await core.call('audit.export', { query, format });
      saveFile(file);
      setSaying({ kind: 'done', text: `Saved ${file.name}, ${formatBytes((file.base64.length * 3) / 4)}.` });
    } catch (error) {
      setSaying({ kind: 'failed', text: `Nothing was saved: ${error instanceof Error ? error.message : String(error)}` });
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !(event.target instanceof HTMLInputElement)) search.current?.focus();
    else if (event.key === 'Escape' && isReplaced) back();
    else if (event.target !== scroll.current) return;
    else if (event.key === 'Escape' && choice.place !== null) choose({ place: null });
    else if (event.key === 'Enter' && at !== null) open(at);
    else {
      const next = placeAfter(event.key, at, total, LEAP);
      if (next === null) return;
      select(next);
    }
    event.preventDefault();
  }

  return (
    <section className={styles.panel} aria-label="Audit" aria-busy={isOld} data-testid="audit" data-stale={!isConnected} onKeyDown={onKeyDown}>
      <div className={styles.bar} hidden={isReplaced}>
        {choice.place === null ? (
          <AuditBar choice={choice} search={search} people={people} leave={() => (isReplaced ? back() : scroll.current?.focus())} />
        ) : (
          <span className={styles.place} data-testid="audit-place">
            {choice.place.sequence === null ? 'The chain' : `Around entry ${formatCount(choice.place.sequence)} of the chain`} <b>{choice.place.chain}</b>
            <button type="button" className={styles.small} data-testid="audit-place-leave" onClick={() => choose({ place: null })}>
              Show all Esc
            </button>
          </span>
        )}
        <span className={styles.spring} />
        {isConnected ? null : <span className={styles.stale}>△ not connected: of an earlier moment</span>}
        <button type="button" className={styles.button} title="Reads the whole record and says whether an entry was changed, taken out or put in" disabled={!isConnected || verifying.verification.kind === 'reading'} data-testid="audit-verify" onClick={start}>
          Verify
        </button>
      </div>
      <VerificationBanner {...verifying} place={choice.place} />
      <div ref={measure} className={styles.area} data-layout={isWide ? 'beside' : isTall ? 'below' : 'single'}>
        <div ref={scroll} className={styles.scroll} tabIndex={0} role="group" aria-label="Entries" aria-activedescendant={current === null ? undefined : `audit-${current.id}`} data-testid="audit-list" data-old={isOld} hidden={isReplaced}>
          {isBack ? (
            <PanelState kind="empty" title="The period ends before it begins" detail="Choose a first day that is not after the last." action={{ title: 'Show all days', run: () => choose({ period: { kind: 'all' } }) }} />
          ) : pages === null || head === null ? (
            !isConnected ? (
              <PanelState kind="disconnected" title="Not connected to the core" detail="The record returns with the connection; trying again." />
            ) : failure === null ? (
              <PanelState kind="loading" title="Reading the audit" />
            ) : (
              <PanelState kind="error" title="The audit cannot be read" detail={failure} action={{ title: 'Try again', run: () => asked?.again(...sight) }} />
            )
          ) : total === 0 && choice.place !== null ? (
            <PanelState kind="empty" title="No entry stands there" detail="Neither it nor its neighbours are in the record that can be read here." action={{ title: 'Show all', run: () => choose({ place: null }) }} />
          ) : total === 0 && filtered ? (
            <PanelState kind="empty" title="No entry matches" detail="Search, days, person, action and outcome together leave none." action={{ title: 'Show all', run: () => choose(FIRST_CHOICE) }} />
          ) : total === 0 ? (
            <PanelState kind="empty" title="Nothing is in the record yet" detail="Whatever changes something is written here: who did it, from where, and what was before and after." />
          ) : (
            <AuditTable pages={pages} total={total} selected={at} sought={choice.place?.sequence ?? null} scroll={scroll} select={select} open={open} look={look} />
          )}
        </div>
        {isSplit || isReplaced ? (
          <div className={styles.entry} tabIndex={-1} role="group" aria-label="Entry">
            {current === null ? <PanelState kind="empty" title="No entry selected" detail="↑ and ↓ choose one; what it changed is shown here." /> : <AuditEntry key={current.id} row={current} close={isSplit ? null : back} />}
          </div>
        ) : null}
      </div>
      <footer className={styles.foot} hidden={isReplaced}>
        <span className={styles.sum} data-testid="audit-sum">
          {head === null ? '' : `${formatCount(total)} ${total === 1 ? 'entry' : 'entries'}${owner === null ? '' : ` of ${owner}`}${filtered && choice.place === null ? ' match' : ''}${owner === null ? '' : '; admins see everybody’s'}`}
        </span>
        {failure === null || head === null ? null : (
          <span className={styles.stale} role="alert">
            △ {failure}{' '}
            <button type="button" className={styles.small} onClick={() => asked?.again(...sight)}>
              Try again
            </button>
          </span>
        )}
        {newer === 0 ? null : (
          <button type="button" className={styles.newer} title="Written since the list was read: show them" data-testid="audit-newer" onClick={showNewer}>
            ↑ {formatCount(newer)} newer
          </button>
        )}
        <span className={styles.spring} />
        {saying === null ? null : (
          <span className={styles.saying} role={saying.kind === 'failed' ? 'alert' : 'status'} data-kind={saying.kind} data-testid="audit-saying" title={saying.text}>
            {saying.text}
          </span>
        )}
        {(['csv', 'jsonl'] as const).map((format) => (
          <button key={format} type="button" className={styles.small} title={filtered ? 'What the list shows' : 'The whole record'} data-testid={`audit-export-${format}`} disabled={total === 0 || !isConnected || saying?.kind === 'making'} onClick={() => void save(format)}>
            {format === 'csv' ? 'Export CSV' : 'JSON lines'}
          </button>
        ))}
      </footer>
    </section>
  );
}

/** Where the selected entry stands; the same entry after the list was read anew, else the same place. */
function placeIn(pages: { placeOf(id: string): number | null } | null, selected: { readonly index: number; readonly id: string | null } | null, total: number): number | null {
  if (selected === null || total === 0) return null;
  const place = selected.id === null ? null : (pages?.placeOf(selected.id) ?? null);
  return place ?? Math.min(selected.index, total - 1);
}

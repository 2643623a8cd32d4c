import { type RefObject, useEffect, useRef, useState } from 'react';

/** Rows drawn beyond what is in sight. */
const BEYOND = 8;
/** Until a row was measured. Pixels. */
const ROW_HEIGHT = 21;

export interface RowsInSight {
  /** Of the rows that are to be drawn; `last` is before `first` where there are none. */
  readonly first: number;
  readonly last: number;
  readonly rowHeight: number;
}

export interface VirtualRows extends RowsInSight {
  /** The table's body, whose rows marked `data-row` tell how tall one is. */
  readonly body: RefObject<HTMLTableSectionElement | null>;
}

/** Which of `total` rows stand in a window of a list, with some beyond it. */
export function rowsInSight(total: number, top: number, height: number, rowHeight: number): Pick<RowsInSight, 'first' | 'last'> {
  return {
    first: Math.max(0, Math.min(total - 1, Math.floor(top / rowHeight) - BEYOND)),
    last: Math.min(total - 1, Math.ceil((top + height) / rowHeight) + BEYOND),
  };
}

/** A hook: a long table in `scroll` of which only the rows in sight are drawn; the selected one, null for none, is kept in sight. */
export function useVirtualRows(total: number, selected: number | null, scroll: RefObject<HTMLElement | null>): VirtualRows {
  const [rowHeight, setRowHeight] = useState(ROW_HEIGHT);
  const [sight, setSight] = useState({ top: 0, height: 600 });
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    const element = scroll.current;
    if (element === null) return undefined;
    const see = (): void => setSight({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(() => {
      see();
      // The density of the window decides how tall a row is.
      const height = body.current?.querySelector<HTMLElement>('[data-row]')?.offsetHeight ?? 0;
      if (height > 0) setRowHeight(height);
    });
    observer.observe(element);
    if (body.current !== null) observer.observe(body.current);
    element.addEventListener('scroll', see, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', see);
    };
  }, [scroll]);
  useEffect(() => {
    const element = scroll.current;
    if (element === null || selected === null) return;
    const heading = element.querySelector('thead')?.offsetHeight ?? 0;
    const [top, bottom] = [selected * rowHeight, (selected + 1) * rowHeight];
    if (top < element.scrollTop) element.scrollTo({ top });
    else if (bottom + heading > element.scrollTop + element.clientHeight) element.scrollTo({ top: bottom + heading - element.clientHeight });
  }, [scroll, selected, rowHeight]);
  return { ...rowsInSight(total, sight.top, sight.height, rowHeight), rowHeight, body };
}

/** The place that a key goes to from `at`; null where it does not navigate or there is nothing. A page key goes over `leap` rows. */
export function placeAfter(key: string, at: number | null, total: number, leap: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: leap, PageUp: -leap, Home: -Infinity, End: Infinity };
  const step = steps[key];
  if (step === undefined || total === 0) return null;
  const from = at ?? (step > 0 ? -1 : total);
  return Math.max(0, Math.min(total - 1, from + step));
}

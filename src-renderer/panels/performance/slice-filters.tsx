import { type KeyboardEvent, useRef } from 'react';
import type { SlicesView } from '../../../src-core/contract/performance.ts';
import { titleOfKey } from '../../../src-core/performance/keys-of.ts';
import { type Dimension, DIMENSIONS, type Slice } from '../../../src-core/performance/slice.ts';
import { formatCount } from '../../design/format.ts';
import { isSliced, toggleKey } from './performance-choice.ts';
import { DIMENSION_TITLES } from './performance-words.ts';
import styles from './performance.module.css';
import { valueOf } from './slices-data.ts';

export interface SliceFiltersProps {
  readonly slice: Slice;
  /** The dimension whose keys are shown to choose from. */
  readonly opened: Dimension | null;
  /** Of the opened dimension, and of those that are filtered by. */
  readonly keys: readonly SlicesView[];
  readonly setOpened: (dimension: Dimension | null) => void;
  readonly set: (slice: Slice) => void;
}

/** Which trades are looked at: a button a dimension that shows its keys, and each key that is chosen as a mark to take away. */
export function SliceFilters({ slice, opened, keys, setOpened, set }: SliceFiltersProps) {
  const group = useRef<HTMLDivElement>(null);
  const chosen = DIMENSIONS.flatMap((dimension) => (slice[dimension] ?? []).map((key) => ({ dimension, key })));
  const countOf = (dimension: Dimension, key: string): number | null => {
    const row = keys.find(({ by }) => by === dimension)?.rows.find((each) => each.key === key);
    return row === undefined ? null : valueOf(row.metrics, 'trades');
  };
  const offered = opened === null ? null : keys.find(({ by }) => by === opened);

  /** Arrow keys walk the marks, Delete takes one away, Escape closes the keys. */
  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(group.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === event.target);
    if (event.key === 'Escape' && opened !== null) {
      setOpened(null);
      group.current?.querySelector<HTMLElement>(`[data-dimension="${opened}"]`)?.focus();
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      buttons[at + (event.key === 'ArrowRight' ? 1 : -1)]?.focus();
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && event.target instanceof HTMLElement && event.target.dataset['chosen'] === 'true') {
      event.target.click();
      buttons[Math.max(0, at - 1)]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div ref={group} className={styles.filters} role="group" aria-label="Filter trades" onKeyDown={onKeyDown}>
      {DIMENSIONS.map((dimension) => (
        <button key={dimension} type="button" className={styles.dimension} aria-expanded={opened === dimension} data-set={slice[dimension] !== undefined} data-dimension={dimension} data-testid="performance-dimension" onClick={() => setOpened(opened === dimension ? null : dimension)}>
          {DIMENSION_TITLES[dimension]}
        </button>
      ))}
      {chosen.map(({ dimension, key }) => (
        <button key={`${dimension} ${key}`} type="button" className={styles.chosen} title={`${DIMENSION_TITLES[dimension]}; press to take the filter away`} data-chosen="true" data-testid="performance-filter" data-key={key} onClick={() => set(toggleKey(slice, dimension, key))}>
          {titleOfKey(dimension, key)} <Count count={countOf(dimension, key)} /> ×
        </button>
      ))}
      {isSliced(slice) ? (
        <button type="button" className={styles.choice} data-testid="performance-clear" onClick={() => set({})}>
          Clear filters
        </button>
      ) : null}
      {opened === null ? null : (
        <div className={styles.keys} role="group" aria-label={DIMENSION_TITLES[opened]}>
          {offered === undefined || offered === null ? (
            <span className={styles.quietly}>Reading …</span>
          ) : offered.rows.length === 0 ? (
            <span className={styles.quietly}>No trade has one.</span>
          ) : (
            offered.rows.map(({ key, title }) => (
              <button key={key} type="button" className={styles.key} aria-pressed={slice[opened]?.includes(key) ?? false} data-testid="performance-key" data-key={key} onClick={() => set(toggleKey(slice, opened, key))}>
                {title} <Count count={countOf(opened, key)} />
              </button>
            ))
          )}
        </div>
      )}
    </div>
  );
}

function Count({ count }: { readonly count: number | null }) {
  return count === null ? null : <span className={styles.count}>{formatCount(count)}</span>;
}

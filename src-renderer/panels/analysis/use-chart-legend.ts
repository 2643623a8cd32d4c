import { useMemo } from 'react';
import type { ChartMark } from '../../design/chart-frame.tsx';
import type { Analysis } from './analyse.ts';

/** A hook: the structures' letters with their colours and dashes; with the lines of a payoff where wanted. */
export function useChartLegend({ slots, sum }: Analysis, withLines: boolean): readonly ChartMark[] {
  const names = slots.flatMap((slot) => (slot.state === 'drawn' ? [`${slot.slot.letter}\n${slot.drawn.spec.title}`] : [])).join('\0');
  const hasSum = sum !== null;
  return useMemo(() => {
    const marks = names === '' ? [] : names.split('\0').map((name): ChartMark => {
      const [letter = '', title = ''] = name.split('\n');
      return { title: `${letter} ${title}`, colour: `var(--letter-${letter.toLowerCase()})`, dashed: letter !== 'A' };
    });
    return [...marks, ...(hasSum ? [{ title: 'Σ together', colour: 'var(--ink)', dashed: true }] : []), ...(withLines ? LINES : [])];
  }, [names, hasSum, withLines]);
}

const LINES: readonly ChartMark[] = [{ title: 'now', colour: 'var(--dim)', dashed: true }];

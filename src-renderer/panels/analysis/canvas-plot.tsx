import { useLayoutEffect, useMemo, useRef } from 'react';
import { appearance } from '../../workspace/appearance.ts';
import { type Size, useSize } from '../smile/use-size.ts';
import styles from './analysis.module.css';
import type { Ink } from './plot-paint.ts';

export type Paint = (context: CanvasRenderingContext2D, size: Size, ink: Ink) => void;

/** A canvas as large as its box, painted in the same turn as what it shows changes. `paint` must be another function when it paints otherwise. */
export function CanvasPlot({ paint, label }: { readonly paint: Paint; readonly label: string }) {
  const [size, measure] = useSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const look = appearance.use();
  const ink = useMemo(() => ({ look, read: null as Ink | null }), [look]);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null || size === null) return;
    const context = element.getContext('2d');
    if (context === null) return;
    const ratio = window.devicePixelRatio;
    const width = Math.round(size.width * ratio);
    const height = Math.round(size.height * ratio);
    if (element.width !== width || element.height !== height) {
      element.width = width;
      element.height = height;
    }
    ink.read ??= readInk(element);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    paint(context, size, ink.read);
  }, [paint, size, ink]);
  return (
    <div ref={measure} className={styles.canvas}>
      <canvas ref={canvas} role="img" aria-label={label} style={size === null ? undefined : { width: size.width, height: size.height }} />
    </div>
  );
}

function readInk(element: HTMLElement): Ink {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    panel: token('panel'),
    line: token('line'),
    ink: token('ink'),
    dim: token('dim'),
    faint: token('faint'),
    accent: token('accent'),
    up: token('up'),
    down: token('down'),
    warning: token('warning'),
    raised: token('raised'),
    letters: { A: token('letter-a'), B: token('letter-b'), C: token('letter-c'), D: token('letter-d'), sum: token('ink') },
    font: `400 10px ${token('font-numbers')}`,
  };
}

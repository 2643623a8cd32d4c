import { type RefCallback, useCallback, useState } from 'react';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A hook: the size of an element in whole pixels, null before it is known and while it has none, and the ref to give it. */
export function useSize(): readonly [Size | null, RefCallback<HTMLElement>] {
  const [size, setSize] = useState<Size | null>(null);
  const measure = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      const next = { width: Math.floor(width), height: Math.floor(height) };
      if (next.width > 0 && next.height > 0) setSize((now) => (now?.width === next.width && now.height === next.height ? now : next));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [size, measure];
}

import { useSyncExternalStore } from 'react';
import { useStreamFailure, useStreamPart } from '../../connection/core.tsx';

/**
 * A hook: what names the monitors that are there now; null while that is not known. A shell that opens its windows itself
 * tells of them all. A page in a browser knows the one it is on, by its size in CSS pixels, and whether there are more:
 * not by its scale factor, which a browser's zoom changes too.
 */
export function useMonitorSet(): string | null {
  const told = useStreamPart('app', (app) => (app === null ? null : (app.monitors ?? '')));
  const isUntold = useStreamFailure('app') !== null;
  const here = useSyncExternalStore(onScreen, screenNow);
  return told === '' || (told === null && isUntold) ? here : told;
}

function screenNow(): string {
  const { width, height } = window.screen;
  const isExtended = 'isExtended' in window.screen && window.screen.isExtended === true;
  return `${width}x${height}${isExtended ? '+' : ''}`;
}

function onScreen(changed: () => void): () => void {
  const stop = new AbortController();
  // A window that is dragged to another monitor is told so by its size, its scale factor, or by a browser that says it.
  window.addEventListener('resize', changed, { signal: stop.signal });
  if ('addEventListener' in window.screen && window.screen instanceof EventTarget) window.screen.addEventListener('change', changed, { signal: stop.signal });
  window.addEventListener('focus', changed, { signal: stop.signal });
  return () => stop.abort();
}

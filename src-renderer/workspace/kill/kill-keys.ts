import type { Hold, HoldSource } from './hold.ts';

/** The key of the kill switch in the notation of commands; Ctrl+Shift+K, held alike, is for keyboards without it. */
export const KILL_KEY = 'f8';
export const KILL_CHORD = 'mod+shift+k';

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

/** Of the two ways the one that a press begins; null for other keys. By place on the keyboard too, so that no language or input method is in the way. */
export function killSource({ key, code, ctrlKey, shiftKey, altKey, metaKey }: KeyPress): HoldSource | null {
  if (altKey || metaKey) return null;
  if ((code === 'F8' || key === 'F8') && !ctrlKey && !shiftKey) return 'key';
  // Control on a Mac too: there a key that is let go while ⌘ is down is not told of.
  if ((code === 'KeyK' || key.toLowerCase() === 'k') && ctrlKey && shiftKey) return 'chord';
  return null;
}

/**
 * Holds by key from anywhere: before any field, sheet or panel hears of the press, and whatever has the focus. Losing the
 * window or pressing Esc lets go. Returns what removes it.
 */
export function listenForKill(target: Window, hold: Pick<Hold, 'press' | 'release' | 'abandon'>): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal, capture: true };
  let down: HoldSource | null = null;
  const swallow = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const letGo = (event: Event): void => {
    down = null;
    hold.abandon(event.timeStamp);
  };
  const release = (source: HoldSource, event: Event): void => {
    if (down !== source) return;
    down = null;
    hold.release(source, event.timeStamp);
  };
  target.addEventListener(
    'keydown',
    (event) => {
      const source = killSource(event);
      if (source === null) {
        if (event.key !== 'Escape' || down === null) return;
        swallow(event);
        letGo(event);
        return;
      }
      swallow(event);
      if (event.repeat || down !== null) return;
      down = source;
      hold.press(source, event.timeStamp);
    },
    options,
  );
  target.addEventListener(
    'keyup',
    (event) => {
      if (event.code === 'F8' || event.key === 'F8') release('key', event);
      if (event.code === 'KeyK' || event.key.toLowerCase() === 'k' || event.key === 'Control' || event.key === 'Shift') release('chord', event);
    },
    options,
  );
  target.addEventListener('blur', (event) => event.target === target && letGo(event), options);
  target.document.addEventListener('visibilitychange', (event) => target.document.visibilityState === 'hidden' && letGo(event), options);
  return () => stop.abort();
}

import { useNow } from '../workspace/use-now.ts';
import { waitWords } from './access-words.ts';

/** A hook: that the next password has to wait, counted down; null once it does not. */
export function useWait(waitUntil: number | null): string | null {
  return waitWords(waitUntil, useNow(waitUntil !== null));
}

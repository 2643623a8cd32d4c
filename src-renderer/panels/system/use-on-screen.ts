import { type RefObject, useEffect, useState } from 'react';

/** A hook: whether any of an element is in sight. */
export function useOnScreen(element: RefObject<Element | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const observer = new IntersectionObserver((entries) => setSeen(entries.some(({ isIntersecting }) => isIntersecting)));
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return isSeen;
}

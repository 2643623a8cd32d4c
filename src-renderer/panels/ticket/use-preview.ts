import { type RefObject, useEffect, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useConnection, useCore } from '../../connection/core.tsx';
import { NO_PREVIEW, PreviewLoop, type PreviewView } from './preview-loop.ts';
import { previewTicket, useTicket } from './ticket-store.ts';

/** The live preview of the window's ticket while `visible` and connected; it also prices a limit that is not set yet. */
export function usePreview(visible: boolean): PreviewView {
  const core = useCore();
  const connected = useConnection() === 'connected';
  const [view, setView] = useState(NO_PREVIEW);
  const draft = useTicket(
    useShallow(({ legs, quantity, terms, timeInForce, tradeId, signal, invalid }) => ({ legs, quantity, terms, timeInForce, tradeId, signal, invalid })),
  );
  const loop = useMemo(
    () =>
      new PreviewLoop(
        (ticket, signal) => core.call('orders.preview', ticket, { signal }),
        (next) => {
          setView(next);
          if (next.preview !== null && !next.stale && next.failure === null) useTicket.getState().priceFrom(next.preview);
        },
      ),
    [core],
  );
  useEffect(() => {
    const ticket = previewTicket(draft);
    if (ticket === 'hold' || ((!visible || !connected) && ticket !== null)) loop.hold();
    else loop.watch(ticket);
    return () => loop.stop();
  }, [loop, draft, visible, connected]);
  return view;
}

/** True while the element is on screen: its tab in front and the window not hidden. */
export function useVisible(element: RefObject<HTMLElement | null>): boolean {
  const [onScreen, setOnScreen] = useState(true);
  const [shown, setShown] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new IntersectionObserver((entries) => setOnScreen(entries.at(-1)?.isIntersecting ?? false));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  useEffect(() => {
    const read = (): void => setShown(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, []);
  return onScreen && shown;
}

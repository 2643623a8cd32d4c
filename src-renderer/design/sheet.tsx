import { type ReactNode, useLayoutEffect, useRef } from 'react';
import styles from './sheet.module.css';

export interface SheetProps {
  readonly title: string;
  readonly testId: string;
  readonly onClose: () => void;
  /** For tables. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A modal sheet over the workspace: Esc and a click beside it close it, and the focus returns to where it was. What is marked `data-focus` has it first. */
export function Sheet({ title, testId, onClose, wide = false, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed while it is still there, it gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would focus the scrolling body.
    (element?.querySelector<HTMLElement>('[data-focus]') ?? element?.querySelector('input'))?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.sheet}
      aria-label={title}
      data-wide={wide}
      data-testid={testId}
      onCancel={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles.body}>{children}</div>
    </dialog>
  );
}

import { type KeyboardEvent, useRef, useState } from 'react';
import { useCommands, runCommand } from '../commands.ts';
import { isMac, keyCaps } from '../keys.ts';
import { LINK_COLOURS, LINKS, windowLink } from './link-groups.ts';
import styles from './link-mark.module.css';
import { LINK_KEY, MOVE_PANEL_KEY, NEW_WINDOW_KEY } from './window-links.tsx';

/** The link of this window, beside the symbols that it shares: a menu chooses it, and opens further windows. */
export function LinkMark() {
  const link = windowLink.use();
  const [isOpen, setOpen] = useState(false);
  const mark = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  useCommands([{ id: 'link.menu', title: 'Links and windows …', keys: LINK_KEY, group: 'Windows', run: () => mark.current?.click() }]);
  const means = link === 'none' ? 'Not linked: this window shows its own symbol.' : `Linked ${link}, ${LINK_COLOURS[link]}: windows of this colour show the same symbol.`;

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    // A closed menu keeps the focus until the next frame.
    if (!event.currentTarget.matches(':popover-open')) return;
    if (event.key === 'Tab') return menu.current?.hidePopover();
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button:enabled')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = { ArrowDown: buttons[(at + 1) % buttons.length], ArrowUp: buttons.at(at - 1), Home: buttons[0], End: buttons.at(-1) }[event.key];
    event.stopPropagation();
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  }

  function act(run: () => void): () => void {
    return () => {
      menu.current?.hidePopover();
      run();
    };
  }

  return (
    <>
      <button ref={mark} type="button" className={styles.mark} popoverTarget="link-menu" aria-haspopup="menu" aria-expanded={isOpen} aria-label={`Link: ${means}`} title={`${means} Click to change it, and for further windows (I).`} data-testid="link-mark" data-link={link}>
        <span className={styles.chip} data-group={link} aria-hidden="true">
          {link === 'none' ? '–' : link}
        </span>
      </button>
      <div
        ref={menu}
        id="link-menu"
        popover="auto"
        className={styles.menu}
        data-testid="link-menu"
        onBeforeToggle={() => menu.current?.style.setProperty('--at', `${mark.current?.getBoundingClientRect().left ?? 0}px`)}
        onToggle={({ newState }) => {
          setOpen(newState === 'open');
          if (newState === 'open') menu.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
        }}
        onKeyDown={onKeyDown}
      >
        <div className={styles.head}>Windows of one colour show the same symbol.</div>
        <div role="menu" aria-label="Links and windows">
          {LINKS.map((choice) => (
            <button key={choice} type="button" role="menuitemradio" aria-checked={choice === link} className={styles.item} data-testid={`link-${choice}`} onClick={act(() => windowLink.set(choice))}>
              <span className={styles.chip} data-group={choice} aria-hidden="true">
                {choice === 'none' ? '–' : choice}
              </span>
              {choice === 'none' ? 'Not linked' : `Link ${choice}, ${LINK_COLOURS[choice]}`}
            </button>
          ))}
          <div className={styles.rule} role="presentation">
            <Item command="window.new" title="New window" keys={NEW_WINDOW_KEY} act={act} />
            <Item command="window.movePanel" title="Move the active panel to a new window" keys={MOVE_PANEL_KEY} act={act} />
          </div>
        </div>
      </div>
    </>
  );
}

interface ItemProps {
  readonly command: string;
  readonly title: string;
  readonly keys: string;
  readonly act: (run: () => void) => () => void;
}

function Item({ command, title, keys, act }: ItemProps) {
  return (
    <button type="button" role="menuitem" className={styles.item} data-testid={command} onClick={act(() => runCommand(command))}>
      {title}
      <span className={styles.keys}>
        {keyCaps(keys, isMac()).map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}
      </span>
    </button>
  );
}

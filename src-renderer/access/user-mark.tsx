import { type KeyboardEvent, useRef, useState } from 'react';
import { useConnection, useStream } from '../connection/core.tsx';
import { runCommand } from '../workspace/commands.ts';
import { isMac, keyCaps } from '../workspace/keys.ts';
import { useUnkept } from '../workspace/setting.ts';
import { canSignOut, LOCK_KEY } from './access-commands.tsx';
import { unkeptWords } from './access-words.ts';
import { personStop } from './account-stop.ts';
import styles from './user-mark.module.css';

interface Item {
  readonly command: string;
  readonly title: string;
  readonly keys?: string;
  /** Why not; null where it can be done. */
  readonly because: string | null;
}

/** Who is signed in, at the right of the top bar, and what they can do about that. */
export function UserMark() {
  const access = useStream('access');
  const isConnected = useConnection() === 'connected';
  const reason = useUnkept((state) => state.reason);
  const [isOpen, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  if (access === null || access.user === null) return null;
  const { user, hasPassword, profile, account } = access;
  const isQuiet = profile === 'local';
  const stop = personStop(access);
  const unkept = unkeptWords(reason, user.role);
  const away = isConnected ? null : 'Not connected to the core.';
  const items: readonly Item[] = [
    { command: 'access.lock', title: 'Lock now', keys: LOCK_KEY, because: away ?? (hasPassword ? null : 'Without a password there is nothing to unlock with.') },
    { command: 'access.password', title: hasPassword ? 'Change password …' : 'Set a password …', because: null },
    { command: 'access.sessions', title: 'Sessions …', because: null },
    { command: 'access.accounts', title: 'Accounts …', because: null },
    ...(canSignOut(access) ? [{ command: 'access.signOut', title: 'Sign out', because: away }] : []),
  ];

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button:enabled')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = { ArrowDown: buttons[(at + 1) % buttons.length], ArrowUp: buttons.at(at - 1), Home: buttons[0], End: buttons.at(-1) }[event.key];
    // Enter and space press the item; no other key of the window's is meant here, but Tab leaves.
    if (event.key === 'Tab') return menu.current?.hidePopover();
    event.stopPropagation();
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  }

  return (
    <>
      <button type="button" className={styles.mark} popoverTarget="user-menu" aria-haspopup="menu" aria-expanded={isOpen} data-testid="user-mark" title={`${user.username}${isQuiet ? '' : `, ${user.role}`}: what can be done about it`}>
        <span className={styles.name}>{user.username}</span>
        {isQuiet ? null : <span className={styles.role}>{user.role}</span>}
      </button>
      <div
        ref={menu}
        id="user-menu"
        popover="auto"
        className={styles.menu}
        data-testid="user-menu"
        onToggle={({ newState }) => {
          setOpen(newState === 'open');
          if (newState === 'open') menu.current?.querySelector<HTMLElement>('button:enabled')?.focus();
        }}
        onKeyDown={onKeyDown}
      >
        <div className={styles.head}>
          <b>{user.username}</b> {isQuiet ? 'on this machine' : user.role}
          <span className={styles.account}>
            {account.kind === 'live' ? <b className={styles.live}>LIVE</b> : 'paper'} {account.number}
          </span>
          {stop === null ? null : <span className={styles.note}>{stop.next}</span>}
          {unkept === null ? null : (
            <span className={styles.note} data-testid="user-unkept">
              {unkept}
            </span>
          )}
        </div>
        <div role="menu" aria-label="What can be done about it">
          {items.map(({ command, title, keys, because }) => (
            <button
              key={command}
              type="button"
              role="menuitem"
              className={styles.item}
              disabled={because !== null}
              title={because ?? undefined}
              data-testid={`user-${command}`}
              onClick={() => {
                menu.current?.hidePopover();
                runCommand(command);
              }}
            >
              {title}
              {keys === undefined ? null : (
                <span className={styles.keys}>
                  {keyCaps(keys, isMac()).map((cap) => (
                    <kbd key={cap}>{cap}</kbd>
                  ))}
                </span>
              )}
            </button>
          ))}
        </div>
      </div>
    </>
  );
}

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process', 'Unidentified']);

/**
 * A key press in the notation of commands: "mod+k", "shift+c", "enter", "?". Shift is named with letters and named
 * keys only, as it is already part of what other keys print. null for modifiers alone and for Alt, which belongs to the system.
 */
export function chordOf(press: KeyPress): string | null {
  if (press.altKey || MODIFIERS.has(press.key)) return null;
  const key = press.key === ' ' ? 'space' : press.key.toLowerCase();
  const isLetter = key.length === 1 && key !== key.toUpperCase();
  const shift = press.shiftKey && (isLetter || key.length > 1) ? 'shift+' : '';
  return `${press.ctrlKey || press.metaKey ? 'mod+' : ''}${shift}${key}`;
}

/** True where a key press writes text or picks a value. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit', 'reset'].includes(target.type);
}

/** Keys that write nothing anywhere: "f1" to "f12". */
export function isFunctionKey(chord: string): boolean {
  return /^(shift\+)?f\d{1,2}$/.test(chord);
}

/** The button, link or box that an event is on, which Enter and space press by themselves; null elsewhere. */
export function controlOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('button, a[href], summary, input, [role="tab"]') : null;
}

const MAC_NAMES: Record<string, string> = { mod: '⌘', shift: '⇧', control: '⌃' };
const NAMES: Record<string, string> = { mod: 'Ctrl', shift: 'Shift', control: 'Ctrl' };
const KEY_NAMES: Record<string, string> = { enter: '⏎', escape: 'Esc', space: 'Space', arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→', pageup: 'PgUp', pagedown: 'PgDn', home: 'Home', end: 'End', delete: 'Del', tab: 'Tab' };

/** The caps of a chord as printed on the machine's keyboard: ["⌘", "K"] or ["Ctrl", "K"]. */
export function keyCaps(chord: string, mac: boolean): readonly string[] {
  const names = mac ? MAC_NAMES : NAMES;
  return chord.split(/\+(?=.)/).map((part) => names[part] ?? KEY_NAMES[part] ?? part.toUpperCase());
}

export function isMac(): boolean {
  return /Mac/.test(navigator.userAgent);
}

/** The windows of one workstation by name: what a name's place, layout and link are kept under. */
export const WINDOW_NAMES = ['main', 'window-2', 'window-3', 'window-4', 'window-5', 'window-6', 'window-7', 'window-8'] as const;
export type WindowName = (typeof WINDOW_NAMES)[number];

export function isWindowName(name: string): name is WindowName {
  return WINDOW_NAMES.some((known) => known === name);
}

/** The window that an address's fragment names, with its "#" or without one: 'main' for none, null for what names no window. */
export function windowNamed(fragment: string): WindowName | null {
  const name = fragment.replace(/^#/, '');
  if (name === '') return 'main';
  return isWindowName(name) ? name : null;
}

/** What stands behind "#" in the address of a window; empty for the main one. */
export function fragmentOf(name: WindowName): string {
  return name === 'main' ? '' : `#${name}`;
}

/** The first name that is not taken; null where all are. */
export function nextWindowName(taken: Iterable<string>): WindowName | null {
  const names = new Set(taken);
  return WINDOW_NAMES.find((name) => !names.has(name)) ?? null;
}

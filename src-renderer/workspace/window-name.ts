import { windowNamed, type WindowName } from '../../src-core/contract/window-names.ts';

/** This window's name for as long as its page lasts: what its layout and its link are kept under. */
export const WINDOW: WindowName = (typeof location === 'undefined' ? null : windowNamed(location.hash)) ?? 'main';

/** The name of a setting that each window has for itself; the main one's is the plain one. */
export function ofWindow(setting: string, window: WindowName): string {
  return window === 'main' ? setting : `${setting}.${window}`;
}

/** A page whose address was changed to another window's becomes that window. */
export function followAddress(page: Window): void {
  page.addEventListener('hashchange', () => page.location.reload());
}

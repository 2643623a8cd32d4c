import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import { existsSync } from 'node:fs';
import { report } from './reports.ts';

interface StandinMenuItem {
  readonly label?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly click?: () => void;
}

export const nativeImage = {
  createFromPath(path: string): { readonly file: string } {
    if (!existsSync(path)) throw new Error(`there is no image ${path}`);
    return { file: basename(path) };
  },
};

/** Those that are there; the test clicks on the first. */
const trays = new Set<Tray>();

/** A tray as Linux has it: it holds a menu, and a click is told. */
export class Tray extends EventEmitter {
  #icon: string;
  #toolTip = '';
  #menu: readonly StandinMenuItem[] = [];

  constructor(image: { readonly file: string }) {
    super();
    this.#icon = image.file;
    trays.add(this);
  }

  setImage(image: { readonly file: string }): void {
    this.#icon = image.file;
  }

  /** Told last of all that is set at once. */
  setToolTip(toolTip: string): void {
    this.#toolTip = toolTip;
    report({ kind: 'tray', icon: this.#icon, toolTip });
  }

  setContextMenu(menu: readonly StandinMenuItem[]): void {
    this.#menu = menu;
    report({ kind: 'tray-menu', items: menu.map(({ label = '', type }) => (type === 'separator' ? '-' : label)) });
  }

  choose(label: string): void {
    const item = this.#menu.find((each) => each.label === label);
    if (item === undefined || item.enabled === false || item.click === undefined) throw new Error(`"${label}" cannot be chosen from ${this.#toolTip}`);
    item.click();
  }

  destroy(): void {
    trays.delete(this);
  }
}

export function actOnTray(choice: string | null): void {
  const [tray] = trays;
  if (tray === undefined) throw new Error('there is no icon in the tray');
  if (choice === null) tray.emit('click');
  else tray.choose(choice);
}

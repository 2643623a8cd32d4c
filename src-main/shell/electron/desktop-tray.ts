import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { Standing } from '../../app/standing.ts';
import { type TrayAct, type TrayItem, trayItemsBesideResult, type TrayView, trayView } from './policies/tray-menu.ts';

export interface DesktopTrayParts {
  /** The folder of the tray's icons: active.png, activeTemplate.png, active.ico and the like, by trading state. */
  readonly icons: string;
  readonly platform: NodeJS.Platform;
  readonly act: (act: TrayAct) => void;
}

/** A menu that is open is not exchanged for its result alone more often than this, in steps. */
const RESULT_EVERY = 10;

/**
 * The icon in the system's tray. A click shows the window, and on macOS, where that is what icons do, the menu; the other
 * button always shows the menu. Linux has one menu, which is exchanged when it changes; elsewhere it is made when opened.
 */
export class DesktopTray {
  readonly #parts: DesktopTrayParts;
  readonly #tray: Tray;
  #view: TrayView = trayView(null);
  #icon: TrayView['icon'] | null = null;
  #toolTip = '';
  /** What the menu of Linux says, without and with the result, and steps since it was made. */
  #menu = { beside: '', whole: '', age: 0 };

  /** To be called once the app is ready. Throws where the system makes no icon. */
  constructor(parts: DesktopTrayParts) {
    this.#parts = parts;
    const { act, platform } = parts;
    this.#tray = new Tray(this.#image(this.#view.icon));
    this.#icon = this.#view.icon;
    if (platform === 'darwin') this.#tray.setIgnoreDoubleClickEvents(true);
    this.#tray.on('click', () => {
      if (platform === 'darwin') this.#popUp();
      else act('show');
    });
    if (platform !== 'linux') this.#tray.on('right-click', () => this.#popUp());
    this.show(null);
  }

  /** To be called once a second; the system is told of what has changed alone. */
  show(standing: Standing | null): void {
    this.#view = trayView(standing);
    const { icon, toolTip } = this.#view;
    if (icon !== this.#icon) this.#tray.setImage(this.#image(icon));
    if (toolTip !== this.#toolTip) this.#tray.setToolTip(toolTip);
    this.#icon = icon;
    this.#toolTip = toolTip;
    if (this.#parts.platform === 'linux') this.#showMenu();
  }

  close(): void {
    this.#tray.destroy();
  }

  #showMenu(): void {
    const beside = trayItemsBesideResult(this.#view);
    const whole = JSON.stringify(this.#view.items);
    const age = this.#menu.age + 1;
    const isDue = beside !== this.#menu.beside || (whole !== this.#menu.whole && age >= RESULT_EVERY);
    if (isDue) this.#tray.setContextMenu(this.#made());
    this.#menu = isDue ? { beside, whole, age: 0 } : { ...this.#menu, age };
  }

  #popUp(): void {
    this.#tray.popUpContextMenu(this.#made());
  }

  #made(): Menu {
    return Menu.buildFromTemplate(this.#view.items.map((item) => this.#template(item)));
  }

  #template(item: TrayItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'text':
        return { label: item.label, enabled: false };
      case 'act':
        return { label: item.label, enabled: item.enabled, click: () => this.#parts.act(item.act) };
    }
  }

  #image(icon: TrayView['icon']): Electron.NativeImage {
    const { icons, platform } = this.#parts;
    // What is named "Template" is coloured by macOS; the sizes of other scale factors lie beside each.
    const file = platform === 'darwin' ? `${icon}Template.png` : platform === 'win32' ? `${icon}.ico` : `${icon}.png`;
    return nativeImage.createFromPath(join(icons, file));
  }
}

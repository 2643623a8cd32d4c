import type { SerializedDockview } from 'dockview-react';
import { z } from 'zod';
import { create } from 'zustand';
import type { WindowName } from '../../../src-core/contract/window-names.ts';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { type Setting, setting } from '../setting.ts';
import { ofWindow, WINDOW } from '../window-name.ts';
import { layoutSchema } from '../workspace-layout.ts';

const LAYOUT = 'workspace.layout';
const MONITORS = 'workspace.monitors';

/** The monitors a window was on: those it was on first have the plain name, for layouts that were saved before there were several. */
const monitorsSchema = z.object({ first: z.string(), last: z.string() });
type Layout = SerializedDockview | null;

/** The arrangement of a window's panels, kept by the core for each set of monitors that the window was on. */
export class WindowLayout {
  /** How often there was something to be shown anew; 0 before the first. */
  readonly use = create<{ readonly turn: number }>()(() => ({ turn: 0 }));
  readonly #window: WindowName;
  readonly #monitors: Setting<z.output<typeof monitorsSchema> | null>;
  readonly #layouts = new Map<string, Setting<Layout>>();
  #current: Setting<Layout> | null = null;
  /** What the dock looks like, or is about to. */
  #shown: Layout = null;
  #taking = 0;

  constructor(window: WindowName) {
    this.#window = window;
    this.#monitors = setting(ofWindow(MONITORS, window), monitorsSchema.nullable(), null);
  }

  /**
   * The window is on these monitors, and connected: takes up what is kept for them. Where nothing is, it keeps what it
   * shows; at its start that is what it showed last on any. Rejects when the core cannot answer; what is done meanwhile
   * is then not kept.
   */
  async take(core: Pick<ContractClient, 'call'>, monitors: string): Promise<void> {
    const taking = ++this.#taking;
    const isOutdated = (): boolean => taking !== this.#taking;
    await this.#monitors.synchronise(core);
    if (isOutdated()) return;
    const known = this.#monitors.get() ?? { first: monitors, last: monitors };
    const kept = this.#layoutOn(monitors, known.first);
    const isSame = kept === this.#current;
    await kept.synchronise(core);
    const before = this.#layoutOn(known.last, known.first);
    if (kept.get() === null && this.#shown === null) await before.synchronise(core);
    if (isOutdated()) return;
    this.#current = kept;
    if (this.#monitors.get()?.last !== monitors) this.#monitors.set({ first: known.first, last: monitors });
    if (isSame) return;
    const isFirst = this.use.getState().turn === 0;
    const layout = kept.get() ?? this.#shown ?? before.get();
    if (layout !== null && kept.get() === null) kept.set(layout);
    if (!isFirst && layout === this.#shown) return;
    this.#shown = layout;
    this.use.setState(({ turn }) => ({ turn: turn + 1 }));
  }

  /** What is to be shown; null for what a window begins with. */
  get(): Layout {
    return this.#shown;
  }

  /** The dock was arranged anew. */
  set(layout: SerializedDockview): void {
    this.#shown = layout;
    this.#current?.set(layout);
  }

  /** Another person is before the window, or nobody. */
  forget(): void {
    this.#taking += 1;
    this.#monitors.forget();
    for (const kept of this.#layouts.values()) kept.forget();
    this.#layouts.clear();
    this.#current = null;
    this.#shown = null;
    this.use.setState({ turn: 0 });
  }

  #layoutOn(monitors: string, first: string): Setting<Layout> {
    const plain = ofWindow(LAYOUT, this.#window);
    const name = monitors === first ? plain : `${plain}.${shortened(monitors)}`;
    const known = this.#layouts.get(name) ?? setting<Layout>(name, layoutSchema, null);
    this.#layouts.set(name, known);
    return known;
  }
}

/** This window's. */
export const windowLayout = new WindowLayout(WINDOW);

/** A set of monitors in 14 letters, for the name of a setting: 53 bits of two mixed hashes, no secret. */
function shortened(monitors: string): string {
  let [left, right] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < monitors.length; at += 1) {
    const code = monitors.charCodeAt(at);
    left = Math.imul(left ^ code, 2654435761);
    right = Math.imul(right ^ code, 1597334677);
  }
  left = Math.imul(left ^ (left >>> 16), 2246822507) ^ Math.imul(right ^ (right >>> 13), 3266489909);
  right = Math.imul(right ^ (right >>> 16), 2246822507) ^ Math.imul(left ^ (left >>> 13), 3266489909);
  return ((right >>> 0) & 0x1fffff).toString(16).padStart(6, '0') + (left >>> 0).toString(16).padStart(8, '0');
}

/** A figure, column or word as the panel writes it, and what it means, with its unit. */
export type HelpFigure = readonly [name: string, means: string];

/** A command of the window, by its id; or what the panel does with keys of its own while it has the focus, in the notation of commands. */
export type HelpKey = { readonly command: string } | { readonly keys: readonly string[]; readonly does: string };

/** What is told of a panel. */
export interface PanelHelp {
  /** A sentence. */
  readonly shows: string;
  readonly figures: readonly HelpFigure[];
  /** What can be done with keys. */
  readonly keys: readonly HelpKey[];
  /** Marks and states that are not ordinary. */
  readonly states: readonly HelpFigure[];
  /** Pages of the folder docs where more is written. */
  readonly docs: readonly string[];
}

/** How a row is chosen in every list. */
export const ROW_KEYS: readonly string[] = ['arrowup', 'arrowdown'];

/** What stands for nothing known, everywhere. */
export const ABSENT_STATE: HelpFigure = ['–', 'not known or not to be computed; never zero'];

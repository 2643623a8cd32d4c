import { useLayoutEffect, useMemo } from 'react';
import { z } from 'zod';
import { type Command, useCommands } from './commands.ts';
import { areSettingsKept, setting } from './setting.ts';

const THEMES = ['dark', 'light'] as const;
const PALETTES = ['red-green', 'blue-orange'] as const;
const DENSITIES = ['compact', 'normal', 'comfortable'] as const;

const appearanceSchema = z.object({ theme: z.enum(THEMES), palette: z.enum(PALETTES), density: z.enum(DENSITIES) });
export type Appearance = z.output<typeof appearanceSchema>;

/** Where the last look is kept for public/first-paint.js, which puts it on the document before anything is painted. */
const LAST_LOOK = 'smart-0dte.appearance';

export const appearance = setting<Appearance>('workspace.appearance', appearanceSchema, appearanceSchema.catch({ theme: 'dark', palette: 'red-green', density: 'normal' }).parse({ ...document.documentElement.dataset }));

/** Height of a table's row in pixels, the same as --row of design/tokens.css. */
export const ROW_HEIGHTS: Record<Appearance['density'], number> = { compact: 18, normal: 21, comfortable: 26 };

/** Puts the chosen theme, palette and density on the document, and offers the commands that change them. */
export function useAppearance(): void {
  const { theme, palette, density } = appearance.use();
  useLayoutEffect(() => {
    Object.assign(document.documentElement.dataset, { theme, palette, density });
    if (!areSettingsKept()) return;
    try {
      localStorage.setItem(LAST_LOOK, JSON.stringify({ theme, palette, density }));
    } catch {
      // Storage is full or switched off: the next start begins with the default look.
    }
  }, [theme, palette, density]);
  const commands = useMemo(
    (): readonly Command[] => [
      ...THEMES.map((choice) => change(`Theme: ${choice}`, { theme: choice })),
      ...PALETTES.map((choice) => change(`Palette: ${choice.replace('-', ' and ')}`, { palette: choice })),
      ...DENSITIES.map((choice) => change(`Density: ${choice}`, { density: choice })),
    ],
    [],
  );
  useCommands(commands);
}

function change(title: string, choice: Partial<Appearance>): Command {
  const isChosen = (): boolean => Object.entries(choice).every(([name, value]) => Object.entries(appearance.get()).some(([key, now]) => key === name && now === value));
  return {
    id: `appearance.${Object.values(choice).join()}`,
    title,
    group: 'Appearance',
    enabled: () => !isChosen(),
    run: () => appearance.set({ ...appearance.get(), ...choice }),
  };
}

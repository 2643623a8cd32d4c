import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { heatShare } from '../../../src-renderer/panels/risk/heat.ts';

const css = readFileSync(new URL('../../../src-renderer/design/tokens.css', import.meta.url), 'utf8');

/** The hexadecimal tokens of every rule whose attributes are all chosen; a more specific rule comes last. */
function tokensOf(theme: string, palette: string): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  for (const [, selector = '', body = ''] of css.matchAll(/(:root[^{]*)\{([^}]*)\}/g)) {
    const attributes = [...selector.matchAll(/\[data-(\w+)='([\w-]+)'\]/g)];
    if (!attributes.every(([, name, value]) => (name === 'theme' ? value === theme : name === 'palette' && value === palette))) continue;
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)) tokens.set(name, value);
  }
  return tokens;
}

/** Relative luminance of WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of WCAG 2.2, from 1 to 21. */
function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].toSorted((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

/** `share` of one colour over another. */
function over(colour: string, ground: string, share: number): string {
  const channel = (at: number): string =>
    Math.round(Number.parseInt(colour.slice(at, at + 2), 16) * share + Number.parseInt(ground.slice(at, at + 2), 16) * (1 - share))
      .toString(16)
      .padStart(2, '0');
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

const LOOKS = ['dark', 'light'].flatMap((theme) => ['red-green', 'blue-orange'].map((palette) => [theme, palette] as const));

describe.each(LOOKS)('the %s theme in %s', (theme, palette) => {
  const tokens = tokensOf(theme, palette);
  const token = (name: string): string => {
    const value = tokens.get(name);
    if (value === undefined) throw new Error(`tokens.css has no colour --${name}`);
    return value;
  };

  it.each(['ink', 'dim', 'accent', 'up', 'down', 'warning'])('writes %s at 4.5:1 on every ground', (ink) => {
    for (const ground of ['ground', 'panel', 'raised', 'mark']) {
      expect(contrast(token(ink), token(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('writes prices at 4.5:1 on a flash, and words on the accent', () => {
    for (const direction of ['up', 'down']) {
      const share = Number(new RegExp(`--flash-${direction}: color-mix\\(in srgb, var\\(--${direction}\\) (\\d+)%, transparent\\)`).exec(css)?.[1]) / 100;
      expect(contrast(token('ink'), over(token(direction), token('panel'), share))).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(token('accent-ink'), token('accent'))).toBeGreaterThanOrEqual(4.5);
  });

  it('writes changes of value at 4.5:1 on the deepest heat', () => {
    for (const direction of ['up', 'down']) {
      expect(contrast(token('ink'), over(token(direction), token('panel'), heatShare(1, 1) / 100)), direction).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('frames a live account at 3:1 on every ground, and writes on its colour at 4.5:1', () => {
    for (const ground of ['ground', 'panel', 'raised']) expect(contrast(token('live'), token(ground)), ground).toBeGreaterThanOrEqual(3);
    expect(contrast(token('live'), token('panel'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('live-ink'), token('live'))).toBeGreaterThanOrEqual(4.5);
  });

  it('draws marks at 3:1 on the panel', () => {
    expect(contrast(token('faint'), token('panel'))).toBeGreaterThanOrEqual(3);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bounds, type Display, monitorSetOf } from '../../../../src-main/shell/electron/policies/monitor-set.ts';
import { displayOf, firstPlace, furtherPlace, isReachable, leastSizeIn, placeOn } from '../../../../src-main/shell/electron/policies/window-placement.ts';

const at = (from: number, to: number): fc.Arbitrary<number> => fc.integer({ min: from, max: to });
const rectangles = (least: number, most: number): fc.Arbitrary<Bounds> => fc.record({ x: at(-6_000, 6_000), y: at(-4_000, 4_000), width: at(least, most), height: at(least, most) });
/** Monitors in a row, each with a bar at one of its edges; some smaller than the least window. */
const rows: fc.Arbitrary<readonly Display[]> = fc
  .array(fc.record({ width: at(320, 5_120), height: at(240, 2_880), y: at(-800, 800), bar: at(0, 80), edge: at(0, 3), scaleFactor: fc.constantFrom(1, 1.25, 1.5, 2) }), { minLength: 1, maxLength: 4 })
  .map((monitors) => {
    let x = -2_000;
    return monitors.map(({ width, height, y, bar, edge, scaleFactor }, id) => {
      const bounds = { x, y, width, height };
      x += width;
      const workArea = [
        { ...bounds, height: height - bar },
        { ...bounds, y: y + bar, height: height - bar },
        { ...bounds, width: width - bar },
        { ...bounds, x: bounds.x + bar, width: width - bar },
      ][edge];
      return { id, bounds, workArea: workArea ?? bounds, scaleFactor };
    });
  });

const inside = (window: Bounds, { workArea: area }: Display): boolean =>
  window.x >= area.x && window.y >= area.y && window.x + window.width <= area.x + area.width && window.y + window.height <= area.y + area.height;

const laptop: Display = { id: 1, bounds: { x: 0, y: 0, width: 1440, height: 900 }, workArea: { x: 0, y: 25, width: 1440, height: 875 }, scaleFactor: 2 };
const monitor: Display = { id: 2, bounds: { x: 1440, y: -200, width: 2560, height: 1440 }, workArea: { x: 1440, y: -200, width: 2560, height: 1400 }, scaleFactor: 1 };

describe('a window’s place', () => {
  it('lies within a work area, large enough to be read or as large as the monitor lets it', () => {
    fc.assert(
      fc.property(rectangles(1, 6_000), rows, (wanted, displays) => {
        const placed = placeOn(wanted, displays);
        const on = displays.find((display) => inside(placed, display));
        if (on === undefined) throw new Error(`${JSON.stringify(placed)} lies on no monitor`);
        const least = leastSizeIn(on.workArea);
        expect(placed.width).toBeGreaterThanOrEqual(least.width);
        expect(placed.height).toBeGreaterThanOrEqual(least.height);
      }),
    );
  });

  it('is found once: placed again it stays, in whatever order the monitors are listed', () => {
    fc.assert(
      fc.property(rectangles(1, 6_000), rows, (wanted, displays) => {
        const placed = placeOn(wanted, displays);
        expect(placeOn(placed, displays)).toEqual(placed);
        expect(placeOn(wanted, displays.toReversed())).toEqual(placed);
      }),
    );
  });

  it('is where it was where that fits', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.tuple(...Array.from({ length: 4 }, () => fc.double({ min: 0, max: 1, noNaN: true }))), (displays, pick, [across = 0, down = 0, wide = 0, high = 0]) => {
        const { workArea: area } = displays[pick % displays.length] ?? laptop;
        const least = leastSizeIn(area);
        const width = least.width + Math.floor(wide * (area.width - least.width));
        const height = least.height + Math.floor(high * (area.height - least.height));
        const window = { x: area.x + Math.floor(across * (area.width - width)), y: area.y + Math.floor(down * (area.height - height)), width, height };
        expect(placeOn(window, displays)).toEqual(window);
      }),
    );
  });

  it('is on the monitor that it overlaps most, else on the nearest', () => {
    expect(placeOn({ x: 1300, y: 100, width: 900, height: 700 }, [laptop, monitor])).toEqual({ x: 1440, y: 100, width: 900, height: 700 });
    expect(placeOn({ x: 900, y: 100, width: 900, height: 700 }, [laptop, monitor])).toEqual({ x: 540, y: 100, width: 900, height: 700 });
    // Its monitor has gone.
    expect(placeOn({ x: 3000, y: 600, width: 900, height: 700 }, [laptop])).toEqual({ x: 540, y: 200, width: 900, height: 700 });
    expect(placeOn({ x: 1440, y: -200, width: 2560, height: 1400 }, [laptop])).toEqual(laptop.workArea);
    expect(displayOf({ x: -3000, y: 0, width: 10, height: 10 }, [monitor, laptop])).toBe(laptop);
  });

  it('of a first window is in the middle, and of a further one a step from the last as long as there is room', () => {
    expect(firstPlace(monitor)).toEqual({ x: 2000, y: 50, width: 1440, height: 900 });
    expect(firstPlace(laptop)).toEqual(laptop.workArea);
    expect(furtherPlace({ x: 100, y: 100, width: 1440, height: 700 }, [laptop, monitor])).toEqual({ x: 132, y: 132, width: 900, height: 700 });
    expect(furtherPlace({ x: 520, y: 160, width: 900, height: 700 }, [laptop, monitor])).toEqual({ x: 0, y: 25, width: 900, height: 700 });
    fc.assert(fc.property(rectangles(1, 6_000), rows, (last, displays) => displays.some((display) => inside(furtherPlace(last, displays), display))));
  });
});

describe('a window that spans monitors', () => {
  it('can be reached as long as its title bar is in sight', () => {
    expect(isReachable({ x: 1200, y: 100, width: 900, height: 700 }, [laptop, monitor])).toBe(true);
    expect(isReachable({ x: 1400, y: 100, width: 900, height: 700 }, [laptop])).toBe(false);
    expect(isReachable({ x: 100, y: 0, width: 900, height: 700 }, [laptop])).toBe(false);
    fc.assert(fc.property(rectangles(1, 6_000), rows, (wanted, displays) => isReachable(placeOn(wanted, displays), displays) || displays.some(({ workArea }) => workArea.width < 120)));
  });
});

describe('a set of monitors', () => {
  it('is named by what they are and how they stand, not by how the system lists or numbers them', () => {
    expect(monitorSetOf([laptop, monitor], 1)).toBe('1440x900+0+0@2*,2560x1440+1440-200@1');
    expect(monitorSetOf([{ ...monitor, id: 7 }, { ...laptop, id: 9 }], 9)).toBe(monitorSetOf([laptop, monitor], 1));
    const others = [monitorSetOf([laptop], 1), monitorSetOf([laptop, monitor], 2), monitorSetOf([laptop, { ...monitor, scaleFactor: 1.5 }], 1), monitorSetOf([laptop, { ...monitor, bounds: { ...monitor.bounds, y: 0 } }], 1)];
    expect(new Set([...others, monitorSetOf([laptop, monitor], 1)]).size).toBe(5);
    // A task bar that is shown or hidden makes no other set.
    expect(monitorSetOf([{ ...laptop, workArea: laptop.bounds }], 1)).toBe(monitorSetOf([laptop], 1));
  });
});

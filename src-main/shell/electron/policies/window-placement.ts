import type { Bounds, Display } from './monitor-set.ts';

/** The least of a window that its panels can be read in, DIPs; less where the monitor is smaller. */
export const LEAST_SIZE = { width: 640, height: 420 } as const;
/** Of a window that was never placed. */
export const FIRST_SIZE = { width: 1440, height: 900 } as const;
/** Of a further one. */
export const FURTHER_SIZE = { width: 900, height: 700 } as const;
/** From one window to the next that opens over it, each way. */
const STEP = 32;
/** Of a title bar, what a hand needs. */
const GRIP = { width: 120, height: 24 } as const;

/**
 * Where a window that was at `wanted` stands on the monitors of now: where it was, if that lies within one's work area,
 * else moved, and shrunk as far as needed, into the work area that it overlaps most, or the nearest. All in DIPs: on a
 * monitor of another scale factor a window keeps what it shows, and has other pixels. As it was where no monitor is told of.
 */
export function placeOn(wanted: Bounds, displays: readonly Display[]): Bounds {
  if (displays.some(({ workArea }) => fits(wanted, workArea))) return wanted;
  const area = displayOf(wanted, displays)?.workArea;
  if (area === undefined) return wanted;
  const least = leastSizeIn(area);
  const width = between(least.width, wanted.width, area.width);
  const height = between(least.height, wanted.height, area.height);
  return { x: between(area.x, wanted.x, area.x + area.width - width), y: between(area.y, wanted.y, area.y + area.height - height), width, height };
}

/** Where a window opens that was never placed: in the middle of the primary work area, as large as it is at most. */
export function firstPlace(primary: Display): Bounds {
  const { x, y, width, height } = primary.workArea;
  const size = { width: Math.min(FIRST_SIZE.width, width), height: Math.min(FIRST_SIZE.height, height) };
  return { x: x + Math.floor((width - size.width) / 2), y: y + Math.floor((height - size.height) / 2), ...size };
}

/** Where a further window opens: a step down and to the right of `last`, in its work area; at that work area's beginning where there is no room left. */
export function furtherPlace(last: Bounds, displays: readonly Display[]): Bounds {
  const stepped = { x: last.x + STEP, y: last.y + STEP, ...FURTHER_SIZE };
  const area = displayOf(last, displays)?.workArea;
  if (area === undefined) return stepped;
  const hasRoom = stepped.x + stepped.width <= area.x + area.width && stepped.y + stepped.height <= area.y + area.height;
  return placeOn(hasRoom ? stepped : { ...stepped, x: area.x, y: area.y }, displays);
}

/** Whether enough of its title bar is in a work area to take hold of it. */
export function isReachable(window: Bounds, displays: readonly Display[]): boolean {
  const bar = { ...window, height: GRIP.height };
  return displays.some(({ workArea }) => overlap(bar, workArea) >= GRIP.width * GRIP.height);
}

/** The monitor that a window is on: the one it overlaps most, else the nearest; of equals always the same, in whatever order they are listed. Undefined where there is none. */
export function displayOf(window: Bounds, displays: readonly Display[]): Display | undefined {
  return displays.toSorted(
    (left, right) =>
      overlap(window, right.workArea) - overlap(window, left.workArea) ||
      distance(window, left.workArea) - distance(window, right.workArea) ||
      left.workArea.x - right.workArea.x ||
      left.workArea.y - right.workArea.y,
  )[0];
}

/** The least size of a window in a work area. */
export function leastSizeIn(area: Bounds): { readonly width: number; readonly height: number } {
  return { width: Math.min(LEAST_SIZE.width, area.width), height: Math.min(LEAST_SIZE.height, area.height) };
}

function fits(window: Bounds, area: Bounds): boolean {
  const least = leastSizeIn(area);
  return (
    window.width >= least.width &&
    window.height >= least.height &&
    window.x >= area.x &&
    window.y >= area.y &&
    window.x + window.width <= area.x + area.width &&
    window.y + window.height <= area.y + area.height
  );
}

function overlap(left: Bounds, right: Bounds): number {
  const width = Math.min(left.x + left.width, right.x + right.width) - Math.max(left.x, right.x);
  const height = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** Between the edges that face each other. */
function distance(left: Bounds, right: Bounds): number {
  const across = Math.max(0, right.x - (left.x + left.width), left.x - (right.x + right.width));
  const down = Math.max(0, right.y - (left.y + left.height), left.y - (right.y + right.height));
  return Math.hypot(across, down);
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

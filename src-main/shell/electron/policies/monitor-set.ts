/** A rectangle on the desktop in DIPs, device-independent pixels, as Electron's screen and windows have them: how many pixels of the monitor each is, is its scale factor's. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A monitor that is there now, as Electron's screen tells of it. */
export interface Display {
  readonly id: number;
  readonly bounds: Bounds;
  /** Without task bar, dock and menu bar. */
  readonly workArea: Bounds;
  readonly scaleFactor: number;
}

/**
 * Names a set of monitors by their sizes, places and scale factors, and which is the primary one (marked "*"):
 * "1440x900+0+0@2*,2560x1440+1440+0@1". Of the same monitors it is the same, in whatever order the system lists them
 * and however it numbers them.
 */
export function monitorSetOf(displays: readonly Display[], primaryId: number): string {
  return displays
    .map(({ id, bounds: { x, y, width, height }, scaleFactor }) => `${width}x${height}${signed(x)}${signed(y)}@${Number(scaleFactor.toFixed(2))}${id === primaryId ? '*' : ''}`)
    .toSorted()
    .join();
}

function signed(value: number): string {
  return value < 0 ? String(value) : `+${value}`;
}

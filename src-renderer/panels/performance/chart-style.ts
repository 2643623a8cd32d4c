/** Of every axis here. */
export const TICK = { fill: 'var(--dim)', fontSize: 10, fontFamily: 'var(--font-numbers)' } as const;
export const MARGIN = { top: 8, right: 14, bottom: 0, left: 0 } as const;
export const AXIS_WIDTH = 52;
export const AXIS_HEIGHT = 18;
/** Pixels that the name of a day needs. */
export const DAY_WIDTH = 64;
/** Pixels that a number on an upright axis needs. */
export const TICK_HEIGHT = 30;

/** What the charts' library gives an element that it draws: where it belongs, and which of the data it is. */
export interface GivenPlace {
  readonly x?: number | string;
  readonly y?: number | string;
  readonly width?: number;
  readonly height?: number;
  readonly index?: number;
}

export interface BarPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly index: number;
}

/** The same with a corner that is its least: a bar below zero is given a height below zero. */
export function placeOf({ x = 0, y = 0, width = 0, height = 0, index = -1 }: GivenPlace): BarPlace {
  const [left, top] = [Number(x), Number(y)];
  return { x: Math.min(left, left + width), y: Math.min(top, top + height), width: Math.abs(width), height: Math.abs(height), index };
}

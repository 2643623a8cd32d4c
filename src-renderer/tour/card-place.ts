/** Of the window's pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
type Size = Pick<Box, 'width' | 'height'>;
export interface Place {
  readonly left: number;
  readonly top: number;
}

/** Between the card and what it speaks of, and to the window's edge. */
const GAP = 10;
const EDGE = 6;

/** What two boxes have in common; null where that is nothing. */
export function overlapOf(one: Box, other: Box): Box | null {
  const left = Math.max(one.left, other.left);
  const top = Math.max(one.top, other.top);
  const width = Math.min(one.left + one.width, other.left + other.width) - left;
  const height = Math.min(one.top + one.height, other.top + other.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

/** Where the card stands: wholly inside the view, beside what it speaks of; what fills the view it covers least. */
export function placeCard(target: Box | null, card: Size, view: Size): Place {
  const inside = (left: number, top: number): Place => ({ left: clamp(left, EDGE, view.width - card.width - EDGE), top: clamp(top, EDGE, view.height - card.height - EDGE) });
  if (target === null) return inside((view.width - card.width) / 2, (view.height - card.height) / 2);
  const right = target.left + target.width + GAP;
  const below = target.top + target.height + GAP;
  const above = target.top - GAP - card.height;
  const beside = [inside(right, target.top), inside(target.left - GAP - card.width, target.top)];
  const over = [inside(target.left, below), inside(target.left, above)];
  const corners = [inside(view.width, view.height), inside(0, view.height)];
  // What is low is read from below, what is tall from its side.
  const places = [...(target.height * 3 < view.height ? [...over, ...beside] : [...beside, ...over]), ...corners];
  const covered = places.map((place) => {
    const common = overlapOf({ ...place, ...card }, target);
    return common === null ? 0 : common.width * common.height;
  });
  return places[covered.indexOf(Math.min(...covered))] ?? inside(0, 0);
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.max(least, Math.min(value, most)));
}

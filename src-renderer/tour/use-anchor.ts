import { type RefObject, useEffect, useState } from 'react';
import { type Box, overlapOf, type Place, placeCard } from './card-place.ts';
import { PANEL_ROOTS, type TourAnchor } from './tour-anchors.ts';

export interface AnchorView {
  /** What is marked; null while nothing of it is in sight. */
  readonly box: Box | null;
  /** Where the card stands; null before it was measured. */
  readonly place: Place | null;
  /** The panel that the step needs is in sight. */
  readonly isInSight: boolean;
}

const NOWHERE: AnchorView = { box: null, place: null, isInSight: true };

/** A hook: follows `anchor`, the same object for a step, frame by frame, wherever layout, scrolling and the window's size take it. */
export function useAnchor(anchor: TourAnchor, card: RefObject<HTMLElement | null>): AnchorView {
  const [view, setView] = useState<AnchorView>(NOWHERE);
  useEffect(() => {
    let frame = 0;
    let isFirst = true;
    const follow = (): void => {
      frame = requestAnimationFrame(follow);
      if (!card.current) return;
      const target = anchor.selectors.map((selector) => document.querySelector(selector)).find((element) => element !== null && isShown(element)) ?? null;
      if (isFirst && target !== null) target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      isFirst = false;
      const size = { width: card.current.offsetWidth, height: card.current.offsetHeight };
      const screen = { left: 0, top: 0, width: window.innerWidth, height: window.innerHeight };
      const box = target === null ? null : seenPart(target, screen);
      const root = anchor.panel === null ? undefined : PANEL_ROOTS[anchor.panel];
      const panel = root === undefined ? null : document.querySelector(root);
      const isInSight = root === undefined || (panel !== null && isShown(panel));
      // The panel is worked in: it stays clear as a whole, with its tabs.
      const clear = isInSight && panel !== null ? overlapOf(boxOf(panel.closest('.dv-groupview') ?? panel), screen) : box;
      const next = { box, place: placeCard(clear, size, screen), isInSight };
      setView((last) => (isSame(last, next) ? last : next));
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [anchor, card]);
  return view;
}

function isShown(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
}

/** Of an element, what its panel and the window let see. */
function seenPart(element: Element, screen: Box): Box | null {
  const group = element.closest('.dv-content-container');
  const seen = overlapOf(boxOf(element), screen);
  return seen === null || group === null ? seen : overlapOf(seen, boxOf(group));
}

function boxOf(element: Element): Box {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left, top, width, height };
}

function isSame(one: AnchorView, other: AnchorView): boolean {
  return one.isInSight === other.isInSight && one.place?.left === other.place?.left && one.place?.top === other.place?.top && isSameBox(one.box, other.box);
}

function isSameBox(one: Box | null, other: Box | null): boolean {
  if (one === null || other === null) return one === other;
  return (['left', 'top', 'width', 'height'] as const).every((side) => Math.abs(one[side] - other[side]) < 0.5);
}

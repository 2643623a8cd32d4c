const UNSEEN = new Set(['defs', 'clippath', 'mask', 'pattern', 'symbol', 'title', 'desc', 'style', 'foreignobject', 'image', 'use']);

/**
 * Draws an SVG on a canvas with the colours and fonts the page gives it. `toCanvas` takes the page's pixels to the canvas's.
 * An SVG that is loaded as a picture would have neither the page's fonts nor its tokens, and a policy that allows it. Of
 * paints, plain colours; no masks, patterns or filters.
 */
export function paintSvg(context: CanvasRenderingContext2D, svg: SVGSVGElement, toCanvas: DOMMatrix): void {
  const { left, top, width, height } = svg.getBoundingClientRect();
  context.save();
  context.setTransform(toCanvas);
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  for (const child of svg.children) paint(context, child, 1, toCanvas);
  context.restore();
}

function paint(context: CanvasRenderingContext2D, element: Element, opacity: number, toCanvas: DOMMatrix): void {
  if (!(element instanceof SVGGraphicsElement) || UNSEEN.has(element.tagName.toLowerCase())) return;
  const style = getComputedStyle(element);
  const matrix = element.getScreenCTM();
  const seen = opacity * Number(style.opacity);
  if (style.display === 'none' || seen === 0 || matrix === null) return;
  context.save();
  context.setTransform(toCanvas.multiply(matrix));
  clipTo(context, element, style.clipPath);
  if (style.visibility === 'visible') {
    if (element instanceof SVGTextContentElement) write(context, element, style, seen);
    else if (element instanceof SVGGeometryElement) draw(context, outlineOf(element), style, seen);
  }
  for (const child of element.children) paint(context, child, seen, toCanvas);
  context.restore();
}

function clipTo(context: CanvasRenderingContext2D, element: SVGGraphicsElement, clipPath: string): void {
  const id = /^url\(["']?[^"')]*#([^"')]+)["']?\)/.exec(clipPath)?.[1];
  const clip = id === undefined ? null : element.ownerDocument.getElementById(id);
  if (!(clip instanceof SVGClipPathElement)) return;
  const whole = new Path2D();
  for (const shape of clip.children) {
    if (shape instanceof SVGGeometryElement) whole.addPath(outlineOf(shape), shape.transform.baseVal.consolidate()?.matrix);
  }
  context.clip(whole);
}

function draw(context: CanvasRenderingContext2D, path: Path2D, style: CSSStyleDeclaration, opacity: number): void {
  const isEvenOdd = style.fillRule === 'evenodd';
  if (setPaint(context, 'fillStyle', style.fill, opacity * Number(style.fillOpacity))) context.fill(path, isEvenOdd ? 'evenodd' : 'nonzero');
  const width = Number.parseFloat(style.strokeWidth);
  if (!(width > 0) || !setPaint(context, 'strokeStyle', style.stroke, opacity * Number(style.strokeOpacity))) return;
  context.lineWidth = width;
  context.setLineDash(style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[\s,]+/).map(Number.parseFloat).filter(Number.isFinite));
  context.lineDashOffset = Number.parseFloat(style.strokeDashoffset) || 0;
  context.lineCap = style.strokeLinecap === 'round' || style.strokeLinecap === 'square' ? style.strokeLinecap : 'butt';
  context.lineJoin = style.strokeLinejoin === 'round' || style.strokeLinejoin === 'bevel' ? style.strokeLinejoin : 'miter';
  context.stroke(path);
}

/** False where nothing is to be painted. */
function setPaint(context: CanvasRenderingContext2D, what: 'fillStyle' | 'strokeStyle', paint: string, opacity: number): boolean {
  if (paint === 'none' || paint.startsWith('url(') || !(opacity > 0)) return false;
  context.globalAlpha = opacity;
  context[what] = paint;
  return true;
}

/** The text of this element itself; parts of it that are elements write their own. */
function write(context: CanvasRenderingContext2D, element: SVGTextContentElement, style: CSSStyleDeclaration, opacity: number): void {
  const text = [...element.childNodes].flatMap((node) => (node.nodeType === Node.TEXT_NODE ? [node.nodeValue ?? ''] : [])).join('');
  if (text.trim() === '' || element.getNumberOfChars() === 0) return;
  const { x, y } = element.getStartPositionOfChar(0);
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  const ground = Number.parseFloat(style.strokeWidth);
  if (style.paintOrder.startsWith('stroke') && ground > 0 && setPaint(context, 'strokeStyle', style.stroke, opacity * Number(style.strokeOpacity))) {
    context.lineWidth = ground;
    context.strokeText(text.trim(), x, y);
  }
  if (setPaint(context, 'fillStyle', style.fill, opacity * Number(style.fillOpacity))) context.fillText(text.trim(), x, y);
}

function outlineOf(element: SVGGeometryElement): Path2D {
  const path = new Path2D();
  if (element instanceof SVGPathElement) return new Path2D(element.getAttribute('d') ?? '');
  if (element instanceof SVGRectElement) {
    const { x, y, width, height, rx } = element;
    path.roundRect(x.baseVal.value, y.baseVal.value, width.baseVal.value, height.baseVal.value, rx.baseVal.value);
  } else if (element instanceof SVGCircleElement) {
    path.arc(element.cx.baseVal.value, element.cy.baseVal.value, element.r.baseVal.value, 0, 2 * Math.PI);
  } else if (element instanceof SVGEllipseElement) {
    path.ellipse(element.cx.baseVal.value, element.cy.baseVal.value, element.rx.baseVal.value, element.ry.baseVal.value, 0, 0, 2 * Math.PI);
  } else if (element instanceof SVGLineElement) {
    path.moveTo(element.x1.baseVal.value, element.y1.baseVal.value);
    path.lineTo(element.x2.baseVal.value, element.y2.baseVal.value);
  } else if (element instanceof SVGPolylineElement || element instanceof SVGPolygonElement) {
    [...element.points].forEach(({ x, y }, at) => (at === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
    if (element instanceof SVGPolygonElement) path.closePath();
  }
  return path;
}

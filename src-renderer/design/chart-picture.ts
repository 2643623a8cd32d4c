import { paintSvg } from './paint-svg.ts';

/** Pixels of the picture for each of the page's. */
const SCALE = 2;
const MARGIN = 12;
const TITLE = 20;
const LINE = 16;

/** A line of the legend. */
export interface ChartMark {
  readonly title: string;
  /** A CSS colour; tokens as var(--accent). */
  readonly colour: string;
  readonly dashed?: boolean;
}

export interface PictureWords {
  readonly title: string;
  readonly note: string;
  readonly legend: readonly ChartMark[];
}

/**
 * A PNG of what `chart` shows: its SVGs and canvases with the title over them, on the theme's ground. Elements marked
 * data-unpictured, and words that stand beside the drawing, are not in it. Rejects where there is nothing to show.
 */
export async function chartPicture(chart: HTMLElement, words: PictureWords): Promise<Blob> {
  const { left, top, width, height } = chart.getBoundingClientRect();
  const drawings = [...chart.querySelectorAll<SVGSVGElement | HTMLCanvasElement>('svg, canvas')].filter((element) => isDrawing(element));
  if (drawings.length === 0 || width < 1 || height < 1) throw new Error('the chart shows nothing to picture');
  // A family that no page text has used yet would be written in another one.
  await document.fonts.ready;
  const head = MARGIN + TITLE + (words.note === '' ? 0 : LINE) + (words.legend.length === 0 ? 0 : LINE);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil((width + 2 * MARGIN) * SCALE);
  canvas.height = Math.ceil((height + head + MARGIN) * SCALE);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('the window has no canvas to paint on');
  const style = getComputedStyle(chart);
  const ink = (token: string): string => style.getPropertyValue(token).trim();
  context.scale(SCALE, SCALE);
  context.fillStyle = ink('--panel');
  context.fillRect(0, 0, canvas.width, canvas.height);
  writeHead(context, words, ink, colourReader(chart));
  const toCanvas = new DOMMatrix().scale(SCALE).translate(MARGIN - left, head - top);
  for (const drawing of drawings) {
    if (drawing instanceof SVGSVGElement) {
      paintSvg(context, drawing, toCanvas);
    } else {
      const place = drawing.getBoundingClientRect();
      context.setTransform(toCanvas);
      context.globalAlpha = 1;
      context.drawImage(drawing, place.left, place.top, place.width, place.height);
    }
  }
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error('the chart is too large to picture')) : resolve(blob)), 'image/png'));
}

function isDrawing(element: SVGSVGElement | HTMLCanvasElement): boolean {
  const { width, height } = element.getBoundingClientRect();
  const isInner = element.parentElement?.closest('svg') !== null;
  return !isInner && width >= 1 && height >= 1 && element.closest('[data-unpictured]') === null && (element instanceof SVGSVGElement || element.width > 0);
}

function writeHead(context: CanvasRenderingContext2D, { title, note, legend }: PictureWords, ink: (token: string) => string, colourOf: (colour: string) => string): void {
  context.textBaseline = 'alphabetic';
  context.fillStyle = ink('--ink');
  context.font = `600 13px ${ink('--font-words')}`;
  context.fillText(title, MARGIN, MARGIN + 13);
  context.font = `400 11px ${ink('--font-words')}`;
  context.fillStyle = ink('--dim');
  if (note !== '') context.fillText(note, MARGIN, MARGIN + TITLE + 11);
  const line = MARGIN + TITLE + (note === '' ? 0 : LINE);
  let x = MARGIN;
  for (const mark of legend) {
    context.strokeStyle = colourOf(mark.colour);
    context.lineWidth = 2;
    context.setLineDash(mark.dashed === true ? [4, 3] : []);
    context.beginPath();
    context.moveTo(x, line + 7);
    context.lineTo(x + 16, line + 7);
    context.stroke();
    context.fillText(mark.title, x + 21, line + 11);
    x += 21 + context.measureText(mark.title).width + 16;
  }
  context.setLineDash([]);
}

/** A canvas knows no tokens: the page resolves them. */
function colourReader(chart: HTMLElement): (colour: string) => string {
  return (colour) => {
    const probe = document.createElement('span');
    probe.hidden = true;
    probe.style.color = colour;
    chart.append(probe);
    const resolved = getComputedStyle(probe).color;
    probe.remove();
    return resolved;
  };
}

import type { ChainPicture } from '../../../src-core/contract/journal.ts';
import { formatPrice, formatTime, MINUS } from '../../design/format.ts';

const ROW = 20;
const HEAD = 62;
const COLUMNS = [52, 108, 164, 220, 268, 336, 392, 448, 504, 560, 616] as const;
const WIDTH = 640;
const SCALE = 2;

/** The picture as a PNG, in the window's own colours. Throws where the window cannot draw. */
export async function chainImage(picture: ChainPicture, title: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const height = HEAD + ROW * (picture.rows.length + 1) + 10;
  canvas.width = WIDTH * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this window has no canvas');
  const style = getComputedStyle(document.documentElement);
  const ink = (token: string): string => style.getPropertyValue(token).trim();
  const write = (text: string, x: number, y: number, colour: string, align: CanvasTextAlign = 'right', font = '11px "JetBrains Mono", monospace'): void => {
    context.font = font;
    context.fillStyle = colour;
    context.textAlign = align;
    context.fillText(text, x, y);
  };
  context.scale(SCALE, SCALE);
  context.textBaseline = 'middle';
  context.fillStyle = ink('--panel');
  context.fillRect(0, 0, WIDTH, height);
  write(title, 14, 18, ink('--ink'), 'left', '600 13px Inter, sans-serif');
  write(`${picture.underlying} ${formatPrice(picture.spot)} · ${picture.source} · quotes of ${formatTime(picture.recordedAt)} New York`, 14, 38, ink('--dim'), 'left', '11px Inter, sans-serif');
  ['IV', 'Δ', 'Bid', 'Ask', 'Calls', 'Strike', 'Puts', 'Bid', 'Ask', 'Δ', 'IV'].forEach((name, at) => write(name, COLUMNS[at] ?? 0, HEAD + ROW / 2, ink('--dim'), 'right', '11px Inter, sans-serif'));
  const above = picture.rows.findIndex(({ strike }) => picture.spot !== null && strike > picture.spot);
  picture.rows.forEach(({ strike, call, put, callLeg, putLeg }, at) => {
    const y = HEAD + ROW * (at + 1);
    if (callLeg !== 0 || putLeg !== 0) {
      context.fillStyle = ink('--mark');
      context.fillRect(0, y, WIDTH, ROW);
    }
    if (at === above) {
      context.fillStyle = ink('--accent');
      context.fillRect(0, y - 0.5, WIDTH, 1);
    }
    const percent = (iv: number | null): string => formatPrice(iv === null ? null : iv * 100, 1);
    const texts = [percent(call.iv), formatPrice(call.delta), formatPrice(call.bid), formatPrice(call.ask), legText(callLeg), String(strike), legText(putLeg), formatPrice(put.bid), formatPrice(put.ask), formatPrice(put.delta), percent(put.iv)];
    texts.forEach((text, column) => {
      const leg = column === 4 ? callLeg : column === 6 ? putLeg : 0;
      write(text, COLUMNS[column] ?? 0, y + ROW / 2, leg > 0 ? ink('--up') : leg < 0 ? ink('--down') : ink('--ink'));
    });
  });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the canvas gave no picture')) : resolve(blob)), 'image/png');
  });
}

function legText(contracts: number): string {
  return contracts === 0 ? '' : contracts > 0 ? `▲ +${contracts}` : `▼ ${MINUS}${-contracts}`;
}

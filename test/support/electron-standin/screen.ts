import { EventEmitter } from 'node:events';
import { z } from 'zod';

const rectangle = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const displaysSchema = z.array(z.object({ id: z.number(), bounds: rectangle, workArea: rectangle, scaleFactor: z.number() })).min(1);
export type StandinDisplays = z.output<typeof displaysSchema>;
export type StandinBounds = z.output<typeof rectangle>;

/** One monitor, unless the test that started it says otherwise in STANDIN_DISPLAYS; the first is the primary one. */
const ONE: StandinDisplays = [{ id: 1, bounds: { x: 0, y: 0, width: 1920, height: 1080 }, workArea: { x: 0, y: 0, width: 1920, height: 1040 }, scaleFactor: 1 }];

class Screen extends EventEmitter {
  #displays = read(process.env['STANDIN_DISPLAYS']);

  getAllDisplays(): StandinDisplays {
    return this.#displays;
  }

  getPrimaryDisplay(): StandinDisplays[number] {
    const [first] = this.#displays;
    if (first === undefined) throw new Error('there is no display');
    return first;
  }

  /** Monitors come and go, as a system tells it. */
  become(displays: StandinDisplays): void {
    const before = this.#displays;
    this.#displays = displays;
    for (const display of before) if (!displays.some(({ id }) => id === display.id)) this.emit('display-removed', {}, display);
    for (const display of displays) if (!before.some(({ id }) => id === display.id)) this.emit('display-added', {}, display);
    for (const display of displays) if (before.some(({ id }) => id === display.id)) this.emit('display-metrics-changed', {}, display, ['workArea']);
  }
}

function read(text: string | undefined): StandinDisplays {
  return text === undefined ? ONE : displaysSchema.parse(JSON.parse(text));
}

export const screen = new Screen();

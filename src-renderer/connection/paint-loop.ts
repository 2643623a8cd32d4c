/** Something that shows fast data without React. */
export interface Painter {
  /** Writes what changed; no layout is read. Answers true when anything was painted. */
  paint(now: number): boolean;
}

export interface FrameFigures {
  /** Painted frames a second. */
  readonly fps: number;
  /** The longest of our own work in one frame, in milliseconds; null when nothing was painted. */
  readonly worst: number | null;
}

/** Measures kept on the performance timeline before it is cleared. */
const KEPT_MEASURES = 5_000;

/** The window's one animation-frame loop. It runs only while a painter has asked for it. */
class PaintLoop {
  readonly #waiting = new Set<Painter>();
  #handle = 0;
  #measures = 0;
  #frames = 0;
  #worst = 0;
  #since = performance.now();

  request(painter: Painter): void {
    this.#waiting.add(painter);
    if (this.#handle === 0) this.#handle = requestAnimationFrame((now) => this.#run(now));
  }

  cancel(painter: Painter): void {
    this.#waiting.delete(painter);
  }

  /** The figures since they were last taken. */
  takeFigures(): FrameFigures {
    const now = performance.now();
    const seconds = (now - this.#since) / 1000;
    const figures = { fps: seconds > 0 ? this.#frames / seconds : 0, worst: this.#frames > 0 ? this.#worst : null };
    this.#since = now;
    this.#frames = 0;
    this.#worst = 0;
    return figures;
  }

  #run(now: number): void {
    this.#handle = 0;
    const start = performance.now();
    const painters = [...this.#waiting];
    this.#waiting.clear();
    let painted = false;
    for (const painter of painters) painted = painter.paint(now) || painted;
    if (!painted) return;
    const end = performance.now();
    this.#frames += 1;
    this.#worst = Math.max(this.#worst, end - start);
    if (this.#measures >= KEPT_MEASURES) {
      performance.clearMeasures('paint');
      this.#measures = 0;
    }
    performance.measure('paint', { start, end });
    this.#measures += 1;
  }
}

export const paintLoop = new PaintLoop();

/** Real milliseconds between looks for new frames, and for values that people read. */
export const FRAME_MS = 50;
export const READING_MS = 250;

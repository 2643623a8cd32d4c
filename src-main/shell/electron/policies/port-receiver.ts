import { isOfPage, isPage } from './page-origin.ts';

/** The document in a window's main frame, as Electron tells it. */
export interface FrameDocument {
  readonly url: string;
  /** As the origin is written: "null" for one that has none. */
  readonly origin: string;
}

/** Whether the core may be handed to what a window shows now. An address can be of a document that somebody else controls; its origin cannot. */
export function mayHavePort(frame: FrameDocument | null): boolean {
  return frame !== null && isPage(frame.url) && isOfPage(frame.origin);
}

/** How long the browser may take to begin reading what is saved. */
const KEPT = 60_000;

/** A file for the person to keep; its content as it is, or in base64 as the core sends it. */
export type SavedFile = { readonly name: string; readonly mediaType: string } & ({ readonly bytes: BlobPart } | { readonly base64: string });

/** Offers the file as a download: the browser, or Electron, asks where to or keeps it where downloads go. */
export function saveFile(file: SavedFile): void {
  const url = URL.createObjectURL(new Blob(['bytes' in file ? file.bytes : bytesOf(file.base64)], { type: file.mediaType }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = file.name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
}

/** Throws where `base64` is not. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** `parts` as a file's name without its ending: "performance equity 2026-11-20" as "performance-equity-2026-11-20". */
export function fileStem(...parts: readonly string[]): string {
  return parts
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Why an export is not taken; the message is a sentence. */
export class BadArchive extends Error {
  override name = 'BadArchive';
}

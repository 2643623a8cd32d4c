/**
 * An unsigned 32-bit integer from a text: its UTF-16 units mixed as MurmurHash3 (x86, 32 bits; Austin Appleby,
 * public domain) mixes its blocks. Not for secrets.
 */
export function hash(text: string, seed: number): number {
  let state = seed | 0;
  for (let index = 0; index < text.length; index += 1) {
    let block = Math.imul(text.charCodeAt(index), 0xcc9e2d51);
    block = (block << 15) | (block >>> 17);
    state ^= Math.imul(block, 0x1b873593);
    state = (state << 13) | (state >>> 19);
    state = (Math.imul(state, 5) + 0xe6546b64) | 0;
  }
  state ^= text.length * 2;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** Finds the different values of a column of numbers, without a box or a key a value. Made once, used again and again. */
export class NumberDictionary {
  #slots = new Int32Array(0);
  #values = new Float64Array(1_024);
  #codes = new Uint32Array(0);

  /** The different values in the order met, and of each number its index among them, until the next call; null where half of them or more differ. */
  code(numbers: Float64Array): { readonly values: Float64Array; readonly codes: Uint32Array } | null {
    const slots = this.#slotsFor(numbers.length);
    const shift = Math.clz32(slots.length) + 1;
    const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
    if (this.#codes.length < numbers.length) this.#codes = new Uint32Array(numbers.length);
    const codes = this.#codes.subarray(0, numbers.length);
    const most = numbers.length / 2 + 16;
    let values = this.#values;
    let count = 0;
    for (let at = 0; at < numbers.length; at += 1) {
      const number = numbers[at] as number;
      const mixed = Math.imul((bits[2 * at] as number) ^ Math.imul(bits[2 * at + 1] as number, 0x9e3779b1), 0x85ebca6b);
      let slot = mixed >>> shift;
      let code = (slots[slot] as number) - 1;
      while (code >= 0 && values[code] !== number) {
        slot = (slot + 1) & (slots.length - 1);
        code = (slots[slot] as number) - 1;
      }
      if (code < 0) {
        if (count >= most) return null;
        if (count === values.length) {
          values = new Float64Array(count * 2);
          values.set(this.#values);
          this.#values = values;
        }
        code = count;
        values[count] = number;
        count += 1;
        slots[slot] = count;
      }
      codes[at] = code;
    }
    return { values: values.slice(0, count), codes };
  }

  /** Twice as many slots as numbers at least, a power of two. */
  #slotsFor(numbers: number): Int32Array {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, numbers * 2)));
    if (this.#slots.length === size) this.#slots.fill(0);
    else this.#slots = new Int32Array(size);
    return this.#slots;
  }
}

/** Columns of numbers that grow together, a row at a time, without an object a row. */
export class GrowingColumns<Name extends string> {
  readonly names: readonly Name[];
  #columns: Record<Name, Float64Array>;
  #capacity = 0;
  count = 0;

  constructor(names: readonly Name[]) {
    this.names = names;
    this.#columns = this.#sized(0);
  }

  /** Values in the order of the names. */
  push(...values: readonly number[]): void {
    if (this.count === this.#capacity) this.#resize(Math.max(1024, this.#capacity * 2));
    for (let i = 0; i < this.names.length; i += 1) this.#columns[this.names[i] as Name][this.count] = values[i] as number;
    this.count += 1;
  }

  /** Makes room for so many rows more at once, where that is known. */
  reserve(rows: number): void {
    if (this.count + rows > this.#capacity) this.#resize(this.count + rows);
  }

  clear(): void {
    this.count = 0;
  }

  /**
   * The columns cut to their length and sorted by one of them, rows that are equal in it in the order they came. Columns that
   * are in order already are not copied.
   */
  sortedBy(key: Name): Record<Name, Float64Array> {
    const by = this.#columns[key];
    let sorted = true;
    for (let i = 1; i < this.count && sorted; i += 1) sorted = (by[i] as number) >= (by[i - 1] as number);
    if (sorted) return this.#cut();
    const order = Uint32Array.from({ length: this.count }, (_, row) => row);
    order.sort((left, right) => (by[left] as number) - (by[right] as number) || left - right);
    const result = this.#sized(this.count);
    for (const name of this.names) {
      const from = this.#columns[name];
      const to = result[name];
      for (let i = 0; i < this.count; i += 1) to[i] = from[order[i] as number] as number;
    }
    return result;
  }

  #cut(): Record<Name, Float64Array> {
    const columns: Partial<Record<Name, Float64Array>> = {};
    for (const name of this.names) columns[name] = this.#columns[name].subarray(0, this.count);
    return columns as Record<Name, Float64Array>;
  }

  #resize(capacity: number): void {
    const larger = this.#sized(capacity);
    for (const name of this.names) larger[name].set(this.#columns[name]);
    this.#columns = larger;
    this.#capacity = capacity;
  }

  #sized(length: number): Record<Name, Float64Array> {
    const columns: Partial<Record<Name, Float64Array>> = {};
    for (const name of this.names) columns[name] = new Float64Array(length);
    return columns as Record<Name, Float64Array>;
  }
}

/** Choices that a few whole numbers make, one after another: the same numbers make the same choices. */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;
  #rest = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** 0 to `count` - 1. */
  below(count: number): number {
    if (this.#rest < count) {
      this.#rest += (this.#numbers[this.#next % this.#numbers.length] ?? 0) + this.#next;
      this.#next += 1;
    }
    const chosen = this.#rest % count;
    this.#rest = Math.floor(this.#rest / count);
    return chosen;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True once in so many times. */
  once(inTimes: number): boolean {
    return this.below(inTimes) === 0;
  }

  of<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }

  /** undefined of nothing. */
  from<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : items[this.below(items.length)];
  }
}

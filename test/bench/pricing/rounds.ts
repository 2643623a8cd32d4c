const ROUNDS = 9;
const WARM_UP_MS = 120;
const PASS_MS = 20;

/** Something to time: `rows` rows a run. */
export interface Task {
  readonly run: () => void;
  readonly rows: number;
}

/**
 * Nanoseconds a row of every task in every round. All are warmed up first, each by itself; then every round runs each
 * task for at least 20 ms, odd rounds in the opposite order, so that what else the machine does falls on all of them alike.
 */
export function measured(tasks: readonly Task[]): readonly (readonly number[])[] {
  const passes = tasks.map((task) => {
    repeated(task, 1);
    let elapsed = 0;
    for (let began = performance.now(); elapsed < WARM_UP_MS; elapsed = performance.now() - began) task.run();
    return Math.max(1, Math.ceil((PASS_MS * 1e6) / (Math.min(repeated(task, 1), repeated(task, 1)) * task.rows)));
  });
  const figures = tasks.map((): number[] => []);
  const order = tasks.map((_, i) => i);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const i of round % 2 === 0 ? order : order.toReversed()) figures[i]?.push(repeated(tasks[i] as Task, passes[i] as number));
  }
  return figures;
}

/** Of neighbours in time, a round each: what else the machine does falls out of them. */
export function quotients(figures: readonly number[], base: readonly number[]): readonly number[] {
  return figures.map((figure, round) => figure / (base[round] as number));
}

function repeated({ run, rows }: Task, times: number): number {
  const began = performance.now();
  for (let i = 0; i < times; i += 1) run();
  return ((performance.now() - began) * 1e6) / (times * rows);
}

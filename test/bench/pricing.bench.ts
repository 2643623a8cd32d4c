import { price } from '../../src-core/pricing/black.ts';
import { priceRows, type PricingBatch } from '../../src-core/pricing/batch.ts';

/** A same-day chain: strikes 1.00 apart within 4 % of the money, calls and puts, quoted in cents. */
function chain(years: number): PricingBatch {
  const forward = 612.34;
  const discount = Math.exp(-0.045 * years);
  const size = 98;
  const column = (): Float64Array => new Float64Array(size).fill(Number.NaN);
  const batch: PricingBatch = {
    rows: Uint16Array.from({ length: size }, (_, row) => row),
    count: size,
    isCall: Uint8Array.from({ length: size }, (_, row) => row % 2),
    strike: Float64Array.from({ length: size }, (_, row) => 588 + (row >> 1)),
    mid: column(),
    forward,
    discount,
    spot: forward * discount,
    years,
    iv: column(),
    delta: column(),
    gamma: column(),
    theta: column(),
    vega: column(),
    rho: column(),
    ok: new Uint8Array(size),
  };
  for (let row = 0; row < size; row += 1) {
    const strike = batch.strike[row] ?? 0;
    const x = Math.log(strike / forward) / Math.sqrt(years);
    const option = { right: batch.isCall[row] === 1 ? 'call' : 'put', forward, strike, years, discount } as const;
    batch.mid[row] = Math.round(price(option, 0.16 - 0.05 * x + 0.1 * x * x) * 200 + 1) / 200;
  }
  return batch;
}

/** Rows a second with their implied volatility and Greeks, on one core, warm. */
export async function run(): Promise<Record<string, number>> {
  const batches = [6, 3, 1, 0.25].map((hours) => chain(hours / (365 * 24)));
  const price = (rounds: number): number => {
    let rows = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const batch of batches) {
        priceRows(batch);
        rows += batch.count;
      }
    }
    return rows;
  };
  price(500);
  const start = performance.now();
  const rows = price(2_000);
  const seconds = (performance.now() - start) / 1_000;
  return { 'pricing rows per second': Math.round(rows / seconds) };
}

/**
 * The block of memory the stages work on: a header of figures that hold for the whole block, then columns of
 * `BLOCK_ROWS` doubles each. Every constant is an index of a double.
 */
export const BLOCK_ROWS = 128;

// The market, set once a block.
export const SPOT = 0;
/** (rate - yield) · years. */
export const CARRY = 1;
/** spot · (exp(-yield · years) - 1). */
export const SPOT_SHIFT = 2;
/** exp(-rate · years) - 1. */
export const STRIKE_SHIFT = 3;
/** spot · exp(-yield · years), and its reciprocal. */
export const ASSET = 4;
export const INVERSE_ASSET = 5;
/** exp(-yield · years). */
export const ASSET_DISCOUNT = 6;
/** exp(-rate · years). */
export const DISCOUNT = 7;
/** Calendar years. */
export const YEARS = 8;
/** Root of the years on the variance clock. */
export const ROOT_VARIANCE_YEARS = 9;
/** Share of the variance left that goes by in a calendar year, at the pace of now. */
export const VARIANCE_DECAY = 10;
export const RATE = 11;
export const YIELD = 12;

// Given for each row.
export const STRIKE = 16;
export const IS_CALL = STRIKE + BLOCK_ROWS;
export const PRICE = IS_CALL + BLOCK_ROWS;

// Between the stages.
/** ln(forward / strike). */
export const MONEYNESS = PRICE + BLOCK_ROWS;
/** Price of the out-of-the-money option of the strike, in units of the asset. */
export const TIME_VALUE = MONEYNESS + BLOCK_ROWS;
/** Volatility times the root of the years. Input where values are wanted, output where it is implied. */
export const TOTAL_VOLATILITY = TIME_VALUE + BLOCK_ROWS;
/** moneyness / total volatility. */
export const STANDARD_MONEYNESS = TOTAL_VOLATILITY + BLOCK_ROWS;
/** Standard normal density at d1. */
export const DENSITY = STANDARD_MONEYNESS + BLOCK_ROWS;
/** With m(z) the Mills ratio: (m(|h| - t) - m(|h| + t)) / s, and the mean of the two. */
export const MILLS_SLOPE = DENSITY + BLOCK_ROWS;
export const MILLS_MEAN = MILLS_SLOPE + BLOCK_ROWS;

/** Of the total volatility by the step, in proportion. */
export const CHANGE = MILLS_MEAN + BLOCK_ROWS;

// Found for each row.
/** 1 where the stages hold; 0 where the row is outside their region. */
export const HOLDS = CHANGE + BLOCK_ROWS;
export const VALUE = HOLDS + BLOCK_ROWS;
export const VOLATILITY = VALUE + BLOCK_ROWS;
export const DELTA = VOLATILITY + BLOCK_ROWS;
export const GAMMA = DELTA + BLOCK_ROWS;
export const THETA = GAMMA + BLOCK_ROWS;
export const VEGA = THETA + BLOCK_ROWS;
export const RHO = VEGA + BLOCK_ROWS;
export const CHARM = RHO + BLOCK_ROWS;
export const VANNA = CHARM + BLOCK_ROWS;
export const VOMMA = VANNA + BLOCK_ROWS;
export const SPEED = VOMMA + BLOCK_ROWS;

export const BLOCK_SIZE = SPEED + BLOCK_ROWS;

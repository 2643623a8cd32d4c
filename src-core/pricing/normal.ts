const ROOT_TWO_PI = 2.5066282746310005;
const ROOT_HALF_PI = 1.2533141373155003;

/** Standard normal density. */
export function density(z: number): number {
  return Math.exp(-0.5 * z * z) / ROOT_TWO_PI;
}

/** Standard normal distribution function, with full relative precision in the lower tail. */
export function distribution(z: number): number {
  return z <= 0 ? 0.5 * scaledComplement(-z * Math.SQRT1_2) * Math.exp(-0.5 * z * z) : 1 - distribution(-z);
}

/** distribution(z) / density(z): what is left of a tail once its exponential is divided out. Grows without bound above 0. */
export function tailRatio(z: number): number {
  return z <= 0
    ? ROOT_HALF_PI * scaledComplement(-z * Math.SQRT1_2)
    : ROOT_TWO_PI * Math.exp(0.5 * z * z) - ROOT_HALF_PI * scaledComplement(z * Math.SQRT1_2);
}

/**
 * exp(y²)·erfc(y) for y >= 0, to about one unit in the last place.
 * W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), in the form of his CALERF.
 */
function scaledComplement(y: number): number {
  if (y <= 0.46875) {
    const w = y * y;
    const numerator =
      (((0.185777706184603153 * w + 3.1611237438705656) * w + 113.864154151050156) * w + 377.485237685302021) * w +
      3209.37758913846947;
    const denominator =
      (((w + 23.6012909523441209) * w + 244.024637934444173) * w + 1282.61652607737228) * w + 2844.23683343917062;
    return Math.exp(w) * (1 - (y * numerator) / denominator);
  }
  if (y <= 4) {
    const numerator =
      (((((((2.15311535474403846e-8 * y + 0.564188496988670089) * y + 8.88314979438837594) * y + 66.1191906371416295) * y +
        298.635138197400131) *
        y +
        881.95222124176909) *
        y +
        1712.04761263407058) *
        y +
        2051.07837782607147) *
        y +
      1230.33935479799725;
    const denominator =
      (((((((y + 15.7449261107098347) * y + 117.693950891312499) * y + 537.181101862009858) * y + 1621.38957456669019) * y +
        3290.79923573345963) *
        y +
        4362.61909014324716) *
        y +
        3439.36767414372164) *
        y +
      1230.33935480374942;
    return numerator / denominator;
  }
  const w = 1 / (y * y);
  const numerator =
    ((((0.0163153871373020978 * w + 0.305326634961232344) * w + 0.360344899949804439) * w + 0.125781726111229246) * w +
      0.0160837851487422766) *
      w +
    6.58749161529837803e-4;
  const denominator =
    ((((w + 2.56852019228982242) * w + 1.87295284992346047) * w + 0.527905102951428412) * w + 0.0605183413124413191) * w +
    0.00233520497626869185;
  return (0.56418958354775628695 - (w * numerator) / denominator) / y;
}

/** The value that a share of the samples does not exceed, between two of them in proportion. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The slope of a straight line through the points, both axes logarithmic: 1 is proportional, 2 quadratic. */
export function growthExponent(points: readonly { readonly size: number; readonly value: number }[]): number {
  const logs = points.map(({ size, value }) => ({ x: Math.log(size), y: Math.log(value) }));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = { x: mean(logs.map(({ x }) => x)), y: mean(logs.map(({ y }) => y)) };
  const slope = logs.reduce((sum, { x, y }) => sum + (x - middle.x) * (y - middle.y), 0);
  return slope / logs.reduce((sum, { x }) => sum + (x - middle.x) ** 2, 0);
}

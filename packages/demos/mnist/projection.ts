/**
 * The activations of the penultimate layer, seen in the plane through the templates of three classes.
 * Müller, Kornblith, Hinton 2019, "When Does Label Smoothing Help?", section 2.
 */

import type { Tensor } from "crossent";

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly digit: number;
}

type Vector = readonly number[];

const minus = (a: Vector, b: Vector): number[] => a.map((x, i) => x - b[i]!);
const dot = (a: Vector, b: Vector): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const scaled = (a: Vector, by: number): number[] => a.map((x) => x * by);
const unit = (a: Vector): number[] => scaled(a, 1 / Math.sqrt(dot(a, a)));

/** Two orthonormal directions of the plane through three points, by Gram and Schmidt. */
export function planeThrough([a, b, c]: readonly [Vector, Vector, Vector]): readonly [Vector, Vector] {
  const first = unit(minus(b, a));
  const side = minus(c, a);
  return [first, unit(minus(side, scaled(first, dot(side, first))))];
}

/**
 * The activations of three classes in the plane through their templates.
 *
 * @param activations - (N, features). @param labels - (N). @param templates - (classes, features).
 */
export function project(
  activations: Tensor,
  labels: Tensor,
  templates: Tensor,
  classes: readonly [number, number, number],
): Point[] {
  const rows = templates.tolist() as number[][];
  const [first, second] = planeThrough([rows[classes[0]]!, rows[classes[1]]!, rows[classes[2]]!]);
  const digits = labels.tolist() as number[];
  return (activations.tolist() as number[][]).flatMap((activation, i) =>
    classes.includes(digits[i]!)
      ? [{ x: dot(activation, first), y: dot(activation, second), digit: digits[i]! }]
      : [],
  );
}

/** How wide clusters are for their distance: root mean square distances to the own centre and between the centres. */
export function spread(points: readonly Point[]): number {
  const clusters = [...new Set(points.map(({ digit }) => digit))].map((digit) =>
    points.filter((point) => point.digit === digit),
  );
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const squared = (a: Omit<Point, "digit">, b: Omit<Point, "digit">): number =>
    (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
  const centres = clusters.map((cluster) => ({
    x: mean(cluster.map(({ x }) => x)),
    y: mean(cluster.map(({ y }) => y)),
  }));
  const within = mean(clusters.flatMap((cluster, k) => cluster.map((point) => squared(point, centres[k]!))));
  const between = mean(centres.flatMap((a, i) => centres.slice(i + 1).map((b) => squared(a, b))));
  return Math.sqrt(within / between);
}

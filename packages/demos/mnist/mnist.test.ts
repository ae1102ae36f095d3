/** The demo in a few seconds: fewer images, fewer epochs, and what must hold all the same. */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { CrossEntropyLoss, Generator, tensor } from "crossent";
import { SaxesParser } from "saxes";
import { calibration } from "./calibration.ts";
import { draw } from "./digits.ts";
import { LOOKALIKES, type Outcome, run } from "./experiment.ts";
import { picture } from "./picture.ts";
import { planeThrough, spread } from "./projection.ts";

const TRAINING = { epochs: 8, batch: 50, rate: 0.1, momentum: 0.9 };

const digits = (training: number, test: number) => draw(training, test, new Generator().manualSeed(0));

describe("a short run", () => {
  let plain: Outcome;
  let smoothed: Outcome;
  const losses: number[] = [];

  before(() => {
    const sets = digits(1000, 1000);
    plain = run(new CrossEntropyLoss(), sets, TRAINING, (_, loss) => losses.push(loss));
    smoothed = run(new CrossEntropyLoss({ labelSmoothing: 0.1 }), sets, TRAINING, () => {});
  });

  test("every step is reported, and the loss falls from chance to almost nothing", () => {
    const last = losses.slice(-20).reduce((sum, loss) => sum + loss, 0) / 20;
    assert.equal(losses.length, TRAINING.epochs * (1000 / TRAINING.batch));
    assert.ok(Math.abs(losses[0]! - Math.log(10)) < 0.1, `starts at ${losses[0]}`);
    assert.ok(last < 0.1, `ends at ${last}`);
  });

  test("both networks know most digits that they have not seen", () => {
    for (const { calibration: scores } of [plain, smoothed]) {
      assert.ok(scores.accuracy > 0.85, `accuracy ${scores.accuracy}`);
      assert.ok(scores.nll < 1, `negative log-likelihood ${scores.nll}`);
    }
  });

  test("without smoothing the network is too sure, with smoothing it is not", () => {
    assert.ok(plain.calibration.confidence > plain.calibration.accuracy);
    assert.ok(smoothed.calibration.confidence < smoothed.calibration.accuracy);
  });

  test("smoothing draws the clusters of the penultimate layer together", () => {
    assert.ok(smoothed.spread < 0.95 * plain.spread, `${smoothed.spread} against ${plain.spread}`);
  });

  test("the picture is well-formed, and holds a dot for every activation", () => {
    const elements: string[] = [];
    const parser = new SaxesParser({ xmlns: true });
    parser.on("opentag", ({ name }) => elements.push(name));
    parser.on("error", (error) => assert.fail(error));
    parser.write(picture([plain, smoothed])).close();
    assert.equal(elements[0], "svg");
    assert.equal(
      elements.filter((name) => name === "circle").length,
      plain.points.length + smoothed.points.length,
    );
    assert.ok(
      plain.points.length > 200 && plain.points.every(({ digit }) => LOOKALIKES.some((d) => d === digit)),
    );
  });
});

test("the same seeds give the same numbers", () => {
  const once = () =>
    run(
      new CrossEntropyLoss({ labelSmoothing: 0.1 }),
      digits(200, 100),
      { ...TRAINING, epochs: 1 },
      () => {},
    );
  assert.deepEqual(once(), once());
});

test("training and test images have nothing in common", () => {
  const { training, test: unseen } = digits(5000, 5000);
  const images = [training, unseen].flatMap(({ images: t }) => (t.tolist() as number[][]).map(String));
  assert.equal(new Set(images).size, 10_000);
});

describe("the expected calibration error", () => {
  /** Four images, each 75 % sure of class 0. */
  const logits = tensor(new Array(4).fill([Math.log(3), 0]));

  test("is 0 where of the images that are 75 % sure 75 % are right", () => {
    assert.ok(calibration(logits, tensor([0, 0, 0, 1])).ece < 1e-7);
  });

  test("is the distance of accuracy and confidence where one bin holds all images", () => {
    const { accuracy, confidence, ece, bins } = calibration(logits, tensor([0, 1, 1, 1]));
    assert.equal(accuracy, 0.25);
    assert.ok(Math.abs(confidence - 0.75) < 1e-7 && Math.abs(ece - 0.5) < 1e-7);
    assert.equal(bins.length, 15);
    assert.equal(bins[11]!.count, 4); // from 11/15 to 12/15
  });

  test("does not let one bin make up for another", () => {
    const mixed = tensor([
      [Math.log(3), 0],
      [0, Math.log(9)],
    ]); // 75 % sure and wrong, 90 % sure and right
    assert.ok(Math.abs(calibration(mixed, tensor([1, 1])).ece - (0.75 + 0.1) / 2) < 1e-7);
  });
});

test("the plane through three points contains them, in orthonormal directions", () => {
  const points = [
    [1, 2, 3, 4],
    [0, -1, 5, 2],
    [7, 1, 0, -3],
  ] as const;
  const [first, second] = planeThrough(points);
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
  near(dot(first, first), 1);
  near(dot(second, second), 1);
  near(dot(first, second), 0);
  for (const point of points) {
    const side = point.map((x, i) => x - points[0][i]!);
    const [u, v] = [dot(side, first), dot(side, second)];
    for (const [i, x] of side.entries()) near(u * first[i]! + v * second[i]!, x);
  }
});

test("the spread of clusters does not change when the plane is scaled", () => {
  const points = [0, 2, 10, 12].map((x, i) => ({ x, y: 0, digit: i < 2 ? 3 : 5 }));
  assert.ok(Math.abs(spread(points) - 0.1) < 1e-12); // 1 from the centre, 10 between the centres
  const larger = points.map(({ x, y, digit }) => ({ x: 100 * x, y: 100 * y, digit }));
  assert.ok(Math.abs(spread(larger) - spread(points)) < 1e-12);
});

/** The report as a text table: a line for every shard, and one for all of them. */

import { basename } from "node:path";
import { table } from "../table.ts";
import { type Report, Scores, type ScoresJSON } from "./scores.ts";

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

function line(title: string, json: ScoresJSON): string[] {
  const { crossEntropy, accuracy, calibration } = new Scores(json);
  const { loss, perplexity, count } = crossEntropy.compute();
  return [
    title,
    String(count),
    loss.toFixed(4),
    perplexity.toFixed(3),
    percent(accuracy.compute().accuracy),
    percent(calibration.compute().ece),
  ];
}

export const reportTable = ({ shards, total }: Report): string =>
  table(
    ["shard", "labelled", "loss", "perplexity", "accuracy", "ECE"],
    [...shards.map(({ shard, scores }) => line(basename(shard, ".json"), scores)), line("all", total)],
  );
